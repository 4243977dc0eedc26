/** Sources: where a shop's orders come from. */
import { all } from "../app/api.js";
import { html, icon, render } from "../app/html.js";
import { ago, number } from "../app/format.js";
import { t } from "../app/i18n.js";
import { connectorKinds, isAdmin, storeKey } from "../app/state.js";
import { badge } from "../components/badge/badge.js";
import { connectorBadge } from "../components/connection/state.js";
import { empty } from "../components/empty/empty.js";
import { head } from "../components/head/head.js";
import { openRows, table } from "../components/table/table.js";
import { integrationTabs } from "../components/tabs/areas.js";

/** @param {import("../app/main.js").View} view */
export async function show(view) {
  const [sources, connectors, kinds] = await Promise.all([all("/sources", { store: storeKey() }, view.signal),
    all("/connectors", { store: storeKey() }, view.signal), connectorKinds()]);
  const create = isAdmin() ? html`<a class="button button-primary" href="#/integrations/new">${icon("plus")}${t("integrations.create")}</a>` : null;
  render(view.root, html`${head({ title: t("nav.integrations"), text: t("integrations.text"), actions: sources.length ? create : null })}${
    integrationTabs("sources")}
    ${sources.length ? html`<div class="card card-flush">${
        table({ caption: t("integrations.sources"), columns: columns(connectors, kinds), items: sources, href: (source) =>
      `#/integrations/${source.id}` })}</div>`
      : html`<div class="card">${empty({ mark: "integrations", title: t("integrations.none_title"), text: t("integrations.none"), action: create })}</div>`}`);
  openRows(view.root);
}

/** How a source is, in one badge. */
export function sourceState(source) {
  if (!source.enabled) return badge(t("integrations.off"));
  if (!source.last_delivery_at) return badge(t("integrations.waiting"), "warn", "clock");
  return source.failed > 0 ? badge(t("integrations.failing", { n: source.failed }), "warn") : badge(t("integrations.working"), "ok");
}

function columns(connectors, kinds) {
  const joined = new Map(connectors.map((connector) => [connector.source, connector]));
  const canJoin = new Set(kinds.map((kind) => kind.platform));
  return [
    { head: t("integrations.name"), lead: true, cell: (source) => html`<a class="main-link" href="#/integrations/${source.id}">${
      source.name}</a><small class="mono">${source.key}</small>` },
    { head: t("integrations.platform"), cell: (source) => t(`platform.${source.platform}`) },
    { head: t("integrations.deliveries"), cell: sourceState },
    { head: t("connection.title"), cell: (source) => (canJoin.has(source.platform) ? connectorBadge(joined.get(source.key)) : "–") },
    { head: t("integrations.last"), cell: (source) => ago(source.last_delivery_at) },
    { head: t("integrations.accepted"), end: true, cell: (source) => number(source.accepted) },
    { head: t("integrations.failed"), end: true, cell: (source) => (source.failed ? html`<a href="#/integrations/inbox?state=failed&source=${source.key}">${
      number(source.failed)}</a>` : number(0)) },
  ];
}
