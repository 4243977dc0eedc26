/** From the tables of `/stats/…` to what `<e-chart>` draws: buckets, also those in which nothing happened, and series. */
import { day, month } from "./format.js";
import { t } from "./i18n.js";

/** The spans a person can choose, each with buckets that fit. */
export const SPANS = [30, 90, 365];
const FITTING = { 30: "day", 90: "week", 365: "month" };
const MOST_SERIES = 5;

const stamp = (text) => Date.parse(`${text}T00:00:00Z`);
const dayOf = (time) => new Date(time).toISOString().slice(0, 10);

/** @param {string} today "2026-05-03" @param {number} days so many up to and with today */
export function spanQuery(today, days, bucket = FITTING[days] ?? "day") {
  return { from: dayOf(stamp(today) - (days - 1) * 86_400_000), to: today, bucket };
}

/** The first day after the bucket in which this day lies. */
function after(text, bucket) {
  const date = new Date(stamp(text));
  if (bucket === "day") return dayOf(stamp(text) + 86_400_000);
  if (bucket === "month") return dayOf(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1));
  return dayOf(stamp(text) + (7 - ((date.getUTCDay() + 6) % 7)) * 86_400_000);
}

/** The first day of every bucket from `from` to `to`. @returns {string[]} */
export function buckets({ from, to, bucket }) {
  const found = [];
  for (let first = from; first <= to; first = after(first, bucket)) found.push(first);
  return found;
}

/** What stands under the axis and what a bucket is called in full. */
export function axis({ from, to, bucket }) {
  const firsts = buckets({ from, to, bucket });
  const lasts = firsts.map((_, index) => (index + 1 < firsts.length ? dayOf(stamp(firsts[index + 1]) - 86_400_000) : to));
  const short = (text) => day(text, { day: "numeric", month: "short" });
  if (bucket === "month") return { firsts, head: t("common.month"), labels: firsts.map((text, index) => t("figures.range", { from: day(text), to: day(
    lasts[index]) })), ticks: firsts.map((text) => month(text.slice(0, 7))) };
  if (bucket === "week") return { firsts, head: t("figures.week"), labels: firsts.map((text, index) => t("figures.range", { from: short(text), to: day(
    lasts[index]) })), ticks: firsts.map(short) };
  return { firsts, head: t("common.day"), labels: firsts.map((text) => day(text)), ticks: firsts.map(short) };
}

/**
 * Values by bucket, summed; `empty` where there is no row.
 * @param {string[]} firsts @param {any[]} items @param {(item: any) => number|null} valueOf
 */
export function values(firsts, items, valueOf, empty = 0) {
  const places = new Map(firsts.map((text, index) => [text, index]));
  const found = firsts.map(() => empty);
  for (const item of items) {
    const place = places.get(item.from);
    const value = valueOf(item);
    if (place !== undefined && value !== null) found[place] = (found[place] ?? 0) + value;
  }
  return found;
}

/**
 * One series for each name there is, the largest first; what is beyond five goes together as "Others".
 * @param {string[]} firsts @param {any[]} items @param {(item: any) => string} nameOf @param {(item: any) => number} valueOf
 */
export function seriesBy(firsts, items, nameOf, valueOf) {
  const sums = new Map();
  for (const item of items) sums.set(nameOf(item), (sums.get(nameOf(item)) ?? 0) + valueOf(item));
  const names = [...sums].filter(([, sum]) => sum > 0).sort((a, b) => b[1] - a[1]).map(([name]) => name);
  const alone = names.length > MOST_SERIES ? names.slice(0, MOST_SERIES - 1) : names;
  const series = alone.map((name, index) => ({ name, ink: index + 1, values: values(firsts, items.filter((item) => nameOf(item) === name), valueOf) }));
  if (alone.length < names.length) series.push({ name: t("figures.others"), ink: MOST_SERIES, values: values(firsts, items.filter((item) => !alone.includes(
    nameOf(item))), valueOf) });
  return series;
}
