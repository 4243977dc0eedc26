/** One change in a table and in full: what happened, why, by what, and what came of it. */
import { api } from "../../app/api.js";
import { html, icon, on, render, stylesheet } from "../../app/html.js";
import { ago, moment, personName } from "../../app/format.js";
import { t } from "../../app/i18n.js";
import { groupNames, mayEdit } from "../../app/state.js";
import { badge } from "../badge/badge.js";
import { banner } from "../banner/banner.js";
import { drawer } from "../drawer/drawer.js";
import { facts } from "../facts/facts.js";
import { mailBadge } from "../mail-state/mail-state.js";
import { region } from "../region/region.js";
import { changeWords } from "../timeline/timeline.js";
import { toast, toastError } from "../toast/toast.js";

await stylesheet("./activity.css", import.meta.url);

/** An event on its way to a destination is written with the change; so much later it cannot be of it. Milliseconds. */
const TOGETHER = 5000;
const LOOKED_AT = 8;

/** By what it was done: a rule, a person, an import, the shop; and in which run. */
function actorWords(change) {
  const who = change.rule ? html`<a href="#/rules/${change.rule.id}">${change.rule.name}</a>` : change.by ?? t(`change.actor_${change.actor}`);
  const run = change.run_id ? html`<small><a class="linked activity-run" href="#/runs/${change.run_id}">${t("activity.in_run")}</a></small>` : null;
  return html`${who}${run ?? (change.rule ? null : change.by ? html`<small>${t(`change.actor_${change.actor}`)}</small>` : null)}`;
}

function act(change) {
  if (change.reverted_by) return badge(t("change.is_undone"));
  if (!change.revertible || !mayEdit()) return null;
  return html`<button class="button button-small" type="button" data-revert="${change.id}" aria-label="${t("activity.undo_label", { name: personName(
    change.customer), reason: change.reason })}">${icon("undo")}${t("common.undo")}</button>`;
}

/** @param {(code: string) => string} nameOf @returns {import("../table/table.js").Column[]} */
export function activityColumns(nameOf) {
  return [
    { head: t("activity.when"), cell: (one) => html`<time datetime="${one.at}" title="${ago(one.at)}">${moment(one.at)}</time>`, cls: "activity-when" },
    { head: t("activity.customer"), lead: true, cell: (one) => html`<a class="main-link" href="#/customers/${one.customer.id}">${personName(
      one.customer)}</a>` },
    { head: t("activity.what"), cell: (one) => html`<span class="${one.reverted_by ? "activity-gone" : ""}"><button class="activity-what" type="button"
      data-change="${one.id}" aria-haspopup="dialog">${changeWords(one, nameOf)}</button></span>` },
    { head: t("activity.why"), cell: (one) => one.reason || "–", cls: "activity-why" },
    { head: t("activity.by"), cell: actorWords },
    { head: t("common.actions"), unseen: true, end: true, cell: act },
  ];
}

/** Serves the rows in `root`: details and undo. @param {() => Promise<void>} after draws the list anew */
export function serveActivity(root, after) {
  on(root, "click", "[data-change]", (event, button) => details(button.dataset.change, after));
  on(root, "click", "[data-revert]", (event, button) => revert(button, after));
}

/** Takes a change back. Where something newer rests on it, the refusal stands where the button was. */
async function revert(button, after) {
  button.setAttribute("aria-busy", "true");
  try {
    const made = await api.post(`/changes/${button.dataset.revert}/revert`);
    const again = { label: t("common.undo"), run: () => api.post(`/changes/${made.id}/revert`).then(async () => { toast(t("activity.redone")); await after(); },
      toastError) };
    button.closest("dialog")?.close();
    toast(t("change.undone"), made.revertible ? { action: again } : {});
    await after();
  } catch (error) {
    if (error.status !== 409) return toastError(error);
    const told = document.createElement("p");
    told.className = "activity-refused small";
    told.setAttribute("role", "alert");
    told.textContent = error.message;
    button.after(told);
    button.hidden = true;
  } finally {
    button.removeAttribute("aria-busy");
  }
  return undefined;
}

