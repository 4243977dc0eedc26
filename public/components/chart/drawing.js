/** The shapes of `<e-chart>`: figures and a width in, SVG and where its points lie out. */
import { html } from "../../app/html.js";

const FOOT = 22;
const ROOF = 10;
const LETTER = 6.4;
/** Above so many points a line shows no dots. */
const DOTTED = 40;

/** A round number at or above the value: 1, 2, 2.5 or 5 times a power of ten; whole ones leave out 2.5. */
export function roundUp(value, whole = false) {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const found = [1, 2, 2.5, 5, 10].filter((step) => !whole || step !== 2.5 || power >= 10).map((step) => step * power).find((step) => step >= value - 1e-9);
  return whole ? Math.max(1, Math.ceil(found)) : found;
}

/** The lines of the grid from 0 up to at least `most`, whole numbers where the values are. */
export function scale(most, whole) {
  const step = roundUp(most / 4, whole);
  const count = Math.max(1, Math.ceil(most / step - 1e-9));
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}

/** The most that stands above one label: the sum where bars are stacked, else the highest. */
export function heights({ type, labels, series }) {
  return labels.map((_, index) => series.reduce((most, one) => {
    const value = one.values[index] ?? 0;
    return type === "stacked" ? most + value : Math.max(most, value);
  }, 0));
}

/**
 * @param {import("./chart.js").Figure} figure @param {number} width @param {string} id told apart from other charts on the page
 * @returns {{svg: import("../../app/html.js").Markup, x: (index: number) => number, y: (value: number) => number, slot: number, side: number}}
 */
export function draw(figure, width, id) {
  if (figure.type === "spark") return { svg: spark(figure, width), x: () => 0, y: () => 0, slot: width, side: 0 };
  const height = figure.height ?? 200;
  const tops = heights(figure);
  const marks = figure.marks ?? [];
  const lines = scale(Math.max(...tops, ...marks.map((mark) => mark.value), 1), tops.every(Number.isInteger));
  const told = figure.axis ?? figure.format;
  const side = Math.max(...lines.map((value) => told(value).length)) * LETTER + 10;
  const y = (value) => ROOF + (height - FOOT - ROOF) * (1 - value / lines.at(-1));
  const slot = (width - side) / Math.max(1, figure.labels.length);
  const x = (index) => side + slot * (index + 0.5);
  const svg = html`<svg class="chart" viewBox="0 0 ${width} ${height}" height="${height}" aria-hidden="true" focusable="false">${patterns(figure, id)}
    ${lines.map((value) => html`<line class="chart-grid ${value === 0 ? "chart-base" : ""}" x1="${side}" x2="${width}" y1="${y(value)}" y2="${y(value)}"></line>
      <text x="${side - 8}" y="${y(value) + 4}" text-anchor="end">${told(value)}</text>`)}
    <rect class="chart-band" y="${ROOF}" width="${Math.max(2, slot)}" height="${height - FOOT - ROOF}" visibility="hidden"></rect>
    ${figure.type === "line" ? lineShapes(figure, x, y) : barShapes(figure, x, y, slot, id)}
    ${marks.map((mark) => html`<line class="chart-rule" x1="${side}" x2="${width}" y1="${y(mark.value)}" y2="${y(mark.value)}"></line><text x="${width}" y="${
      y(mark.value) - 5}" text-anchor="end">${mark.label}</text>`)}
    ${labels(figure, x, slot, height, width)}</svg>`;
  return { svg, x, y, slot, side };
}

/** Hatches that tell the series apart without colour; the first is plain. */
function patterns({ series, type }, id) {
  if (type === "line" || series.length < 2) return null;
  return html`<defs>${series.filter((one) => one.ink > 1).map((one) => html`<pattern id="${id}-${one.ink}" class="ink-${
    one.ink}" width="6" height="6" patternUnits="userSpaceOnUse"><rect class="chart-fill" width="6" height="6"></rect>${hatch(one.ink)}</pattern>`)}</defs>`;
}

function hatch(ink) {
  if (ink === 3) return html`<circle class="chart-dot" cx="3" cy="3" r="1.3"></circle>`;
  const way = { 2: "M-1 7 7 -1M-1 1 1 -1M5 7 7 5", 4: "M-1 -1 7 7M-1 5 1 7M5 -1 7 1", 5: "M0 3H6" }[ink];
  return way ? html`<path class="chart-hatch" d="${way}"></path>` : null;
}

/** The sample beside a series' name in the key, drawn as the series is. */
export function sample({ type, series }, one, id) {
  const several = series.length > 1;
  if (type === "line") return html`<svg class="chart-sample ink-${one.ink}" viewBox="0 0 18 10" aria-hidden="true"><path class="chart-line chart-dash-${
    one.ink}" d="M1 5H17"></path></svg>`;
  return html`<svg class="chart-sample ink-${one.ink}" viewBox="0 0 18 10" aria-hidden="true"><rect class="chart-bar" width="18" height="10" rx="2"${
    fill(one.ink, several, id)}></rect></svg>`;
}

