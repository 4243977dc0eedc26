/** Runs: the address cron calls, a run by hand or for a look, and every run there was. */
import { api } from "../app/api.js";
import { html, icon, on, render } from "../app/html.js";
import { ago, duration, moment, number } from "../app/format.js";
import { t } from "../app/i18n.js";
import { isAdmin, mayEdit, storeKey, state } from "../app/state.js";
import { badge } from "../components/badge/badge.js";
import { banner } from "../components/banner/banner.js";
import "../components/copy/copy.js";
import { ask } from "../components/dialog/dialog.js";
import { empty } from "../components/empty/empty.js";
import { head } from "../components/head/head.js";
import "../components/progress/progress.js";
import { region } from "../components/region/region.js";
import { runReport, runState } from "../components/run-report/run-report.js";
import { openRows, paged } from "../components/table/table.js";
import { toast, toastError } from "../components/toast/toast.js";

const POLL = 800;

/** @param {import("../app/main.js").View} view */
export async function show(view) {
  const actions = mayEdit() ? html`<button class="button" type="button" data-run="dry">${icon("list")}${t("runs.dry")}</button>
    <button class="button button-primary" type="button" data-run="real">${icon("runs")}${t("runs.now")}</button>` : null;
  render(view.root, html`${head({ title: t("nav.runs"), text: t("runs.text"), actions })}<div class="stack stack-l">
    <div data-present hidden></div>${isAdmin() ? html`<section class="card"><div class="card-head"><h2>${
      t("runs.cron")}</h2><span data-cron-state></span></div><div data-cron></div></section>` : null}
    <section class="card card-flush"><div class="card-head"><h2>${t("runs.list")}</h2></div><div data-list></div></section></div>`);
  const listed = () => list(view);
  on(view.root, "click", "[data-run]", (event, button) => start(view, button.dataset.run === "dry", listed));
  on(view.root, "click", "[data-action=rotate]", () => rotate(view));
  on(view.root, "click", "[data-action=cancel]", (event, button) => api.post(`/runs/${button.dataset.id}/cancel`).catch(toastError));
  openRows(view.root);
  await Promise.all([isAdmin() ? cron(view) : null, listed()]);
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
async function start(view, dry, after) {
  const place = view.root.querySelector("[data-present]");
  const buttons = view.root.querySelectorAll("[data-run]");
  buttons.forEach((button) => { button.disabled = true; });
  place.hidden = false;
  render(place, html`<section class="card"><div class="card-head"><h2>${t(dry ? "runs.dry_running"
    : "runs.running")}</h2><span data-cancel></span></div><e-progress label="${t("runs.progress")}"></e-progress></section>`);
  try {
    const answer = await api.post("/runs", { dry_run: dry, ...(state.stores.length > 1 ? { store: storeKey() } : {}) });
    if (answer.status === "already_running") toast(t("runs.already"));
    const run = await follow(view, place, answer.run ?? answer);
    render(place, html`<section class="card"><div class="card-head"><h2>${t(run.dry_run ? "runs.dry_done" : "runs.done")}</h2>${runState(run)}</div>${
      runReport(run)}</section>`);
    toast(t(run.dry_run ? "runs.dry_finished" : `runs.toast_${run.state}`, { n: run.counts.changed }));
  } catch (error) {
    if (error.name === "AbortError") return;
    render(place, banner({ tone: "bad", title: t("runs.not_started"), text: error.message }));
  } finally {
    buttons.forEach((button) => { button.disabled = false; });
  }
  await after();
}

async function follow(view, place, run) {
  const bar = place.querySelector("e-progress");
  while (run.state === "running") {
    bar.show(run.progress?.done ?? 0, run.progress?.total ?? 0);
    const cancel = place.querySelector("[data-cancel]");
    if (!cancel.childElementCount) render(cancel, html`<button class="button button-small" type="button" data-action="cancel" data-id="${run.id}">${
      t("runs.cancel")}</button>`);
    await new Promise((done) => setTimeout(done, POLL));
    run = await api.get(`/runs/${run.id}`, {}, view.signal);
  }
  return run;
}

function list(view) {
  const place = view.root.querySelector("[data-list]");
  return region(place, async (current) => {
    const first = await api.get("/runs", { limit: 20 }, view.signal);
    if (!current()) return;
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
