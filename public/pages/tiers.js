/** Tiers: each ladder drawn, how many stand on each rung, and who is close to rising or falling. */
import { all, api } from "../app/api.js";
import { spanQuery, values } from "../app/figures.js";
import { keepFile } from "../app/file.js";
import { flag, html, icon, on, render } from "../app/html.js";
import { ago, day, money, number, personName, today } from "../app/format.js";
import { locale, t } from "../app/i18n.js";
import { go, setQuery } from "../app/router.js";
import { forgetGroups, mayEdit, state, storeKey } from "../app/state.js";
import { badge } from "../components/badge/badge.js";
import { banner } from "../components/banner/banner.js";
import { ask } from "../components/dialog/dialog.js";
import { empty } from "../components/empty/empty.js";
import { figureCard } from "../components/figure-card/figure-card.js";
import { head } from "../components/head/head.js";
import "../components/ladder/ladder.js";
import { region } from "../components/region/region.js";
import { SAMPLE_TIERS } from "../components/rule-form/samples.js";
import { follow, progressCard, runActs, tellRun } from "../components/run-report/run-acts.js";
import { openRows, paged, table } from "../components/table/table.js";
import { toast, toastError } from "../components/toast/toast.js";
import { waiting } from "../components/waiting/waiting.js";

const ONLY = ["", "near_next", "at_risk"];

/** @param {import("../app/main.js").View} view */
export async function show(view) {
  const { items } = await api.get("/rules", { store: storeKey() }, view.signal);
  const ladders = items.filter((rule) => rule.kind === "tiers");
  if (!ladders.length) return nothing(view);
  const page = { view, ladders, rule: ladders.find((rule) => rule.id === view.query.get("rule")) ?? ladders[0], group: view.query.get("group"),
    only: ONLY.includes(view.query.get("only")) ? view.query.get("only") : "" };
  render(view.root, frame(page));
  openRows(view.root);
  on(view.root, "change", "[name=ladder]", (event, box) => {
    Object.assign(page, { rule: ladders.find((rule) => rule.id === box.value), group: null, only: "" });
    remember(page);
    load(page);
    figures(page);
  });
  on(view.root, "click", "[data-action=check]", () => watch(page, begin));
  on(view.root, "click", "[data-only]", (event, button) => choose(page, page.group, button.dataset.only));
  runActs(view.root, { confirmed: (run) => watch(page, () => run), cancelled: () => { view.root.querySelector("[data-present]").hidden = true; } });
  await Promise.all([load(page), figures(page)]);
}

function frame({ ladders, rule }) {
  const actions = html`${ladders.length > 1 ? html`<label><span class="unseen">${t("tiers.ladder")}</span><select class="input" name="ladder">${
    ladders.map((one) => html`<option value="${one.id}"${flag("selected", one === rule)}>${one.name}</option>`)}</select></label>` : null}
    ${mayEdit() ? html`<button class="button button-primary" type="button" data-action="check">${icon("refresh")}${t("tiers.check")}</button>` : null}`;
  return html`${head({ title: t("nav.tiers"), text: t("tiers.text"), actions })}<div class="stack stack-l"><div data-present hidden></div>
    <section class="card"><div class="card-head"><div><h2 data-name></h2><p data-counted></p></div><span class="row" data-beside></span></div>
      <div data-ladder></div></section>
    <section class="card card-flush" data-people hidden><div class="card-head"><h2 tabindex="-1"></h2><span class="choices" role="group" aria-label="${
      t("tiers.only")}" data-choices></span></div><div data-list></div></section>
    <section class="card figure-two" data-figures></section><section class="card card-flush" data-effect></section></div>`;
}

function nothing(view) {
  const action = mayEdit() ? html`<button class="button button-primary" type="button" data-action="sample">${icon("plus")}${t("tiers.create")}</button>` : null;
  render(view.root, html`${head({ title: t("nav.tiers") })}<div class="card">${empty({ mark: "tiers", title: t("tiers.none_title"), text: t("tiers.none"),
    action })}</div>`);
  on(view.root, "click", "[data-action=sample]", () => sample().catch(toastError));
}

/** Leads to the prefilled form, after making the groups that the sample needs. */
async function sample() {
  const known = new Set((await all("/groups", { store: storeKey() })).map((group) => group.code));
  const missing = SAMPLE_TIERS.filter((tier) => !known.has(tier.group));
  if (missing.length) {
    const made = await ask({ title: t("tiers.groups_title", { n: missing.length }), text: t("tiers.groups_text", { names: missing.map((tier) =>
      tier.name).join(", ") }), confirm: t("tiers.groups_confirm"), submit: async () => {
      for (const tier of missing) await api.post("/groups", { store: storeKey(), code: tier.group, name: tier.name });
    } });
    forgetGroups();
    if (!made) return;
  }
  go("#/rules/new?kind=tiers&sample=tiers");
}

