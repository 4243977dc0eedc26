/** One run: its report and the changes it made. */
import { api } from "../app/api.js";
import { flag, html, render } from "../app/html.js";
import { duration, moment } from "../app/format.js";
import { t } from "../app/i18n.js";
import { groupNames } from "../app/state.js";
import { empty } from "../components/empty/empty.js";
import { head } from "../components/head/head.js";
import { region } from "../components/region/region.js";
import { follow, progressCard, runActs, skippedList, tellRun, undoRunButton } from "../components/run-report/run-acts.js";
import { runReport, runState } from "../components/run-report/run-report.js";
import { changeLine, undoButtons } from "../components/timeline/timeline.js";
import { waiting } from "../components/waiting/waiting.js";

/** @param {import("../app/main.js").View} view */
export async function show(view) {
  const [first, nameOf] = await Promise.all([api.get(`/runs/${view.params.id}`, {}, view.signal), groupNames()]);
  draw(view, first);
  if (first.dry_run) return;
  const place = () => view.root.querySelector("[data-changes]");
  const again = async () => { draw(view, await api.get(`/runs/${first.id}`, {}, view.signal)); await changes(view, place(), nameOf); };
  runActs(view.root, {
    confirmed: async (run) => {
      const box = view.root.querySelector("[data-waiting]");
      render(box, progressCard(t("runs.running")));
      tellRun(await follow(view, box, run));
      await again();
    },
    cancelled: again,
    undone: async ({ skipped }) => {
      await again();
      const box = view.root.querySelector("[data-skipped]");
      box.hidden = skipped.length === 0;
      render(box, html`<section class="card"><div class="card-head"><h2>${t("runs.skipped",
        { n: skipped.length })}</h2></div>${skippedList(skipped)}</section>`);
    },
  });
  undoButtons(view.root, async () => changes(view, place(), nameOf, true));
  await changes(view, place(), nameOf);
}

function draw(view, run) {
  const title = t(run.dry_run ? "runs.dry_of" : "runs.run_of", { when: moment(run.started_at) });
  view.title(title);
  render(view.root, html`${head({ title, beside: runState(run), actions: undoRunButton(run), back: { href: "#/runs", text: t("nav.runs") },
    text: [t(`runs.trigger_${run.trigger}`), run.by, run.duration_ms === null ? null : t("runs.lasted",
      { time: duration(run.duration_ms) })].filter(Boolean).join(" · ") })}
    <div class="stack stack-l"><div data-waiting${flag("hidden", run.state !== "waiting")}>${run.state === "waiting" ? waiting(run) : null}</div>
    <div data-skipped hidden></div><section class="card"><div class="card-head"><h2>${t("runs.report")}</h2></div>${runReport(run)}</section>
    ${run.dry_run ? null : html`<section class="card"><div class="card-head"><h2>${t("runs.changes")}</h2><a class="button button-small" href="#/activity?run=${
      run.id}">${t("nav.activity")}</a></div><div data-changes></div></section>`}</div>`);
}

function changes(view, place, nameOf, keep = false) {
  return region(place, async (current) => {
    const { items, next } = await api.get("/changes", { run: view.params.id, limit: 100 }, view.signal);
    if (!current()) return;
    if (!items.length) return render(place, empty({ title: t("runs.no_changes_title"), text: t("runs.no_changes"), small: true }));
    render(place, html`<ul class="timeline">${items.map((change) => changeLine(change, nameOf, { customer: true }))}</ul>${
      next ? html`<p class="quiet small">${t("runs.first_changes", { n: items.length })}</p>` : null}`);
  }, { rows: 4, keep });
}
