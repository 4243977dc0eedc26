/** The part of a source's page about the shop's own API: joined, tried, read, told. */
import { all, api } from "../../app/api.js";
import { html, icon, on, render } from "../../app/html.js";
import { moment } from "../../app/format.js";
import { t } from "../../app/i18n.js";
import { connectorKinds, isAdmin, storeKey } from "../../app/state.js";
import { badge } from "../badge/badge.js";
import { banner } from "../banner/banner.js";
import { ask } from "../dialog/dialog.js";
import { empty } from "../empty/empty.js";
import { field } from "../field/field.js";
import { region } from "../region/region.js";
import { table } from "../table/table.js";
import { toast, toastError } from "../toast/toast.js";
import { accountForm, accountSteps } from "./account-form.js";
import { followSync, tellSync } from "./following.js";
import { connectorBadge, settingsOf, stateLine, troubles } from "./state.js";
import { orderLink, readWords, syncBadge, syncColumns, syncDetails } from "./sync-report.js";

const LOOKS = 10;

/**
 * The connector of a source, or null. A source of a platform without an API of its own has no kind.
 * @returns {Promise<{kind: any, connector: any}>}
 */
export async function connectorOf(source, signal) {
  const [kinds, connectors] = await Promise.all([connectorKinds(), all("/connectors", { store: source.store ?? storeKey() }, signal)]);
  return { kind: kinds.find((kind) => kind.platform === source.platform) ?? null,
    connector: connectors.find((connector) => connector.source === source.key) ?? null };
}

/** Draws the section into `place`, and again whenever something about it changes. */
export class Connection {
  /** @param {import("../../app/main.js").View} view @param {HTMLElement} place @param {any} source */
  constructor(view, place, source) {
    Object.assign(this, { view, place, source, base: `#/integrations/${source.id}`, connector: null, kind: null, following: false });
    this.serve();
  }

  load(keep = false) {
    return region(this.place, async (current) => {
      const { kind, connector } = await connectorOf(this.source, this.view.signal);
      const syncs = connector ? (await api.get(`/connectors/${connector.id}/syncs`, { limit: LOOKS }, this.view.signal)).items : [];
      if (!current()) return;
      Object.assign(this, { kind, connector, syncs });
      this.draw();
    }, { rows: 3, keep });
  }

  draw() {
    if (!this.kind) return render(this.place, html``);
    if (!this.connector) return this.drawNew();
    render(this.place, html`<div class="stack stack-l">${this.stateCard()}<section class="card" data-load aria-labelledby="load-title"></section>${
      this.looksCard()}${isAdmin() ? this.orderCard() : null}</div>`);
    this.drawState();
    this.drawLoad();
    this.drawOrderForm();
    this.follow();
  }

  stateCard() {
    return html`<section class="card" data-connector aria-labelledby="connection-title"><div class="card-head"><h2 id="connection-title" tabindex="-1">${
      t("connection.title")}</h2><span data-badge></span></div><div class="stack"><div data-line></div>${settingsOf(this.connector)}${isAdmin()
      ? html`${this.buttons()}<div class="connection-answer" role="status" data-answer></div>` : null}</div></section>`;
  }

  looksCard() {
    const looks = this.syncs.length ? table({ caption: t("sync.list"), columns: syncColumns(), items: this.syncs })
      : empty({ title: t("sync.none_title"), text: t("sync.none"), small: true });
    return html`<section class="card card-flush" data-looks><div class="card-head"><h2>${t("sync.list")}</h2></div>${looks}</section>`;
  }

  orderCard() {
    return html`<section class="card" data-order><div class="stack stack-s"><h2>${t("connection.order")}</h2><p class="quiet">${
      t("connection.order_text")}</p><form class="inline-form" novalidate><button class="button" type="submit">${t("connection.order_read")}</button></form>
      <div class="connection-answer" role="status" data-order-answer></div></div></section>`;
  }