function remember({ ladders, rule, group, only }) {
  setQuery({ rule: ladders.length > 1 ? rule.id : "", group, only });
}

function load(page, keep = false) {
  const { view, rule } = page;
  const part = (name) => view.root.querySelector(`[data-${name}]`);
  part("people").hidden = true;
  return region(part("ladder"), async (current) => {
    const ladder = await api.get(`/rules/${rule.id}/ladder`, {}, view.signal);
    if (!current()) return;
    part("name").textContent = ladder.rule.name;
    part("counted").textContent = t("tiers.counted", { period: ladder.period, when: ago(ladder.counted_at) });
    render(part("beside"), html`${rule.enabled ? null : badge(t("rules.off"))}<a class="button button-small" href="#/rules/${rule.id}">${icon("edit")}${
      t("tiers.edit")}</a>`);
    render(part("ladder"), html`<e-ladder></e-ladder><p class="quiet small">${ladder.without_rung > 0 ? t("tiers.without", { n: ladder.without_rung })
      : t("tiers.without_none")}</p>`);
    page.rungs = ladder.rungs;
    if (!ladder.rungs.some((rung) => rung.group.code === page.group)) page.group = null;
    const drawing = part("ladder").querySelector("e-ladder");
    const href = (code) => `#/tiers?rule=${encodeURIComponent(rule.id)}&group=${encodeURIComponent(code)}`;
    drawing.figure = { rungs: ladder.rungs, chosen: page.group, href };
    drawing.addEventListener("rung", ({ detail }) => choose(page, detail, "", true));
    if (page.group) people(page);
  }, { rows: 6, keep });
}

function choose(page, group, only, enter = false) {
  Object.assign(page, { group, only });
  remember(page);
  page.view.root.querySelector("e-ladder").choose(group);
  people(page);
  if (enter) page.view.root.querySelector("[data-people] h2").focus({ preventScroll: true });
  if (enter) page.view.root.querySelector("[data-people]").scrollIntoView({ block: "nearest" });
}

/** The customers of the chosen rung. */
function people({ view, rule, rungs, group, only }) {
  const box = view.root.querySelector("[data-people]");
  const rung = rungs.find((one) => one.group.code === group);
  box.hidden = false;
  box.querySelector("h2").textContent = rung.name;
  const focused = document.activeElement?.dataset?.only;
  render(box.querySelector("[data-choices]"), html`${ONLY.map((name) => html`<button class="button button-small" type="button" data-only="${
    name}" aria-pressed="${String(name === only)}">${t(`tiers.only_${name || "all"}`, { n: number(rung[name || "members"]) })}</button>`)}`);
  if (focused !== undefined) box.querySelector(`[data-only="${focused}"]`).focus();
  const list = box.querySelector("[data-list]");
  const read = (cursor) => api.get(`/rules/${rule.id}/ladder/${encodeURIComponent(group)}/customers`, { limit: 25, cursor, ...(only ? { [only]: 1 } : {}) },
    view.signal);
  return region(list, async (current) => {
    const first = await read(null);
    if (!current()) return;
    if (!first.items.length) return render(list, empty({ title: t("tiers.nobody_title"), text: t(`tiers.nobody_${only || "all"}`), small: true }));
    paged({ root: list, first, caption: t("tiers.customers_of", { name: rung.name }), columns: columns(), href: (one) => `#/customers/${one.customer.id}`,
      more: read, count: (n) => t("customers.shown", { n }) });
  }, { rows: 4, keep: true });
}

function columns() {
  return [
    { head: t("customers.customer"), lead: true, cell: ({ customer }) => html`<a class="main-link" href="#/customers/${customer.id}">${
      personName(customer)}</a><small>${customer.email ?? ""}</small>` },
    { head: t("customers.number"), cell: ({ customer }) => customer.external_id, cls: "quiet" },
    { head: t("tiers.spent"), end: true, cell: (one) => money(one.spent) },
    { head: t("tiers.missing"), end: true, cell: (one) => money(one.missing) },
    { head: t("tiers.at_risk"), end: true, cell: (one) => (one.at_risk_until ? badge(t("tiers.falls", { date: day(one.at_risk_until) }), "warn") : "–") },
  ];
}

async function begin() {
  const answer = await api.post("/runs", { dry_run: false, tasks: ["tiers"], ...(state.stores.length > 1 ? { store: storeKey() } : {}) });
  if (answer.status === "already_running") toast(t("runs.already"));
  return answer.run ?? answer;
}

/** Shows a check while it goes on, then the ladder anew. @param {() => any} start gives the run */
async function watch(page, start) {
  const { view } = page;
  const place = view.root.querySelector("[data-present]");
  const button = view.root.querySelector("[data-action=check]");
  button.setAttribute("aria-busy", "true");
  place.hidden = false;
  render(place, progressCard(t("tiers.checking")));
  try {
    const run = await follow(view, place, await start());
    place.hidden = run.state !== "waiting";
    render(place, run.state === "waiting" ? waiting(run, true) : html``);
    if (run.state === "finished") toast(t("tiers.checked", { n: run.counts.changed }));
    else tellRun(run);
    await load(page, true);
  } catch (error) {
    if (error.name === "AbortError") return;
    render(place, banner({ tone: "bad", title: t("runs.not_started"), text: error.message }));
  } finally {
    button.removeAttribute("aria-busy");
  }
}

