/** One finding of Checks: what it is in words, whom it is about, and what can be done about it. */
import { html, icon, stylesheet } from "../../app/html.js";
import { ago, date, number, personName } from "../../app/format.js";
import { t } from "../../app/i18n.js";
import { isAdmin, mayEdit } from "../../app/state.js";
import { badge } from "../badge/badge.js";

await stylesheet("./finding.css", import.meta.url);

const TONES = { problem: "bad", warning: "warn", notice: "accent" };

/** @param {any} item @param {{place?: string|null, links?: {href: string, label: string}[]}} [where] */
export function finding(item, { place, links = [] } = {}) {
  return html`<article class="finding" data-finding="${item.id}">
    <div class="finding-main"><p>${item.sentence}</p>
      ${item.customers.length ? people(item) : null}
      <p class="finding-facts"><span>${item.subject.label}</span>${links.map((link) => html`<a href="${link.href}">${link.label}</a>`)}
        <span title="${date(item.first_at)}">${t("checks.since", { when: ago(item.first_at) })}</span>
        ${item.snoozed ? html`<span>${snoozed(item.snooze)}</span>` : null}</p></div>
    <div class="finding-acts">${acts(item)}${place ? html`<a class="button button-small" href="${place}" aria-label="${
      t("checks.open_label", { what: item.subject.label })}">${t("checks.open")}${icon("right")}</a>` : null}</div></article>`;
}

function snoozed({ until, note, by }) {
  const when = until ? t("checks.snoozed_until", { by, when: date(until) }) : t("checks.snoozed", { by });
  return note ? `${when}: ${note}` : when;
}

function people(item) {
  const more = item.count > item.customers.length;
  return html`<ul class="finding-people">${item.customers.map(person)}${more ? html`<li><a href="#/checks/${item.id}">${
    t("checks.all_customers", { n: item.count })}</a></li>` : null}</ul>`;
}

/** @param {{customer: any, sentence: string}} concerned */
export function person({ customer, sentence }) {
  return html`<li><a href="#/customers/${customer.id}">${personName(customer)}</a>${sentence ? html`<span>${sentence}</span>` : null}</li>`;
}

/** What the present user may do about it. */
function acts(item) {
  if (!mayEdit()) return null;
  if (item.snoozed) return html`<button class="button button-small" type="button" data-action="wake">${t("checks.wake")}</button>`;
  const fixes = item.fixes.filter((fix) => !fix.admin || isAdmin());
  return html`${fixes.map(({ fix }) => html`<button class="button button-small" type="button" data-fix="${fix}">${
    t(`checks.fix_${fix}`)}</button>`)}<button class="button button-small" type="button" data-action="snooze" aria-label="${
    t("checks.snooze_label", { what: item.subject.label })}">${t("checks.snooze")}</button>`;
}

/** How grave it is, and how many. */
export function gravity(severity, n) {
  return badge(t(`checks.severity_${severity}`, { n: number(n) }), TONES[severity]);
}
