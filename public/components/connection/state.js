/** How a connector is: in one badge for lists, in one line for its own page. */
import { html } from "../../app/html.js";
import { ago, moment, number } from "../../app/format.js";
import { t } from "../../app/i18n.js";
import { state } from "../../app/state.js";
import { badge } from "../badge/badge.js";
import { banner } from "../banner/banner.js";

/** What matters most comes first: what a person must do, then what is wrong, then what goes on. */
export function connectorBadge(connector) {
  if (!connector) return html`<span class="quiet">${t("connection.none_short")}</span>`;
  if (!connector.enabled) return badge(t("connection.off"));
  if (connector.drift_parked) return badge(t("connection.decide"), "warn");
  if (connector.problem) return badge(t("connection.failing"), "bad");
  if (connector.parked > 0) return badge(t("connection.parked_short", { n: connector.parked }), "warn");
  if (connector.last_sync?.state === "running") return badge(t("connection.reading"), "accent", "clock");
  if (!connector.loaded_at) return badge(t("connection.not_loaded"), "warn", "clock");
  return badge(t("connection.working"), "ok");
}

/** When it was looked at, what is still to be told. @param {string} base address of the source's page */
export function stateLine(connector, base) {
  const parts = [t("connection.looked", { ago: ago(connector.looked_at) })];
  if (connector.enabled && connector.look_due_at) parts.push(t("connection.look_due", { ago: upcoming(connector.look_due_at) }));
  if (connector.written) parts.push(t("connection.written", { n: connector.written, ago: ago(connector.written_at) }));
  if (connector.queued) parts.push(html`<a class="linked" href="${base}/queue?state=queued">${t("connection.queued", { n: connector.queued })}</a>`);
  if (connector.parked) parts.push(html`<a class="linked" href="${base}/queue?state=parked">${t("connection.parked", { n: connector.parked })}</a>`);
  return html`<p class="connection-line">${parts.map((part) => html`<span>${part}</span>`)}</p>`;
}

/** What is due already is due now: the server looks every few seconds. */
function upcoming(at) {
  return new Date(at) <= new Date() ? t("connection.now") : ago(at);
}

/** What is wrong, in words; nothing where all is well. @param {string} base address of the source's page */
export function troubles(connector, base) {
  const rests = connector.rests_until && new Date(connector.rests_until) > new Date();
  return html`${connector.problem ? banner({ tone: "bad", title: t("connection.problem_title"), text: html`${connector.problem}<p class="quiet small">${
    t("connection.since", { when: moment(connector.problem_at) })}${rests ? ` · ${
        t("connection.rests", { ago: ago(connector.rests_until) })}` : ""}</p>` }) : null}${
    !connector.problem && rests ? banner({ text: t("connection.resting", { ago: ago(connector.rests_until) }) }) : null}${
    connector.drift_parked ? banner({ tone: "warn", title: t("drift.parked_title", { n: connector.drift_parked.customers }), text: t("drift.parked_short"),
      action: html`<a class="button button-small" href="${base}/drift">${t("drift.decide")}</a>` }) : null}`;
}

/** What it was told to do, in words. */
export function settingsOf(connector) {
  const minutes = connector.look_minutes;
  const nameOf = (key) => state.stores.find((store) => store.key === key)?.name ?? key;
  const lines = [
    [t("connection.url"), html`<span class="mono">${connector.url}</span>${connector.allow_private_address ? html` ${
        badge(t("connection.private_short"), "warn")}` : null}`],
    [t("connection.writes"), writes(connector)],
    [t("connection.drift"), t(`connection.drift_${connector.drift}`)],
    [t("connection.look_minutes_short"), minutes === null ? t("connection.look_never") : t("connection.look_every", { n: minutes })],
  ];
  const shops = Object.entries(connector.shops);
  if (shops.length) lines.push([t("connection.shops"), shops.map(([shop, store]) => `${shop} → ${nameOf(store)}`).join(", ")]);
  return html`<dl class="connection-facts">${lines.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function writes(connector) {
  if (connector.write_groups && connector.write_vouchers) return t("connection.writes_both");
  if (connector.write_groups) return t("connection.writes_groups");
  return t(connector.write_vouchers ? "connection.writes_vouchers" : "connection.writes_nothing");
}

/** "1,200 of 4,000", or how many so far where the shop does not tell the whole. */
export function howMany(part) {
  return part.total === null ? number(part.read) : t("sync.of", { done: part.read, total: Math.max(part.total, part.read) });
}