/** How the ladder stood over time, and what joining a rung did. */
function figures(page) {
  const { view, rule } = page;
  const old = view.root.querySelector("[data-figures]");
  const place = /** @type {HTMLElement} */ (old.cloneNode(false));
  old.replaceWith(place);
  return Promise.all([effect(page), figureCard(view, place, { title: t("tier_figures.title"), path: "/stats/tiers", query: { store: rule.store, rule: rule.id },
    nothing: { title: t("tier_figures.none_title"), text: t("tier_figures.none") }, charts: (answer, line) => rungCharts(answer, line, rule) })]);
}

function rungCharts({ items }, { firsts }, rule) {
  const counted = items.filter((item) => item.day);
  const rungs = (rule.params.tiers ?? []).map((tier) => tier.name).filter((name) => counted.some((item) => item.rung === name));
  const { currency } = counted.find((item) => item.spent)?.spent ?? state.store;
  const series = (valueOf) => rungs.map((rung, index) => ({ name: rung, ink: (index % 5) + 1, values: values(firsts, counted.filter((item) => item.rung === rung),
    valueOf, null) }));
  const amount = (value) => money({ amount: String(Math.round(value * 100) / 100), currency });
  const round = new Intl.NumberFormat(locale(), { style: "currency", currency, maximumFractionDigits: 0 });
  const chart = (name, type, valueOf, more = {}) => ({ title: t(`tier_figures.${name}`), caption: t(`tier_figures.${name}`), type, series: series(valueOf), ...more });
  return [chart("members", "line", (item) => item.members), chart("spent", "line", (item) => (item.spent ? Number(item.spent.amount) : null), { format: amount, axis: (value) => round.format(value) }),
    chart("near", "bar", (item) => item.near_next), chart("risk", "bar", (item) => item.at_risk)];
}

/** Orders and revenue per member before and after joining, over the last year. */
function effect({ view, rule }) {
  const place = view.root.querySelector("[data-effect]");
  const query = { store: rule.store, rule: rule.id, ...spanQuery(today(), 365) };
  render(place, html`<div class="card-head"><div><h2>${t("tier_figures.effect")}</h2><p class="small">${t("tier_figures.effect_text")}</p></div><button
    class="button button-quiet button-small" type="button" data-csv aria-label="${t("figures.csv_of", { caption: t("tier_figures.effect") })}">${
    icon("download")}${t("figures.csv")}</button></div><div data-rows></div>`);
  place.querySelector("[data-csv]").addEventListener("click", () => api.file("/stats/tiers", "text/csv", query).then((file) => keepFile(file,
    `tiers-${query.from}-${query.to}.csv`), toastError));
  const rows = place.querySelector("[data-rows]");
  return region(rows, async (current) => {
    const { items } = await api.get("/stats/tiers", query, view.signal);
    if (!current()) return;
    const found = (rule.params.tiers ?? []).map((tier) => averages(tier.name, items.filter((item) => item.rung === tier.name && item.orders_before !== null)))
      .filter((one) => one.joined > 0);
    place.querySelector("[data-csv]").hidden = !found.length;
    render(rows, found.length ? table({ caption: t("tier_figures.effect"), columns: effectColumns(), items: found })
      : empty({ title: t("tier_figures.effect_none_title"), text: t("tier_figures.effect_none"), small: true }));
  }, { rows: 3 });
}

/** The buckets' figures per member as one, each weighing as much as members joined in it. For the eye; the exact ones are in the CSV. */
function averages(rung, items) {
  const joined = items.reduce((sum, item) => sum + item.joined, 0);
  const mean = (valueOf) => items.reduce((sum, item) => sum + Number(valueOf(item) ?? 0) * item.joined, 0) / Math.max(1, joined);
  const currency = items.find((item) => item.revenue_before)?.revenue_before.currency ?? state.store?.currency;
  const amount = (name) => ({ amount: mean((item) => item[name]?.amount).toFixed(2), currency });
  return { rung, joined, orders_before: mean((item) => item.orders_before), orders_after: mean((item) => item.orders_after), revenue_before: amount(
    "revenue_before"), revenue_after: amount("revenue_after") };
}

function effectColumns() {
  const one = (value) => number(Math.round(value * 100) / 100);
  const column = (name, cell) => ({ head: t(`tier_figures.${name}`), end: true, cell: (item) => cell(item[name]) });
  return [{ head: t("tier_figures.rung"), lead: true, cell: (item) => item.rung }, column("joined", number), column("orders_before", one), column("orders_after",
    one), column("revenue_before", money), column("revenue_after", money)];
}
