/** `<e-validity-input>`: for ever, N days, N months, or until a date. */
import { flag, html, render, stylesheet } from "../../app/html.js";
import { t } from "../../app/i18n.js";

await stylesheet("./validity-input.css", import.meta.url);

const KINDS = ["none", "days", "months", "date"];
const USUAL = { days: 30, months: 12 };

class ValidityInput extends HTMLElement {
  /** @param {{kind: string, count?: number, date?: string}|null} validity */
  set value(validity) {
    const now = validity ?? { kind: "none" };
    render(this, html`<select class="input" aria-label="${t("validity.label")}">${KINDS.map((kind) =>
      html`<option value="${kind}"${flag("selected", kind === now.kind)}>${t(`validity.${kind}`)}</option>`)}</select>
      <input class="input input-number" type="number" inputmode="numeric" min="1" step="1" value="${now.count ?? ""}" aria-label="${t("validity.count")}">
      <input class="input input-date" type="date" value="${now.date ?? ""}" aria-label="${t("validity.until")}">`);
    [this.select, this.count, this.date] = this.children;
    this.select.addEventListener("change", () => this.show(true));
    this.show(false);
  }

  get value() {
    const kind = this.select.value;
    if (kind === "none") return { kind };
    if (kind === "date") return { kind, date: this.date.value || null };
    return { kind, count: this.count.value === "" ? null : Number(this.count.value) };
  }

  show(changed) {
    const kind = this.select.value;
    this.count.hidden = !(kind in USUAL);
    this.date.hidden = kind !== "date";
    if (changed && kind in USUAL) this.count.value = String(USUAL[kind]);
  }
}
customElements.define("e-validity-input", ValidityInput);
