/** Runs: the address cron calls, a run by hand or for a look, and every run there was. */
import { api } from "../app/api.js";
import { values } from "../app/figures.js";
import { html, icon, on, render } from "../app/html.js";
import { ago, duration, moment, number } from "../app/format.js";
import { t } from "../app/i18n.js";
import { isAdmin, mayEdit, storeKey, state } from "../app/state.js";
import { badge } from "../components/badge/badge.js";
import { banner } from "../components/banner/banner.js";
import "../components/copy/copy.js";
import { ask } from "../components/dialog/dialog.js";
import { empty } from "../components/empty/empty.js";
import { figureCard } from "../components/figure-card/figure-card.js";
import { head } from "../components/head/head.js";
import { region } from "../components/region/region.js";
import { follow, progressCard, runActs, tellRun, undoRunButton } from "../components/run-report/run-acts.js";
import { runReport, runState } from "../components/run-report/run-report.js";
import { openRows, paged } from "../components/table/table.js";
import { toast } from "../components/toast/toast.js";
import { waiting } from "../components/waiting/waiting.js";

/** How runs end, each in its ink. */
const INKS = { finished: 1, failed: 2, waiting: 3, cancelled: 5 };

/** @param {import("../app/main.js").View} view */
export async function show(view) {
  const actions = mayEdit() ? html`<button class="button" type="button" data-run="dry">${icon("list")}${t("runs.dry")}</button>
    <button class="button button-primary" type="button" data-run="real">${icon("runs")}${t("runs.now")}</button>` : null;
  render(view.root, html`${head({ title: t("nav.runs"), text: t("runs.text"), actions })}<div class="stack stack-l">
    <div data-waiting hidden></div><div data-present hidden></div>${isAdmin() ? html`<section class="card"><div class="card-head"><h2>${
      t("runs.cron")}</h2><span data-cron-state></span></div><div data-cron></div></section>` : null}
    <section class="card" data-figures></section><section class="card card-flush"><div class="card-head"><h2>${t("runs.list")}</h2></div><div data-list></div></section></div>`);
  const listed = () => list(view);
  on(view.root, "click", "[data-run]", (event, button) => start(view, button.dataset.run === "dry", listed));
  on(view.root, "click", "[data-action=rotate]", () => rotate(view));
  runActs(view.root, {
    confirmed: (run) => watch(view, () => run, listed),
    cancelled: async () => { toast(t("runs.toast_cancelled")); await listed(); },
    undone: () => { view.root.querySelector("[data-present]").hidden = true; return listed(); },
  });
  openRows(view.root);
  await Promise.all([isAdmin() ? cron(view) : null, listed(), figures(view)]);
}

/** How many runs there were, by how they ended. */
function figures(view) {
  return figureCard(view, view.root.querySelector("[data-figures]"), { title: t("run_figures.title"), text: t("run_figures.text"), path: "/stats/runs", days: 30,
    charts: ({ items }, { firsts }) => [{ type: "stacked", keyed: true, caption: t("run_figures.caption"), height: 130, series: Object.entries(INKS).filter(([name]) =>
      items.some((item) => item[name] > 0)).map(([name, ink]) => ({ name: t(`runs.state_${name}`), ink, values: values(firsts, items, (item) => item[name]) })) }] });
}

function cron(view) {
  const place = view.root.querySelector("[data-cron]");
  return region(place, async (current) => {
    const { url, crontab, last_run: last, silent } = await api.get("/cron-url", {}, view.signal);
    if (!current()) return;
    render(view.root.querySelector("[data-cron-state]"), silent ? badge(t("runs.silent"), "bad", "warning") : last ? badge(t("runs.alive",
      { when: ago(last.started_at) }), "ok") : badge(t("runs.never"), "warn"));
    render(place, html`<div class="stack"><p class="quiet">${t("runs.cron_text")}</p>
      <div class="stack stack-s"><h3>${t("runs.crontab")}</h3><e-copy label="${t("runs.crontab")}" value="${crontab}"></e-copy></div>
      <div class="stack stack-s"><h3>${t("runs.url")}</h3><e-copy label="${t("runs.url")}" value="${url}"></e-copy></div>
      <div class="row row-between"><p class="quiet small">${t("runs.url_secret")}</p><button class="button button-small" type="button" data-action="rotate">${
        icon("refresh")}${t("runs.rotate")}</button></div></div>`);
  }, { rows: 2 });
}

