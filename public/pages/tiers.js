/** Tiers: each ladder drawn, how many stand on each rung, and who is close to rising or falling. */
import { all, api } from "../app/api.js";
import { flag, html, icon, on, render } from "../app/html.js";
import { ago, day, money, number, personName } from "../app/format.js";
import { t } from "../app/i18n.js";
import { go, setQuery } from "../app/router.js";
import { forgetGroups, mayEdit, state, storeKey } from "../app/state.js";
import { badge } from "../components/badge/badge.js";
import { banner } from "../components/banner/banner.js";
import { ask } from "../components/dialog/dialog.js";
import { empty } from "../components/empty/empty.js";
import { head } from "../components/head/head.js";
import "../components/ladder/ladder.js";
import { region } from "../components/region/region.js";
import { SAMPLE_TIERS } from "../components/rule-form/samples.js";
import { follow, progressCard, runActs, tellRun } from "../components/run-report/run-acts.js";
import { openRows, paged } from "../components/table/table.js";
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
  });
  on(view.root, "click", "[data-action=check]", () => watch(page, begin));
  on(view.root, "click", "[data-only]", (event, button) => choose(page, page.group, button.dataset.only));
  runActs(view.root, { confirmed: (run) => watch(page, () => run), cancelled: () => { view.root.querySelector("[data-present]").hidden = true; } });
  await load(page);
}

function frame({ ladders, rule }) {
  const actions = html`${ladders.length > 1 ? html`<label><span class="unseen">${t("tiers.ladder")}</span><select class="input" name="ladder">${
    ladders.map((one) => html`<option value="${one.id}"${flag("selected", one === rule)}>${one.name}</option>`)}</select></label>` : null}
    ${mayEdit() ? html`<button class="button button-primary" type="button" data-action="check">${icon("refresh")}${t("tiers.check")}</button>` : null}`;
  return html`${head({ title: t("nav.tiers"), text: t("tiers.text"), actions })}<div class="stack stack-l"><div data-present hidden></div>
    <section class="card"><div class="card-head"><div><h2 data-name></h2><p data-counted></p></div><span class="row" data-beside></span></div>
      <div data-ladder></div></section>
    <section class="card card-flush" data-people hidden><div class="card-head"><h2 tabindex="-1"></h2><span class="choices" role="group" aria-label="${
      t("tiers.only")}" data-choices></span></div><div data-list></div></section></div>`;
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
