/** The groups a customer is in: each with why and until when, and what a person may do about it. */
import { html, icon, stylesheet } from "../../app/html.js";
import { date, lastDay } from "../../app/format.js";
import { t } from "../../app/i18n.js";
import { mayEdit } from "../../app/state.js";
import { badge } from "../badge/badge.js";
import { empty } from "../empty/empty.js";
import "../menu/menu.js";

await stylesheet("./memberships.css", import.meta.url);

const SOURCES = { rule: "bolt", manual: "customer", import: "download", shop: "store" };

function grant(one) {
  const rule = one.rule ? html`<a href="#/rules/${one.rule.id}">${one.rule.name}</a>` : t(`grant.${one.source}`);
  return html`<li>${icon(SOURCES[one.source] ?? "info")}<div>${one.reason}<small>${rule}${one.order ? ` · ${
    t("grant.order", { id: one.order.external_id })}` : ""} · ${
    one.until ? t("grant.term", { from: date(one.from), until: lastDay(one.until) }) : t("grant.since", { from: date(one.from) })}</small></div></li>`;
}

function menu(one) {
  const pinned = one.grants.some((grant) => grant.pinned);
  const item = (action, mark, text, cls = "") => html`<button class="menu-item ${cls}" type="button" role="menuitem" data-act="${action}" data-group="${
    one.group}">${icon(mark)}${text}</button>`;
  return html`<e-menu><button class="button button-quiet button-icon button-small" type="button" aria-label="${t("membership.menu", { group: one.name })}">${
    icon("more")}</button>
    <div class="menu" role="menu" hidden>${one.is_default ? null : item("default", "star", t("membership.make_default"))}${pinned ? item("unpin", "pin",
      t("membership.unpin")) : item("pin", "pin", t("membership.pin"))}
    <hr role="presentation">${item("revoke", "close", t("membership.revoke"), "menu-bad")}</div></e-menu>`;
}

function membership(one) {
  const pinned = one.grants.some((grant) => grant.pinned);
  return html`<li class="membership"><div><div class="membership-name"><h3><a href="#/customers?group=${encodeURIComponent(one.group)}">${one.name}</a></h3>
    ${one.is_default ? badge(t("groups.default_short"), "accent", "star") : null}${pinned ? badge(t("membership.pinned"), "", "pin") : null}</div>
    <p class="membership-term">${t("membership.since", { date: date(one.since) })} · ${one.until ? t("membership.until", { date: lastDay(one.until) })
      : t("membership.no_end")}</p></div>
    ${mayEdit() ? menu(one) : null}<ul class="grants">${one.grants.map(grant)}</ul></li>`;
}

/** @param {any[]} list @param {any[]} blocks @param {(code: string) => string} nameOf */
export function memberships(list, blocks, nameOf) {
  return html`${list.length ? html`<ul class="memberships">${list.map(membership)}</ul>` : empty({ title: t("membership.none_title"),
    text: t("membership.none"), small: true })}
    ${blocks.length ? html`<ul class="blocks">${blocks.map((block) => html`<li><span>${icon("block")} ${t("membership.blocked", { group: nameOf(block.group),
      until: block.until ? t("membership.blocked_until", { date: lastDay(block.until) }) : "" })}
      <span class="quiet small">${block.reason}</span></span>${
        mayEdit() ? html`<button class="button button-small" type="button" data-act="unblock" data-group="${block.group}">${t("membership.unblock")}</button>`
          : null}</li>`)}</ul>` : null}`;
}
