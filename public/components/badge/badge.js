/** A short word of state with a shape of its own, so that colour is never the only sign. */
import { html, icon, stylesheet } from "../../app/html.js";

await stylesheet("./badge.css", import.meta.url);

const SHAPES = { ok: "check", warn: "warning", bad: "close", accent: "info" };

/** @param {string} text @param {"ok"|"warn"|"bad"|"accent"|""} tone @param {string|null} shape an icon, or null for none */
export function badge(text, tone = "", shape = SHAPES[tone] ?? null) {
  return html`<span class="badge ${tone ? `badge-${tone}` : ""}">${shape ? icon(shape) : null}${text}</span>`;
}
