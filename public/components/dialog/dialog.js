/** One question in a modal dialog. */
import { element, html, icon, render, stylesheet } from "../../app/html.js";
import { t } from "../../app/i18n.js";

await stylesheet("./dialog.css", import.meta.url);

/**
 * Asks, and resolves with what `submit` returned, or null when turned down.
 * `submit` may throw: its message is shown in the dialog, which stays open.
 * @param {{title: string, text?: string, body?: import("../../app/html.js").Markup, fields?: HTMLElement[], confirm: string,
 *          cancel?: string, danger?: boolean, submit?: (form: HTMLFormElement) => Promise<any>|any}} options
 */
export function ask({ title, text, body, fields = [], confirm, cancel, danger, submit }) {
  const dialog = /** @type {HTMLDialogElement} */ (element(html`<dialog class="dialog" aria-labelledby="dialog-title">
    <form method="dialog" novalidate><h2 id="dialog-title" tabindex="-1">${title}</h2>${text ? html`<p class="dialog-text">${text}</p>` : null}
    ${body}<div class="dialog-fields stack"></div><div class="dialog-error" role="alert"></div>
    <div class="dialog-actions"><button class="button" type="button" value="cancel">${cancel ?? t("common.cancel")}</button>
    <button class="button ${danger ? "button-danger" : "button-primary"}" type="submit">${confirm}</button></div></form></dialog>`));
  const holder = dialog.querySelector(".dialog-fields");
  holder.append(...fields);
  holder.hidden = fields.length === 0;
  document.body.append(dialog);
  return new Promise((resolve) => {
    let outcome = null;
    const error = dialog.querySelector(".dialog-error");
    const form = dialog.querySelector("form");
    const button = dialog.querySelector('[type="submit"]');
    dialog.querySelector('[value="cancel"]').addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(outcome);
    });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (button.getAttribute("aria-busy")) return;
      button.setAttribute("aria-busy", "true");
      error.textContent = "";
      try {
        outcome = submit ? (await submit(form)) ?? true : true;
        dialog.close();
      } catch (problem) {
        showError(dialog, error, problem);
      } finally {
        button.removeAttribute("aria-busy");
      }
    });
    dialog.showModal();
    const first = holder.querySelector("input, select, textarea, button");
    (first ?? (danger ? dialog.querySelector('[value="cancel"]') : button)).focus();
  });
}

function showError(dialog, place, problem) {
  let left = [];
  for (const found of problem.errors ?? []) {
    const name = found.pointer.split("/").pop();
    const field = dialog.querySelector(`e-field[name="${CSS.escape(name)}"]`);
    if (field) field.error = found.reason;
    else left.push(found.reason);
  }
  if (!problem.errors?.length) left = [problem.message];
  if (left.length) render(place, html`<p class="banner banner-bad">${icon("warning")}<span>${left.join(" ")}</span></p>`);
  dialog.querySelector(".field-bad input, .field-bad select")?.focus();
}
