/** One destination: made new with its secret shown once, or looked after. */
import { api } from "../app/api.js";
import { html, icon, on, render } from "../app/html.js";
import { ago, moment, number } from "../app/format.js";
import { t } from "../app/i18n.js";
import { go } from "../app/router.js";
import { isAdmin, state } from "../app/state.js";
import { badge } from "../components/badge/badge.js";
import { banner } from "../components/banner/banner.js";
import { saveOver } from "../components/conflict/conflict.js";
import "../components/copy/copy.js";
import { Deliveries } from "../components/deliveries/deliveries.js";
import { destinationForm } from "../components/destination-form/destination-form.js";
import { ask } from "../components/dialog/dialog.js";
import { head } from "../components/head/head.js";
import { stats } from "../components/stat/stat.js";
import { toast, toastError } from "../components/toast/toast.js";
import { destinationBadge, eventName, rests, storeName } from "./destinations.js";

const LIST = "#/integrations/destinations";
const REFRESH = 5000;

/** @param {import("../app/main.js").View} view */
export async function show(view) {
  if (!view.params.id) return create(view);
  const { body, tag } = await api.tagged(`/destinations/${view.params.id}`, {}, view.signal);
  Object.assign(view, { destination: body, tag });
  view.title(view.destination.name);
  draw(view, null);
}

function create(view) {
  view.title(t("destinations.create"));
  render(view.root, html`${head({ title: t("destinations.create"), text: t("destinations.create_text"), back: { href: LIST, text: t("destinations.title") } })}
    <section class="card" data-form></section>`);
  destinationForm(view.root.querySelector("[data-form]"), { eventName, confirm: t("destinations.create_it"), cancel: LIST, save: async (values) => {
    const { secret, ...made } = await api.post("/destinations", values);
    toast(t("destinations.created", { name: made.name }));
    history.replaceState(null, "", `${LIST}/${made.id}`);
    view.destination = made;
    view.title(made.name);
    draw(view, secret);
    view.root.querySelector("h1").focus();
  } });
}

function draw(view, secret) {
  const { destination } = view;
  const actions = isAdmin() ? html`<button class="button" type="button" data-action="ping">${icon("bolt")}${t("destinations.ping")}</button>
    <button class="button" type="button" data-action="edit">${icon("edit")}${t("common.edit")}</button>
    <button class="button" type="button" data-action="switch">${t(destination.enabled ? "destinations.switch_off" : "destinations.switch_on")}</button>
    <button class="button" type="button" data-action="rotate">${icon("key")}${t("destinations.rotate")}</button>
    <button class="button button-bad" type="button" data-action="delete">${icon("trash")}${t("common.delete")}</button>` : null;
  render(view.root, html`${head({ title: destination.name, beside: html`<span data-state></span>`, text: html`<span class="mono wrap">${
      destination.url}</span>`,
    back: { href: LIST, text: t("destinations.title") }, actions })}
    <div class="stack stack-l">${secret ? html`<section class="card" data-secret><div class="stack">${
        banner({ tone: "ok", title: t("destinations.secret_title"),
      text: t("destinations.secret_once") })}<e-copy label="${t("destinations.secret")}" value="${secret}"></e-copy><p class="quiet">${
          t("destinations.check_text")}</p></div></section>` : null}
    <div class="row" role="status" data-answer hidden></div><div class="stack" data-notes></div><div data-figures></div>
    <section class="card" data-edit hidden></section>
    <section class="card card-flush" data-deliveries></section></div>`);
  view.deliveries = new Deliveries(view, view.root.querySelector("[data-deliveries]"), { destination, eventName, changed: () => refresh(view) });
  figures(view);
  if (!view.root.dataset.served) serve(view);
  view.root.dataset.served = "yes";
  watch(view);
}

function figures(view) {
  const { destination } = view;
  render(view.root.querySelector("[data-state]"), destinationBadge(destination));
  render(view.root.querySelector("[data-notes]"), html`${destination.disabled_by === "receiver" ? banner({ tone: "bad", title: t("destinations.gone"),
    text: t("destinations.gone_text") }) : null}${rests(destination) ? banner({ tone: "warn", title: t("destinations.resting"), text: html`${
        t("destinations.rests",
    { n: destination.failures_in_a_row, ago: ago(destination.rests_until) })} ${destination.last_try?.error ?? ""}` }) : null}${
    destination.former_secret_until && new Date(destination.former_secret_until) > new Date() ? banner({ text: t("destinations.former",
      { when: moment(destination.former_secret_until) }) }) : null}<p class="connection-line"><span>${destination.events.map(eventName).join(", ")}</span>${
    state.stores.length > 1 ? html` <span class="quiet">(${storeName(destination)})</span>` : null}</p>`);
  const again = view.root.querySelector('[data-action="replay-failed"]');
  if (again) again.hidden = destination.failed === 0;
  render(view.root.querySelector("[data-figures]"), stats([
    { label: t("destinations.last"), value: ago(destination.last_delivered_at) },
    { label: t("destinations.delivered"), value: number(destination.delivered) },
    { label: t("destinations.queued"), value: number(destination.queued) },
    { label: t("destinations.failed"), value: number(destination.failed) },
  ]));
}

