/** `<e-bulk>`: what can be done with several customers at once. Stays away until someone is chosen. */
import { api } from "../../app/api.js";
import { flag, html, icon, on, render, stylesheet } from "../../app/html.js";
import { endOfDay, personName } from "../../app/format.js";
import { t } from "../../app/i18n.js";
import { ask } from "../dialog/dialog.js";
import { field, valuesOf } from "../field/field.js";
import "../progress/progress.js";
import { toast } from "../toast/toast.js";

await stylesheet("./bulk.css", import.meta.url);

/** So many are acted on at once; the server takes each change by itself. */
const AT_ONCE = 4;
/** So many can be chosen by one click beyond those shown. */
export const MOST = 500;
const ACTS = { grant: "plus", revoke: "close", pin: "pin", unpin: "pin", default: "star" };

/** The box by which a row is chosen. */
export function chooser(customer, chosen) {
  return html`<input type="checkbox" class="bulk-box" data-choose="${customer.id}" aria-label="${t("bulk.choose", { name: personName(customer) })}"${flag("checked",
    chosen)}>`;
}

class Bulk extends HTMLElement {
  /** @param {{groups: any[], list: HTMLElement, all: (most: number) => Promise<any[]>, shown: () => any[], done: () => Promise<void>}} around */
  serve(around) {
    Object.assign(this, around);
    /** @type {Map<string, any>} */
    this.chosen = new Map();
    on(this.list, "change", "[data-choose]", (event, box) => {
      const customer = this.shown().find((one) => one.id === box.dataset.choose);
      if (box.checked && customer) this.chosen.set(customer.id, customer);
      else this.chosen.delete(box.dataset.choose);
      this.draw();
    });
    on(this, "click", "[data-act]", (event, button) => this.act(button.dataset.act));
    on(this, "click", "[data-all]", (event, button) => this.chooseAll(button));
    on(this, "click", "[data-none]", () => this.clear());
    this.draw();
  }

  has(id) {
    return this.chosen?.has(id) ?? false;
  }

  clear() {
    this.chosen.clear();
    this.mark();
  }

  async chooseAll(button) {
    button.setAttribute("aria-busy", "true");
    for (const customer of await this.all(MOST)) this.chosen.set(customer.id, customer);
    this.mark();
    if (this.chosen.size >= MOST) toast(t("bulk.most", { n: MOST }));
  }

  /** Brings the boxes of the list in line with what is chosen. */
  mark() {
    for (const box of this.list.querySelectorAll("[data-choose]")) box.checked = this.has(box.dataset.choose);
    this.draw();
  }

  draw() {
    const n = this.chosen.size;
    this.hidden = n === 0;
    if (!n) return render(this, html``);
    return render(this, html`<div class="bulk" role="region" aria-label="${t("bulk.label")}"><p role="status"><strong>${t("bulk.chosen", { n })}</strong></p>
      <div class="bulk-acts">${Object.entries(ACTS).map(([name, mark]) => html`<button class="button button-small" type="button" data-act="${name}">${icon(mark)}${
        t(`bulk.${name}`)}</button>`)}</div>
      <div class="bulk-choice"><button class="button button-quiet button-small" type="button" data-all>${t("bulk.all")}</button>
      <button class="button button-quiet button-small" type="button" data-none>${t("bulk.none")}</button></div></div>`);
  }

  async act(name) {
    const n = this.chosen.size;
    const fields = [field({ name: "group", type: "group", label: t("act.group"), required: true }, this.groups[0]?.code, { groups: this.groups })];
    if (name === "grant") fields.push(field({ name: "until", type: "date", label: t("act.until"), help: t("act.until_help") }),
      field({ name: "make_default", type: "boolean", label: t("act.make_default") }, false));
    if (name === "grant" || name === "revoke") fields.push(field({ name: "reason", type: "text", label: t("act.reason") }, ""));
    const body = await ask({ title: t(`bulk.${name}_title`, { n }), text: t("bulk.text"), fields, confirm: t(`bulk.${name}`), danger: name === "revoke",
      submit: () => {
        const { until, reason, ...rest } = valuesOf(fields);
        return { action: name, ...rest, ...(until ? { until: endOfDay(until) } : {}), ...(reason ? { reason } : {}) };
      } });
    if (body) await this.carryOut(body);
  }

  /** Acts on one after the other, a few at a time; what was done until it was stopped stays, and can be undone. */
  async carryOut(body) {
    const waiting = [...this.chosen.values()];
    const total = waiting.length;
    const outcome = { changes: [], same: 0, failed: [] };
    let stopped = false;
    render(this, html`<div class="bulk"><e-progress label="${t("bulk.progress")}"></e-progress><button class="button button-small" type="button" data-stop>${
      t("common.cancel")}</button></div>`);
    const bar = this.querySelector("e-progress");
    this.querySelector("[data-stop]").addEventListener("click", () => { stopped = true; });
    const work = async () => {
      while (waiting.length && !stopped) {
        const customer = waiting.shift();
        try {
          const { change } = await api.post(`/customers/${customer.id}/groups`, body);
          if (change) outcome.changes.push(change);
          else outcome.same += 1;
        } catch (error) {
          outcome.failed.push({ customer, reason: error.message });
        }
        bar.show(total - waiting.length, total);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    this.chosen = new Map([...waiting, ...outcome.failed.map((one) => one.customer)].map((customer) => [customer.id, customer]));
    await this.done();
    this.mark();
    this.tell(outcome);
  }

  tell({ changes, same, failed }) {
    const revertible = changes.filter((change) => change.revertible);
    const undo = revertible.length ? { action: { label: t("common.undo"), run: () => this.undo(revertible) } } : {};
    toast([t("bulk.changed", { n: changes.length }), same ? t("bulk.same", { n: same }) : ""].filter(Boolean).join(" "), undo);
    if (!failed.length) return;
    ask({ title: t("bulk.failed_title", { n: failed.length }), text: t("bulk.failed"), confirm: t("common.close"), cancel: t("bulk.keep"),
      body: html`<ul class="bulk-failed">${failed.slice(0, 20).map(({ customer, reason }) => html`<li><a href="#/customers/${customer.id}">${personName(customer)}</a>: ${
        reason}</li>`)}</ul>` });
  }

  async undo(changes) {
    let kept = 0;
    for (const change of changes) await api.post(`/changes/${change.id}/revert`).catch(() => { kept += 1; });
    toast(t(kept ? "bulk.undone_but" : "bulk.undone", { n: kept || changes.length }), { bad: kept > 0 });
    await this.done();
  }
}
customElements.define("e-bulk", Bulk);
