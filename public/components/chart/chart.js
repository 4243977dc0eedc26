/**
 * `<e-chart>`: bars, stacked bars, a line or a sparkline, drawn as SVG at the size it is shown. It can be read with the
 * pointer, by the arrow keys, or as the table behind "Show as table"; the table of the same figures comes as CSV too.
 */
import { api } from "../../app/api.js";
import { keepFile } from "../../app/file.js";
import { html, icon, on, render, stylesheet } from "../../app/html.js";
import { t } from "../../app/i18n.js";
import { toastError } from "../toast/toast.js";
import { draw, heights, sample } from "./drawing.js";

await stylesheet("./chart.css", import.meta.url);

const STEPS = { ArrowRight: 1, ArrowLeft: -1, ArrowUp: 1, ArrowDown: -1, PageDown: 10, PageUp: -10 };
let made = 0;

/**
 * @typedef {{name: string, values: (number|null)[], ink: 1|2|3|4|5}} Series
 * @typedef {{type: "bar"|"stacked"|"line"|"spark", caption: string, head: string, labels: string[], ticks?: string[], series: Series[],
 *   format: (value: number) => string, axis?: (value: number) => string, height?: number, keyed?: boolean, marks?: {value: number, label: string}[],
 *   csv?: {path: string, query: object, name: string}}} Figure csv: where the same figures come as a file; axis: how the lines of the grid are told, where shorter than the values; keyed: names the series also where it is alone
 */
class Chart extends HTMLElement {
  connectedCallback() {
    this.watch ??= new ResizeObserver(() => this.redraw());
    this.watch.observe(this);
    if (this.name) return;
    this.name = `chart-${(made += 1)}`;
    on(this, "pointermove", ".chart-box", (event) => this.point(event));
    on(this, "pointerdown", ".chart-box", (event) => this.point(event));
    this.addEventListener("pointerleave", () => { if (!this.contains(document.activeElement)) this.leave(); });
    on(this, "keydown", ".chart-box", (event) => this.key(event));
    on(this, "focusout", ".chart-box", () => this.leave());
    on(this, "click", "[data-csv]", (event, button) => this.keep(button));
    if (this.data) this.figure = this.data;
  }

  disconnectedCallback() {
    this.watch.disconnect();
  }

  /** @param {Figure} figure */
  set figure(figure) {
    this.data = figure;
    if (!this.name) return;
    this.drawn = 0;
    this.place = -1;
    if (figure.type === "spark") this.frameSpark();
    else this.frame();
    this.redraw();
  }

  frameSpark() {
    render(this, html`<div class="chart-box" role="img" aria-label="${this.data.caption}"></div>`);
  }

  frame() {
    const { caption, labels, series, csv, keyed } = this.data;
    const nothing = !labels.length || !series.length;
    if (nothing) return render(this, html`<p class="chart-nothing quiet">${t("figures.no_points")}</p>`);
    const zero = heights(this.data).every((value) => value === 0);
    return render(this, html`<div class="chart-box" tabindex="0" role="group" aria-label="${t("figures.chart", { caption })}"><div data-drawing></div>${
      zero ? html`<p class="chart-nothing chart-zero quiet">${t("figures.all_zero")}</p>` : null}<div class="chart-tip" aria-hidden="true" hidden></div></div>
      <p class="unseen" role="status" aria-live="polite"></p>
      ${series.length > 1 || keyed ? html`<ul class="chart-key" aria-hidden="true">${series.map((one) => html`<li>${sample(this.data, one, this.name)}${
        one.name}</li>`)}</ul>` : null}
      <div class="chart-foot"><details><summary>${t("figures.as_table")}</summary><div class="chart-table" tabindex="0" role="region" aria-label="${
        caption}">${this.table()}</div></details>${csv ? html`<button class="button button-quiet button-small" type="button" data-csv aria-label="${
        t("figures.csv_of", { caption })}">${icon("download")}${t("figures.csv")}</button>` : null}</div>`);
  }

  table() {
    const { caption, head, labels, series } = this.data;
    return html`<table><caption class="unseen">${caption}</caption><thead><tr><th scope="col">${head}</th>${series.map((one) => html`<th scope="col">${
      one.name}</th>`)}</tr></thead><tbody>${labels.map((label, index) => html`<tr><th scope="row">${label}</th>${series.map((one) => html`<td>${
      this.say(one, index)}</td>`)}</tr>`)}</tbody></table>`;
  }

  say(one, index) {
    const value = one.values[index];
    return value === null || value === undefined ? "–" : this.data.format(value);
  }

  redraw() {
    const box = this.querySelector(".chart-box");
    const width = Math.floor(box?.clientWidth ?? 0);
    if (!this.data || width === 0 || width === this.drawn) return;
    this.drawn = width;
    this.geometry = draw(this.data, width, this.name);
    render(box.querySelector("[data-drawing]") ?? box, this.geometry.svg);
    if (this.place >= 0) this.show(this.place);
  }

  point(event) {
    if (!this.geometry || this.data.type === "spark") return;
    const box = this.querySelector("[data-drawing]").getBoundingClientRect();
    const index = Math.floor((event.clientX - box.left - this.geometry.side) / this.geometry.slot);
    if (index < 0 || index >= this.data.labels.length) return;
    if (index !== this.place) this.show(index);
  }

  key(event) {
    const last = this.data.labels.length - 1;
    if (event.key === "Escape" && this.place >= 0) {
      event.stopPropagation();
      return this.leave();
    }
    let wanted = { Home: 0, End: last }[event.key];
    // The newest is what one asks for first.
    if (event.key in STEPS) wanted = this.place < 0 ? last : this.place + STEPS[event.key];
    if (wanted === undefined) return undefined;
    event.preventDefault();
    this.show(Math.max(0, Math.min(last, wanted)));
    this.querySelector("[role=status]").textContent = `${this.data.labels[this.place]}: ${this.data.series.map((one) => (this.data.series.length > 1
      ? `${one.name} ${this.say(one, this.place)}` : this.say(one, this.place))).join(", ")}`;
    return undefined;
  }

  /** Marks a point and tells its values beside it. */
  show(index) {
    this.place = index;
    const { series, labels } = this.data;
    const { x, y, slot } = this.geometry;
    const band = this.querySelector(".chart-band");
    band.setAttribute("x", String(x(index) - Math.max(2, slot) / 2));
    band.setAttribute("visibility", "visible");
    const tip = this.querySelector(".chart-tip");
    render(tip, html`<strong>${labels[index]}</strong>${series.map((one) => html`<span><span>${series.length > 1 ? sample(this.data, one,
      this.name) : null}${one.name}</span><b>${this.say(one, index)}</b></span>`)}`);
    tip.hidden = false;
    const half = tip.offsetWidth / 2;
    tip.style.left = `${Math.max(half, Math.min(this.drawn - half, x(index)))}px`;
    tip.style.top = `${Math.max(0, y(heights(this.data)[index]) - 6)}px`;
  }

  leave() {
    this.place = -1;
    const tip = this.querySelector(".chart-tip");
    if (tip) tip.hidden = true;
    this.querySelector(".chart-band")?.setAttribute("visibility", "hidden");
    const told = this.querySelector("[role=status]");
    if (told) told.textContent = "";
  }

  async keep(button) {
    const { path, query, name } = this.data.csv;
    button.setAttribute("aria-busy", "true");
    try {
      keepFile(await api.file(path, "text/csv", query), `${name}.csv`);
    } catch (error) {
      toastError(error);
    } finally {
      button.removeAttribute("aria-busy");
    }
  }
}
customElements.define("e-chart", Chart);

