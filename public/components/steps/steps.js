/** The way from an empty installation to the first automatic change. */
import { html, stylesheet } from "../../app/html.js";
import { t } from "../../app/i18n.js";
import { badge } from "../badge/badge.js";

await stylesheet("./steps.css", import.meta.url);

const WAYS = { source: "#/integrations/new", group: "#/groups/new", rule: "#/rules/new", run: "#/runs" };

/** @param {{source: boolean, group: boolean, rule: boolean, run: boolean}} done */
export function startSteps(done) {
  const next = Object.keys(WAYS).find((name) => !done[name]);
  return html`<section class="card card-flush" aria-label="${t("steps.label")}"><ol class="steps">${Object.entries(WAYS).map(([name, href]) =>
    html`<li class="step ${done[name] ? "step-done" : ""}">
    <h2>${t(`steps.${name}_title`)}</h2><p>${t(`steps.${name}`)}</p>${done[name] ? badge(t("steps.done"), "ok")
      : html`<a class="button ${name === next ? "button-primary" : ""}" href="${href}">${t(`steps.${name}_action`)}</a>`}</li>`)}</ol></section>`;
}

/** Plain numbered instructions. @param {unknown[]} texts */
export function instructions(texts) {
  return html`<ol class="steps-plain">${texts.map((text) => html`<li><div>${text}</div></li>`)}</ol>`;
}
