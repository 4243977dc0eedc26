/** `<e-statuses-input>`: all order statuses that mean paid (null), or some of the store's. */
import { flag, html, on, render, stylesheet } from "../../app/html.js";
import { t } from "../../app/i18n.js";

await stylesheet("./statuses-input.css", import.meta.url);

class StatusesInput extends HTMLElement {
  /** @param {string[]|null} codes */
  set value(codes) {
    const { statuses = [], id } = this.around;
    const chosen = new Set(codes ?? []);
    const gone = [...chosen].filter((code) => !statuses.some((status) => status.code === code)).map((code) => ({ code, label: code }));
    const way = (name, on) => html`<label class="choice"><input type="radio" name="${id}" value="${name}"${flag("checked", on)}>${t(`statuses_input.${
      name}`)}</label>`;
    render(this, html`<div class="choices">${way("paid", codes === null)}${way("some", codes !== null)}</div>
      <div class="choices statuses-some" role="group" aria-label="${t("statuses_input.some")}">${[...statuses, ...gone].map((status) =>
        html`<label class="choice"><input type="checkbox" value="${status.code}"${flag("checked", chosen.has(status.code))}>${status.label}</label>`)}</div>`);
    if (!this.ready) on(this, "change", "[type=radio]", () => this.show());
    this.ready = true;
    this.show();
  }

  get value() {
    if (!this.some) return null;
    return [...this.querySelectorAll("[type=checkbox]:checked")].map((box) => box.value);
  }

  get some() {
    return this.querySelector("[value=some]").checked;
  }

  show() {
    this.querySelector(".statuses-some").hidden = !this.some;
  }
}
customElements.define("e-statuses-input", StatusesInput);
