/** A group as a chip; the default group is marked by a star and by name for screen readers. */
import { html, icon, stylesheet } from "../../app/html.js";
import { t } from "../../app/i18n.js";

await stylesheet("./chip.css", import.meta.url);

/** @param {string} name @param {{main?: boolean, gone?: boolean}} [options] */
export function chip(name, options = {}) {
  const kind = options.main ? "chip-main" : options.gone ? "chip-gone" : "";
  return html`<span class="chip ${kind}">${options.main ? icon("star") : null}<span class="cut">${name}</span>${
    options.main ? html`<span class="unseen"> (${t("groups.default_short")})</span>` : null}</span>`;
}

/** All groups of a customer, the default one first. */
export function chips(codes, main, nameOf) {
  const sorted = [...codes].sort((a, b) => Number(b === main) - Number(a === main));
  return html`<span class="chips">${sorted.map((code) => chip(nameOf(code), { main: code === main }))}</span>`;
}
