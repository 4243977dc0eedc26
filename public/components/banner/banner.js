/** A note across the page. */
import { html, icon, stylesheet } from "../../app/html.js";

await stylesheet("./banner.css", import.meta.url);

const SHAPES = { "": "info", warn: "warning", bad: "warning", ok: "check" };

/** @param {{tone?: ""|"warn"|"bad"|"ok", title?: string, text?: unknown, action?: unknown}} options */
export function banner({ tone = "", title, text, action }) {
  return html`<div class="banner ${tone ? `banner-${tone}` : ""}">${icon(SHAPES[tone])}
    <div class="grow">${title ? html`<strong>${title}</strong>` : null}${text}</div>${action}</div>`;
}