/** Looks again now and then; the list of deliveries is drawn anew only when something was sent. */
function watch(view) {
  clearInterval(view.timer);
  view.timer = setInterval(() => { if (!document.hidden && !view.signal.aborted) refresh(view); }, REFRESH);
  view.signal.addEventListener("abort", () => clearInterval(view.timer), { once: true });
}

async function refresh(view) {
  const fresh = await api.get(`/destinations/${view.destination.id}`, {}, view.signal).catch(() => null);
  if (!fresh || !view.root.isConnected || view.signal.aborted) return;
  const moved = ["delivered", "queued", "failed"].some((name) => fresh[name] !== view.destination[name]);
  const acting = view.root.querySelector("[data-figures]").contains(document.activeElement);
  view.destination = fresh;
  if (!acting) figures(view);
  const list = view.root.querySelector("[data-deliveries]");
  if (moved && !list.contains(document.activeElement) && !list.querySelector("details[open]")) view.deliveries.load(true);
}

function serve(view) {
  const acts = { ping: () => ping(view), edit: () => edit(view), switch: () => turn(view), rotate: () => rotate(view), delete: () => remove(view),
    "replay-failed": () => replayFailed(view) };
  on(view.root, "click", "[data-action]", async (event, button) => {
    const act = acts[button.dataset.action];
    if (!act || button.getAttribute("aria-busy")) return;
    button.setAttribute("aria-busy", "true");
    try {
      await act();
    } catch (error) {
      toastError(error);
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
}

/** A receiver that fails is an answer too. */
async function ping(view) {
  const place = view.root.querySelector("[data-answer]");
  place.hidden = false;
  render(place, html`<span class="quiet">${t("destinations.pinging")}</span>`);
  try {
    const { ok, status, milliseconds, error } = await api.post(`/destinations/${view.destination.id}/ping`);
    const said = status === null ? "" : t("destinations.ping_answer", { status: String(status), ms: milliseconds });
    render(place, html`${badge(t(ok ? "destinations.ping_ok" : "destinations.ping_bad"), ok ? "ok" : "bad")}<span>${
        [said, error].filter(Boolean).join(" ")}</span>`);
  } catch (error) {
    render(place, html`${badge(t("destinations.ping_bad"), "bad")}<span>${error.message}</span>`);
  }
}

function edit(view) {
  const place = view.root.querySelector("[data-edit]");
  const close = () => {
    place.hidden = true;
    render(place, html``);
    view.root.querySelector('[data-action="edit"]').focus();
  };
  place.hidden = false;
  render(place, html`<div class="card-head"><h2 tabindex="-1">${t("destinations.edit")}</h2></div><div data-form></div>`);
  destinationForm(place.querySelector("[data-form]"), { destination: view.destination, eventName, confirm: t("common.save"), cancel: close,
    save: async (values) => {
    const done = await saveOver({ path: `/destinations/${view.destination.id}`, base: view.destination, mine: values, tag: view.tag,
      label: (name) => t(`destinations.${name === "allow_private_address" ? "private" : name}`) });
    if (!done) return;
    Object.assign(view, { destination: done.body, tag: done.tag });
    toast(done.isTheirs ? t("conflict.taken") : t("destinations.saved", { name: view.destination.name }));
    view.title(view.destination.name);
    draw(view, null);
    view.root.querySelector('[data-action="edit"]').focus();
  } });
  place.querySelector("h2").focus();
}

async function turn(view) {
  const { body, tag } = await api.patch(`/destinations/${view.destination.id}`, { enabled: !view.destination.enabled }, { tagged: true });
  Object.assign(view, { destination: body, tag });
  draw(view, null);
  view.root.querySelector('[data-action="switch"]').focus();
}

async function rotate(view) {
  const answer = await ask({ title: t("destinations.rotate_title"), text: t("destinations.rotate_text"), confirm: t("destinations.rotate"),
    submit: () => api.post(`/destinations/${view.destination.id}/rotate-secret`) });
  if (!answer) return;
  const { secret, ...fresh } = answer;
  if (fresh.id) view.destination = fresh;
  draw(view, secret);
  view.root.querySelector("[data-secret] e-copy button").focus();
}

async function replayFailed(view) {
  const n = view.destination.failed;
  const answer = await ask({ title: t("deliveries.replay_failed_title", { n }), text: t("deliveries.replay_failed_text"), confirm: t("deliveries.replay"),
    submit: () => api.post(`/destinations/${view.destination.id}/replay-failed`) });
  if (!answer) return;
  toast(t("deliveries.replayed_failed", { n: answer.replayed }));
  view.destination = await api.get(`/destinations/${view.destination.id}`, {}, view.signal);
  figures(view);
  await view.deliveries.load(true);
}

async function remove(view) {
  const done = await ask({ title: t("destinations.delete_title", { name: view.destination.name }),
    text: t("destinations.delete_text", { n: view.destination.queued }), confirm: t("common.delete"), danger: true,
    submit: async () => { await api.delete(`/destinations/${view.destination.id}`); } });
  if (!done) return;
  toast(t("destinations.deleted", { name: view.destination.name }));
  go(LIST);
}
