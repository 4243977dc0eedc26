/** Outbox: what customers are told by mail, what waits, what left and what could not. */
import { all, api } from "../app/api.js";
import { values } from "../app/figures.js";
import { flag, html, icon, on, render } from "../app/html.js";
import { ago, moment, personName } from "../app/format.js";
import { t } from "../app/i18n.js";
import { setQuery } from "../app/router.js";
import { mayEdit, state, storeKey } from "../app/state.js";
import "../components/customer-input/customer-input.js";
import { ask } from "../components/dialog/dialog.js";
import { empty } from "../components/empty/empty.js";
import { figureCard } from "../components/figure-card/figure-card.js";
import { filters } from "../components/filters/filters.js";
import { head } from "../components/head/head.js";
import { mailBadge, mailNotes, mayRetry, STATES, TEMPLATES, waits, whenWords, whyWords } from "../components/mail-state/mail-state.js";
import { region } from "../components/region/region.js";
import { openRows, paged } from "../components/table/table.js";
import { mailTabs } from "../components/tabs/areas.js";
import { toast, toastError } from "../components/toast/toast.js";

const FILTERS = ["state", "template", "rule", "customer"];
/** The states in the chart, each in its ink; what is held or on its way counts as queued. */
const INKS = { sent: 1, failed: 2, queued: 3, held: 4, cancelled: 5 };
const PAGE = 50;
const REFRESH = 5000;
/** So many are counted for a question; from there on it says "or more". */
const COUNTED = 1000;

/** @param {import("../app/main.js").View} view */
export async function show(view) {
  const asked = Object.fromEntries(FILTERS.map((name) => [name, view.query.get(name) ?? ""]));
  const [rules, customer] = await Promise.all([all("/rules", { store: storeKey() }, view.signal),
    asked.customer ? api.get(`/customers/${encodeURIComponent(asked.customer)}`, {}, view.signal).catch(() => ({ id: asked.customer })) : null]);
  const page = { view, asked, rules };
  view.title(t("nav.mails"));
  render(view.root, html`${head({ title: t("nav.mails"), text: t("outbox.text"), actions: bulk() })}${mailTabs("outbox")}<div class="mail-notes"
    data-notes></div><section class="card mail-figures" data-figures></section>${filterRow(page)}<div class="card card-flush" data-list></div>`);
  const who = view.root.querySelector("e-customer-input");
  who.value = customer;
  serve(page, who);
  openRows(view.root);
  await Promise.all([notes(page), list(page, false), figures(view)]);
  watch(page);
}

/** How many mails there were on each day, by what became of them. */
function figures(view) {
  return figureCard(view, view.root.querySelector("[data-figures]"), { title: t("mail_figures.title"), path: "/stats/mails", days: 30, choose: false,
    charts: ({ items }, { firsts }) => [{ type: "stacked", keyed: true, caption: t("mail_figures.caption"), height: 110, series: Object.entries(INKS).filter(([name]) =>
      items.some((item) => item.state === name)).map(([name, ink]) => ({ name: t(`outbox.state_${name}`), ink, values: values(firsts, items.filter((item) =>
      item.state === name), (item) => item.count) })) }] });
}

/** Looks again now and then; the list is drawn anew only when something has moved and nobody is in the midst of it. */
function watch(page) {
  const { view } = page;
  const timer = setInterval(async () => {
    if (document.hidden || view.signal.aborted) return;
    const before = page.counts;
    await notes(page);
    const place = view.root.querySelector("[data-list]");
    const moved = before !== undefined && page.counts !== before;
    if (moved && !place.contains(document.activeElement) && place.querySelectorAll("tbody tr").length <= PAGE) await list(page, true);
  }, REFRESH);
  view.signal.addEventListener("abort", () => clearInterval(timer), { once: true });
}

function bulk() {
  if (!mayEdit()) return null;
  return html`<button class="button" type="button" data-bulk="retry" hidden>${icon("refresh")}${t("outbox.retry_all")}</button>
    <button class="button button-bad" type="button" data-bulk="cancel" hidden>${icon("close")}${t("outbox.cancel_all")}</button>`;
}

function filterRow({ asked, rules }) {
  const select = (name, any, options) => html`<label><span class="unseen">${t(`outbox.${name}`)}</span><select class="input" name="${name}"><option value="">${
    any}</option>${options.map(({ value, label }) => html`<option value="${value}"${flag("selected", value === asked[name])}>${label}</option>`)}</select></label>`;
  return filters(html`${select("state", t("outbox.any_state"), STATES.map((value) => ({ value, label: t(`outbox.state_${value}`) })))}${
    select("template", t("outbox.any_template"), TEMPLATES.map((value) => ({ value, label: t(`mail.${value}`) })))}${
    select("rule", t("outbox.any_rule"), rules.map((rule) => ({ value: rule.id, label: rule.name })))}<e-customer-input class="filter-search" label="${
    t("outbox.customer")}"></e-customer-input>`);
}

