/** Starts the panel: who is here, which stores there are, then the page the address asks for. */
import { api } from "./api.js";
import { BASE, element, html, render } from "./html.js";
import { preferred, speak, t } from "./i18n.js";
import { locate } from "./router.js";
import { loadStores, state } from "./state.js";
import { failed } from "../components/empty/empty.js";
import { skeleton } from "../components/skeleton/skeleton.js";
import "../components/nav/nav.js";
import "../components/toast/toast.js";
import "../components/topbar/topbar.js";

/**
 * What a page is given.
 * @typedef {{root: HTMLElement, params: Record<string, string>, query: URLSearchParams, signal: AbortSignal,
 *   title: (text: string) => void, reload: () => void, guard: (() => boolean)|null}} View
 */

/** @type {View|null} */
let view = null;
let leaving = new AbortController();
let shownHash = location.hash;

async function start() {
  const session = await api.get("/session");
  if (session.state === "setup_required") return location.replace(`${BASE}setup.html`);
  if (session.state !== "signed_in") return location.replace(`${BASE}login.html?next=${encodeURIComponent(location.hash)}`);
  Object.assign(state, { user: session.user, version: session.version });
  await Promise.all([speak(session.user.language), loadStores()]);
  frame();
  addEventListener("hashchange", moved);
  addEventListener("beforeunload", (event) => { if (view?.guard?.()) event.preventDefault(); });
  show(false);
}

function frame() {
  const skip = element(html`<a class="skip" href="#content">${t("nav.skip")}</a>`);
  skip.addEventListener("click", (event) => {
    event.preventDefault();
    document.querySelector("main").focus();
  });
  document.body.prepend(skip);
  render(document.querySelector("#app"), html`<e-nav></e-nav><e-topbar role="banner"></e-topbar><main id="content" tabindex="-1"></main>`);
}

/** The address changed: ask first if something unsaved would be lost. */
async function moved() {
  if (location.hash === shownHash) return;
  if (view?.guard?.()) {
    const wanted = location.hash;
    history.replaceState(null, "", shownHash);
    const { ask } = await import("../components/dialog/dialog.js");
    const sure = await ask({ title: t("leave.title"), text: t("leave.text"), confirm: t("leave.confirm"), cancel: t("leave.stay"), danger: true });
    if (!sure) return;
    view.guard = null;
    history.pushState(null, "", wanted);
  }
  show(true);
}

/** @param {boolean} byPerson whether someone went there, so that the heading takes the focus */
async function show(byPerson) {
  leaving.abort();
  leaving = new AbortController();
  shownHash = location.hash;
  const place = locate(location.hash);
  const main = document.querySelector("main");
  document.querySelector("e-nav").mark(place.area);
  const root = element(html`<div class="page">${skeleton(7, true)}</div>`);
  main.replaceChildren(root);
  if (byPerson) scrollTo(0, 0);
  const present = { root, params: place.params, query: place.query, signal: leaving.signal, reload: () => show(false), guard: null, title };
  view = present;
  try {
    if (!place.page) throw Object.assign(new Error(), { status: 404 });
    const page = await import(`../pages/${place.page}.js`);
    if (view !== present) return;
    title(t(`nav.${place.area}`));
    await page.show(present);
    showTab(root);
  } catch (error) {
    if (error.name === "AbortError" || view !== present) return;
    if (!(error.status >= 0)) console.error(error);
    render(root, html`<div class="card">${failed(error, true)}</div>`);
    root.querySelector('[data-action="retry"]')?.addEventListener("click", () => show(false));
  }
  if (byPerson && view === present) (root.querySelector("h1") ?? main).focus({ preventScroll: true });
}

/** Where there are more tabs than fit, the present one is brought into sight. */
function showTab(root) {
  const here = root.querySelector(".tabs [aria-current]");
  if (here) here.parentElement.scrollLeft = here.offsetLeft - here.parentElement.offsetLeft - 48;
}

function title(text) {
  document.title = `${text} · Echelon`;
}

start().catch(async (error) => {
  await speak(preferred()).catch(() => null);
  const app = document.querySelector("#app");
  app.className = "";
  render(app, html`<main>${failed(error, true)}</main>`);
  app.querySelector('[data-action="retry"]')?.addEventListener("click", () => location.reload());
});
