/** What was sent to a destination, and what became of it. */
import { api } from "../../app/api.js";
import { flag, html, icon, on, render, stylesheet } from "../../app/html.js";
import { ago, moment, number } from "../../app/format.js";
import { t } from "../../app/i18n.js";
import { setQuery } from "../../app/router.js";
import { isAdmin } from "../../app/state.js";
import { badge } from "../badge/badge.js";
import { EVENTS } from "../destination-form/destination-form.js";
import { empty } from "../empty/empty.js";
import { filters } from "../filters/filters.js";
import { region } from "../region/region.js";
import { paged } from "../table/table.js";
import { toast, toastError } from "../toast/toast.js";

await stylesheet("./deliveries.css", import.meta.url);

const STATES = { queued: "accent", delivered: "ok", failed: "bad", cancelled: "" };

export class Deliveries {
  /**
   * @param {import("../../app/main.js").View} view @param {HTMLElement} root
   * @param {{destination: any, eventName: (type: string) => string, changed: () => void}} about changed: something was sent again or taken out
   */
  constructor(view, root, { destination, eventName, changed }) {
    Object.assign(this, { view, root, destination, eventName, changed });
    this.asked = { state: view.query.get("state") ?? "", type: view.query.get("type") ?? "" };
    this.draw();
    this.serve();
    this.load(false);
  }

  draw() {
    const select = (name, any, options) => html`<label><span class="unseen">${t(`deliveries.${name}`)}</span><select class="input" name="${
        name}"><option value="">${
      any}</option>${options.map(({ value, label }) => html`<option value="${value}"${flag("selected", value === this.asked[name])}>${
          label}</option>`)}</select></label>`;
    render(this.root, html`<div class="card-head"><h2>${t("deliveries.title")}</h2>${
        isAdmin() ? html`<button class="button button-small" type="button" data-action="replay-failed" hidden>${
      icon("refresh")}${t("deliveries.replay_failed")}</button>` : null}</div><div class="card-body">${filters(html`${select("state", t("deliveries.any_state"),
      Object.keys(STATES).map((value) => ({ value, label: t(`deliveries.state_${value}`) })))}${select("type", t("deliveries.any_type"),
      EVENTS.map((value) => ({ value, label: this.eventName(value) })))}`)}</div><div data-list></div>`);
  }

  load(keep) {
    const place = this.root.querySelector("[data-list]");
    const query = { destination: this.destination.id, ...this.asked, limit: 50 };
    return region(place, async (current) => {
      const first = await api.get("/deliveries", query, this.view.signal);
      if (!current()) return;
      if (first.items.length) {
        return paged({ root: place, first, caption: t("deliveries.title"), columns: this.columns(), more: (cursor) =>
          api.get("/deliveries", { ...query, cursor }, this.view.signal) });
      }
      const filtered = this.asked.state || this.asked.type;
      render(place, empty({ mark: "inbox", title: t(filtered ? "deliveries.nothing_title" : "deliveries.none_title"), text: t(filtered ? "deliveries.nothing"
        : "deliveries.none"), small: true }));
    }, { rows: 5, keep });
  }

  serve() {
    this.root.querySelector(".filters").addEventListener("change", (event) => {
      this.asked[event.target.name] = event.target.value;
      setQuery(this.asked);
      this.load(true);
    });
    on(this.root, "click", "[data-act]", async (event, button) => {
      const { act, id } = button.dataset;
      button.setAttribute("aria-busy", "true");
      try {
        await api.post(`/deliveries/${id}/${act}`);
        toast(t(act === "cancel" ? "deliveries.cancelled" : "deliveries.replayed"));
        this.changed();
        await this.load(true);
      } catch (error) {
        toastError(error);
        button.removeAttribute("aria-busy");
      }
    });
    // A body is asked for when someone looks at it; the event of a fold does not bubble.
    on(this.root, "toggle", "details[data-body]", (event, fold) => this.showBody(fold), { capture: true });
  }

  async showBody(fold) {
    if (!fold.open || fold.dataset.shown) return;
    fold.dataset.shown = "yes";
    const place = fold.querySelector("pre");
    try {
      const { body } = await api.get(`/deliveries/${fold.dataset.body}`, {}, this.view.signal);
      place.textContent = JSON.stringify(body, null, 2);
    } catch (error) {
      place.textContent = error.message;
      delete fold.dataset.shown;
    }
  }

  /** What waits can be taken out, what has left can be sent again. */
  button(one) {
    const [act, mark] = one.state === "queued" ? ["cancel", "close"] : ["replay", "refresh"];
    return html`<button class="button button-small" type="button" data-act="${act}" data-id="${one.id}" aria-label="${t(`deliveries.${act}_label`,
      { type: this.eventName(one.type), when: moment(one.created_at) })}">${icon(mark)}${t(`deliveries.${act}`)}</button>`;
  }

  columns() {
    return [
      { head: t("deliveries.type"), lead: true, cell: (one) => html`${this.eventName(one.type)}<small class="mono">${
          one.webhook_id}</small><details class="delivery-body" data-body="${
        one.id}"><summary aria-label="${t("deliveries.body_label", { id: one.webhook_id })}">${
            t("deliveries.body")}</summary><pre tabindex="0" role="region" aria-label="${
        t("deliveries.body_label", { id: one.webhook_id })}">${t("deliveries.loading")}</pre></details>` },
      { head: t("deliveries.customer"), cell: (one) => (one.customer ? html`<a href="#/customers/${one.customer.id}">${
          one.customer.name || one.customer.external_id
        || one.customer.id}</a>` : "–") },
      { head: t("deliveries.state"), cell: (one) => html`${badge(t(`deliveries.state_${
          one.state}`), STATES[one.state] ?? "", one.state === "queued" ? "clock" : undefined)}${
        one.error ? html`<small>${one.error}</small>` : null}` },
      { head: t("deliveries.answer"), cell: answerWords },
      { head: t("deliveries.created"), cell: (one) => html`<span class="nowrap" title="${moment(one.created_at)}">${ago(one.created_at)}</span>` },
      { head: t("deliveries.next"), cell: (one) => (one.next_at ? html`<span class="nowrap">${new Date(one.next_at) <= new Date() ? t("deliveries.now")
        : ago(one.next_at)}</span>` : "–") },
      { head: t("deliveries.attempts"), end: true, cell: (one) => number(one.attempts) },
      { head: t("common.actions"), unseen: true, end: true, cell: (one) => (isAdmin() ? this.button(one) : null) },
    ];
  }
}

/** "Status 200 · 84 ms"; a receiver that gave no answer has no status. */
function answerWords(delivery) {
  const { status, milliseconds } = delivery;
  const words = [status === null ? null : t("deliveries.status", { status: String(status) }),
    milliseconds === null ? null : t("deliveries.took", { ms: milliseconds })];
  return words.filter(Boolean).join(" · ") || "–";
}
