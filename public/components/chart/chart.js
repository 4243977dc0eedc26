/**
 * `<e-chart>`: bars, stacked bars, a line or a sparkline, drawn as SVG at the size it is shown, with a
 * table of the same figures behind it for screen readers.
 */
import { html, render, stylesheet } from "../../app/html.js";
import { percent } from "../../app/format.js";
import { draw } from "./drawing.js";

await stylesheet("./chart.css", import.meta.url);

/**
 * @typedef {{name: string, values: number[], ink: 1|2|3|4|5}} Series
 * @typedef {{type: "bar"|"stacked"|"line"|"spark", caption: string, head: string, labels: string[], ticks?: string[], series: Series[],
 *   format: (value: number) => string, height?: number, marks?: {value: number, label: string}[]}} Figure
 */
class Chart extends HTMLElement {
  connectedCallback() {
    this.watch ??= new ResizeObserver(() => this.redraw());
    this.watch.observe(this);
  }

  disconnectedCallback() {
    this.watch.disconnect();
  }

  /** @param {Figure} figure */
  set figure(figure) {
    this.data = figure;
    this.drawn = 0;
    const { caption, head, labels, series, format, type } = figure;
    render(this, html`<div class="chart-box" aria-hidden="true"></div>
      ${type !== "spark" && series.length > 1 ? html`<ul class="chart-key" aria-hidden="true">${series.map((one) => html`<li class="ink-${one.ink}"><i></i>${
        one.name}</li>`)}</ul>` : null}
      <table class="unseen"><caption>${caption}</caption><thead><tr><th scope="col">${head}</th>${series.map((one) => html`<th scope="col">${
        one.name}</th>`)}</tr></thead>
      <tbody>${labels.map((label, index) => html`<tr><th scope="row">${label}</th>${series.map((one) => html`<td>${
        format(one.values[index])}</td>`)}</tr>`)}</tbody></table>`);
    this.redraw();
  }

  redraw() {
    const width = Math.floor(this.clientWidth);
    if (!this.data || width === 0 || width === this.drawn) return;
    this.drawn = width;
    const box = this.querySelector(".chart-box");
    render(box, draw(this.data, width));
    if (this.data.type === "spark") return;
    const tip = document.createElement("div");
    tip.className = "chart-tip";
    tip.hidden = true;
    box.append(tip);
    box.querySelectorAll(".chart-hit").forEach((hit, index) => {
      hit.addEventListener("pointerenter", () => this.tell(tip, hit, index, width));
      hit.addEventListener("pointerleave", () => { tip.hidden = true; });
    });
  }

  tell(tip, hit, index, width) {
    const { labels, series, format } = this.data;
    render(tip, html`<strong>${labels[index]}</strong>${series.map((one) => html`<span><span>${one.name}</span><b>${format(one.values[index])}</b></span>`)}`);
    tip.hidden = false;
    const middle = Number(hit.getAttribute("x")) + Number(hit.getAttribute("width")) / 2;
    const half = tip.offsetWidth / 2;
    tip.style.left = `${Math.max(half, Math.min(width - half, middle))}px`;
    tip.style.top = `${Math.max(0, Number(hit.dataset.top) - 6)}px`;
  }
}
customElements.define("e-chart", Chart);

/** A share in words, for tips. */
export function share(part, whole) {
  return whole > 0 ? percent(part / whole) : percent(0);
}
