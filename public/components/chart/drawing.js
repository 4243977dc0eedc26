/** The shapes of `<e-chart>`: figures and a width in, SVG out. */
import { html } from "../../app/html.js";

const FOOT = 22;
const ROOF = 10;

/** A round number at or above the value: 1, 2, 2.5 or 5 times a power of ten. */
export function roundUp(value) {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 2.5, 5, 10].map((step) => step * power).find((step) => step >= value - 1e-9);
}

/** The lines of the grid from 0 up to at least `most`, whole numbers where the values are. */
export function scale(most, whole) {
  const step = whole ? Math.max(1, roundUp(most / 3)) : roundUp(most / 3);
  const tidy = whole ? Math.ceil(step) : step;
  const count = Math.max(1, Math.ceil(most / tidy - 1e-9));
  return Array.from({ length: count + 1 }, (_, index) => index * tidy);
}

/** @param {import("./chart.js").Figure} figure @param {number} width */
export function draw(figure, width) {
  if (figure.type === "spark") return spark(figure, width);
  const height = figure.height ?? 180;
  const stacked = figure.type === "stacked";
  const totals = figure.labels.map((_, index) => figure.series.reduce((sum, one) => (stacked ? sum + one.values[index] : Math.max(sum, one.values[index])), 0));
  const marks = figure.marks ?? [];
  const lines = scale(Math.max(...totals, ...marks.map((mark) => mark.value), 1), totals.every(Number.isInteger));
  const most = lines.at(-1);
  const side = Math.max(...lines.map((value) => figure.format(value).length)) * 6.4 + 10;
  const y = (value) => ROOF + (height - FOOT - ROOF) * (1 - value / most);
  const slot = (width - side) / Math.max(1, figure.labels.length);
  const x = (index) => side + slot * index;
  return html`<svg class="chart" viewBox="0 0 ${width} ${height}" height="${height}">
    ${lines.map((value) => html`<line class="chart-grid ${value === 0 ? "chart-base" : ""}" x1="${side}" x2="${width}" y1="${y(value)}" y2="${y(value)}"></line>
      <text x="${side - 8}" y="${y(value) + 4}" text-anchor="end">${figure.format(value)}</text>`)}
    ${figure.type === "line" ? lineShapes(figure, x, y, slot) : barShapes(figure, x, y, slot, stacked)}
    ${marks.map((mark) => html`<line class="chart-rule" x1="${side}" x2="${width}" y1="${y(mark.value)}" y2="${y(mark.value)}"></line><text x="${width}" y="${
      y(mark.value) - 5}" text-anchor="end">${mark.label}</text>`)}
    ${labels(figure, x, slot, height, width)}
    ${figure.labels.map((_, index) => html`<rect class="chart-hit" x="${x(index)}" y="${ROOF}" width="${slot}" height="${height - FOOT - ROOF}" data-top="${
      y(totals[index])}"></rect>`)}
  </svg>`;
}

/** As many labels under the axis as there is room for, the last one always. */
function labels(figure, x, slot, height, width) {
  const texts = figure.ticks ?? figure.labels;
  const room = Math.max(...texts.map((text) => text.length)) * 6.4 + 14;
  const every = Math.max(1, Math.ceil(room / slot));
  const last = texts.length - 1;
  return texts.map((text, index) => {
    if ((last - index) % every !== 0) return null;
    const middle = x(index) + slot / 2;
    const half = (text.length * 6.2) / 2;
    const anchor = middle + half > width ? "end" : "middle";
    return html`<text x="${anchor === "end" ? width : middle}" y="${height - 5}" text-anchor="${anchor}">${text}</text>`;
  });
}

function barShapes(figure, x, y, slot, stacked) {
  const gap = Math.min(10, slot * 0.3);
  const wide = Math.min(36, slot - gap);
  const each = stacked ? wide : wide / figure.series.length;
  return figure.labels.map((_, index) => {
    let floor = 0;
    const left = x(index) + (slot - wide) / 2;
    return figure.series.map((one, order) => {
      const value = one.values[index];
      if (!value) return null;
      const top = y(floor + value);
      const tall = y(floor) - top;
      if (stacked) floor += value;
      return html`<rect class="chart-bar ink-${one.ink}" x="${stacked ? left : left + each * order}" y="${top}" width="${Math.max(1, each - (stacked ? 0
        : 1))}" height="${Math.max(1, tall - (stacked && floor > value ? 1 : 0))}" rx="${Math.min(3, each / 3)}"></rect>`;
    });
  });
}

function lineShapes(figure, x, y, slot) {
  return figure.series.map((one) => {
    const points = one.values.map((value, index) => `${(x(index) + slot / 2).toFixed(1)},${y(value).toFixed(1)}`);
    const first = (x(0) + slot / 2).toFixed(1);
    const last = (x(one.values.length - 1) + slot / 2).toFixed(1);
    return html`<g class="ink-${one.ink}"><polygon class="chart-area" points="${first},${y(0)} ${points.join(" ")} ${last},${
      y(0)}"></polygon><polyline class="chart-line" points="${points.join(" ")}"></polyline></g>`;
  });
}

function spark(figure, width) {
  const height = figure.height ?? 28;
  const [one] = figure.series;
  const most = Math.max(...one.values, 1);
  const step = width / Math.max(1, one.values.length - 1);
  const points = one.values.map((value, index) => `${(index * step).toFixed(1)},${(height - 3 - (height - 6) * (value / most)).toFixed(1)}`).join(" ");
  return html`<svg class="chart" viewBox="0 0 ${width} ${height}" height="${height}"><g class="ink-${one.ink}"><polyline class="chart-line" points="${
    points}"></polyline></g></svg>`;
}
