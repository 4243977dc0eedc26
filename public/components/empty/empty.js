/** What stands where there is nothing yet, and where something failed. */
import { html, icon, stylesheet } from "../../app/html.js";
import { t } from "../../app/i18n.js";

await stylesheet("./empty.css", import.meta.url);

/** @param {{mark?: string, title: string, text?: string, action?: unknown, small?: boolean}} options */
export function empty({ mark = "info", title, text, action, small }) {
  return html`<div class="empty ${small ? "empty-small" : ""}"><span class="empty-mark">${icon(mark)}</span>
    <h2>${title}</h2>${text ? html`<p>${text}</p>` : null}${action}</div>`;
}

/** @param {Error} error; a button with data-action="retry" is inside. */
export function failed(error) {
  const missing = error.status === 404;
  return html`<div class="empty empty-failed" role="alert"><span class="empty-mark">${icon("warning")}</span>
    <h2>${missing ? t("errors.missing_title") : t("errors.failed_title")}</h2>
    <p>${missing ? t("errors.missing") : error.message}</p>
    ${error.requestId ? html`<p class="small mono">${error.requestId}</p>` : null}
    ${missing ? null : html`<button class="button" type="button" data-action="retry">${icon("refresh")}${t("common.retry")}</button>`}</div>`;
}
