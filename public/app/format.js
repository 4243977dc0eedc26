/** Numbers, money, days and instants in the person's language and the store's time zone. */
import { locale, t } from "./i18n.js";
import { state } from "./state.js";

const makers = new Map();

function maker(kind, options) {
  const key = kind.name + locale() + JSON.stringify(options);
  if (!makers.has(key)) makers.set(key, new kind(locale(), options));
  return makers.get(key);
}

function zone() {
  return state.store?.zone ?? "UTC";
}

export function number(value) {
  return maker(Intl.NumberFormat, {}).format(value);
}

export function percent(share) {
  return maker(Intl.NumberFormat, { style: "percent", maximumFractionDigits: 1 }).format(share);
}

/** @param {{amount: string, currency: string}|null} value; the decimal text goes to Intl as it is. */
export function money(value) {
  if (!value) return "–";
  return maker(Intl.NumberFormat, { style: "currency", currency: value.currency }).format(value.amount);
}

/** An instant as a day: "3 May 2026". */
export function date(at) {
  if (!at) return "–";
  return maker(Intl.DateTimeFormat, { dateStyle: "medium", timeZone: zone() }).format(new Date(at));
}

/** A calendar day "2026-05-03", which has no zone. */
export function day(text, options = { dateStyle: "medium" }) {
  if (!text) return "–";
  return maker(Intl.DateTimeFormat, { ...options, timeZone: "UTC" }).format(new Date(`${text}T00:00:00Z`));
}

export function moment(at) {
  if (!at) return "–";
  return maker(Intl.DateTimeFormat, { dateStyle: "medium", timeStyle: "short", timeZone: zone() }).format(new Date(at));
}

export function time(at) {
  return maker(Intl.DateTimeFormat, { timeStyle: "short", timeZone: zone() }).format(new Date(at));
}

export function month(text) {
  return day(`${text}-01`, { month: "short", year: "2-digit" });
}

const STEPS = [["year", 31_536_000], ["month", 2_592_000], ["week", 604_800], ["day", 86_400], ["hour", 3600], ["minute", 60]];

/** "5 minutes ago", "in 3 days". */
export function ago(at) {
  if (!at) return t("common.never");
  const seconds = (new Date(at).getTime() - Date.now()) / 1000;
  const relative = maker(Intl.RelativeTimeFormat, { numeric: "auto" });
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  }
  return t("common.just_now");
}

export function duration(milliseconds) {
  if (milliseconds === null || milliseconds === undefined) return "–";
  const unit = milliseconds < 1000 ? "millisecond" : milliseconds < 120_000 ? "second" : "minute";
  const value = milliseconds / { millisecond: 1, second: 1000, minute: 60_000 }[unit];
  return maker(Intl.NumberFormat, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: value < 10 && unit !== "millisecond" ? 1
    : 0 }).format(value);
}

export function list(texts) {
  return maker(Intl.ListFormat, { type: "conjunction" }).format(texts);
}

/** The store's present day as "2026-05-03". */
export function today() {
  return localDay(new Date());
}

/** The store-local day of an instant. */
export function localDay(at) {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone: zone(), year: "numeric", month: "2-digit", day: "2-digit" }).format(new Date(at));
  return parts;
}

/**
 * The first instant of a store-local day, for fields where a person picks a day and the API wants an instant.
 * @param {string} text "2026-05-03"
 */
export function startOfDay(text) {
  let guess = Date.parse(`${text}T00:00:00Z`);
  for (let round = 0; round < 2; round += 1) guess += Date.parse(`${text}T00:00:00Z`) - wallClock(guess);
  return new Date(guess).toISOString().replace(".000Z", "Z");
}

/** The last second of a store-local day: "until the end of that day". */
export function endOfDay(text) {
  const next = new Date(Date.parse(`${text}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  return startOfDay(next);
}

function wallClock(milliseconds) {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone(), hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric",
  }).formatToParts(new Date(milliseconds));
  const of = (type) => Number(parts.find((part) => part.type === type).value);
  return Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
}

/** The name to call a customer by. */
export function personName(customer) {
  if (!customer) return t("common.someone");
  const full = customer.name ?? [customer.first_name, customer.last_name].filter(Boolean).join(" ");
  return full || customer.email || `#${customer.external_id ?? customer.id}`;
}

/** The last day of a term that ends at this instant: what ends at midnight was held until the day before. */
export function lastDay(until) {
  if (!until) return t("common.no_end");
  return date(new Date(until).getTime() - 1);
}
