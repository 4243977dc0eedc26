/** What the shop of a source is still to be told, and what it would not take. */
import { api } from "../app/api.js";
import { flag, html, icon, on, render } from "../app/html.js";
import { ago, moment, number } from "../app/format.js";
import { t } from "../app/i18n.js";
import { setQuery } from "../app/router.js";
import { isAdmin } from "../app/state.js";
import { badge } from "../components/badge/badge.js";
import { connectorOf } from "../components/connection/connection.js";
import { empty } from "../components/empty/empty.js";
import { filters } from "../components/filters/filters.js";
import { head } from "../components/head/head.js";
import { region } from "../components/region/region.js";
import { paged } from "../components/table/table.js";
import { sourceTabs } from "../components/tabs/areas.js";
import { toast, toastError } from "../components/toast/toast.js";

const STATES = { queued: "accent", parked: "warn" };

/** @param {import("../app/main.js").View} view */
export async function show(view) {
  const source = await api.get(`/sources/${view.params.id}`, {}, view.signal);
  const { connector } = await connectorOf(source, view.signal);
  view.title(t("queue.of", { name: source.name }));
  const top = html`${head({ title: source.name, text: t("queue.text"), back: { href: "#/integrations", text: t("nav.integrations") } })}${
      sourceTabs(source, "queue")}`;
  if (!connector) return render(view.root, html`${top}<div class="card">${noConnector(source)}</div>`);
  const asked = { state: view.query.get("state") ?? "" };
  render(view.root, html`${top}${filters(html`<label><span class="unseen">${t("queue.state")}</span><select class="input" name="state"><option value="">${
    t("queue.any_state")}</option>${Object.keys(STATES).map((value) => html`<option value="${value}"${flag("selected", value === asked.state)}>${
    t(`queue.state_${value}`)}</option>`)}</select></label>`)}<div class="card card-flush" data-list></div>`);
  view.root.querySelector(".filters").addEventListener("change", (event) => {
    asked.state = event.target.value;
    setQuery(asked);
    list(view, connector, asked, true);
  });
  on(view.root, "click", "[data-retry]", async (event, button) => {
    button.setAttribute("aria-busy", "true");
    try {
      await api.post(`/shop-writes/${button.dataset.retry}/retry`);
      toast(t("queue.retried"));
      await list(view, connector, asked, true);
    } catch (error) {
      toastError(error);
      button.removeAttribute("aria-busy");
    }
  });
  list(view, connector, asked, false);
}

/** What stands on the queue's and the drift's page of a source whose shop is not joined. */
export function noConnector(source) {
  return empty({ mark: "link", title: t("connection.none_title"), text: t("connection.none"), action: html`<a class="button" href="#/integrations/${
      source.id}">${
    t("connection.to_source")}</a>` });
}

function list(view, connector, asked, keep) {
  const place = view.root.querySelector("[data-list]");
  const path = `/connectors/${connector.id}/writes`;
  const query = { ...asked, limit: 50 };
  return region(place, async (current) => {
    const first = await api.get(path, query, view.signal);
    if (!current()) return;
    if (first.items.length) {
      return paged({ root: place, first, caption: t("queue.title"), columns: columns(), more: (cursor) => api.get(path, { ...query, cursor }, view.signal) });
    }
    render(place, empty({ mark: "check", title: t(asked.state ? "queue.nothing_title" : "queue.none_title"),
      text: t(asked.state ? "queue.nothing" : "queue.none") }));
  }, { rows: 6, keep });
}

function columns() {
  return [
    { head: t("queue.customer"), lead: true, cell: (write) => html`<a class="main-link" href="#/customers/${write.customer.id}">${write.customer.name}</a>` },
    { head: t("queue.what"), cell: (write) => (write.voucher ? html`${t("queue.voucher")} <span class="mono">${write.voucher}</span>` : t("queue.groups")) },
    { head: t("queue.state"), cell: (write) => html`${badge(t(`queue.state_${write.state}`), STATES[write.state] ?? "", write.state === "queued" ? "clock"
      : undefined)}${write.error ? html`<small>${write.error}</small>` : null}` },
    { head: t("queue.queued_at"), cell: (write) => html`<span class="nowrap" title="${moment(write.queued_at)}">${ago(write.queued_at)}</span>` },
    { head: t("queue.due"), cell: (write) => (write.state === "parked" ? "–" : html`<span class="nowrap">${new Date(write.due_at) <= new Date()
      ? t("queue.now") : ago(write.due_at)}</span>`) },
    { head: t("queue.attempts"), end: true, cell: (write) => number(write.attempts) },
    { head: t("common.actions"), unseen: true, end: true, cell: (write) => (isAdmin() ? html`<button class="button button-small" type="button" data-retry="${
      write.id}" aria-label="${t("queue.retry_label", { name: write.customer.name })}">${icon("refresh")}${t("queue.retry")}</button>` : null) },
  ];
}
