/** A card with charts from one of the tables of `/stats/…`: it loads, draws, offers the span (kept in the address) and the CSV. */
import { api } from "../../app/api.js";
import { axis, spanQuery, SPANS } from "../../app/figures.js";
import { html, render, stylesheet } from "../../app/html.js";
import { number, today } from "../../app/format.js";
import { t } from "../../app/i18n.js";
import { setQuery } from "../../app/router.js";
import { storeKey } from "../../app/state.js";
import "../chart/chart.js";
import { empty } from "../empty/empty.js";
import { region } from "../region/region.js";
import { segmented, serveSegmented } from "../segmented/segmented.js";

await stylesheet("./figure-card.css", import.meta.url);

/**
 * @param {import("../../app/main.js").View} view
 * @param {HTMLElement} place the card
 * @param {{title: string, text?: string, path: string, query?: object, days?: number, choose?: boolean, bucket?: string, above?: (answer: any) => any,
 *   charts: (answer: any, axis: ReturnType<typeof axis>) => ({title?: string, caption: string, type: string, series: any[], height?: number, keyed?: boolean,
 *   format?: (value: number) => string}[]), nothing?: {title: string, text: string}}} options
 *   days: the span it begins with; choose: whether a person may choose another; above: what is told over the charts
 * @returns {Promise<void>} done when drawn
 */
export function figureCard(view, place, options) {
  const asked = Number(new URLSearchParams(location.hash.split("?")[1] ?? "").get("days"));
  const page = { view, days: options.choose !== false && SPANS.includes(asked) ? asked : options.days ?? 90, options };
  place.classList.add("figure-card");
  render(place, html`<div class="card-head"><div><h2>${options.title}</h2>${options.text ? html`<p class="small">${options.text}</p>` : null}</div>${
    options.choose === false ? null : segmented({ name: "days", label: t("figures.span"), chosen: String(page.days), choices: SPANS.map((days) => ({
      value: String(days), label: t("figures.days", { n: days }) })) })}</div><div class="figure-charts" data-charts></div>`);
  serveSegmented(place, (name, value) => {
    page.days = Number(value);
    setQuery({ days: value });
    load(page, place.querySelector("[data-charts]"), true);
  });
  return load(page, place.querySelector("[data-charts]"), false);
}

function load({ view, days, options }, root, keep) {
  const query = { store: storeKey(), ...options.query, ...spanQuery(today(), days, options.bucket) };
  return region(root, async (current) => {
    const answer = await api.get(options.path, query, view.signal);
    if (!current()) return;
    const line = axis(answer);
    const charts = options.charts(answer, line).filter((one) => one.series.length);
    const above = options.above?.(answer) ?? null;
    if (!charts.length) return render(root, html`${above}${empty({ title: options.nothing?.title ?? t("figures.none_title"), text: options.nothing?.text ?? t(
      "figures.none"), small: true })}`);
    render(root, html`${above}${charts.map((one) => html`<div class="figure-chart">${one.title ? html`<h3>${one.title}</h3>` : null}<e-chart></e-chart></div>`)}`);
    root.querySelectorAll("e-chart").forEach((chart, index) => {
      const { title, ...figure } = charts[index];
      chart.figure = { head: line.head, labels: line.labels, ticks: line.ticks, format: number, ...figure, csv: { path: options.path, query,
        name: `${options.path.split("/").pop()}-${query.from}-${query.to}` } };
    });
  }, { rows: 4, keep });
}
