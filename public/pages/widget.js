/** The progress bar of the shown store: on whose pages it may stand, the key, what a shop puts in, and how it looks for a customer. */
import { api } from "../app/api.js";
import { html, icon, on, render } from "../app/html.js";
import { moment, money } from "../app/format.js";
import { t } from "../app/i18n.js";
import { isAdmin, storeKey } from "../app/state.js";
import { badge } from "../components/badge/badge.js";
import { banner } from "../components/banner/banner.js";
import { settle } from "../components/conflict/conflict.js";
import "../components/copy/copy.js";
import "../components/customer-input/customer-input.js";
import { ask } from "../components/dialog/dialog.js";
import { empty } from "../components/empty/empty.js";
import { facts } from "../components/facts/facts.js";
import { field, showProblem, valuesOf } from "../components/field/field.js";
import { head } from "../components/head/head.js";
import "../components/progress/progress.js";
import { region } from "../components/region/region.js";
import { segmented, serveSegmented } from "../components/segmented/segmented.js";
import { table } from "../components/table/table.js";
import { integrationTabs } from "../components/tabs/areas.js";
import { toast, toastError } from "../components/toast/toast.js";
import { LANGUAGES, elementSnippet, frameSnippet, styleSnippet, tokenSnippet } from "./widget-snippets.js";

/** Custom properties of the widget (docs/widget.md) and what they are by default; words where it is no value. */
const PROPERTIES = [["accent", "#1f4e79 / #8ab8e6"], ["track", "grey"], ["text", "page"], ["muted", "page"], ["background", "none"], ["border", "none"],
  ["padding", "0"], ["radius", ".5rem"], ["bar-height", ".625rem"], ["gap", ".4em"], ["font", "page"]];

/** @param {import("../app/main.js").View} view */
export async function show(view) {
  view.title(t("widget_page.title"));
  const page = { view, path: `/stores/${encodeURIComponent(storeKey())}/widget` };
  take(page, await api.tagged(page.path, {}, view.signal));
  render(view.root, html`${head({ title: t("nav.integrations"), text: t("widget_page.text") })}${integrationTabs("widget")}<div class="stack stack-l">
    <div data-notes></div>${part("pages", html`<div class="card" data-pages></div>`)}${part("key", html`<div class="card" data-key></div>`)}
    ${part("shop", html`<div class="card"><div class="stack stack-l" data-shop>${snippets()}</div></div>`)}
    ${part("look", html`<div class="card card-flush">${properties()}<div class="card-foot">${copied("css_example", styleSnippet())}</div></div>`)}
    ${part("preview", html`<div class="card"><div class="stack"><e-customer-input label="${t("widget_page.choose")}"></e-customer-input><div
      aria-live="polite" data-preview></div></div></div>`)}</div>`);
  notes(page);
  pages(page);
  key(page);
  serve(page);
  preview(page, null);
}

const fieldsOf = ({ enabled, origins }) => ({ enabled, origins });

function take(page, { body, tag }) {
  Object.assign(page, { settings: body, tag });
}

function part(name, content) {
  return html`<section class="split"><div class="split-text"><h2>${t(`widget_page.${name}`)}</h2><p>${t(`widget_page.${name}_text`)}</p></div>${content}</section>`;
}

function serve(page) {
  const { root } = page.view;
  serveSegmented(root, (name, language) => render(root.querySelector("[data-token]"), tokenCopy(language)));
  on(root, "click", "[data-action=rotate]", () => rotate(page));
  on(root, "chosen", "e-customer-input", (event) => preview(page, event.detail));
}

/** What is still missing before a page of the shop can show the bar. */
function notes({ view, settings }) {
  const missing = settings.key_made_at ? (settings.origins.length ? null : "no_origins") : "no_key";
  render(view.root.querySelector("[data-notes]"), settings.enabled && missing ? banner({ tone: "warn", title: t(`widget_page.${missing}_title`),
    text: t(`widget_page.${missing}`) }) : html``);
}

