/** Customers: search and filters live in the address; pages are read by cursor. */
import { all, api } from "../app/api.js";
import { flag, html, icon, render } from "../app/html.js";
import { date, money, number, personName } from "../app/format.js";
import { t } from "../app/i18n.js";
import { setQuery } from "../app/router.js";
import { groups, mayEdit, storeKey } from "../app/state.js";
import { chooser } from "../components/bulk/bulk.js";
import { chips } from "../components/chip/chip.js";
import { empty } from "../components/empty/empty.js";
import { badge } from "../components/badge/badge.js";
import { filters } from "../components/filters/filters.js";
import { head } from "../components/head/head.js";
import { region } from "../components/region/region.js";
import { openRows, paged } from "../components/table/table.js";
import { customerTabs } from "../components/tabs/areas.js";

const PAUSE = 220;

/** @param {import("../app/main.js").View} view */
export async function show(view) {
  const known = await groups();
  const names = new Map(known.map((group) => [group.code, group.name]));
  const nameOf = (code) => names.get(code) ?? code;
  const asked = { q: view.query.get("q") ?? "", group: view.query.get("group") ?? "" };
  render(view.root, html`${head({ title: t("nav.customers"), text: t("customers.text") })}${customerTabs("customers")}
    ${filters(html`<label class="filter-search"><span class="unseen">${t("customers.search")}</span>${
      icon("search")}<input class="input" type="search" name="q" value="${asked.q}" placeholder="${
        t("customers.search")}" autocomplete="off" spellcheck="false"></label>
    <label><span class="unseen">${t("customers.group")}</span><select class="input" name="group"><option value="">${t("customers.any_group")}</option>${
      known.map((group) =>
      html`<option value="${group.code}"${flag("selected", group.code === asked.group)}>${group.name}</option>`)}</select></label>`)}
    <div class="card card-flush" data-list></div>${mayEdit() ? html`<e-bulk hidden></e-bulk>` : null}`);
  const bulk = view.root.querySelector("e-bulk");
  let shown = [];
  const list = view.root.querySelector("[data-list]");
  let asking = null;
  const load = (keep) => {
    asking?.abort();
    asking = new AbortController();
    view.signal.addEventListener("abort", () => asking.abort(), { once: true });
    const { signal } = asking;
    const query = { store: storeKey(), q: asked.q.trim(), group: asked.group, limit: 50 };
    return region(list, async (current) => {
      const first = await api.get("/customers", query, signal);
      if (!current()) return;
      shown = [...first.items];
      if (!first.items.length) render(list, nothing(asked));
      else paged({ root: list, first, caption: t("nav.customers"), columns: columns(nameOf, bulk), href: (one) => `#/customers/${one.id}`,
        more: async (cursor) => {
          const page = await api.get("/customers", { ...query, cursor }, signal);
          shown.push(...page.items);
          return page;
        }, count: (n) => t("customers.shown", { n }) });
    }, { rows: 8, keep });
  };
  let timer;
  view.root.querySelector(".filters").addEventListener("input", (event) => {
    asked[event.target.name] = event.target.value;
    clearTimeout(timer);
    timer = setTimeout(() => { setQuery(asked); load(true); }, event.target.name === "q" ? PAUSE : 0);
  });
  bulk?.serve({ groups: known, list, shown: () => shown, done: () => load(true), all: (most) => all("/customers", { store: storeKey(), q: asked.q.trim(), group: asked.group },
    view.signal, most) });
  openRows(list);
  load(false);
}

function nothing(asked) {
  if (asked.q || asked.group) return empty({ mark: "search", title: t("customers.nobody_title"), text: t("customers.nobody"),
    action: html`<a class="button" href="#/customers">${t("customers.clear")}</a>` });
  return empty({ mark: "customers", title: t("customers.none_title"), text: t("customers.none"),
    action: html`<a class="button button-primary" href="#/integrations/new">${t("customers.connect")}</a>` });
}

function columns(nameOf, bulk) {
  return [
    { head: t("customers.customer"), lead: true, cell: (one) => html`${bulk ? chooser(one, bulk.has(one.id)) : null}<a class="main-link" href="#/customers/${one.id}">${personName(one)}</a>${one.automation
      ? null : html` ${badge(t("customers.by_hand"), "", "pin")}`}<small>${one.email ?? ""}</small>` },
    { head: t("customers.number"), cell: (one) => one.external_id, cls: "quiet" },
    { head: t("customers.groups"), cell: (one) => (one.groups.length ? chips(one.groups, one.default_group, nameOf) : html`<span class="quiet">–</span>`) },
    { head: t("customers.orders"), end: true, cell: (one) => number(one.orders) },
    { head: t("customers.spent"), end: true, cell: (one) => money(one.spent) },
    { head: t("customers.last_order"), end: true, cell: (one) => date(one.last_order_at) },
  ];
}
