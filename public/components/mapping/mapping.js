/** `<e-mapping>`: which column of a file is what. Says "mapped" whenever something was chosen. */
import { element, flag, html, on, render, stylesheet } from "../../app/html.js";
import { t } from "../../app/i18n.js";

await stylesheet("./mapping.css", import.meta.url);

const SHOWN = 3;
const LONGEST = 40;

/** What a field is called. */
export const fieldName = (name) => t(`import_fields.${name}`);

class Mapping extends HTMLElement {
  /**
   * @param {{header: string[], rows: string[][]}} file
   * @param {{name: string, required: boolean}[]} fields
   * @param {Record<string, string>} columns names of columns by field
   */
  show(file, fields, columns) {
    Object.assign(this, { file, fields });
    const meant = new Map(Object.entries(columns).map(([field, column]) => [column, field]));
    render(this, html`<div class="table-box"><table class="table table-fold"><caption class="unseen">${t("mapping.caption")}</caption>
      <thead><tr><th scope="col">${t("mapping.column")}</th><th scope="col">${t("mapping.values")}</th><th scope="col">${t("mapping.meaning")}</th></tr></thead>
      <tbody>${file.header.map((column, index) => this.row(column, index, meant.get(column) ?? ""))}</tbody></table></div>`);
    on(this, "change", "select", (event, select) => this.chosen(select));
  }

  row(column, index, field) {
    const values = this.file.rows.map((row) => row[index] ?? "").filter(Boolean).slice(0, SHOWN);
    const options = this.fields.map(({ name, required }) => html`<option value="${name}"${flag("selected", name === field)}>${fieldName(name)}${
      required ? " *" : ""}</option>`);
    return html`<tr><th scope="row" class="mapping-column">${column || t("mapping.unnamed", { n: index + 1 })}</th>
      <td class="mapping-values" data-head="${t("mapping.values")}"><div>${values.length ? values.map((value) => html`<span class="mapping-value">${
        value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value}</span>`) : html`<span class="quiet">${t("mapping.empty")}</span>`}</div></td>
      <td data-head="${t("mapping.meaning")}"><div><select class="input ${field ? "" : "mapping-unused"}" data-column="${column}" aria-label="${
        t("mapping.meaning_of", { column })}"><option value="">${t("mapping.unused")}</option>${options}</select></div></td></tr>`;
  }

  /** A field has one column: what another had, it has no longer. */
  chosen(select) {
    for (const other of this.querySelectorAll("select")) {
      if (other !== select && select.value && other.value === select.value) other.value = "";
      other.classList.toggle("mapping-unused", !other.value);
    }
    this.dispatchEvent(new CustomEvent("mapped", { bubbles: true }));
  }

  /** Names of columns by field. */
  get columns() {
    return Object.fromEntries([...this.querySelectorAll("select")].filter((one) => one.value).map((one) => [one.value, one.dataset.column]));
  }

  /** The different words of a column, as far as the first lines show them. */
  wordsOf(field) {
    const index = this.file.header.indexOf(this.columns[field]);
    return index < 0 ? [] : [...new Set(this.file.rows.map((row) => row[index] ?? "").filter(Boolean))];
  }
}
customElements.define("e-mapping", Mapping);

/** One choice a line: what each word of a file means. @param {string[]} words @param {{code: string, label: string}[]} choices @param {Record<string, string>} known */
export function wordChoices(words, choices, known) {
  return words.map((word) => element(html`<label class="mapping-word"><span class="mono cut">${word}</span><select class="input" data-word="${word}"><option
    value="">${t("mapping.no_word")}</option>${choices.map(({ code, label }) => html`<option value="${code}"${flag("selected",
    known[word] === code)}>${label}</option>`)}</select></label>`));
}