  buttons() {
    const { connector } = this;
    return html`<div class="row"><button class="button" type="button" data-action="test">${icon("bolt")}${t("connection.test")}</button>
      <button class="button" type="button" data-action="look">${icon("refresh")}${t("connection.look")}</button>
      <button class="button" type="button" data-action="edit-connector">${icon("edit")}${t("common.edit")}</button>
      ${connector.write_groups ? html`<button class="button" type="button" data-action="tell">${t("connection.tell")}</button>` : null}
      <button class="button button-bad" type="button" data-action="remove">${icon("trash")}${t("connection.remove")}</button></div>`;
  }

  /** Without a connector: the form for an administrator, a word for everyone else. */
  drawNew() {
    if (!isAdmin()) {
      return render(this.place, html`<section class="card">${
          empty({ mark: "link", title: t("connection.none_title"), text: t("connection.admins"), small: true })}</section>`);
    }
    const steps = accountSteps(this.source.platform);
    render(this.place, html`<section class="card" data-connector><div class="card-head"><div><h2 tabindex="-1">${t("connection.title")}</h2><p>${
      t("connection.text")}</p></div></div><div class="pair pair-wide"><div data-form></div>${steps ? html`<div class="stack stack-s"><h3>${
      t("connection.steps")}</h3>${steps}</div>` : null}</div></section>`);
    accountForm(this.place.querySelector("[data-form]"), { source: this.source, kind: this.kind, saved: () => {
      toast(t("connection.created"));
      this.again();
    } });
  }

  async edit() {
    const { body: connector, tag } = await api.tagged(`/connectors/${this.connector.id}`, {}, this.view.signal);
    const card = this.place.querySelector("[data-connector]");
    const steps = accountSteps(this.source.platform);
    render(card, html`<div class="card-head"><h2 tabindex="-1">${t("connection.edit")}</h2></div><div class="pair pair-wide"><div data-form></div>${
      steps ? html`<div class="stack stack-s"><h3>${t("connection.steps")}</h3>${steps}</div>` : null}</div>`);
    accountForm(card.querySelector("[data-form]"), { source: this.source, kind: this.kind, connector, tag, cancel: () => this.again(), saved: (isTheirs) => {
      toast(t(isTheirs ? "conflict.taken" : "connection.saved"));
      this.again();
    } });
    card.querySelector("h2").focus();
  }

  /** Loads anew and puts the cursor at the section's heading, as what was clicked is gone. */
  async again() {
    await this.load(true);
    this.place.querySelector("h2")?.focus();
  }

  drawState() {
    const line = this.place.querySelector("[data-line]");
    if (!line) return;
    render(this.place.querySelector("[data-badge]"), connectorBadge(this.connector));
    render(line, html`<div class="stack">${stateLine(this.connector, this.base)}${troubles(this.connector, this.base)}</div>`);
  }

  /** The first load: what it will do, how far it is, how it ended. */
  drawLoad() {
    const last = this.syncs.find((sync) => sync.kind === "load");
    const running = this.syncs.find((sync) => sync.state === "running");
    render(this.place.querySelector("[data-load]"), html`<div class="card-head"><h2 id="load-title" tabindex="-1">${
      t(running ? `sync.running_${running.kind}` : "load.title")}</h2>${last && !running ? syncBadge(last) : null}</div>
      <div class="stack" data-body>${running ? null : this.loadWords(last)}</div>`);
  }

  /** @param {any} last the latest first load, where there was one */
  loadWords(last) {
    const begin = (words, primary) => (isAdmin() && this.connector.enabled ? html`<div><button class="button ${primary
      ? "button-primary" : ""}" type="button" data-action="load">${t(words)}</button></div>` : null);
    if (last?.state === "failed") {
      return html`${banner({ tone: "bad", title: t("load.failed"), text: last.error ?? t("errors.unknown") })}<p>${readWords(last)}</p>${
        syncDetails(last)}${begin("load.go_on", true)}`;
    }
    if (last?.state === "cancelled") return html`<p>${t("load.stopped", { read: readWords(last) })}</p>${begin("load.go_on", true)}`;
    if (last) return html`<p>${readWords(last)}</p><div>${syncDetails(last)}</div>${begin("load.again")}`;
    const { loaded_at: done } = this.connector;
    if (done) return html`<p>${t("load.loaded", { when: moment(done) })}</p>${begin("load.again")}`;
    return html`<p>${t("load.text")}</p>${banner({ text: t("load.off") })}${begin("load.start", true)}`;
  }

