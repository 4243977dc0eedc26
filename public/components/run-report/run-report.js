/** What a run did, or would have done. */
import { html, icon, stylesheet } from "../../app/html.js";
import { number, personName } from "../../app/format.js";
import { t } from "../../app/i18n.js";
import { badge } from "../badge/badge.js";
import { banner } from "../banner/banner.js";
import { stats } from "../stat/stat.js";

await stylesheet("./run-report.css", import.meta.url);

const TONES = { running: "accent", finished: "ok", failed: "bad", cancelled: "warn", waiting: "warn" };

export function runState(run) {
  const shape = ["running", "waiting"].includes(run.state) ? "clock" : undefined;
  return html`<span class="row">${badge(t(`runs.state_${run.state}`), TONES[run.state] ?? "", shape)}${run.dry_run ? badge(t("runs.dry_short")) : null}</span>`;
}

export function runReport(run) {
  const { counts } = run;
  const names = ["evaluated", "granted", "ended", "reminded", "changed", "mails", "failed"];
  return html`<div class="report">${run.error ? banner({ tone: "bad", title: t("runs.failed"), text: run.error }) : null}
    ${stats(names.filter((name) => name !== "failed" || counts.failed > 0).map((name) => ({ label: t(`runs.count_${
      name}`), value: number(counts[name] ?? 0) })))}
    ${run.report?.length ? html`<ul class="report-lines">${run.report.map((line) => html`<li>${icon(line.rule ? "bolt" : "clock")}<span>${
      line.sentence}</span>${line.rule ? html`<a href="#/rules/${line.rule.id}">${line.rule.name}</a>` : null}</li>`)}</ul>`
      : html`<p class="quiet">${t(run.dry_run ? "runs.would_nothing" : "runs.did_nothing")}</p>`}
    ${run.items?.length ? html`<section><h3>${t("runs.would", { n: run.items.length })}</h3><ul class="report-items">${
      run.items.map((item) => html`<li><a class="cut" href="#/customers/${item.customer.id}">${personName(item.customer)}</a><span>${
        item.sentence}</span></li>`)}</ul></section>` : null}</div>`;
}
