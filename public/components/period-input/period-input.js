/** `<e-period-input>`: over which time spending counts: all of it, the last days or months, or a calendar period. */
import { flag, html, render, stylesheet } from "../../app/html.js";
import { t } from "../../app/i18n.js";

await stylesheet("./period-input.css", import.meta.url);

/** What the select offers; the word after the dash says which span of a calendar unit. */
const WAYS = ["lifetime", "days", "months", "month-to_date", "quarter-to_date", "year-to_date", "month-last_complete", "quarter-last_complete",
  "year-last_complete"];
const USUAL = { days: 90, months: 12 };

function wayOf(period) {
  if (period.kind === "calendar") return `${period.unit}-${period.span}`;
  if (period.kind === "rolling") return "months" in period ? "months" : "days";
  return "lifetime";
}

/** A period in words: "the last 90 days". */
export function periodWords(period) {
  const way = wayOf(period);
  return way in USUAL ? t(`period.words_${way}`, { n: period[way] }) : t(`period.${way}`);
}

class PeriodInput extends HTMLElement {
  /** @param {object|null} period */
  set value(period) {
    const now = period ?? { kind: "lifetime" };
    const way = wayOf(now);
    render(this, html`<select class="input" aria-label="${t("period.label")}">${WAYS.map((one) => html`<option value="${one}"${flag("selected",
      one === way)}>${t(`period.${one}`)}</option>`)}</select>
      <input class="input input-number" type="number" inputmode="numeric" min="1" step="1" value="${now[way] ?? ""}" aria-label="${t("period.count")}">`);
    [this.select, this.count] = this.children;
    this.select.addEventListener("change", () => this.show(true));
    this.show(false);
  }

  get value() {
    const way = this.select.value;
    if (way === "lifetime") return { kind: way };
    if (way in USUAL) return { kind: "rolling", [way]: this.count.value === "" ? null : Number(this.count.value) };
    const [unit, span] = way.split("-");
    return { kind: "calendar", unit, span };
  }

  show(changed) {
    const way = this.select.value;
    this.count.hidden = !(way in USUAL);
    if (changed && way in USUAL) this.count.value = String(USUAL[way]);
  }
}
customElements.define("e-period-input", PeriodInput);