async function rotate(view) {
  const done = await ask({ title: t("runs.rotate_title"), text: t("runs.rotate_text"), confirm: t("runs.rotate"), danger: true, submit: () =>
    api.post("/cron-url/rotate") });
  if (!done) return;
  toast(t("runs.rotated"));
  await cron(view);
}

/** Starts a run and follows it to its end. */
function start(view, dry, after) {
  return watch(view, async () => {
    const answer = await api.post("/runs", { dry_run: dry, ...(state.stores.length > 1 ? { store: storeKey() } : {}) });
    if (answer.status === "already_running") toast(t("runs.already"));
    return answer.run ?? answer;
  }, after, dry);
}

/** Shows a run while it goes on, then its report. @param {() => any} begin gives the run */
async function watch(view, begin, after, dry = false) {
  const place = view.root.querySelector("[data-present]");
  const buttons = view.root.querySelectorAll("[data-run]");
  buttons.forEach((button) => { button.disabled = true; });
  view.root.querySelector("[data-waiting]").hidden = true;
  place.hidden = false;
  render(place, progressCard(t(dry ? "runs.dry_running" : "runs.running")));
  try {
    const run = await follow(view, place, await begin());
    const title = run.dry_run ? "runs.dry_done" : run.state === "waiting" ? "runs.done_waiting" : "runs.done";
    render(place, html`<section class="card"><div class="card-head"><h2>${t(title)}</h2>${runState(run)}${undoRunButton(run)}</div>${
      runReport(run)}</section>`);
    tellRun(run);
  } catch (error) {
    if (error.name === "AbortError") return;
    render(place, banner({ tone: "bad", title: t("runs.not_started"), text: error.message }));
  } finally {
    buttons.forEach((button) => { button.disabled = false; });
  }
  await after();
}

function list(view) {
  const place = view.root.querySelector("[data-list]");
  return region(place, async (current) => {
    const first = await api.get("/runs", { limit: 20 }, view.signal);
    if (!current()) return;
    const held = first.items.filter((run) => run.state === "waiting");
    const box = view.root.querySelector("[data-waiting]");
    box.hidden = held.length === 0;
    render(box, html`<div class="stack">${held.map((run) => waiting(run, true))}</div>`);
    if (!first.items.length) return render(place, empty({ mark: "runs", title: t("runs.none_title"), text: t("runs.none") }));
    paged({ root: place, first, caption: t("runs.list"), columns: columns(), href: (run) => `#/runs/${run.id}`, more: (cursor) => api.get("/runs",
      { limit: 20, cursor }, view.signal) });
  }, { rows: 5, keep: true });
}

function columns() {
  return [
    { head: t("runs.started"), lead: true, cell: (run) => html`<a class="main-link" href="#/runs/${run.id}">${moment(run.started_at)}</a>` },
    { head: t("runs.by"), cell: (run) => html`${t(`runs.trigger_${run.trigger}`)}${run.by && run.trigger !== "cron" ? html` <span class="quiet">${
      run.by}</span>` : null}` },
    { head: t("runs.state"), cell: runState },
    { head: t("runs.evaluated"), end: true, cell: (run) => number(run.counts.evaluated) },
    { head: t("runs.changed"), end: true, cell: (run) => number(run.counts.changed) },
    { head: t("runs.mails"), end: true, cell: (run) => number(run.counts.mails) },
    { head: t("runs.took"), end: true, cell: (run) => duration(run.duration_ms) },
  ];
}