// Where it may stand

function pages(page) {
  const { view, settings } = page;
  const place = view.root.querySelector("[data-pages]");
  if (!isAdmin()) {
    return render(place, facts([[t("widget_page.state"), badge(t(settings.enabled ? "widget_page.on" : "widget_page.off"), settings.enabled ? "ok" : "")],
      [t("widget_page.origins"), settings.origins.length ? html`<ul>${settings.origins.map((one) => html`<li class="mono wrap">${one}</li>`)}</ul>`
        : t("widget_page.none_yet")]]));
  }
  render(place, html`<form class="form" novalidate><div class="form-problem"></div><div class="form-actions"><button class="button button-primary"
    type="submit">${t("common.save")}</button></div></form>`);
  page.form = place.querySelector("form");
  page.fields = [field({ name: "enabled", type: "boolean", label: t("widget_page.enabled"), help: t("widget_page.enabled_help") }, settings.enabled),
    field({ name: "origins", type: "list", label: t("widget_page.origins"), help: t("widget_page.origins_help"), placeholder: "https://shop.example", default: [] },
      settings.origins)];
  page.form.querySelector(".form-actions").before(...page.fields);
  view.guard = () => JSON.stringify(valuesOf(page.fields)) !== JSON.stringify(fieldsOf(page.settings));
  page.form.addEventListener("submit", (event) => {
    event.preventDefault();
    save(page);
  });
  return null;
}

const write = (page) => (values, tag) => api.put(page.path, values, { ifMatch: tag, tagged: true });

async function save(page) {
  const button = page.form.querySelector("[type=submit]");
  if (button.getAttribute("aria-busy")) return;
  button.setAttribute("aria-busy", "true");
  try {
    stored(page, await write(page)(valuesOf(page.fields), page.tag), "widget_page.saved");
  } catch (error) {
    if (error.status === 412) await stale(page);
    else showProblem(page.form.querySelector(".form-problem"), page.fields, error);
  } finally {
    button.removeAttribute("aria-busy");
  }
}

function stored(page, answer, words) {
  take(page, answer);
  notes(page);
  pages(page);
  toast(t(words));
  page.form.querySelector("[type=submit]").focus();
}

async function stale(page) {
  try {
    const done = await settle({ base: fieldsOf(page.settings), mine: valuesOf(page.fields), read: () => api.tagged(page.path), write: write(page),
      label: (name) => t(`widget_page.${name}`), fields: fieldsOf });
    if (done) stored(page, done.saved ?? done.theirs, done.saved ? "widget_page.saved" : "conflict.taken");
  } catch (error) {
    toastError(error);
  }
}

// The key

function key({ view, settings }, made = null) {
  const known = settings.key_made_at;
  render(view.root.querySelector("[data-key]"), html`<div class="stack">${made ? html`<div class="stack" data-made>${banner({ tone: "ok",
    title: t("widget_page.made"), text: t("widget_page.once") })}<e-copy label="${t("widget_page.key")}" value="${made}"></e-copy></div>` : null}
    ${known ? facts([[t("widget_page.made_at"), moment(known)], [t("widget_page.former_until"), settings.former_key_until
      && moment(settings.former_key_until)]]) : html`<p>${t("widget_page.none_yet")}</p>`}
    ${isAdmin() ? html`<div class="row"><button class="button" type="button" data-action="rotate">${icon("key")}${t(known ? "widget_page.rotate"
      : "widget_page.make")}</button></div>` : null}</div>`);
}

