/** Figures that matter, side by side. */
import { html, stylesheet } from "../../app/html.js";

await stylesheet("./stat.css", import.meta.url);

/** @param {{label: string, value: unknown, note?: unknown}[]} figures */
export function stats(figures) {
  return html`<dl class="stats">${figures.map(({ label, value, note }) => html`<div class="stat"><dt>${label}</dt><dd>${value}</dd>${
    note ? html`<dd class="stat-note">${note}</dd>` : null}</div>`)}</dl>`;
}
