/** What happened, newest first, and what will happen, soonest first. */
import { api } from "../../app/api.js";
import { html, icon, on, stylesheet } from "../../app/html.js";
import { ago, date, day, list, localDay, money, moment, personName, time } from "../../app/format.js";
import { t } from "../../app/i18n.js";
import { mayEdit } from "../../app/state.js";
import { toast, toastError } from "../toast/toast.js";

await stylesheet("./timeline.css", import.meta.url);

const MARKS = { granted: "plus", ended: "close", expired: "clock", default: "star", blocked: "block", unblocked: "check", pinned: "pin", unpinned: "pin",
  reverted: "undo" };

/** A change in few words: "Joined Golf club, left Retail". */
export function changeWords(change, nameOf) {
  const parts = [];
  if (change.groups_added?.length) parts.push(t("change.joined", { groups: list(change.groups_added.map(nameOf)) }));
  if (change.groups_removed?.length) parts.push(t("change.left", { groups: list(change.groups_removed.map(nameOf)) }));
  if (change.default_after && change.default_after !== change.default_before) parts.push(t("change.default", { group: nameOf(change.default_after) }));
  const words = parts.length ? parts.join(" · ") : t(`change.kind_${change.kind}`);
  return change.kind === "reverted" && parts.length ? t("change.undone_words", { words }) : words;
}

function actor(change) {
  if (change.rule) return html`<a href="#/rules/${change.rule.id}">${change.rule.name}</a>`;
  return change.by ?? t(`change.actor_${change.actor}`);
}

function tone(change) {
  if (change.groups_added?.length && !change.groups_removed?.length) return "event-in";
  return change.groups_removed?.length ? "event-out" : "";
}

function undoButton(change) {
  if (change.reverted_by) return html`<span>${t("change.is_undone")}</span>`;
  if (!change.revertible || !mayEdit()) return null;
  return html`<button class="button button-small" type="button" data-undo="${change.id}" aria-label="${t("change.undo_label", { reason: change.reason })}">${
    icon("undo")}${t("common.undo")}</button>`;
}

/** One change as a line. @param {{customer?: boolean}} [options] customer: tell whose it is */
export function changeLine(change, nameOf, options = {}) {
  const words = changeWords(change, nameOf);
  return html`<li class="event ${tone(change)} ${change.reverted_by ? "event-reverted" : ""}"><span class="event-mark">${
    icon(MARKS[change.kind] ?? "info")}</span>
    <p class="event-title">${options.customer ? html`<a href="#/customers/${change.customer.id}">${personName(change.customer)}</a> ` : null}${words}</p>
    <p class="event-detail">${change.reason}${change.reason ? " · " : ""}${actor(change)}</p>
    <div class="event-end">${options.customer ? html`<time datetime="${change.at}" title="${moment(change.at)}">${ago(change.at)}</time>`
      : html`<time datetime="${change.at}">${time(change.at)}</time>`}${undoButton(change)}</div></li>`;
}

const TYPE_MARKS = { order: "order", notification: "mail", delivery: "integrations" };

function entryLine(entry, nameOf) {
  if (entry.type === "change" && entry.change) return changeLine(entry.change, nameOf);
  const state = entry.notification ? t(`mail_state.${entry.notification.state}`) : null;
  const total = entry.order?.total ? money(entry.order.total) : null;
  return html`<li class="event event-${entry.type}"><span class="event-mark">${icon(TYPE_MARKS[entry.type] ?? "info")}</span><p class="event-title">${
    entry.notification ? html`<a href="#/mails/${entry.notification.id}">${entry.title}</a>` : entry.title}</p>
    <p class="event-detail">${[entry.detail, state].filter(Boolean).join(" · ")}</p><div class="event-end">${total ? html`<b>${total}</b>`
      : null}<time datetime="${entry.at}">${time(entry.at)}</time></div></li>`;
}

/** Lines with a heading for every day; `before` is the day already headed. */
export function timelineLines(entries, nameOf, before = "") {
  let present = before;
  return entries.map((entry) => {
    const here = localDay(entry.at);
    const heading = here === present ? null : html`<li class="timeline-day">${day(here, { dateStyle: "full" })}</li>`;
    present = here;
    return html`${heading}${entryLine(entry, nameOf)}`;
  });
}

/** What is to come. @param {{customer?: boolean}} [options] */
export function upcoming(items, options = {}) {
  return html`<ul class="upcoming">${items.map((item) => {
    const here = localDay(item.at);
    return html`<li><span class="leaf"><b>${day(here, { day: "numeric" })}</b><span>${day(here, { month: "short" })}</span></span>
      <div><p>${options.customer && item.customer ? html`<a href="#/customers/${item.customer.id}">${personName(item.customer)}</a>: ` : null}${
        item.sentence}</p>
      <p class="quiet small"><time datetime="${item.at}">${date(item.at)}, ${ago(item.at)}</time>${item.rule ? html` · <a href="#/rules/${item.rule.id}">${
        item.rule.name}</a>` : null}</p></div></li>`;
  })}</ul>`;
}

/** Takes a change back and tells; `after` redraws what shows it. */
export async function undo(id, after) {
  try {
    await api.post(`/changes/${id}/revert`);
    toast(t("change.undone"));
    await after();
  } catch (error) {
    toastError(error);
  }
}

/** Serves the Undo buttons inside `root`. */
export function undoButtons(root, after) {
  on(root, "click", "[data-undo]", async (event, button) => {
    button.setAttribute("aria-busy", "true");
    await undo(button.dataset.undo, after);
    button.removeAttribute("aria-busy");
  });
}
