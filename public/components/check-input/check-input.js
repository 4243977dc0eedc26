/** `<e-check-input>`: when a ladder is gone through: every day, once a month on a day, or only by hand. */
import { flag, html, render, stylesheet } from "../../app/html.js";
import { t } from "../../app/i18n.js";

await stylesheet("./check-input.css", import.meta.url);

const KINDS = ["daily", "monthly", "manual"];

/** A check in words: "every month on day 1". */
export function checkWords(check) {
  return check.kind === "monthly" ? t("check.words_monthly", { n: check.day }) : t(`check.${check.kind}`);
}

class CheckInput extends HTMLElement {
  /** @param {{kind: string, day?: number}|null} check */
  set value(check) {
    const now = check ?? { kind: "daily" };
    render(this, html`<select class="input" aria-label="${t("check.label")}">${KINDS.map((kind) => html`<option value="${kind}"${flag("selected",
      kind === now.kind)}>${t(`check.${kind}`)}</option>`)}</select>
      <label><span class="field-unit">${t("check.day")}</span> <input class="input input-number" type="number" inputmode="numeric" min="1" max="31" step="1"
        value="${now.day ?? 1}"></label>`);
    [this.select, this.dayRow] = this.children;
    this.day = this.dayRow.querySelector("input");
    this.select.addEventListener("change", () => this.show());
    this.show();
  }

  get value() {
    const kind = this.select.value;
    if (kind !== "monthly") return { kind };
    return { kind, day: this.day.value === "" ? null : Number(this.day.value) };
  }

  show() {
    this.dayRow.hidden = this.select.value !== "monthly";
  }
}
customElements.define("e-check-input", CheckInput);
