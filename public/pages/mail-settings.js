/** Settings of mails: the server that takes them, and how those of the shown store look and leave. */
import { api } from "../app/api.js";
import { html, on, render } from "../app/html.js";
import { number } from "../app/format.js";
import { t } from "../app/i18n.js";
import { isAdmin, state, storeKey } from "../app/state.js";
import { empty } from "../components/empty/empty.js";
import { head } from "../components/head/head.js";
import { MailServer } from "../components/mail-server/mail-server.js";
import { mailNotes, unsubscribeNote } from "../components/mail-state/mail-state.js";
import { stats } from "../components/stat/stat.js";
import { StoreMail } from "../components/store-mail/store-mail.js";
import { toggle } from "../components/switch/switch.js";
import { mailTabs } from "../components/tabs/areas.js";
import { toast, toastError } from "../components/toast/toast.js";

/** @param {import("../app/main.js").View} view */
export async function show(view) {
  view.title(t("mail_settings.title"));
  const top = html`${head({ title: t("nav.mails"), text: t("mail_settings.text") })}${mailTabs("settings")}`;
  if (!isAdmin()) {
    return render(view.root, html`${top}<div class="card">${empty({ mark: "key", title: t("tokens.admins_title"), text: t("mail_settings.admins") })}</div>`);
  }
  const ofStore = `/stores/${encodeURIComponent(storeKey())}/mail`;
  const [status, server, store] = await Promise.all([api.get("/mail-status", {}, view.signal), api.tagged("/settings/mail", {}, view.signal),
    api.tagged(ofStore, {}, view.signal)]);
  render(view.root, html`${top}<div class="stack stack-l"><div class="mail-notes" data-notes></div><div data-figures></div>
    <section class="split"><div class="split-text"><h2>${t("mail_settings.server")}</h2><p>${t("mail_settings.server_text")}</p></div><div class="stack"><div
    class="card" data-pause></div><div class="card" data-server></div></div></section>
    <h2 class="mail-of">${t("store_mail.of", { name: state.store?.name ?? "" })}</h2><div data-store></div></div>`);
  tell(view, status);
  const refresh = async () => tell(view, await api.get("/mail-status", {}, view.signal).catch(() => null));
  const form = new MailServer(view.root.querySelector("[data-server]"), server, refresh);
  new StoreMail(view.root.querySelector("[data-store]"), store, ofStore);
  on(view.root, "change", "[name=paused]", (event, box) => pause(view, form, !box.checked, refresh));
}

function tell(view, status) {
  if (!status || !view.root.isConnected) return;
  const { counts } = status;
  render(view.root.querySelector("[data-notes]"), html`${mailNotes(status, true)}${unsubscribeNote(status)}`);
  render(view.root.querySelector("[data-figures]"), stats([
    { label: t("mail_settings.waiting"), value: number(counts.queued + counts.held), note: counts.held ? t("mail_settings.of_held", { n: counts.held }) : null },
    { label: t("outbox.state_sending"), value: number(counts.sending ?? 0) },
    { label: t("mail_settings.sent_today"), value: number(counts.sent_today) },
    { label: t("outbox.state_failed"), value: counts.failed ? html`<a href="#/mails?state=failed">${number(counts.failed)}</a>` : number(0) },
  ]));
  const pauseBox = view.root.querySelector("[data-pause]");
  render(pauseBox, html`<div class="row row-between"><p class="grow">${t(status.paused ? "mail_settings.is_paused" : "mail_settings.is_sending")}</p>${
    toggle({ label: t("mail_settings.sending"), on: !status.paused, name: "paused" })}</div>`);
}

async function pause(view, form, paused, refresh) {
  try {
    const { body, tag } = await api.patch("/settings/mail", { paused }, { tagged: true });
    Object.assign(form, { settings: { ...form.settings, paused: body?.paused ?? paused }, tag });
    toast(t(paused ? "mail_settings.paused_now" : "mail_settings.resumed"), { action: { label: t("common.undo"), run: () => pause(view, form, !paused, refresh) } });
  } catch (error) {
    toastError(error);
  }
  await refresh();
  view.root.querySelector("[name=paused]")?.focus();
}
