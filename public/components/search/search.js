/** `<e-search>`: finds customers as one types; "/" comes here from anywhere. */
import { api } from "../../app/api.js";
import { html, icon, on, render, stylesheet } from "../../app/html.js";
import { personName } from "../../app/format.js";
import { t } from "../../app/i18n.js";
import { storeKey } from "../../app/state.js";

await stylesheet("./search.css", import.meta.url);

const PAUSE = 180;

class Search extends HTMLElement {
  connectedCallback() {
    render(this, html`<label class="search-box"><span class="unseen">${t("top.search")}</span>${icon("search")}
      <input class="input" type="search" role="combobox" aria-expanded="false" aria-controls="found"
        aria-autocomplete="list" autocomplete="off" spellcheck="false" placeholder="${t("top.search")}"><kbd aria-hidden="true">/</kbd></label>
      <div class="found" id="found" role="listbox" aria-label="${t("top.found")}" hidden></div><span class="unseen" role="status"></span>`);
    this.input = this.querySelector("input");
    this.found = this.querySelector(".found");
    this.input.addEventListener("input", () => { clearTimeout(this.timer); this.timer = setTimeout(() => this.look(), PAUSE); });
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("focusout", (event) => { if (!this.contains(event.relatedTarget)) this.close(); });
    on(this, "pointerdown", "[role=option]", (event, option) => { event.preventDefault(); this.go(option.dataset.href); });
    document.addEventListener("keydown", (event) => {
      const typing = event.target.closest?.("input, select, textarea, [contenteditable], dialog");
      if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      this.input.focus();
      this.input.select();
    });
  }

  async look() {
    const q = this.input.value.trim();
    this.asking?.abort();
    if (!q) return this.close();
    this.asking = new AbortController();
    try {
      const { items, next } = await api.get("/customers", { store: storeKey(), q, limit: 6 }, this.asking.signal);
      this.show(items, q, next);
    } catch (error) {
      if (error.name !== "AbortError") this.close();
    }
  }

  show(items, q, next) {
    const option = (href, content, index) => html`<div role="option" id="found-${index}" aria-selected="false" data-href="${href}">${content}</div>`;
    render(this.found, items.length === 0 ? html`<p role="option" aria-selected="false" aria-disabled="true">${t("top.nothing", { q })}</p>`
      : html`${items.map((customer, index) => option(`#/customers/${customer.id}`, html`<span class="cut">${personName(customer)}</span><small class="cut">${
        customer.email ?? ""}</small><span class="found-end">${customer.external_id}</span>`, index))}
        ${next ? option(`#/customers?q=${encodeURIComponent(q)}`, t("top.all_results"), items.length) : null}`);
    this.found.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.querySelector("[role=status]").textContent = t("top.results", { n: items.length });
    this.at = -1;
  }

  key(event) {
    const options = [...this.found.querySelectorAll("[data-href]")];
    if (event.key === "Escape") {
      this.close();
    } else if (event.key === "Enter") {
      event.preventDefault();
      const q = this.input.value.trim();
      this.go(!this.found.hidden && this.at >= 0 ? options[this.at].dataset.href : `#/customers${q ? `?q=${encodeURIComponent(q)}` : ""}`);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && options.length && !this.found.hidden) {
      event.preventDefault();
      this.at = (this.at + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length;
      options.forEach((option, index) => option.setAttribute("aria-selected", String(index === this.at)));
      this.input.setAttribute("aria-activedescendant", options[this.at].id);
    }
  }

  close() {
    this.asking?.abort();
    this.found.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  go(href) {
    clearTimeout(this.timer);
    this.close();
    this.input.value = "";
    this.input.blur();
    location.hash = href;
  }
}
customElements.define("e-search", Search);
