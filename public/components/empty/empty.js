/** What stands where there is nothing yet, and where something failed. */
import { html, icon, stylesheet } from "../../app/html.js";
import { t } from "../../app/i18n.js";

await stylesheet("./empty.css", import.meta.url);

/** @param {{mark?: string, title: string, text?: string, action?: unknown, small?: boolean}} options */
export function empty({ mark = "info", title, text, action, small }) {
  return html`<div class="empty ${small ? "empty-small" : ""}"><span class="empty-mark">${icon(mark)}</span>
    <h2>${title}</h2>${text ? html`<p>${text}</p>` : null}${action}</div>`;
}

/** A button with data-action="retry" is inside. @param {Error} error @param {boolean} [whole] whether it stands for a whole page */
export function failed(error, whole = false) {
  const missing = error.status === 404;
  const title = missing ? t("errors.missing_title") : t("errors.failed_title");
  return html`<div class="empty empty-failed" role="alert"><span class="empty-mark">${icon("warning")}</span>
    ${whole ? html`<h1 tabindex="-1">${title}</h1>` : html`<h2>${title}</h2>`}
    <p>${missing ? t("errors.missing") : error.message}</p>
    ${error.requestId ? html`<p class="small mono">${error.requestId}</p>` : null}
    ${missing ? (whole ? html`<a class="button" href="#/dashboard">${t("errors.home")}</a>` : null)
      : html`<button class="button" type="button" data-action="retry">${icon("refresh")}${t("common.retry")}</button>`}</div>`;
}
