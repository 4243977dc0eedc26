/** `<e-progress>`: how much of something long is done, and how much is left. */
import { html, render, stylesheet } from "../../app/html.js";
import { t } from "../../app/i18n.js";
import { percent } from "../../app/format.js";

await stylesheet("./progress.css", import.meta.url);

class Progress extends HTMLElement {
  connectedCallback() {
    if (this.bar) return;
    render(this, html`<div role="progressbar" aria-valuemin="0" aria-valuemax="100" aria-label="${this.getAttribute("label") ?? ""}">
      <svg class="progress-track" aria-hidden="true"><rect width="0%" height="100%" rx="4"></rect></svg></div><p><span></span><span></span></p>`);
    this.bar = this.querySelector("[role]");
  }

  /** @param {number} done @param {number} total */
  show(done, total) {
    const share = total > 0 ? Math.min(1, done / total) : 0;
    this.tell(share, total > 0 ? t("progress.of", { done, total }) : t("progress.starting"), total > 0 ? percent(Math.round(share * 100) / 100) : "");
  }

  /** The same for anything else that has a share. @param {number} share 0…1 @param {string} left @param {string} right */
  tell(share, left, right) {
    this.bar.setAttribute("aria-valuenow", String(Math.round(share * 100)));
    this.querySelector("rect").setAttribute("width", `${share * 100}%`);
    const words = this.querySelectorAll("p span");
    [words[0].textContent, words[1].textContent] = [left, right];
  }
}
customElements.define("e-progress", Progress);
