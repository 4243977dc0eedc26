/** Groups that someone took away in the shop, and who is right about them. */
import { api } from "../app/api.js";
import { html, on, render } from "../app/html.js";
import { ago, moment } from "../app/format.js";
import { t } from "../app/i18n.js";
import { groupNames, isAdmin } from "../app/state.js";
import { badge } from "../components/badge/badge.js";
import { banner } from "../components/banner/banner.js";
import { connectorOf } from "../components/connection/connection.js";
import { ask } from "../components/dialog/dialog.js";
import { empty } from "../components/empty/empty.js";
import { head } from "../components/head/head.js";
import { region } from "../components/region/region.js";
import { paged } from "../components/table/table.js";
import { sourceTabs } from "../components/tabs/areas.js";
import { toast } from "../components/toast/toast.js";
import { noConnector } from "./queue.js";

/** @param {import("../app/main.js").View} view */
export async function show(view) {
  const source = await api.get(`/sources/${view.params.id}`, {}, view.signal);
  const [{ connector }, nameOf] = await Promise.all([connectorOf(source, view.signal), groupNames()]);
  view.title(t("drift.of", { name: source.name }));
  const top = html`${head({ title: source.name, text: t("drift.text"), back: { href: "#/integrations", text: t("nav.integrations") } })}${
      sourceTabs(source, "drift")}`;
  if (!connector) return render(view.root, html`${top}<div class="card">${noConnector(source)}</div>`);
  render(view.root, html`${top}<div class="stack">${connector.drift_parked ? question(connector.drift_parked) : html`<p class="quiet">${
    t(`drift.policy_${connector.drift}`)}</p>`}<div class="card card-flush" data-list></div></div>`);
  on(view.root, "click", "[data-decision]", (event, button) => decide(view, connector, button.dataset.decision));
  list(view, connector, nameOf);
}

/** Who is right, asked of a person because it concerns too many. */
function question({ customers, since }) {
  return banner({ tone: "warn", title: t("drift.parked_title", { n: customers }), text: html`<p>${t("drift.parked", { when: moment(since) })}</p>${isAdmin()
    ? html`<div class="row banner-choices"><button class="button" type="button" data-decision="adopt">${
        t("drift.adopt")}</button><button class="button" type="button" data-decision="reapply">${
      t("drift.reapply")}</button></div>` : html`<p class="quiet">${t("drift.admins")}</p>`}` });
}

async function decide(view, connector, decision) {
  const n = connector.drift_parked.customers;
  const answer = await ask({ title: t(`drift.${decision}_title`, { n }), text: t(`drift.${decision}_text`), confirm: t(`drift.${
      decision}`), danger: decision === "adopt",
    submit: () => api.post(`/connectors/${connector.id}/settle-drift`, { decision }) });
  if (!answer) return;
  toast(t(`drift.${decision}_done`, { n: answer.customers }));
  view.reload();
}

function list(view, connector, nameOf) {
  const place = view.root.querySelector("[data-list]");
  const path = `/connectors/${connector.id}/drift`;
  return region(place, async (current) => {
    const first = await api.get(path, { limit: 50 }, view.signal);
    if (!current()) return;
    if (first.items.length) {
      return paged({ root: place, first, caption: t("drift.title"), columns: columns(nameOf), more: (cursor) =>
        api.get(path, { limit: 50, cursor }, view.signal) });
    }
    render(place, empty({ mark: "check", title: t("drift.none_title"), text: t("drift.none") }));
  }, { rows: 5 });
}

function columns(nameOf) {
  return [
    { head: t("drift.customer"), lead: true, cell: (item) => html`<a class="main-link" href="#/customers/${item.customer.id}">${item.customer.name}</a>` },
    { head: t("drift.group"), cell: (item) => nameOf(item.group) },
    { head: t("drift.since"), cell: (item) => html`<span class="nowrap" title="${moment(item.missing_since)}">${ago(item.missing_since)}</span>` },
    { head: t("drift.state"), cell: (item) => (item.confirmed_at ? badge(t("drift.confirmed"), "warn") : badge(t("drift.seen"), "", "clock")) },
  ];
}
