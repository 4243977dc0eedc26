/** The top of a page: where one came from, its name, what can be done. */
import { html, icon, stylesheet } from "../../app/html.js";

await stylesheet("./head.css", import.meta.url);

/** @param {{title: string, text?: unknown, back?: {href: string, text: string}, beside?: unknown, actions?: unknown}} options */
export function head({ title, text, back, beside, actions }) {
  return html`<header class="head">
    ${back ? html`<a class="head-back" href="${back.href}">${icon("left")}${back.text}</a>` : null}
    <div class="head-line"><div class="head-title"><h1 tabindex="-1">${title}</h1>${beside}</div>
    ${actions ? html`<div class="page-actions">${actions}</div>` : null}</div>
    ${text ? html`<p class="head-text">${text}</p>` : null}</header>`;
}
