/** One list that can be had as a file: what it is, a choice of what it holds, and the link. */
import { html, icon, stylesheet } from "../../app/html.js";
import { t } from "../../app/i18n.js";

await stylesheet("./export-line.css", import.meta.url);

/** @param {{kind: string, title: string, text: string, filter?: {name: string, label: string, choices: [value: string, label: string][]}|null}} options */
export function exportLine({ kind, title, text, filter }) {
  const select = filter ? html`<label><span class="unseen">${filter.label}</span><select class="input" name="${filter.name}">${filter.choices.map(([value, label]) =>
    html`<option value="${value}">${label}</option>`)}</select></label>` : null;
  return html`<li class="card export-line" data-kind="${kind}"><div><h2>${title}</h2><p class="quiet small">${text}</p></div>${select}<a class="button" download>${
    icon("download")}${t("exports.download")}<span class="unseen"> ${title}</span></a></li>`;
}
