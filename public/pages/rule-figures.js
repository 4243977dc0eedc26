/** What one rule did: whom it found, reminded, moved, and who bought after a reminder. */
import { api } from "../app/api.js";
import { values } from "../app/figures.js";
import { html, icon, render } from "../app/html.js";
import { day, number, percent } from "../app/format.js";
import { t } from "../app/i18n.js";
import { figureCard } from "../components/figure-card/figure-card.js";
import { head } from "../components/head/head.js";
import { stats } from "../components/stat/stat.js";
import { ruleTabs } from "./rule.js";

/** What a rule does to groups, each with the ink it is drawn in. */
const EFFECTS = ["joined", "moved", "restored", "promoted", "demoted", "left"];
const MOST = 5;

/** @param {import("../app/main.js").View} view */
export async function show(view) {
  const rule = await api.get(`/rules/${view.params.id}`, {}, view.signal);
  view.title(rule.name);
  render(view.root, html`${head({ title: rule.name, text: rule.summary, back: { href: "#/rules", text: t("nav.rules") }, actions: html`<a class="button" href="#/activity?rule=${
    rule.id}">${icon("activity")}${t("rule_figures.activity")}</a>` })}${ruleTabs(rule.id, "statistics")}<section class="card" data-figures></section>`);
  await figureCard(view, view.root.querySelector("[data-figures]"), { title: t("rule_figures.title"), path: "/stats/rules",
    query: { store: rule.store, rule: rule.id }, above: sums, charts, nothing: { title: t("rule_figures.none_title"), text: t("rule_figures.none") } });
}

function sum(items, column) {
  return items.reduce((whole, item) => whole + item[column], 0);
}

/** The figures of the whole span. */
function sums({ items, counted_until: until }) {
  const of = (column) => sum(items, column);
  const reminded = of("reminded");
  return html`${stats([
    { label: t("rule_figures.candidates"), value: number(of("candidates")), note: t("rule_figures.candidates_note") },
    { label: t("rule_figures.reminded"), value: number(reminded) },
    ...EFFECTS.filter((column) => column === "moved" || column === "restored" || of(column) > 0).map((column) => ({ label: t(`rule_figures.${column}`),
      value: number(of(column)) })),
    { label: t("rule_figures.bought"), value: number(of("bought")), note: reminded ? t("rule_figures.bought_share", { share: percent(of("bought") / reminded) })
      : t("rule_figures.bought_none") },
  ])}${until ? html`<p class="quiet small">${t("figures.counted", { day: day(until) })}</p>` : null}`;
}

function charts({ items }, { firsts }) {
  const of = (valueOf) => values(firsts, items, valueOf);
  const effects = EFFECTS.filter((column) => sum(items, column) > 0).slice(0, MOST);
  const found = [];
  if (effects.length) found.push({ title: t("rule_figures.effects"), caption: t("rule_figures.effects"), type: "stacked", keyed: true, series: effects.map((column, index) => ({
    name: t(`rule_figures.${column}`), ink: index + 1, values: of((item) => item[column]) })) });
  if (sum(items, "reminded") > 0) found.push({ title: t("rule_figures.reminders"), caption: t("rule_figures.reminders"), type: "stacked", series: [
    { name: t("rule_figures.reminded_bought"), ink: 1, values: of((item) => item.bought) },
    { name: t("rule_figures.reminded_only"), ink: 2, values: of((item) => item.reminded - item.bought) }] });
  return found;
}
