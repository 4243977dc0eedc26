/** `<e-copy label="Cron URL" value="…">`: a text with a button that copies it; with `lines`, one of several lines. */
import { html, icon, render, stylesheet } from "../../app/html.js";
import { t } from "../../app/i18n.js";

await stylesheet("./copy.css", import.meta.url);

class Copy extends HTMLElement {
  connectedCallback() {
    const label = this.getAttribute("label") ?? "";
    render(this, html`<code tabindex="0" role="textbox" aria-readonly="true" aria-label="${label}"></code>
      <button type="button" aria-label="${t("common.copy_what", { what: label })}">${icon("copy")}<span>${t("common.copy")}</span></button>
      <span class="unseen" role="status"></span>`);
    this.querySelector("code").textContent = this.getAttribute("value");
    this.querySelector("button").addEventListener("click", () => this.copy());
  }

  async copy() {
    const said = this.querySelector("button span");
    try {
      await navigator.clipboard.writeText(this.getAttribute("value"));
      said.textContent = t("common.copied");
      this.querySelector("[role=status]").textContent = t("common.copied");
    } catch {
      getSelection().selectAllChildren(this.querySelector("code"));
      said.textContent = t("common.selected");
    }
    setTimeout(() => { said.textContent = t("common.copy"); }, 2000);
  }
}
customElements.define("e-copy", Copy);