/** Everything about one change, in a pane at the side. */
function details(id, after) {
  const body = drawer({ title: t("activity.details") });
  on(body, "click", "[data-revert]", (event, button) => revert(button, after));
  region(body, async (current) => {
    const [change, nameOf] = await Promise.all([api.get(`/changes/${id}`), groupNames()]);
    if (!current()) return;
    render(body, html`${change.reverted_by ? banner({ text: t("activity.was_undone") }) : null}
      <section class="stack stack-s"><p class="type-l">${change.reason || changeWords(change, nameOf)}</p>${facts(rows(change, nameOf))}</section>
      <section class="stack stack-s"><h3>${t("activity.mails")}</h3><div data-mails></div></section>
      <section class="stack stack-s"><h3>${t("activity.told")}</h3><div data-told></div></section>${act(change)}`);
    region(body.querySelector("[data-mails]"), (here) => mails(body.querySelector("[data-mails]"), change, here), { rows: 1 });
    region(body.querySelector("[data-told]"), (here) => told(body.querySelector("[data-told]"), change, here), { rows: 1 });
  }, { rows: 6 });
}

function rows(change, nameOf) {
  const name = (code) => (code ? nameOf(code) : t("activity.no_default"));
  return [
    [t("activity.when"), html`${moment(change.at)} <span class="quiet">(${ago(change.at)})</span>`],
    [t("activity.customer"), html`<a href="#/customers/${change.customer.id}">${personName(change.customer)}</a>`],
    [t("activity.what"), changeWords(change, nameOf)],
    [t("activity.default"), change.default_before === change.default_after ? name(change.default_after) : t("activity.from_to", { from: name(
      change.default_before), to: name(change.default_after) })],
    [t("activity.by"), change.rule ? html`<a href="#/rules/${change.rule.id}">${change.rule.name}</a> <span class="quiet">${t("activity.revision",
      { n: change.rule.revision })}</span>` : [t(`change.actor_${change.actor}`), change.by].filter(Boolean).join(": ")],
    [t("activity.order"), change.order ? html`<a href="#/customers/orders/${change.order.id}">${change.order.external_id}</a>` : null],
    [t("activity.run"), change.run_id ? html`<a href="#/runs/${change.run_id}">${t("activity.open_run")}</a>` : null],
    [t("activity.number"), html`<span class="mono">${change.id}</span>`],
  ];
}

async function mails(place, change, current) {
  const { items } = await api.get("/notifications", { customer: change.customer.id, limit: 200 });
  if (!current()) return;
  const found = items.filter((one) => one.change === change.id);
  render(place, found.length ? html`<ul class="activity-list">${found.map((one) => html`<li><a href="#/mails/${one.id}">${t(`mail.${one.template}`)}</a>${
    mailBadge(one.state)}</li>`)}</ul>` : html`<p class="quiet">${t("activity.no_mails")}</p>`);
}

/** Which destinations were told of it, and whether a shop is still to be told of the customer's groups. */
async function told(place, change, current) {
  const [events, connectors] = await Promise.all([deliveries(change), api.get("/connectors", { store: change.store }).then((answer) => answer.items)]);
  const writing = connectors.filter((one) => one.store === change.store && one.enabled && one.write_groups);
  const queues = await Promise.all(writing.map((one) => api.get(`/connectors/${one.id}/writes`, { limit: 200 })));
  if (!current()) return;
  const waits = queues.some(({ items }) => items.some((one) => one.customer?.id === change.customer.id));
  const shop = writing.length ? html`<li><span>${t("activity.shop")}</span>${waits ? badge(t("activity.shop_waits"), "warn", "clock") : badge(t(
    "activity.shop_done"), "ok")}</li>` : null;
  render(place, shop || events.length ? html`<ul class="activity-list">${shop}${events.map((one) => html`<li><a href="#/integrations/destinations/${
    one.destination.id}">${one.destination.name}</a>${badge(t(`deliveries.state_${one.state}`), { delivered: "ok", failed: "bad" }[one.state] ?? "")}</li>`)}</ul>`
    : html`<p class="quiet">${t("activity.told_nobody")}</p>`);
}

async function deliveries(change) {
  const { items } = await api.get("/deliveries", { customer: change.customer.id, type: "customer.groups_changed", limit: 200 });
  const near = items.filter((one) => Math.abs(new Date(one.created_at) - new Date(change.at)) < TOGETHER).slice(0, LOOKED_AT);
  const read = await Promise.all(near.map((one) => api.get(`/deliveries/${one.id}`)));
  return read.filter((one) => one.body?.data?.change_id === change.id);
}
