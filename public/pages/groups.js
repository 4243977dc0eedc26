/** The groups as the shop knows them. */
import { all } from "../app/api.js";
import { html, icon, render } from "../app/html.js";
import { date, number } from "../app/format.js";
import { t } from "../app/i18n.js";
import { mayEdit, storeKey } from "../app/state.js";
import { badge } from "../components/badge/badge.js";
import { empty } from "../components/empty/empty.js";
import { head } from "../components/head/head.js";
import { openRows, table } from "../components/table/table.js";

/** @param {import("../app/main.js").View} view */
export async function show(view) {
  const items = await all("/groups", { store: storeKey() }, view.signal);
  const create = mayEdit() ? html`<a class="button button-primary" href="#/groups/new">${icon("plus")}${t("groups.create")}</a>` : null;
  const body = items.length
    ? html`<div class="card card-flush">${table({ caption: t("nav.groups"), columns: columns(), items, href: (group) => `#/groups/${group.id}` })}</div>`
    : html`<div class="card">${empty({ mark: "groups", title: t("groups.none_title"), text: t("groups.none"), action: create })}</div>`;
  render(view.root, html`${head({ title: t("nav.groups"), text: t("groups.text"), actions: items.length ? create : null })}${body}`);
  openRows(view.root);
}

/** What membership brings, in words. */
export function benefitWords({ discount_percent: discount, free_shipping: free, text }) {
  return [discount ? t("groups.discount_words", { n: discount }) : null, free ? t("groups.free_shipping") : null, text || null].filter(Boolean).join(", ");
}

function columns() {
  return [
    { head: t("groups.name"), lead: true, cell: (group) => html`<a class="main-link" href="#/groups/${group.id}">${group.name}</a> ${group.is_default
      ? badge(t("groups.default_short"), "accent", "star") : null}<small class="mono">${group.code}</small>` },
    { head: t("groups.benefits"), cell: (group) => benefitWords(group.benefits) || html`<span class="quiet">–</span>` },
    { head: t("groups.external_id"), cell: (group) => group.external_id ?? html`<span class="quiet">–</span>` },
    { head: t("groups.created"), cell: (group) => date(group.created_at), cls: "quiet" },
    { head: t("groups.members"), end: true, cell: (group) => html`<a href="#/customers?group=${encodeURIComponent(group.code)}">${number(group.members)}</a>` },
  ];
}
