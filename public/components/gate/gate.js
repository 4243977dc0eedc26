/** The frame of the two pages before the panel: the form at one side, what Echelon does at the other. */
import { html, stylesheet } from "../../app/html.js";
import { t } from "../../app/i18n.js";

await stylesheet("./gate.css", import.meta.url);

const STEPS = [0, 1, 2, 3];

/** Customers on four steps, one of them on the way up. */
function art() {
  return html`<svg class="gate-art" viewBox="0 0 400 250" aria-hidden="true">
    ${STEPS.map((step) => html`<rect class="step" x="${step * 100 + 4}" y="${190 - step * 42}" width="92" height="${56 + step * 42}" rx="10"></rect>
      ${Array.from({ length: 4 - step }, (_, who) => html`<circle class="who" cx="${step * 100 + 22 + who * 19}" cy="${177 - step * 42}" r="7"></circle>`)}`)}
    <path class="way" d="M79 160 C 90 108, 120 92, 158 116"></path><circle class="who-up" cx="166" cy="118" r="8"></circle></svg>`;
}

/** @param {{title: string, text: string, content: import("../../app/html.js").Markup}} options */
export function gate({ title, text, content }) {
  return html`<div class="gate"><div class="gate-form"><main>
      <div class="gate-brand"><img src="favicon.svg" alt="" width="32" height="32">Echelon</div>
      <div><h1 tabindex="-1">${title}</h1><p class="gate-text">${text}</p></div>${content}</main></div>
    <aside class="gate-side" aria-label="${t("gate.aside")}"><figure>${art()}<figcaption>${t("gate.claim")}</figcaption></figure></aside></div>`;
}
