/** A first load or a look: how far it is, what it read, what it could not take in. */
import { html, icon, render, stylesheet } from "../../app/html.js";
import { moment, number, percent } from "../../app/format.js";
import { t } from "../../app/i18n.js";
import { badge } from "../badge/badge.js";
import "../progress/progress.js";
import { howMany } from "./state.js";

await stylesheet("./connection.css", import.meta.url);

const PHASES = ["groups", "statuses", "customers", "orders"];
const TONES = { running: "accent", finished: "ok", failed: "bad", cancelled: "warn" };

export function syncBadge(sync) {
  return badge(t(`sync.state_${sync.state}`), TONES[sync.state], sync.state === "running" ? "clock" : undefined);
}

/** A link to an order by the shop's own id. */
export function orderLink(id) {
  return html`<a class="linked" href="#/customers/orders/${encodeURIComponent(`ext:${id}`)}">${id}</a>`;
}

/** Every phase with how far it is. Drawn again and again, so nothing in it takes the focus. */
export function drawPhases(place, sync) {
  const here = PHASES.indexOf(sync.phase);
  render(place, html`<ol class="phases">${PHASES.map((phase, index) => phaseLine(sync, phase, index < here || sync.phase === "done" ? "done"
    : index === here ? "here" : "later"))}</ol>`);
  for (const phase of ["customers", "orders"]) {
    const { read, total } = sync.figures[phase];
    const share = total ? Math.min(1, read / total) : 0;
    place.querySelector(`e-progress[data-phase="${
        phase}"]`)?.tell(share, t("sync.left", { n: Math.max(0, (total ?? 0) - read) }), percent(Math.floor(share * 100) / 100));
  }
}

function phaseLine(sync, phase, when) {
  const part = sync.figures[phase];
  const counted = typeof part === "object";
  const words = when === "later" ? t("sync.later") : counted ? howMany(part) : when === "done" ? number(part) : t("sync.reading");
  const mark = when === "done" ? "check" : when === "here" ? "refresh" : "clock";
  return html`<li class="phase phase-${when}">${icon(mark)}<div><h3><span>${t(`sync.phase_${phase}`)}${
    when === "later" ? null : html`<span class="unseen"> (${t(`sync.is_${when}`)})</span>`}</span><span>${words}</span></h3>${
    when === "here" && counted && part.total ? html`<e-progress data-phase="${phase}" label="${t(`sync.phase_${phase}`)}"></e-progress>` : null}</div></li>`;
}

/** What it read, in one sentence. */
export function readWords(sync) {
  const { customers, orders } = sync.figures;
  return t("sync.read", { customers: t("sync.customers", { n: customers.read }), orders: t("sync.orders", { n: orders.read }) });
}

/** What a look found that no webhook had told. */
export function missedWords(sync) {
  const { orders, customers } = sync.figures;
  if (!orders.missed && !customers.missed) return t("sync.missed_nothing");
  const found = [orders.missed ? t("sync.orders", { n: orders.missed }) : null, customers.missed ? t("sync.customers", { n: customers.missed }) : null];
  return t("sync.missed", { what: found.filter(Boolean).join(", ") });
}

/** The orders that were missed and the records left out, folded. */
export function syncDetails(sync) {
  const { missed, problems, problem_count: count, orders, customers } = sync.figures;
  const elsewhere = orders.elsewhere + customers.elsewhere;
  const fold = (title, body) => html`<details class="fold fold-small"><summary>${title}</summary>${body}</details>`;
  return html`${elsewhere ? html`<small>${t("sync.elsewhere", { n: elsewhere })}</small>` : null}${
    sync.kind === "look" && missed.length ? fold(t("sync.missed_orders", { n: orders.missed }), html`<p class="sync-orders">${missed.map(orderLink)}</p>${
      orders.missed > missed.length ? html`<small>${t("sync.first", { n: missed.length })}</small>` : null}`) : null}${
    count ? fold(t("sync.problems", { n: count }), html`<ul class="sync-problems">${problems.map((problem) => html`<li><span class="mono">${
      problem.id ?? "–"}</span><span>${problem.reason}</span></li>`)}</ul>${count > problems.length ? html`<small>${t("sync.first",
      { n: problems.length })}</small>` : null}`) : null}`;
}

/** The columns of the list of looks. */
export function syncColumns() {
  return [
    { head: t("sync.started"), lead: true, cell: (sync) => html`<span class="nowrap">${moment(sync.started_at)}</span><small>${t(`sync.kind_${
        sync.kind}`)}</small>` },
    { head: t("sync.state"), cell: syncBadge },
    { head: t("sync.result"), cell: (sync) => html`<div class="stack stack-s"><span>${sync.kind === "look" && sync.state === "finished" ? missedWords(sync)
      : readWords(sync)}</span>${sync.error ? html`<small>${sync.error}</small>` : null}${syncDetails(sync)}</div>` },
  ];
}
