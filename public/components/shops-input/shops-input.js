/** `<e-shops-input>`: which store each shop of a multistore stands for, a row each. */
import { element, flag, html, icon, on, stylesheet } from "../../app/html.js";
import { t } from "../../app/i18n.js";

await stylesheet("./shops-input.css", import.meta.url);

class ShopsInput extends HTMLElement {
  /** @param {Record<string, string>|null} shops keys of stores by the shop's ids */
  set value(shops) {
    this.append(element(html`<button class="button button-small" type="button" data-add>${icon("plus")}${t("connection.shops_add")}</button>`));
    for (const [shop, store] of Object.entries(shops ?? {})) this.draw(shop, store);
    on(this, "click", "[data-add]", () => this.draw("", "").querySelector("input").focus());
    on(this, "click", "[data-remove]", (event, button) => {
      button.closest(".shops-row").remove();
      this.querySelector("[data-add]").focus();
    });
  }

  get value() {
    const rows = [...this.querySelectorAll(".shops-row")].map((row) => [row.querySelector("input").value.trim(), row.querySelector("select").value]);
    return Object.fromEntries(rows.filter(([shop]) => shop !== ""));
  }

  draw(shop, store) {
    const row = element(html`<div class="shops-row"><input class="input" type="text" autocomplete="off" value="${shop}" aria-label="${t("connection.shops_id")}"
      placeholder="${t("connection.shops_id")}">${icon("right")}<select class="input" aria-label="${t("integrations.store")}">${
      this.around.parameter.choices.map(({ value, label }) => html`<option value="${value}"${flag("selected", value === store)}>${label}</option>`)}</select>
      <button class="button button-quiet button-icon button-small" type="button" data-remove aria-label="${t("connection.shops_remove")}">${
      icon("trash")}</button></div>`);
    this.querySelector("[data-add]").before(row);
    return row;
  }
}
customElements.define("e-shops-input", ShopsInput);
