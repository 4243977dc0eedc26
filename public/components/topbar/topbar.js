/** `<e-topbar>`: which store, the search, how the server is, and who is here. */
import { api, leave } from "../../app/api.js";
import { BASE, flag, html, icon, on, render, stylesheet } from "../../app/html.js";
import { t } from "../../app/i18n.js";
import { locate } from "../../app/router.js";
import { chooseStore, state, storeKey } from "../../app/state.js";
import "../menu/menu.js";
import "../search/search.js";

await stylesheet("./topbar.css", import.meta.url);

const EVERY = 60_000;
const SCHEMES = { system: "system", light: "sun", dark: "moon" };

function initials(name) {
  return (name || "?").split(/\s+/).slice(0, 2).map((part) => part[0]).join("").toLocaleUpperCase();
}

class Topbar extends HTMLElement {
  connectedCallback() {
    const { user, stores, store, version } = state;
    const scheme = localStorage.getItem("echelon.theme") ?? "system";
    render(this, html`<a class="topbar-mark" href="#/dashboard" aria-label="Echelon">${icon("mark")}</a>
      ${stores.length > 1 ? html`<select class="input store-switch" aria-label="${t("top.store")}">${stores.map((one) =>
        html`<option value="${one.key}"${flag("selected", one.key === store?.key)}>${one.name}</option>`)}</select>` : null}
      <e-search></e-search>
      <div class="topbar-end"><a class="health" href="#/dashboard"><span class="health-dot"></span><span class="health-word">${
        t("top.health_unknown")}</span></a>
      <e-menu><button type="button" class="face" aria-label="${t("top.account", { name: user.name })}"><span aria-hidden="true">${
        initials(user.name)}</span></button>
        <div class="menu" role="menu" aria-label="${t("top.account_short")}"><p class="menu-label" role="presentation"><strong>${user.name}</strong>${
          user.email}</p><a class="menu-item" role="menuitem" href="#/settings/account">${icon("customer")}${t("account.title")}</a><hr role="presentation">
        ${Object.entries(SCHEMES).map(([name, mark]) => html`<button class="menu-item" type="button" role="menuitemradio" aria-checked="${
          String(name === scheme)}" data-scheme="${name}">${icon(mark)}${t(`top.scheme_${name}`)}</button>`)}
        <hr role="presentation"><button class="menu-item" type="button" role="menuitem" data-action="sign-out">${icon("logout")}${t("top.sign_out")}</button>
        <p class="menu-label" role="presentation">Echelon ${version}</p></div></e-menu></div>`);
    this.querySelector(".store-switch")?.addEventListener("change", (event) => {
      chooseStore(event.target.value);
      location.reload();
    });
    on(this, "click", "[data-scheme]", (event, button) => this.scheme(button.dataset.scheme));
    on(this, "click", '[data-action="sign-out"]', () => this.signOut());
    // The dashboard reads the same and passes it on.
    if (locate(location.hash).area !== "dashboard") this.health();
    this.timer = setInterval(() => { if (!document.hidden) this.health(); }, EVERY);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  scheme(name) {
    if (name === "system") {
      localStorage.removeItem("echelon.theme");
      delete document.documentElement.dataset.theme;
    } else {
      localStorage.setItem("echelon.theme", name);
      document.documentElement.dataset.theme = name;
    }
    for (const item of this.querySelectorAll("[data-scheme]")) item.setAttribute("aria-checked", String(item.dataset.scheme === name));
  }

  async signOut() {
    await api.delete("/session").catch(() => null);
    location.assign(`${BASE}login.html`);
  }

  async health() {
    try {
      this.tell(await api.get("/stats/overview", { store: storeKey() }));
    } catch (error) {
      if (error.status === 401) leave();
      this.show("bad", t("top.health_bad"));
    }
  }

  /** Takes in what the server last said of itself; the dashboard passes on what it has read anyway. */
  tell(overview) {
    const worries = overview.cron_silent || overview.queues.inbox_failed > 0;
    const off = state.store && !state.store.automation;
    const word = overview.cron_silent ? t("top.health_silent") : worries ? t("top.health_warn") : off ? t("top.health_off") : t("top.health_ok");
    this.show(worries || off ? "warn" : "ok", word);
    document.querySelector("e-nav")?.count("checks", overview.checks);
  }

  show(tone, word) {
    const link = this.querySelector(".health");
    link.className = `health health-${tone}`;
    link.title = word;
    link.querySelector(".health-word").textContent = word;
  }
}
customElements.define("e-topbar", Topbar);