function fill(ink, several, id) {
  return several && ink > 1 ? html` fill="url(#${id}-${ink})"` : html` fill="var(--ink-now)"`;
}

/** As many labels under the axis as there is room for, the last one always. */
function labels(figure, x, slot, height, width) {
  const texts = figure.ticks ?? figure.labels;
  const room = Math.max(0, ...texts.map((text) => text.length)) * LETTER + 14;
  const every = Math.max(1, Math.ceil(room / slot));
  const last = texts.length - 1;
  return texts.map((text, index) => {
    if ((last - index) % every !== 0) return null;
    const half = (text.length * 6.2) / 2;
    const anchor = x(index) + half > width ? "end" : "middle";
    return html`<text x="${anchor === "end" ? width : x(index)}" y="${height - 5}" text-anchor="${anchor}">${text}</text>`;
  });
}

function barShapes(figure, x, y, slot, id) {
  const stacked = figure.type === "stacked";
  const wide = Math.min(36, slot - Math.min(10, slot * 0.3));
  const each = stacked ? wide : wide / figure.series.length;
  return figure.labels.map((_, index) => {
    let floor = 0;
    return figure.series.map((one, order) => {
      const value = one.values[index];
      if (!value) return null;
      const top = y(floor + value);
      const tall = y(floor) - top;
      const gap = stacked && floor > 0 ? 1 : 0;
      if (stacked) floor += value;
      return html`<rect class="chart-bar ink-${one.ink}" x="${x(index) - wide / 2 + (stacked ? 0 : each * order)}" y="${top}" width="${Math.max(0.75, each - (
        stacked || each < 3 ? 0 : 1))}" height="${Math.max(1, tall - gap)}" rx="${Math.min(2, each / 4)}"${fill(one.ink, figure.series.length > 1, id)}></rect>`;
    });
  });
}

/** Where a value is not known the line is broken. */
function lineShapes(figure, x, y) {
  const dotted = figure.labels.length <= DOTTED;
  return figure.series.map((one) => html`<g class="ink-${one.ink}">${stretches(one.values).map((stretch) => {
    const points = stretch.map((index) => `${x(index).toFixed(1)},${y(one.values[index]).toFixed(1)}`);
    const area = figure.series.length === 1 && points.length > 1;
    return html`${area ? html`<polygon class="chart-area" points="${x(stretch[0]).toFixed(1)},${y(0)} ${points.join(" ")} ${x(stretch.at(-1)).toFixed(1)},${
      y(0)}"></polygon>` : null}<polyline class="chart-line chart-dash-${one.ink}" points="${points.join(" ")}"></polyline>${
      dotted || points.length === 1 ? stretch.map((index) => html`<circle class="chart-point" cx="${x(index).toFixed(1)}" cy="${
        y(one.values[index]).toFixed(1)}" r="${points.length > 1 ? 2 : 3}"></circle>`) : null}`;
  })}</g>`);
}

/** The indices of values that are known, in runs without a hole. */
function stretches(values) {
  const found = [];
  values.forEach((value, index) => {
    if (value === null || value === undefined) return;
    if (found.at(-1)?.at(-1) === index - 1) found.at(-1).push(index);
    else found.push([index]);
  });
  return found;
}

function spark(figure, width) {
  const height = figure.height ?? 28;
  const [one] = figure.series;
  const most = Math.max(...one.values, 1);
  const step = width / Math.max(1, one.values.length - 1);
  const y = (value) => height - 3 - (height - 6) * ((value ?? 0) / most);
  const points = one.values.map((value, index) => `${(index * step).toFixed(1)},${y(value).toFixed(1)}`);
  if (points.length === 1) points.push(`${width},${y(one.values[0]).toFixed(1)}`);
  return html`<svg class="chart" viewBox="0 0 ${width} ${height}" height="${height}" aria-hidden="true" focusable="false"><g class="ink-${
    one.ink}"><line class="chart-grid" x1="0" x2="${width}" y1="${height - 2.5}" y2="${height - 2.5}"></line>${
    points.length ? html`<polyline class="chart-line" points="${points.join(" ")}"></polyline>` : null}</g></svg>`;
}
