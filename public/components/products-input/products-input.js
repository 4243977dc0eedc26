/** `<e-products-input>`: a list of products told by id, by id and variant, by SKU or by category. */
import { element, flag, html, icon, on, stylesheet } from "../../app/html.js";
import { t } from "../../app/i18n.js";

await stylesheet("./products-input.css", import.meta.url);

/** Which members of the entry each way of telling a product has. */
const WAYS = { product: ["product_id"], variant: ["product_id", "variant_id"], sku: ["sku"], category: ["category"] };

function wayOf(entry) {
  if (entry.sku !== undefined) return "sku";
  if (entry.category !== undefined) return "category";
  return entry.variant_id !== undefined ? "variant" : "product";
}

class ProductsInput extends HTMLElement {
  /** @param {object[]|null} entries */
  set value(entries) {
    this.textContent = "";
    this.rows = element(html`<div class="stack stack-s"></div>`);
    const add = element(html`<button class="button button-small" type="button">${icon("plus")}${t("products.add")}</button>`);
    this.append(this.rows, add);
    for (const entry of entries?.length ? entries : [{ product_id: "" }]) this.add(entry);
    if (this.ready) return;
    this.ready = true;
    on(this, "click", ":scope > .button", () => this.add({ product_id: "" }).querySelector(".product-parts input").focus());
    on(this, "click", "[data-remove]", (event, button) => this.remove(button.closest(".product")));
    on(this, "change", "select", (event, select) => this.change(select));
  }

  get value() {
    return [...this.rows.children].map((row) => Object.fromEntries([...row.querySelectorAll("input")].map((box) => [box.name, box.value.trim()])))
      .filter((entry) => Object.values(entry).some(Boolean));
  }

  add(entry) {
    const way = wayOf(entry);
    const row = element(html`<div class="product"><select class="input" aria-label="${t("products.way")}">${Object.keys(WAYS).map((name) =>
      html`<option value="${name}"${flag("selected", name === way)}>${t(`products.${name}`)}</option>`)}</select>
      <div class="product-parts"></div><button class="button button-quiet button-icon" type="button" data-remove aria-label="${t("products.remove")}">${
        icon("close")}</button></div>`);
    this.parts(row, way, entry);
    this.rows.append(row);
    return row;
  }

  parts(row, way, entry) {
    row.querySelector(".product-parts").innerHTML = html`${WAYS[way].map((name) => html`<input class="input" name="${name}" value="${entry[name] ?? ""}"
      aria-label="${t(`products.label_${name}`)}" placeholder="${t(`products.label_${name}`)}" autocomplete="off" spellcheck="false">`)}`.text;
  }

  change(select) {
    const row = select.closest(".product");
    const kept = row.querySelector("input")?.value ?? "";
    this.parts(row, select.value, { [WAYS[select.value][0]]: kept });
    row.querySelector("input").focus();
  }

  remove(row) {
    const beside = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    if (!this.rows.childElementCount) this.add({ product_id: "" });
    (beside ?? this.rows.firstElementChild).querySelector("input").focus();
    this.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
customElements.define("e-products-input", ProductsInput);
