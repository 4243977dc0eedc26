/** Figures that matter, side by side. */
import { html, stylesheet } from "../../app/html.js";

await stylesheet("./stat.css", import.meta.url);

/** Figures are short; what is longer, a day or a name, is set smaller so that it stays on its line. */
const LONG = 10;

/** @param {{label: string, value: unknown, note?: unknown}[]} figures */
export function stats(figures) {
  return html`<dl class="stats">${figures.map(({ label, value, note }) => html`<div class="stat"><dt>${label}</dt><dd${String(value ?? "").replace(/<[^>]*>/g, "").length > LONG ? html` class="stat-words"` : null}>${value}</dd>${
    note ? html`<dd class="stat-note">${note}</dd>` : null}</div>`)}</dl>`;
}
