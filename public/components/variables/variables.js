/** What may be put into a mail: each variable with what it holds and a sample; a click puts it where the cursor is. */
import { html, stylesheet } from "../../app/html.js";
import { has, t } from "../../app/i18n.js";

await stylesheet("./variables.css", import.meta.url);

/** @param {{name: string, type: string, sample: unknown}[]} list @param {boolean} mayInsert */
export function variables(list, mayInsert) {
  const what = ({ name, type }) => (has(`variable.${name}`) ? t(`variable.${name}`) : t(`variable_type.${type}`));
  return html`<ul class="variables">${list.map((one) => html`<li><button type="button" data-insert="${inserted(one)}" ${mayInsert ? null
    : html`disabled`}><code>${inserted(one, "…")}</code><small>${what(one)}</small>${sample(one)}</button></li>`)}</ul>`;
}

/** A flag only asks: it stands in a condition. */
function inserted({ name, type }, inside = "") {
  return type === "flag" ? `{#if ${name}}${inside}{/if}` : `{${name}}`;
}

function sample({ type, sample: value }) {
  if (value === null || value === undefined || value === "" || type === "flag") return null;
  return html`<small class="variable-sample">${t("templates.sample", { text: String(value) })}</small>`;
}
