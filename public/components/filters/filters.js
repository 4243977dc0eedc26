/** The row of filters above a list. */
import { html, stylesheet } from "../../app/html.js";
import { t } from "../../app/i18n.js";

await stylesheet("./filters.css", import.meta.url);

/** @param {import("../../app/html.js").Markup} content */
export function filters(content) {
  return html`<div class="filters" role="search" aria-label="${t("common.filters")}">${content}</div>`;
}
