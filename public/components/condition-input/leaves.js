/**
 * What a condition may ask about a customer or an order. Each leaf declares the fields it is made of, and how a
 * value of the API becomes theirs and theirs becomes one; the fields bear the names of the value's members.
 */
import { t } from "../../app/i18n.js";

const label = (name) => t(`condition.field_${name}`);
const bound = (type) => (name) => ({ name, type, label: label(name), slim: true, ...(type === "integer" ? { minimum: 0 } : {}) });

/** Without what was left empty. */
const filled = (values) => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== ""));

function range(type, options = {}) {
  const names = ["at_least", "at_most"];
  return {
    fields: () => [...names.map(bound(type)), ...(options.period ? [{ name: "period", type: "period", label: label("period"), slim: true }] : [])],
    read: (value) => ({ at_least: value.at_least ?? null, at_most: value.at_most ?? null, period: value.period ?? null }),
    write: filled,
  };
}

function oneOf(type, options = {}) {
  const tidy = options.tidy ?? ((text) => text);
  return {
    fields: () => [{ name: "in", type, label: t(`condition.in_${options.word ?? "list"}`), slim: true, spaces: options.spaces }],
    read: (value) => ({ in: value.in ?? [] }),
    write: (values) => ({ in: type === "list" ? values.in.map(tidy) : values.in }),
  };
}

const upper = (text) => text.toUpperCase();
const lower = (text) => text.toLowerCase();

export const LEAVES = {
  first_paid_order: { fields: () => [], read: () => ({}), write: () => true },
  paid_orders: range("integer", { period: true }),
  spend: range("money", { period: true }),
  days_since_last_order: range("integer"),
  account_age_days: range("integer"),
  order_total: range("money"),
  product: oneOf("products", { word: "products" }),
  category: oneOf("list", { spaces: true }),
  payment_method: oneOf("list", { spaces: true }),
  group: oneOf("groups", { word: "groups" }),
  country: oneOf("list", { word: "country", tidy: upper }),
  language: oneOf("list", { word: "language", tidy: lower }),
  email_domain: oneOf("list", { word: "domain", tidy: lower }),
  organization: {
    fields: () => [
      { name: "which", type: "select", label: t("condition.in_organization"), slim: true, required: true,
        choices: [{ value: "yes", label: t("condition.organization_any") }, { value: "no", label: t("condition.organization_in") }] },
      { name: "in", type: "list", label: t("condition.in_list"), slim: true, spaces: true },
    ],
    read: (value) => ({ which: value.any || !value.in ? "yes" : "no", in: value.in ?? [] }),
    write: (values) => (values.which === "yes" ? { any: true } : { in: values.in }),
    hidden: (values) => (values.which === "yes" ? ["in"] : []),
  },
};

/** A leaf that this panel does not know is kept as it is. */
export function leafOf(name) {
  return LEAVES[name] ?? { fields: () => [], read: () => ({}), write: (values, kept) => kept };
}
