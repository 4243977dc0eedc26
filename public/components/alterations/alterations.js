/** What was changed to what, part by part; more than a few are folded. */
import { html, stylesheet } from "../../app/html.js";
import { t } from "../../app/i18n.js";

await stylesheet("./alterations.css", import.meta.url);

const SHOWN = 3;

/** @param {{field: string, old: string|null, new: string|null}[]} changes null for what was not there, or is gone */
export function alterations(changes) {
  if (!changes.length) return null;
  const lines = html`<ul class="alterations">${changes.map((change) => html`<li><span class="alteration-part">${change.field}</span> ${change.old === null
    ? null : html`<del>${change.old}</del> `}${change.new === null ? null : html`<ins>${change.new}</ins>`}</li>`)}</ul>`;
  return changes.length <= SHOWN ? lines : html`<details class="alterations-fold"><summary>${t("audit.parts", { n: changes.length })}</summary>${lines}</details>`;
}
