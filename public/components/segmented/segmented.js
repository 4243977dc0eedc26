/** One of a few ways to look at the same thing, as buttons side by side. */
import { html, icon, on, stylesheet } from "../../app/html.js";

await stylesheet("./segmented.css", import.meta.url);

/** @param {{name: string, label: string, chosen: string, choices: {value: string, label: string, mark?: string}[]}} options */
export function segmented({ name, label, chosen, choices }) {
  return html`<div class="segmented" role="group" aria-label="${label}" data-segmented="${name}">${choices.map((one) => html`<button type="button" value="${
    one.value}" aria-pressed="${String(one.value === chosen)}">${one.mark ? icon(one.mark) : null}${one.label}</button>`)}</div>`;
}

/** Serves the ones inside `root`. @param {(name: string, value: string) => void} chosen */
export function serveSegmented(root, chosen) {
  on(root, "click", ".segmented button", (event, button) => {
    press(button.parentElement, button.value);
    chosen(button.parentElement.dataset.segmented, button.value);
  });
}

/** Shows one as chosen. */
export function press(group, value) {
  for (const one of group.children) one.setAttribute("aria-pressed", String(one.value === value));
}
