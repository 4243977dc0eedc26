/** How mails are: one of them in a badge and in words, and all of them in the notes above the pages. */
import { html, stylesheet } from "../../app/html.js";
import { ago, moment } from "../../app/format.js";
import { t } from "../../app/i18n.js";
import { isAdmin } from "../../app/state.js";
import { badge } from "../badge/badge.js";
import { banner } from "../banner/banner.js";

await stylesheet("./mail-state.css", import.meta.url);

export const STATES = ["held", "queued", "sending", "sent", "failed", "cancelled"];
const TONES = { held: "warn", queued: "accent", sending: "accent", sent: "ok", failed: "bad" };
const WAITING = ["held", "queued"];

/** The mails there are, in the order of what a customer goes through. */
export const TEMPLATES = ["membership_granted", "membership_expiring", "membership_expired", "inactivity_reminder", "group_change", "turnover_reminder",
  "turnover_group_change", "turnover_promoted", "group_restored", "tier_promoted", "tier_demoted", "tier_at_risk", "run_report"];

/** The state in one badge. */
export function mailBadge(state) {
  return badge(t(`outbox.state_${state}`), TONES[state] ?? "", WAITING.includes(state) || state === "sending" ? "clock" : undefined);
}

export function waits(notification) {
  return WAITING.includes(notification.state);
}

/** What failed, what was taken out by hand, and what waits after a try that failed. */
export function mayRetry({ state, result, mail }) {
  return state === "failed" || (state === "cancelled" && result === "by_hand") || (state === "queued" && mail?.attempts > 0);
}

/** Why it did not leave, or what the server said last; empty where nothing is wrong. */
export function whyWords({ result, mail, state }) {
  if (result) return t(`mail_result.${result}`);
  return state === "sent" ? "" : mail?.error ?? "";
}

/** When it leaves, or when it left. */
export function whenWords(notification) {
  const { state, sent_at: sentAt, mail } = notification;
  if (state === "sent") return html`<span class="nowrap" title="${ago(sentAt)}">${moment(sentAt)}</span>`;
  if (state === "held") return t("outbox.when_held");
  if (state === "sending") return t("outbox.when_now");
  if (state !== "queued") return "–";
  const due = mail?.next_at ?? notification.send_after;
  return due && new Date(due) > new Date() ? html`<span class="nowrap" title="${ago(due)}">${moment(due)}</span>` : t("outbox.when_soon");
}

/** What a person should know of the mail server before reading on. @param {any} status of GET /mail-status @param {boolean} [here] whether this is where it is settled */
export function mailNotes(status, here = false) {
  const { counts } = status;
  const waiting = counts.held + counts.queued;
  const action = isAdmin() && !here ? html`<a class="button button-small" href="#/mails/settings">${t("mail_notes.settings")}</a>` : null;
  const notes = [];
  if (!status.configured) notes.push(banner({ tone: "warn", title: t("mail_notes.none_title"), text: waiting ? t("mail_notes.none", { n: waiting }) : t("mail_notes.nobody_waits"),
    action }));
  if (status.paused) notes.push(banner({ tone: "warn", title: t("mail_notes.paused_title"), text: waiting ? t("mail_notes.paused", { n: waiting }) : t("mail_notes.nobody_waits"),
    action }));
  if (status.configured && status.error) notes.push(banner({ tone: "bad", title: t("mail_notes.failing_title"), text: html`${status.error} ${
    status.resting_until ? t("mail_notes.again", { when: ago(status.resting_until), at: moment(status.resting_until) }) : t("mail_notes.safe")}`,
    action }));
  return notes.length ? html`${notes}` : null;
}

/** Where customers cannot unsubscribe by one click, and what that means. */
export function unsubscribeNote(status) {
  return status.unsubscribe_ready ? null : banner({ tone: "warn", title: t("mail_notes.unsubscribe_title"), text: html`${
    t("mail_notes.unsubscribe")} <code>--base-url https://…</code>` });
}
