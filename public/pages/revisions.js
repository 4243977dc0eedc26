/** What a rule was before: each revision, who saved it, and what it changed. */
import { api } from "../app/api.js";
import { html, icon, render } from "../app/html.js";
import { ago, day, list, money, moment } from "../app/format.js";
import { has, t } from "../app/i18n.js";
import { groupNames, kinds, mayEdit } from "../app/state.js";
import { ruleTabs } from "./rule.js";
import { badge } from "../components/badge/badge.js";
import { checkWords } from "../components/check-input/check-input.js";
import { head } from "../components/head/head.js";
import { periodWords } from "../components/period-input/period-input.js";
import "../components/timeline/timeline.js";

/** @param {import("../app/main.js").View} view */
export async function show(view) {
  const { id } = view.params;
  const [rule, { items }, known, nameOf] = await Promise.all([
    api.get(`/rules/${id}`, {}, view.signal), api.get(`/rules/${id}/revisions`, { limit: 200 }, view.signal), kinds(), groupNames()]);
  const kind = known.find((one) => one.kind === rule.kind);
  view.title(rule.name);
  const newestFirst = [...items].sort((a, b) => b.revision - a.revision);
  render(view.root, html`${head({ title: rule.name, back: { href: "#/rules", text: t("nav.rules") } })}${ruleTabs(id, "revisions")}
    <section class="card"><ul class="timeline">${newestFirst.map((one, index) => line(one, newestFirst[index + 1], { id, now: rule.revision, kind,
      nameOf }))}</ul></section>`);
}

function line(one, before, { id, now, kind, nameOf }) {
  const changed = before ? differences(before.rule, one.rule, kind, nameOf) : [];
  return html`<li class="event"><span class="event-mark">${icon(before ? "edit" : "plus")}</span>
    <p class="event-title"><strong>${t("rules.revision", { n: one.revision })}</strong> ${one.revision === now ? badge(t("rules.present"), "accent", null)
      : null}</p>
    <div class="event-detail">${t("rules.saved_by", { who: one.by ?? t("common.someone") })} · <time datetime="${one.at}" title="${moment(one.at)}">${
      ago(one.at)}</time>
      ${before ? changed.map((text) => html`<br>${text}`) : html`<br>${t("rules.first_revision")}`}</div>
    <div class="event-end">${one.revision !== now && mayEdit() ? html`<a class="button button-small" href="#/rules/${id}?revision=${one.revision}">${
      t("rules.look_again")}</a>` : null}</div></li>`;
}

/** Types with words of their own. */
const WORDS = { money, date: (value) => day(value), period: periodWords, check: checkWords, tiers: (tiers) => list(tiers.map((tier) => `${tier.name} ${
  money(tier.required)}`)) };

/** Types too long to be told in a line. */
const UNTOLD = ["condition", "actions"];

function differences(before, after, kind, nameOf) {
  const texts = [];
  const compare = (name, was, is, label, type) => {
    if (JSON.stringify(was ?? null) === JSON.stringify(is ?? null)) return;
    const say = (value) => (value && WORDS[type] ? WORDS[type](value) : words(value, nameOf));
    texts.push(UNTOLD.includes(type) ? t("rules.changed", { what: label }) : t("rules.difference", { what: label, was: say(was), is: say(is) }));
  };
  for (const { name, label, type } of kind?.parameters ?? []) compare(name, before.params?.[name], after.params?.[name], label, type);
  for (const name of ["name", "enabled", "priority", "source_groups", "excluded_groups", "excluded_customers", "minimum_account_age_days", "max_share",
    "season", "active_from", "mails"]) {
    compare(name, before[name], after[name], has(`common_parameters.${name}`) ? t(`common_parameters.${name}`) : t(`rules.${name}`));
  }
  return texts.length ? texts : [t("rules.no_difference")];
}

function words(value, nameOf) {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value === "boolean") return t(value ? "common.yes" : "common.no");
  if (Array.isArray(value)) return value.length ? list(value.map((one) => words(one, nameOf))) : "–";
  if (typeof value === "object") return value.kind ? validity(value) : Object.entries(value).filter(([, part]) => part !== null
    && part !== false).map(([name, part]) => (part === true ? (has(`mail.${name}`) ? t(`mail.${name}`) : name) : part)).join(" / ") || "–";
  return typeof value === "string" ? nameOf(value) : String(value);
}

function validity(value) {
  if (value.kind === "none") return t("validity.none");
  return value.kind === "date" ? t("validity.words_date", { date: value.date }) : t(`validity.words_${value.kind}`, { n: value.count });
}
