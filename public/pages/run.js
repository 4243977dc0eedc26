/** One run: its report and the changes it made. */
import { api } from "../app/api.js";
import { html, render } from "../app/html.js";
import { duration, moment } from "../app/format.js";
import { t } from "../app/i18n.js";
import { groupNames } from "../app/state.js";
import { empty } from "../components/empty/empty.js";
import { head } from "../components/head/head.js";
import { region } from "../components/region/region.js";
import { runReport, runState } from "../components/run-report/run-report.js";
import { changeLine, undoButtons } from "../components/timeline/timeline.js";

/** @param {import("../app/main.js").View} view */
export async function show(view) {
  const [run, nameOf] = await Promise.all([api.get(`/runs/${view.params.id}`, {}, view.signal), groupNames()]);
  const title = t(run.dry_run ? "runs.dry_of" : "runs.run_of", { when: moment(run.started_at) });
  view.title(title);
  render(view.root, html`${head({ title, beside: runState(run), back: { href: "#/runs", text: t("nav.runs") },
    text: [t(`runs.trigger_${run.trigger}`), run.by, run.duration_ms === null ? null : t("runs.lasted",
      { time: duration(run.duration_ms) })].filter(Boolean).join(" · ") })}
    <div class="stack stack-l"><section class="card"><div class="card-head"><h2>${t("runs.report")}</h2></div>${runReport(run)}</section>
    ${run.dry_run ? null : html`<section class="card"><div class="card-head"><h2>${t("runs.changes")}</h2></div><div data-changes></div></section>`}</div>`);
  const place = view.root.querySelector("[data-changes]");
  if (!place) return;
  undoButtons(place, async () => changes(view, place, nameOf, true));
  await changes(view, place, nameOf);
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
