/** A run that stopped before its writes, because a rule would move too many: what waits, with Confirm and Cancel. */
import { html, icon, stylesheet } from "../../app/html.js";
import { moment, percent } from "../../app/format.js";
import { t } from "../../app/i18n.js";
import { mayEdit } from "../../app/state.js";

await stylesheet("./waiting.css", import.meta.url);

function sentence({ count, customers, share, limit }) {
  const values = { n: count, all: customers, share: percent(share / 100), limit: percent(limit / 100) };
  return t(customers === undefined || customers === null ? "runs.waits" : "runs.waits_of", values);
}

/** Buttons bear data-action="confirm" and "cancel" with the run's id. @param {any} run @param {boolean} [link] whether to link to the run's page */
export function waiting(run, link = false) {
  return html`<section class="waiting" aria-label="${t("runs.waits_title")}"><div class="waiting-head">${icon("clock")}<div><h2>${t("runs.waits_title")}</h2>
    <p>${t("runs.waits_text")} ${link ? html`<a class="linked" href="#/runs/${run.id}">${t("runs.run_of", { when: moment(run.started_at) })}</a>`
      : null}</p></div></div>
    <ul class="waiting-rules">${(run.waiting ?? []).map((one) => html`<li><a class="linked" href="#/rules/${one.rule.id}">${
      one.rule.name}</a> ${sentence(one)}${scale(one)}</li>`)}</ul>
    ${mayEdit() ? html`<div class="row"><button class="button button-primary" type="button" data-action="confirm" data-id="${run.id}">${icon("check")}${
      t("runs.confirm")}</button><button class="button" type="button" data-action="cancel" data-id="${run.id}">${t("runs.confirm_not")}</button></div>`
      : null}</section>`;
}

/** The share as a bar, with the limit as a mark in it. */
function scale({ share, limit }) {
  return html`<svg class="waiting-scale" aria-hidden="true"><rect class="waiting-all" width="100%" height="100%" rx="3"></rect>
    <rect class="waiting-share" width="${
    Math.min(100, share)}%" height="100%" rx="3"></rect><rect class="waiting-limit" x="${Math.min(100, limit)}%" width="2" height="100%"></rect></svg>`;
}
