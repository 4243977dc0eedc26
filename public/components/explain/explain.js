/** What every rule says of a customer at one instant, and why the default group is what it is. */
import { html, icon, stylesheet } from "../../app/html.js";
import { date } from "../../app/format.js";
import { t } from "../../app/i18n.js";
import { badge } from "../badge/badge.js";
import { empty } from "../empty/empty.js";

await stylesheet("./explain.css", import.meta.url);

const TONES = { nothing: "", remind: "accent", change: "ok" };

/** @param {any} answer of GET …/explain @param {(code: string) => string} nameOf */
export function verdicts(answer, nameOf) {
  const { default_group: main } = answer;
  return html`${main?.group ? html`<p class="explain-default"><strong>${t("explain.default", { group: nameOf(main.group) })}</strong> ${
    main.reason}</p>` : null}
    ${answer.rules.length ? html`<ul class="verdicts">${answer.rules.map(({ rule, verdict, sentence, next, next_at: at }) => html`<li class="verdict">
      <h3><a href="#/rules/${rule.id}">${rule.name}</a></h3>${badge(t(`explain.${verdict}`), TONES[verdict], verdict === "nothing" ? null : undefined)}<p>${
        sentence}</p>
      ${next ? html`<p class="verdict-next">${icon("clock")}${next}</p>` : at ? html`<p class="verdict-next">${icon("clock")}${
        t("explain.again", { date: date(at) })}</p>` : null}</li>`)}</ul>`
      : empty({ title: t("explain.none_title"), text: t("explain.none"), small: true })}`;
}
