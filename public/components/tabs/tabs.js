/** Pages beside each other, as links. */
import { html, stylesheet } from "../../app/html.js";

await stylesheet("./tabs.css", import.meta.url);

/** @param {string} label @param {{href: string, text: string, here: boolean}[]} items */
export function tabs(label, items) {
  return html`<nav class="tabs" aria-label="${label}">${items.map((item) => html`<a href="${item.href}" ${
    item.here ? html`aria-current="page"` : null}>${item.text}</a>`)}</nav>`;
}