  /** Shows what is running until it has ended. */
  async follow() {
    const running = this.syncs.find((sync) => sync.state === "running");
    if (!running || this.following) return;
    this.following = true;
    try {
      const ended = await followSync(this.view, this.place.querySelector("[data-load] [data-body]"), running);
      this.following = false;
      if (!ended) return;
      tellSync(ended);
      await this.load(true);
    } catch (error) {
      toastError(error);
    } finally {
      this.following = false;
    }
  }

  /** Called now and then: the state by itself, without touching what someone is filling in. */
  async refresh() {
    if (!this.connector || !this.place.querySelector("[data-line]")) return;
    const before = this.connector.last_sync?.id;
    const fresh = await api.get(`/connectors/${this.connector.id}`, {}, this.view.signal).catch(() => null);
    if (!fresh || !this.place.isConnected || fresh.id !== this.connector?.id) return;
    this.connector = fresh;
    this.drawState();
    const typing = this.place.contains(document.activeElement) && document.activeElement.matches("input");
    if (fresh.last_sync?.id !== before && !this.following && !typing) await this.load(true);
  }

  drawOrderForm() {
    const form = this.place.querySelector("[data-order] form");
    if (!form) return;
    const id = field({ name: "order", type: "text", label: t("connection.order_id"), required: true }, "");
    form.prepend(id);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.readOrder(form, id);
    });
  }

  async readOrder(form, id) {
    const button = form.querySelector("[type=submit]");
    const answer = this.place.querySelector("[data-order-answer]");
    button.setAttribute("aria-busy", "true");
    id.clear();
    render(answer, html``);
    try {
      const order = await api.post(`/connectors/${this.connector.id}/order`, { order: id.value });
      render(answer, html`${badge(t("connection.order_done"), "ok")}<p>${t("connection.order_is")} ${orderLink(order.external_id)}</p>`);
    } catch (error) {
      id.error = error.errors?.[0]?.reason ?? error.message;
      id.enter();
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  // What the buttons do

  serve() {
    const acts = { test: () => this.test(), look: () => this.start("look"), load: () => this.askLoad(), "edit-connector": () => this.edit(),
      tell: () => this.tell(), remove: () => this.remove() };
    on(this.place, "click", "[data-action]", async (event, button) => {
      const act = acts[button.dataset.action];
      if (!act) return;
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

  async test() {
    const place = this.place.querySelector("[data-answer]");
    render(place, html`<p class="quiet">${t("connection.testing")}</p>`);
    try {
      const { ok, message } = await api.post(`/connectors/${this.connector.id}/check`);
      render(place, html`${badge(t(ok ? "connection.test_ok" : "connection.test_bad"), ok ? "ok" : "bad")}<p>${message}</p>`);
    } catch (error) {
      render(place, html`${badge(t("connection.test_bad"), "bad")}<p>${error.message}</p>`);
    }
  }

  async start(kind) {
    await api.post(`/connectors/${this.connector.id}/${kind}`);
    await this.load(true);
    this.place.querySelector("#load-title")?.focus();
  }

  /** Reading everything a second time is asked for; the first time the card itself has said what happens. */
  async askLoad() {
    if (!this.connector.loaded_at) return this.start("load");
    const sure = await ask({ title: t("load.again_title"), text: t("load.again_text"), confirm: t("load.again") });
    if (sure) await this.start("load");
  }

  async tell() {
    const answer = await ask({ title: t("connection.tell_title", { name: this.source.name }), text: t("connection.tell_text"),
      confirm: t("connection.tell_confirm"),
      submit: () => api.post(`/connectors/${this.connector.id}/tell`) });
    if (!answer) return;
    toast(t("connection.told", { n: answer.customers }));
    await this.load(true);
  }

  async remove() {
    const done = await ask({ title: t("connection.remove_title", { name: this.source.name }), text: t("connection.remove_text", { n: this.connector.queued }),
      confirm: t("connection.remove"), danger: true, submit: async () => { await api.delete(`/connectors/${this.connector.id}`); } });
    if (!done) return;
    toast(t("connection.removed"));
    await this.again();
  }
}
