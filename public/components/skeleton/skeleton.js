/** The grey shape of what is being loaded. */
import { html, stylesheet } from "../../app/html.js";
import { t } from "../../app/i18n.js";

await stylesheet("./skeleton.css", import.meta.url);

/** @param {number} rows @param {boolean} tall whether a figure leads */
export function skeleton(rows = 6, tall = false) {
  return html`<div class="skeleton" aria-busy="true"><span class="unseen">${t("common.loading")}</span>
    ${tall ? html`<div class="skeleton-tall" aria-hidden="true"><i></i></div>` : null}
    ${Array.from({ length: rows }, () => html`<div class="skeleton-row" aria-hidden="true"><i></i><i></i><i></i></div>`)}</div>`;
}
