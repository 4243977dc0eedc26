/** What a template was before: who saved it, and a way back. */
import { api } from "../../app/api.js";
import { html, icon, on, render } from "../../app/html.js";
import { ago, moment } from "../../app/format.js";
import { t } from "../../app/i18n.js";
import { mayEdit } from "../../app/state.js";
import { badge } from "../badge/badge.js";
import { empty } from "../empty/empty.js";
import { region } from "../region/region.js";
import "../timeline/timeline.js";

/**
 * Draws the history into `place`; each call again reads it anew.
 * @param {HTMLElement} place @param {{path: string, query: object, signal: AbortSignal, present: string|null, bringBack: (revision: any) => void}} options
 */
export function templateHistory(place, { path, query, signal, present, bringBack }) {
  return region(place, async (current) => {
    const { items } = await api.get(`${path}/revisions`, query, signal);
    if (!current()) return;
    if (!items.length) return render(place, empty({ title: t("templates.no_history_title"), text: t("templates.no_history"), small: true }));
    // The server counts the saves of all templates together; here each has a count of its own.
    const newestFirst = items.map((one, index) => ({ ...one, n: items.length - index }));
    render(place, html`<ul class="timeline">${newestFirst.map((one) => line(one, one.revision === present))}</ul>`);
    if (!place.dataset.served) on(place, "click", "[data-back]", (event, button) => place.back(button.dataset.back));
    place.dataset.served = "yes";
    place.back = (revision) => bringBack(newestFirst.find((one) => one.revision === revision));
  }, { rows: 2, keep: true });
}

function line(one, isPresent) {
  return html`<li class="event"><span class="event-mark">${icon(one.reset ? "undo" : "edit")}</span>
    <p class="event-title"><strong>${one.reset ? t("templates.was_reset") : t("rules.revision", { n: one.n })}</strong> ${
    isPresent && !one.reset ? badge(t("templates.in_use"), "accent", null) : null}</p>
    <p class="event-detail">${t("rules.saved_by", { who: one.by ?? t("common.someone") })} · <time datetime="${one.at}" title="${moment(one.at)}">${
    ago(one.at)}</time></p><div class="event-end">${mayEdit() && !isPresent && !one.reset ? html`<button class="button button-small" type="button" data-back="${
    one.revision}" aria-label="${t("templates.bring_back_label", { n: one.n })}">${t("templates.bring_back")}</button>` : null}</div></li>`;
}
