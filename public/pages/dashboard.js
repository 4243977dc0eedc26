/** Dashboard: is it healthy, who is where, what moved, what comes. */
import { all, api } from "../app/api.js";
import { html, render } from "../app/html.js";
import { seriesBy } from "../app/figures.js";
import { ago, number } from "../app/format.js";
import { t } from "../app/i18n.js";
import { go } from "../app/router.js";
import { groupNames, state, storeKey } from "../app/state.js";
import { badge } from "../components/badge/badge.js";
import { banner } from "../components/banner/banner.js";
import { empty } from "../components/empty/empty.js";
import { figureCard } from "../components/figure-card/figure-card.js";
import { head } from "../components/head/head.js";
import { meters } from "../components/meter/meter.js";
import { stats } from "../components/stat/stat.js";
import { changeLine, undoButtons, upcoming } from "../components/timeline/timeline.js";

/** So many dates are told here; the rest is in the number above them. */
const MOST_NEXT = 6;

/** @param {import("../app/main.js").View} view */
export async function show(view) {
  const store = storeKey();
  const [overview, nameOf] = await Promise.all([api.get("/stats/overview", { store }, view.signal), groupNames()]);
  document.querySelector("e-topbar")?.tell(overview);
  if (overview.customers === 0) {
    const { startSteps } = await import("../components/steps/steps.js");
    const [sources, groups, rules] = await Promise.all([all("/sources", { store }, view.signal), all("/groups", { store }, view.signal), api.get("/rules",
      { store }, view.signal)]);
    render(view.root, html`${head({ title: t("nav.dashboard"), text: t("dashboard.welcome") })}${startSteps({
      source: sources.length > 0, group: groups.length > 0, rule: rules.items.length > 0, run: Boolean(overview.last_run) })}`);
    return;
  }
  render(view.root, html`${head({ title: t("nav.dashboard"), text: healthLine(overview) })}<div class="stack stack-l">
    ${worries(overview)}${figures(overview)}
    <div class="pair pair-wide"><section class="card" data-by-rule></section>
      <section class="card"><div class="card-head"><h2>${t("dashboard.by_group")}</h2></div>${groupBars(overview)}</section></div>
    <section class="card" data-ladder hidden></section>
    <div class="pair pair-wide"><section class="card"><div class="card-head"><h2>${t("dashboard.recent")}</h2><a class="button button-small" href="#/activity">${
      t("nav.activity")}</a></div>${recent(overview, nameOf)}</section>
      <div class="stack stack-l"><section class="card"><div class="card-head"><h2>${t("health.title")}</h2></div><div data-health>${health(overview, null)}</div></section>
        <section class="card"><div class="card-head"><h2>${t("dashboard.next")}</h2><p>${t("dashboard.due_30d", { n: overview.due_30d })}</p></div>${
        coming(overview)}</section></div></div></div>`);
  undoButtons(view.root, async () => view.reload());
  await Promise.all([byRule(view), mailHealth(view, overview), ladder(view).catch(() => null)]);
}

/** Which rule changed how much, and when. */
function byRule(view) {
  return figureCard(view, view.root.querySelector("[data-by-rule]"), { title: t("figures.by_rule"), text: t("figures.by_rule_text"), path: "/stats/changes",
    days: 30, charts: ({ items }, { firsts }) => [{ type: "stacked", keyed: true, caption: t("figures.by_rule"), height: 232, series: seriesBy(firsts, items, (item) =>
      item.rule_name ?? t("figures.no_rule"), (item) => item.changes) }] });
}

async function mailHealth(view, overview) {
  const status = await api.get("/mail-status", { store: storeKey() }, view.signal).catch(() => false);
  const place = view.root.querySelector("[data-health]");
  if (place) render(place, health(overview, status));
}

/** What must go on by itself, each in a word and with the way to it. @param {any} mail of GET /mail-status; null while it is read, false if it is not known */
function health({ last_run: run, cron_silent: silent, queues, checks }, mail) {
  const line = (href, name, mark) => html`<li><a href="${href}">${name}</a>${mark}</li>`;
  const fine = () => badge(t("health.fine"), "ok", "check");
  const cron = !run ? badge(t("health.cron_never"), "warn") : silent ? badge(t("health.cron_silent"), "bad", "warning") : badge(t("health.cron_ok",
    { when: ago(run.started_at) }), "ok", "check");
  const deliveries = queues.inbox_failed ? badge(t("health.failed", { n: queues.inbox_failed }), "bad", "warning") : queues.inbox_pending ? badge(t(
    "health.waiting", { n: queues.inbox_pending }), "", "clock") : fine();
  return html`<ul class="health-list">${line("#/runs", t("health.cron"), cron)}${line("#/integrations/inbox", t("health.deliveries"), deliveries)}${line("#/mails",
    t("health.mails"), mailMark(mail, fine))}${line("#/checks", t("health.checks"), checks ? badge(t("health.findings", { n: checks }), "warn", "warning")
    : fine())}</ul>`;
}

