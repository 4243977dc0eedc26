/** What a customer spent in each of the last twelve months, from their orders. */
import { localDay, money, month, today } from "../../app/format.js";
import { t } from "../../app/i18n.js";
import "../chart/chart.js";

const MONTHS = 12;

/** The last twelve months as "2026-05", oldest first. */
function months() {
  const [year, here] = today().split("-").map(Number);
  return Array.from({ length: MONTHS }, (_, index) => {
    const count = year * 12 + here - 1 - (MONTHS - 1 - index);
    return `${Math.floor(count / 12)}-${String((count % 12) + 1).padStart(2, "0")}`;
  });
}

/**
 * @param {any[]} orders @param {string} currency @param {{value: number, label: string}[]} [marks] sums of a month that something depends on
 * @returns {import("../chart/chart.js").Figure}
 */
export function spendFigure(orders, currency, marks = []) {
  const sums = new Map(months().map((name) => [name, 0]));
  for (const order of orders) {
    const name = localDay(order.paid_at ?? order.placed_at).slice(0, 7);
    // A picture only: what counts for rules is computed exactly by the server.
    if (order.spend && sums.has(name)) sums.set(name, sums.get(name) + Number(order.spend.amount));
  }
  const names = [...sums.keys()];
  const short = new Intl.NumberFormat(undefined, { style: "currency", currency, maximumFractionDigits: 0 });
  return {
    type: "bar", caption: t("customer.spend_chart"), head: t("common.month"), labels: names.map(month), height: 168,
    marks, series: [{ name: t("customer.spent"), ink: 1, values: [...sums.values()].map((sum) => Math.round(sum * 100) / 100) }],
    format: (value) => (Number.isInteger(value) ? short.format(value) : money({ amount: String(value), currency })),
  };
}
