/** Checks: what Echelon found that a person should look at. */
import { all } from "../app/api.js";
import { html, icon, render } from "../app/html.js";
import { ago, date } from "../app/format.js";
import { t } from "../app/i18n.js";
import { storeKey } from "../app/state.js";
import { badge } from "../components/badge/badge.js";
import { empty } from "../components/empty/empty.js";
import { head } from "../components/head/head.js";
import { table } from "../components/table/table.js";

/** Where what a finding is about can be looked at. */
const PLACES = {
  customer: (id) => `#/customers/${id}`,
  order: (id) => `#/customers/orders/${id}`,
  destination: (id) => `#/integrations/destinations/${id}`,
  rule: (id) => `#/rules/${id}`,
  source: (id) => `#/integrations/${id}`,
  status: () => "#/settings/statuses",
  mail: () => "#/mails/settings",
};

/** @param {import("../app/main.js").View} view */
export async function show(view) {
  const items = await all("/checks", { store: storeKey() }, view.signal);
  const shops = await placesOfShops(items, view.signal);
  document.querySelector("e-nav")?.count("checks", items.length);
  render(view.root, html`${head({ title: t("nav.checks"), text: t("checks.text") })}${items.length
    ? html`<div class="card card-flush">${table({ caption: t("nav.checks"), columns: columns(shops), items })}</div>`
    : html`<div class="card">${empty({ mark: "checks", title: t("checks.none_title"), text: t("checks.none") })}</div>`}`);
}

/** What findings about a shop's connection lead by: connectors, and where their sources are. */
async function placesOfShops(items, signal) {
  const needed = items.some((item) => item.subject.type === "connector" || item.kind === "shop_write_parked");
  if (!needed) return { of: () => null, stuck: null };
  const [connectors, sources] = await Promise.all([all("/connectors", { store: storeKey() }, signal), all("/sources", { store: storeKey() }, signal)]);
  const ids = new Map(sources.map((source) => [source.key, source.id]));
  const of = (connector) => (ids.has(connector?.source) ? `#/integrations/${ids.get(connector.source)}` : null);
  const parked = connectors.filter((connector) => connector.parked > 0);
  return { of: (id) => of(connectors.find((connector) => connector.id === id)), stuck: parked.length === 1 ? of(parked[0]) : null };
}

/** Where a person can do something about it. */
function placeOf(item, shops) {
  if (item.kind === "processing_failed") return "#/integrations/inbox?state=failed";
  if (item.kind === "pending_ends") return "#/settings";
  // Which shop it is about is not told; where only one has a queue that is stuck, it is that one.
  if (item.kind === "shop_write_parked" && shops.stuck) return `${shops.stuck}/queue?state=parked`;
  if (item.subject.type !== "connector") return PLACES[item.subject.type]?.(item.subject.id);
  const source = shops.of(item.subject.id);
  return source && (item.kind === "drift_parked" ? `${source}/drift` : source);
}

function columns(shops) {
  return [
    { head: t("checks.finding"), lead: true, cell: (item) => html`<span class="row">${badge(t(`checks.kind_${item.kind}`), "warn")}</span>` },
    { head: t("checks.what"), cell: (item) => html`${item.sentence}<small>${t(`checks.advice_${item.kind}`)}</small>`, unseen: true },
    { head: t("checks.subject"), cell: (item) => item.subject.label },
    { head: t("checks.first"), cell: (item) => html`<span class="nowrap" title="${date(item.first_at)}">${ago(item.first_at)}</span>` },
    { head: t("common.actions"), unseen: true, end: true, cell: (item) => {
      const place = placeOf(item, shops);
      return place ? html`<a class="button button-small" href="${place}" aria-label="${t("checks.open_label", { what: item.subject.label })}">${
        t("checks.open")}${icon("right")}</a>` : null;
    } },
  ];
}