async function rotate(page) {
  const send = (atOnce) => api.post(`${page.path}/rotate-key`, { at_once: atOnce });
  const leaked = field({ name: "at_once", type: "boolean", label: t("widget_page.at_once"), help: t("widget_page.at_once_help") }, false);
  try {
    const made = page.settings.key_made_at ? await ask({ title: t("widget_page.rotate_title"), text: t("widget_page.rotate_text"), fields: [leaked],
      confirm: t("widget_page.rotate"), danger: true, submit: () => send(leaked.value) }) : await send(false);
    if (!made) return;
    // The key is there only in this answer: it is shown whatever becomes of the next one.
    page.settings = { ...page.settings, key_made_at: new Date().toISOString(), former_key_until: made.former_until };
    key(page, made.key);
    notes(page);
    page.view.root.querySelector("[data-made] code").focus();
    follow(page, await api.tagged(page.path, {}, page.view.signal));
  } catch (error) {
    toastError(error);
  }
}

/** The new tag counts only where nobody changed what stands in the form meanwhile; else saving asks. */
function follow(page, answer) {
  if (JSON.stringify(fieldsOf(answer.body)) === JSON.stringify(fieldsOf(page.settings))) take(page, answer);
}

// What a shop puts in

const copied = (name, text) => html`<div class="stack stack-s"><h3>${t(`widget_page.${name}`)}</h3><e-copy lines label="${t(`widget_page.${name}`)}" value="${
  text}"></e-copy></div>`;

const tokenCopy = (language) => html`<e-copy lines label="${t("widget_page.token")}" value="${tokenSnippet(language, storeKey())}"></e-copy>`;

function snippets() {
  const choices = Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }));
  return html`<div class="stack stack-s"><div class="row row-between"><h3>${t("widget_page.token")}</h3>${segmented({ name: "language",
    label: t("widget_page.language"), chosen: choices[0].value, choices })}</div><p class="quiet">${t("widget_page.token_text")}</p><div
    data-token>${tokenCopy(choices[0].value)}</div></div>${copied("element", elementSnippet())}${copied("frame", frameSnippet())}
    <p class="quiet small">${t("widget_page.address_text")}</p>`;
}

function properties() {
  const columns = [
    { head: t("widget_page.property"), lead: true, cell: ([name]) => html`<code>--echelon-${name}</code>` },
    { head: t("widget_page.changes"), cell: ([name]) => t(`widget_page.css_${name.replace("-", "_")}`) },
    { head: t("widget_page.by_default"), cell: ([, value]) => (/^[a-z]+$/.test(value) ? t(`widget_page.is_${value}`) : html`<code>${value}</code>`) },
  ];
  return table({ caption: t("widget_page.look"), columns, items: PROPERTIES });
}

// As a customer would see it

function preview({ view }, customer) {
  const place = view.root.querySelector("[data-preview]");
  const nothing = (title, text) => render(place, empty({ mark: "tiers", title: t(title), text: t(text), small: true }));
  if (!customer) return region(place, async () => nothing("widget_page.nobody_title", "widget_page.nobody"));
  return region(place, async (current) => {
    const one = await api.get(`/customers/${customer.id}/progress`, {}, view.signal).catch((error) => {
      if (error.status === 404) return null;
      throw error;
    });
    if (!current()) return;
    if (one) bar(place, one);
    else nothing("widget_page.nothing_title", "widget_page.nothing");
  }, { rows: 2 });
}

function bar(place, { rule, rung, next, spent, missing, percent }) {
  render(place, html`<div class="stack stack-s"><h3>${rung ? t("customer.on_rung", { name: rung.name }) : t("customer.no_rung")}</h3><p class="small"><a
    class="linked" href="#/tiers?rule=${rule.id}">${rule.name}</a></p><e-progress label="${
    t("customer.to_next", { name: next?.name ?? rung?.name ?? "" })}"></e-progress></div>`);
  const words = next ? [t("customer.missing", { amount: money(missing), name: next.name }), t("customer.of_required", { spent: money(spent),
    required: money(next.required) })] : [t("customer.highest"), money(spent)];
  place.querySelector("e-progress").tell(next ? percent / 100 : 1, ...words);
}
