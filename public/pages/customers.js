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
  const [known, segments] = await Promise.all([groups(), all("/segments", { store: storeKey() }, view.signal)]);
  const names = new Map(known.map((group) => [group.code, group.name]));
  const nameOf = (code) => names.get(code) ?? code;
  const asked = { q: view.query.get("q") ?? "", group: view.query.get("group") ?? "", segment: view.query.get("segment") ?? "" };
  render(view.root, html`${head({ title: t("nav.customers"), text: t("customers.text") })}${customerTabs("customers")}
    ${filters(html`<label class="filter-search"><span class="unseen">${t("customers.search")}</span>${
      icon("search")}<input class="input" type="search" name="q" value="${asked.q}" placeholder="${
        t("customers.search")}" autocomplete="off" spellcheck="false"></label>
    <label><span class="unseen">${t("customers.of")}</span><select class="input" name="of"><option value="">${t("customers.anyone")}</option>${
      options(t("nav.groups"), known.map(({ code, name }) => ({ value: `group:${code}`, name, chosen: code === asked.group })))}${
      options(t("segments.title"), segments.map(({ id, name }) => ({ value: `segment:${id}`, name, chosen: id === asked.segment })))}</select></label>`)}
    <div class="card card-flush" data-list></div>${mayEdit() ? html`<e-bulk hidden></e-bulk>` : null}`);
  const bulk = view.root.querySelector("e-bulk");
  let shown = [];
  const list = view.root.querySelector("[data-list]");
  const search = view.root.querySelector("[name=q]");
  let asking = null;
  const load = (keep) => {
    asking?.abort();
    asking = new AbortController();
    view.signal.addEventListener("abort", () => asking.abort(), { once: true });
    const { signal } = asking;
    search.disabled = Boolean(asked.segment);
    const { path, query } = listOf(asked);
    query.limit = 50;
    return region(list, async (current) => {
      const first = await api.get(path, query, signal);
      if (!current()) return;
      shown = [...first.items];
      if (!first.items.length) render(list, nothing(asked));
      else paged({ root: list, first, caption: t("nav.customers"), columns: columns(nameOf, bulk), href: (one) => `#/customers/${one.id}`,
        more: async (cursor) => {
          const page = await api.get(path, { ...query, cursor }, signal);
          shown.push(...page.items);
          return page;
        }, count: (n) => t("customers.shown", { n }) });
    }, { rows: 8, keep });
  };
  let timer;
  const ask = (pause) => {
    clearTimeout(timer);
    timer = setTimeout(() => { setQuery(asked); load(true); }, pause);
  };
  search.addEventListener("input", () => {
    asked.q = search.value;
    ask(PAUSE);
  });
  view.root.querySelector("[name=of]").addEventListener("change", (event) => {
    const [kind, value = ""] = event.target.value.split(/:(.*)/s);
    Object.assign(asked, { group: "", segment: "" }, kind ? { [kind]: value } : {});
    // A segment says by itself who is in it.
    if (asked.segment) asked.q = search.value = "";
    ask(0);
  });
  bulk?.serve({ groups: known, list, shown: () => shown, done: () => load(true), all: (most) => {
    const { path, query } = listOf(asked);
    return all(path, query, view.signal, most);
  } });
  openRows(list);
  load(false);
}

function options(label, choices) {
  return choices.length ? html`<optgroup label="${label}">${choices.map(({ value, name, chosen }) => html`<option value="${value}"${
    flag("selected", chosen)}>${name}</option>`)}</optgroup>` : null;
}

/** Where the customers asked for are listed. */
function listOf({ q, group, segment }) {
  return segment ? { path: `/segments/${encodeURIComponent(segment)}/customers`, query: {} } : { path: "/customers", query: { store: storeKey(), q: q.trim(), group } };
}

function nothing(asked) {
  if (asked.q || asked.group || asked.segment) return empty({ mark: "search", title: t("customers.nobody_title"), text: t("customers.nobody"),
    action: html`<a class="button" href="#/customers">${t("customers.clear")}</a>` });
  return empty({ mark: "customers", title: t("customers.none_title"), text: t("customers.none"),
    action: html`<a class="button button-primary" href="#/integrations/new">${t("customers.connect")}</a>` });
}

function columns(nameOf, bulk) {
  return [
    { head: t("customers.customer"), lead: true, cell: (one) => html`${bulk ? chooser(one, bulk.has(one.id)) : null}<a class="main-link" href="#/customers/${one.id}">${personName(one)}</a>${one.automation
      ? null : html` ${badge(t("customers.by_hand"), "", "pin")}`}<small>${one.email ?? ""}</small>` },
    { head: t("customers.number"), cell: (one) => one.external_id, cls: "quiet roomy" },
    { head: t("customers.groups"), cell: (one) => (one.groups.length ? chips(one.groups, one.default_group, nameOf) : html`<span class="quiet">–</span>`) },
    { head: t("customers.orders"), end: true, cell: (one) => number(one.orders) },
    { head: t("customers.spent"), end: true, cell: (one) => money(one.spent) },
    { head: t("customers.last_order"), end: true, cell: (one) => date(one.last_order_at) },
  ];
}