function mailMark(status, fine) {
  if (status === null) return html`<span class="quiet">…</span>`;
  if (!status) return badge(t("health.unknown"));
  if (!status.configured) return badge(t("health.mails_none"), "warn", "warning");
  if (status.paused) return badge(t("health.mails_paused"), "warn", "clock");
  if (status.error) return badge(t("health.mails_failing"), "bad", "warning");
  if (status.counts.failed) return badge(t("health.failed", { n: status.counts.failed }), "bad", "warning");
  return status.counts.held ? badge(t("health.held", { n: status.counts.held }), "warn", "clock") : fine();
}

/** The first ladder that is on; a shop without one sees nothing of it. */
async function ladder(view) {
  const place = view.root.querySelector("[data-ladder]");
  const { items } = await api.get("/rules", { store: storeKey() }, view.signal);
  const rule = items.find((one) => one.kind === "tiers" && one.enabled);
  if (!rule) return;
  const [{ rungs }] = await Promise.all([api.get(`/rules/${rule.id}/ladder`, {}, view.signal), import("../components/ladder/ladder.js")]);
  const href = (code) => `#/tiers?rule=${encodeURIComponent(rule.id)}&group=${encodeURIComponent(code)}`;
  render(place, html`<div class="card-head"><h2>${rule.name}</h2><a class="button button-small" href="#/tiers?rule=${rule.id}">${
    t("dashboard.ladder_all")}</a></div><e-ladder></e-ladder>`);
  place.hidden = false;
  const drawing = place.querySelector("e-ladder");
  drawing.figure = { rungs, href };
  drawing.addEventListener("rung", ({ detail }) => go(href(detail)));
}

function healthLine({ last_run: run, cron_silent: silent }) {
  if (!run) return t("dashboard.no_run");
  return silent ? t("dashboard.last_run", { when: ago(run.started_at) }) : t("dashboard.last_run_ok", { when: ago(run.started_at) });
}

/** What needs a person, each with the way to it. */
function worries({ cron_silent: silent, queues, checks, last_run: run }) {
  const found = [];
  const link = (href, text) => html`<a class="button button-small" href="${href}">${text}</a>`;
  if (state.store && !state.store.automation) found.push({ tone: "warn", title: t("dashboard.off_title"), text: t("dashboard.off"),
    action: link("#/settings", t("nav.settings")) });
  if (silent) found.push({ tone: "bad", title: t("dashboard.silent_title"), text: t("dashboard.silent"), action: link("#/runs",
    t("dashboard.silent_action")) });
  if (run?.state === "waiting") found.push({ tone: "warn", title: t("dashboard.run_waits_title"), text: t("dashboard.run_waits"),
    action: link(`#/runs/${run.id}`, t("dashboard.run_waits_action")) });
  if (queues.inbox_failed > 0) found.push({ tone: "warn", title: t("dashboard.failed_title", { n: queues.inbox_failed }), text: t("dashboard.failed"),
    action: link("#/integrations/inbox?state=failed", t("dashboard.failed_action")) });
  if (checks > 0) found.push({ tone: "warn", title: t("dashboard.checks_title", { n: checks }), text: t("dashboard.checks"), action: link("#/checks",
    t("dashboard.checks_action")) });
  return found.length ? html`<div class="stack stack-s">${found.map(banner)}</div>` : null;
}

function figures(overview) {
  const { queues } = overview;
  return stats([
    { label: t("dashboard.customers"), value: number(overview.customers) },
    { label: t("dashboard.changes"), value: number(overview.changes_30d), note: t("dashboard.in_30d") },
    { label: t("dashboard.orders"), value: number(overview.orders_30d), note: t("dashboard.in_30d") },
    { label: t("dashboard.due"), value: number(overview.due_30d), note: t("dashboard.coming_30d") },
    { label: t("dashboard.mails"), value: number(overview.reminders_30d), note: queues.notifications_held ? html`<a class="linked" href="#/mails">${
      t("dashboard.held", { n: queues.notifications_held })}</a>` : t("dashboard.in_30d") },
    { label: t("dashboard.waiting"), value: number(queues.inbox_pending), note: queues.inbox_failed ? t("dashboard.n_failed", { n: queues.inbox_failed })
      : t("dashboard.none_failed") },
  ]);
}

function groupBars({ groups, customers }) {
  if (!groups.length) return empty({ title: t("groups.none_title"), text: t("groups.none"), small: true, action: html`<a class="button" href="#/groups/new">${
    t("groups.create")}</a>` });
  const most = Math.max(...groups.map((group) => group.members), 1);
  const sorted = [...groups].sort((a, b) => b.members - a.members);
  return html`${meters(sorted.slice(0, 8).map((group) => ({
    label: html`<a href="#/customers?group=${encodeURIComponent(group.group)}">${group.name}</a>`, value: number(group.members), share: group.members / most,
  })))}<p class="quiet small">${t("dashboard.by_group_text", { n: customers })}</p>`;
}

function recent({ recent_changes: changes }, nameOf) {
  if (!changes.length) return empty({ title: t("dashboard.no_changes_title"), text: t("dashboard.no_changes"), small: true });
  return html`<ul class="timeline">${changes.map((change) => changeLine(change, nameOf, { customer: true }))}</ul>`;
}

function coming({ upcoming: items }) {
  if (!items.length) return empty({ title: t("dashboard.nothing_due_title"), text: t("dashboard.nothing_due"), small: true });
  return upcoming(items.slice(0, MOST_NEXT), { customer: true });
}
