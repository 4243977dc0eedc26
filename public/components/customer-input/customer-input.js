/** `<e-customer-input>`: chooses one customer by searching; says "chosen" with the customer, or with null when taken back. */
import { api } from "../../app/api.js";
import { html, icon, on, render, stylesheet } from "../../app/html.js";
import { personName } from "../../app/format.js";
import { t } from "../../app/i18n.js";
import { storeKey } from "../../app/state.js";
import "../chip/chip.js";

await stylesheet("./customer-input.css", import.meta.url);

const PAUSE = 180;
const OFFERED = 6;
let made = 0;

class CustomerInput extends HTMLElement {
  connectedCallback() {
    if (this.ready) return;
    this.ready = true;
    this.list = `customers-${(made += 1)}`;
    on(this, "input", "input", () => { clearTimeout(this.timer); this.timer = setTimeout(() => this.look(), PAUSE); });
    on(this, "keydown", "input", (event) => this.key(event));
    on(this, "pointerdown", "[data-id]", (event, option) => { event.preventDefault(); this.choose(this.items[Number(option.dataset.id)]); });
    on(this, "click", "[data-drop]", () => this.choose(null));
    this.addEventListener("focusout", (event) => { if (!this.contains(event.relatedTarget)) this.close(); });
    this.draw(this.customer ?? null);
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    this.asking?.abort();
  }

  /** @param {any} customer shown as chosen, without saying so */
  set value(customer) {
    this.customer = customer;
    if (this.ready) this.draw(customer);
  }

  get value() {
    return this.customer ?? null;
  }

  draw(customer) {
    const label = this.getAttribute("label") ?? t("outbox.customer");
    if (customer) {
      return render(this, html`<div class="customer-chosen"><span class="chip"><span class="cut">${personName(customer)}</span><button type="button"
        data-drop aria-label="${t("common.remove_what", { what: personName(customer) })}">${icon("close")}</button></span></div>`);
    }
    return render(this, html`<label class="customer-box"><span class="unseen">${label}</span>${icon("search")}<input class="input" type="search"
      role="combobox" aria-expanded="false" aria-autocomplete="list" aria-controls="${this.list}" autocomplete="off" spellcheck="false" placeholder="${
      label}"></label><div class="customer-found" id="${this.list}" role="listbox" aria-label="${t("top.found")}" hidden></div><span class="unseen"
      role="status"></span>`);
  }

  async look() {
    const q = this.querySelector("input")?.value.trim();
    this.asking?.abort();
    if (!q) return this.close();
    const asking = (this.asking = new AbortController());
    const answer = await api.get("/customers", { store: storeKey(), q, limit: OFFERED }, asking.signal).catch(() => null);
    return answer && this.asking === asking ? this.offer(answer.items, q) : null;
  }

  offer(items, q) {
    this.items = items;
    this.at = -1;
    const found = this.querySelector(".customer-found");
    if (!found) return;
    render(found, items.length ? html`${items.map((one, index) => html`<div role="option" id="${this.list}-${index}" aria-selected="false" data-id="${
      index}"><span class="cut">${personName(one)}</span><small class="cut">${one.email ?? one.external_id}</small></div>`)}`
      : html`<div role="option" aria-selected="false" aria-disabled="true">${t("top.nothing", { q })}</div>`);
    found.hidden = false;
    this.querySelector("input").setAttribute("aria-expanded", "true");
    this.querySelector("[role=status]").textContent = t("top.results", { n: items.length });
  }

  key(event) {
    const options = [...this.querySelectorAll("[data-id]")];
    if (event.key === "Escape") return this.close();
    if (event.key === "Enter") {
      event.preventDefault();
      if (options.length) this.choose(this.items[Math.max(0, this.at)]);
      return null;
    }
    if (!["ArrowDown", "ArrowUp"].includes(event.key) || !options.length) return null;
    event.preventDefault();
    this.at = (this.at + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length;
    options.forEach((option, index) => option.setAttribute("aria-selected", String(index === this.at)));
    return event.target.setAttribute("aria-activedescendant", options[this.at].id);
  }

  choose(customer) {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.value = customer;
    this.querySelector("input, button").focus();
    this.dispatchEvent(new CustomEvent("chosen", { bubbles: true, detail: customer }));
  }

  close() {
    this.asking?.abort();
    const found = this.querySelector(".customer-found");
    if (!found) return;
    found.hidden = true;
    render(found, html``);
    this.querySelector("input").setAttribute("aria-expanded", "false");
    this.querySelector("input").removeAttribute("aria-activedescendant");
  }
}
customElements.define("e-customer-input", CustomerInput);
