/** Destinations: servers that are told of events. */
import { all } from "../app/api.js";
import { html, icon, render } from "../app/html.js";
import { ago, number } from "../app/format.js";
import { t } from "../app/i18n.js";
import { isAdmin, state, storeKey } from "../app/state.js";
import { badge } from "../components/badge/badge.js";
import { empty } from "../components/empty/empty.js";
import { head } from "../components/head/head.js";
import { openRows, table } from "../components/table/table.js";
import { integrationTabs } from "../components/tabs/areas.js";

/** @param {import("../app/main.js").View} view */
export async function show(view) {
  const destinations = await all("/destinations", { store: storeKey() }, view.signal);
  const create = isAdmin() ? html`<a class="button button-primary" href="#/integrations/destinations/new">${icon("plus")}${
      t("destinations.create")}</a>` : null;
  view.title(t("destinations.title"));
  render(view.root, html`${head({ title: t("nav.integrations"), text: t("destinations.text"), actions: destinations.length ? create : null })}${
    integrationTabs("destinations")}
    ${destinations.length ? html`<div class="card card-flush">${
        table({ caption: t("destinations.title"), columns: columns(), items: destinations, href: (one) =>
      `#/integrations/destinations/${one.id}` })}</div>`
      : html`<div class="card">${empty({ mark: "integrations", title: t("destinations.none_title"), text: t("destinations.none"), action: create })}</div>`}`);
  openRows(view.root);
}

/** How a destination is, in one badge. */
export function destinationBadge(destination) {
  if (!destination.enabled) return destination.disabled_by === "receiver" ? badge(t("destinations.gone_short"), "bad") : badge(t("destinations.off"));
  if (rests(destination)) return badge(t("destinations.resting"), "bad", "clock");
  if (destination.failed > 0) return badge(t("destinations.failing", { n: destination.failed }), "warn");
  return destination.last_delivered_at ? badge(t("destinations.working"), "ok") : badge(t("destinations.new"), "", "clock");
}

/** Nothing is sent to it for now, as it failed too often. */
export function rests(destination) {
  return Boolean(destination.rests_until) && new Date(destination.rests_until) > new Date();
}

/** What an event is called; its name on the wire has dots, which keys of texts cannot have. */
export function eventName(type) {
  return t(`destinations.event.${type.replaceAll(".", "_")}`);
}

/** The name of the only store whose events it is told, or that it is told of all. */
export function storeName(destination) {
  return destination.store === null ? t("destinations.all_stores") : state.stores.find((store) => store.key === destination.store)?.name ?? destination.store;
}

function columns() {
  return [
    { head: t("destinations.name"), lead: true, cell: (one) => html`<a class="main-link" href="#/integrations/destinations/${one.id}">${
      one.name}</a><small class="mono wrap">${one.url}</small>` },
    { head: t("destinations.state"), cell: destinationBadge },
    { head: t("destinations.events"), cell: (one) => html`${one.events.map(eventName).join(", ")}${state.stores.length > 1
      ? html`<small>${storeName(one)}</small>` : null}` },
    { head: t("destinations.last"), cell: (one) => ago(one.last_delivered_at) },
    { head: t("destinations.queued"), end: true, cell: (one) => number(one.queued) },
    { head: t("destinations.failed"), end: true, cell: (one) => number(one.failed) },
  ];
}
