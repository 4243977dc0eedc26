/** One order as it is known: what it counts for, whose it is, what was bought. */
import { api } from "../app/api.js";
import { html, render } from "../app/html.js";
import { moment, money, number, personName } from "../app/format.js";
import { t } from "../app/i18n.js";
import { storeKey } from "../app/state.js";
import { badge } from "../components/badge/badge.js";
import { empty } from "../components/empty/empty.js";
import { head } from "../components/head/head.js";
import { stats } from "../components/stat/stat.js";
import { table } from "../components/table/table.js";

/** @param {import("../app/main.js").View} view */
export async function show(view) {
  const order = await api.get(`/orders/${encodeURIComponent(view.params.id)}`, { store: storeKey() }, view.signal);
  const title = t("order.title", { id: order.external_id });
  view.title(title);
  const back = order.customer ? { href: `#/customers/${
      order.customer.id}`, text: personName(order.customer) } : { href: "#/customers", text: t("nav.customers") };
  render(view.root, html`${
      head({ title, beside: order.paid ? badge(t("order.paid"), "ok") : order.void ? badge(t("order.void"), "bad") : badge(t("order.open")),
    text: order.status ? t("order.status", { status: order.status }) : undefined, back })}
    <div class="stack stack-l">${stats([
      { label: t("order.total"), value: money(order.total) },
      { label: t("order.refunded"), value: money(order.refunded) },
      { label: t("order.spend"), value: money(order.spend), note: order.spend ? null : t("order.no_rate") },
    ])}${stats([
      { label: t("order.customer"), value: order.customer ? html`<a class="linked" href="#/customers/${order.customer.id}">${
          personName(order.customer)}</a>` : t("order.guest") },
      { label: t("order.placed"), value: moment(order.placed_at) }, { label: t("order.paid_at"), value: moment(order.paid_at) },
      { label: t("order.version"), value: moment(order.version) },
    ])}
    <section class="card card-flush"><div class="card-head"><h2>${t("order.lines")}</h2></div>${order.lines.length
      ? table({ caption: t("order.lines"), columns: columns(), items: order.lines }) : empty({ title: t("order.no_lines"), small: true })}</section></div>`);
}

function columns() {
  return [
    { head: t("order.product"), lead: true, cell: (line) => html`${line.sku ?? t("order.product_id", { id: line.product_id })}<small class="mono">${
      [line.product_id, line.variant_id].filter(Boolean).join(" / ")}</small>` },
    { head: t("order.quantity"), end: true, cell: (line) => number(line.quantity) },
    { head: t("order.returned"), end: true, cell: (line) => number(line.refunded_quantity) },
    { head: t("order.total"), end: true, cell: (line) => money(line.total) },
  ];
}
