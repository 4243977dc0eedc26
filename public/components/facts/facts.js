/** What is known of a thing, name and value below each other. */
import { html, stylesheet } from "../../app/html.js";

await stylesheet("./facts.css", import.meta.url);

/** @param {[unknown, unknown][]} rows those without a value are left out */
export function facts(rows) {
  return html`<dl class="facts">${rows.filter(([, value]) => value).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}
