/** One mail: what it says, why, to whom, and how far it has come. */
import { api } from "../app/api.js";
import { html, icon, on, render } from "../app/html.js";
import { ago, moment, number, personName } from "../app/format.js";
import { t } from "../app/i18n.js";
import { mayEdit } from "../app/state.js";
import { banner } from "../components/banner/banner.js";
import { facts } from "../components/facts/facts.js";
import { head } from "../components/head/head.js";
import "../components/mail-frame/mail-frame.js";
import { MailPreview } from "../components/mail-preview/mail-preview.js";
import { mailBadge, mayRetry, waits, whenWords, whyWords } from "../components/mail-state/mail-state.js";
import { stats } from "../components/stat/stat.js";
import { toast, toastError } from "../components/toast/toast.js";

/** @param {import("../app/main.js").View} view */
export async function show(view) {
  const one = await api.get(`/notifications/${encodeURIComponent(view.params.id)}`, {}, view.signal);
  view.title(t(`mail.${one.template}`));
  draw(view, one);
  on(view.root, "click", "[data-act]", async (event, button) => {
    button.setAttribute("aria-busy", "true");
    try {
      await api.post(`/notifications/${one.id}/${button.dataset.act}`);
      toast(t(`outbox.done_${button.dataset.act}`));
      draw(view, await api.get(`/notifications/${one.id}`, {}, view.signal));
      view.root.querySelector("h1").focus();
    } catch (error) {
      toastError(error);
      button.removeAttribute("aria-busy");
    }
  });
}

function draw(view, one) {
  const actions = mayEdit() ? html`${mayRetry(one) ? html`<button class="button button-primary" type="button" data-act="retry">${icon("refresh")}${
    t("outbox.retry")}</button>` : null}${waits(one) ? html`<button class="button button-bad" type="button" data-act="cancel">${icon("close")}${
    t("outbox.cancel")}</button>` : null}` : null;
  const why = whyWords(one);
  render(view.root, html`${head({ title: t(`mail.${one.template}`), beside: mailBadge(one.state), back: { href: "#/mails", text: t("outbox.title") },
    actions, text: one.customer ? html`${t("outbox.to")} <a class="linked" href="#/customers/${one.customer.id}">${personName(one.customer)}</a>${
      one.mail?.to ? html` <span class="wrap">&lt;${one.mail.to}&gt;</span>` : null}` : t("outbox.to_administrators") })}
    <div class="stack stack-l">${why ? banner({ tone: one.state === "failed" ? "bad" : one.state === "cancelled" ? "" : "warn", title: t(`outbox.why_${
      one.state === "failed" || one.state === "cancelled" ? one.state : "waits"}`), text: why }) : null}${one.mail?.uncertain ? banner({ tone: "warn",
      title: t("outbox.uncertain_title"), text: t("outbox.uncertain") }) : null}${stats(figures(one))}
    <div class="pair pair-wide"><section class="card card-flush" data-says></section>${about(one)}</div></div>`);
  says(view.root.querySelector("[data-says]"), one);
}

function figures(one) {
  return [
    { label: t("outbox.created"), value: ago(one.created_at), note: moment(one.created_at) },
    { label: t(one.state === "sent" ? "outbox.sent" : "outbox.leaves"), value: one.state === "sent" ? ago(one.sent_at) : whenWords(one),
      note: one.state === "sent" ? moment(one.sent_at) : null },
    { label: t("outbox.attempts"), value: number(one.mail?.attempts ?? 0) },
  ];
}

/** The mail as it would leave now, or as it left: of that one only the text is kept. */
function says(place, one) {
  if (!one.subject && !one.text) {
    return render(place, html`<div class="card-body"><p class="quiet">${t("outbox.no_content")}</p></div>`);
  }
  return new MailPreview(place, { title: t(one.state === "sent" ? "outbox.said" : "outbox.says") }).show({ subject: one.subject, html: one.html, text: one.text });
}

function about(one) {
  const { mail } = one;
  const together = (one.together ?? []).filter((id) => id !== one.id);
  const link = (href, text) => html`<a href="${href}">${text}</a>`;
  const rows = [
    [t("outbox.reason"), one.reason],
    [t("outbox.rule"), one.rule ? link(`#/rules/${one.rule.id}`, one.rule.name) : null],
    [t("outbox.change"), one.change && one.customer ? link(`#/customers/${one.customer.id}`, t("outbox.change_link")) : null],
    [t("outbox.language"), mail?.locale],
    [t("outbox.with"), together.length ? html`<span class="mail-chips">${together.map((id) => link(`#/mails/${id}`, `#${id}`))}</span>` : null],
    [t("outbox.next"), mail?.next_at && waits(one) ? moment(mail.next_at) : null],
    [t("outbox.server_said"), mail?.server_said ? html`<span class="mono wrap">${mail.server_said}</span>` : null],
    [t("outbox.message_id"), mail?.message_id ? html`<span class="mono wrap">${mail.message_id}</span>` : null],
  ];
  return html`<section class="card"><div class="card-head"><h2>${t("outbox.about")}</h2></div>${facts(rows)}</section>`;
}
