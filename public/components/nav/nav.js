/** `<e-nav>`: the pages there are; a rail at the side, a bar at the foot of a phone. */
import { html, icon, on, render, stylesheet } from "../../app/html.js";
import { t } from "../../app/i18n.js";

await stylesheet("./nav.css", import.meta.url);

const PAGES = ["dashboard", "rules", "tiers", "customers", "groups", "activity", "runs", "mails", "integrations", "imports", "checks", "settings"];

/** On a phone these stand in the bar, the rest behind "More". */
const IN_BAR = ["dashboard", "rules", "customers", "runs"];

class Nav extends HTMLElement {
  connectedCallback() {
    const link = (name, rest) => html`<a class="nav-link ${rest ? "nav-rest" : ""}" href="#/${name}" data-page="${name}">${icon(name)}<span>${t(`nav.${
      name}`)}</span></a>`;
    render(this, html`<nav aria-label="${t("nav.label")}">
      <a class="nav-brand" href="#/dashboard" aria-label="Echelon"><span class="mark">${icon("mark")}</span><span>Echelon</span></a>
      ${PAGES.map((name) => html`${name === "integrations" ? html`<span class="nav-gap"></span>` : null}${link(name, !IN_BAR.includes(name))}`)}
      <button class="nav-link nav-more" type="button" aria-expanded="false" aria-controls="nav-sheet">${icon("more")}<span>${t("nav.more")}</span></button>
      <div class="nav-sheet" id="nav-sheet">${PAGES.filter((name) => !IN_BAR.includes(name)).map((name) => link(name, false))}</div></nav>`);
    this.sheet = this.querySelector(".nav-sheet");
    this.more = this.querySelector(".nav-more");
    this.more.addEventListener("click", () => this.open(!this.sheet.classList.contains("open")));
    on(this, "click", ".nav-sheet a", () => this.open(false));
    this.addEventListener("keydown", (event) => { if (event.key === "Escape") this.open(false); });
    document.addEventListener("pointerdown", (event) => { if (!this.contains(event.target)) this.open(false); });
  }

  open(shown) {
    this.sheet.classList.toggle("open", shown);
    this.more.setAttribute("aria-expanded", String(shown));
  }

  /** Marks the page shown. */
  mark(page) {
    for (const link of this.querySelectorAll("[data-page]")) {
      if (link.dataset.page === page) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    const hidden = !IN_BAR.includes(page);
    if (hidden) this.more.setAttribute("aria-current", "true");
    else this.more.removeAttribute("aria-current");
  }

  /** Shows how many findings wait on a page. */
  count(page, n) {
    for (const link of this.querySelectorAll(`[data-page="${page}"]`)) {
      link.querySelector(".nav-count")?.remove();
      if (n > 0) link.insertAdjacentHTML("beforeend", html`<span class="nav-count">${n}<span class="unseen"> ${t("nav.open_findings")}</span></span>`.text);
    }
  }
}
customElements.define("e-nav", Nav);