function serve(page, who) {
  const { view, asked } = page;
  const changed = (name, value) => {
    asked[name] = value;
    setQuery(asked);
    list(page, true);
  };
  view.root.querySelector(".filters").addEventListener("change", (event) => {
    if (FILTERS.includes(event.target.name)) changed(event.target.name, event.target.value);
  });
  who.addEventListener("chosen", (event) => changed("customer", event.detail?.id ?? ""));
  on(view.root, "click", "[data-act]", async (event, button) => {
    button.setAttribute("aria-busy", "true");
    try {
      await api.post(`/notifications/${button.dataset.id}/${button.dataset.act}`);
      toast(t(`outbox.done_${button.dataset.act}`));
      await refresh(page);
    } catch (error) {
      toastError(error);
      button.removeAttribute("aria-busy");
    }
  });
  on(view.root, "click", "[data-bulk]", async (event, button) => {
    button.setAttribute("aria-busy", "true");
    try {
      if (await askAll(page, button.dataset.bulk)) await refresh(page);
    } catch (error) {
      toastError(error);
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
}

function refresh(page) {
  return Promise.all([notes(page), list(page, true)]);
}

/** How the mail server is; the list does not wait for it. */
async function notes(page) {
  const { view } = page;
  const status = await api.get("/mail-status", { store: storeKey() }, view.signal).catch(() => null);
  if (!status || !view.root.isConnected) return;
  const place = view.root.querySelector("[data-notes]");
  if (!place.contains(document.activeElement)) render(place, mailNotes(status) ?? html``);
  page.counts = JSON.stringify(status.counts);
  const needed = { retry: status.counts.failed > 0, cancel: status.counts.queued + status.counts.held > 0 };
  for (const button of view.root.querySelectorAll("[data-bulk]")) button.hidden = !needed[button.dataset.bulk];
}

/** Both acts concern the shown store, and one kind of mail where the list is narrowed to it. */
async function askAll({ view, asked }, act) {
  const scope = { ...(state.stores.length > 1 ? { store: storeKey() } : {}), ...(asked.template ? { template: asked.template } : {}) };
  const n = await countFor(act, scope, view.signal);
  if (!n) return toast(t(`outbox.${act}_all_nothing`));
  const more = scope.template && n >= COUNTED ? "_more" : "";
  const done = await ask({ title: t(`outbox.${act}_all_title${more}`, { n }), text: [asked.template ? t("outbox.only_template", { name: t(`mail.${
    asked.template}`) }) : "", t(`outbox.${act}_all_text`)].filter(Boolean).join(" "), confirm: t(`outbox.${act}_all_confirm`, { n }),
    cancel: t("outbox.leave"), danger: act === "cancel", submit: () => api.post(`/notifications/${act}`, scope) });
  if (!done) return false;
  toast(t(`outbox.${act}_all_done`, { n: done.retried ?? done.cancelled ?? n }));
  return true;
}

/** How many an act would concern: the server counts all of a store, those of one kind are read. */
async function countFor(act, { store, template }, signal) {
  const states = act === "retry" ? ["failed"] : ["held", "queued"];
  if (!template) {
    const { counts } = await api.get("/mail-status", { store }, signal);
    return states.reduce((sum, name) => sum + counts[name], 0);
  }
  const found = await Promise.all(states.map((name) => all("/notifications", { store, template, state: name }, signal, COUNTED)));
  return found.reduce((sum, items) => sum + items.length, 0);
}

function list({ view, asked }, keep) {
  const place = view.root.querySelector("[data-list]");
  const query = { store: storeKey(), ...asked, limit: PAGE };
  return region(place, async (current) => {
    const first = await api.get("/notifications", query, view.signal);
    if (!current()) return;
    if (first.items.length) return paged({ root: place, first, caption: t("outbox.title"), columns: columns(), href: (one) => `#/mails/${one.id}`,
      more: (cursor) => api.get("/notifications", { ...query, cursor }, view.signal), count: (n) => t("outbox.shown", { n }) });
    const narrowed = FILTERS.some((name) => asked[name]);
    render(place, empty({ mark: "mails", title: t(narrowed ? "outbox.nothing_title" : "outbox.none_title"), text: t(narrowed ? "outbox.nothing"
      : "outbox.none"), action: narrowed ? html`<a class="button" href="#/mails">${t("customers.clear")}</a>` : html`<a class="button"
      href="#/mails/templates">${t("outbox.none_action")}</a>` }));
  }, { rows: 8, keep });
}

function columns() {
  return [
    { head: t("outbox.mail"), lead: true, cell: (one) => html`<a class="main-link" href="#/mails/${one.id}">${t(`mail.${one.template}`)}</a>${
      one.mail?.subject ? html`<small>${one.mail.subject}</small>` : null}` },
    { head: t("outbox.customer"), cell: (one) => (one.customer ? html`<a href="#/customers/${one.customer.id}">${personName(one.customer)}</a>`
      : t("outbox.administrators")) },
    { head: t("outbox.state"), cell: (one) => html`${mailBadge(one.state)}${whyWords(one) ? html`<small>${whyWords(one)}</small>` : null}` },
    { head: t("outbox.rule"), cell: (one) => (one.rule ? html`<a href="#/rules/${one.rule.id}">${one.rule.name}</a>` : "–") },
    { head: t("outbox.created"), cell: (one) => html`<span class="nowrap" title="${moment(one.created_at)}">${ago(one.created_at)}</span>` },
    { head: t("outbox.leaves"), cell: whenWords },
    { head: t("common.actions"), unseen: true, end: true, cell: (one) => (mayEdit() ? rowAct(one) : null) },
  ];
}

/** What waits can be taken out, what failed can be tried again. */
function rowAct(one) {
  const act = waits(one) ? "cancel" : mayRetry(one) ? "retry" : null;
  if (!act) return null;
  return html`<button class="button button-small" type="button" data-act="${act}" data-id="${one.id}" aria-label="${t(`outbox.${act}_label`, { mail:
    t(`mail.${one.template}`), name: one.customer ? personName(one.customer) : t("outbox.administrators") })}">${icon(act === "retry" ? "refresh" : "close")}${
    t(`outbox.${act}`)}</button>`;
}
