/** What can be done with a run from more than one page: follow it, confirm or cancel it, undo it. */
import { all, api } from "../../app/api.js";
import { html, icon, on, render } from "../../app/html.js";
import { personName } from "../../app/format.js";
import { t } from "../../app/i18n.js";
import { mayEdit } from "../../app/state.js";
import { ask } from "../dialog/dialog.js";
import { field } from "../field/field.js";
import "../progress/progress.js";
import { toast, toastError } from "../toast/toast.js";

const POLL = 800;
const MOST = 1000;

/** A card with the progress of a run. */
export function progressCard(title) {
  return html`<section class="card"><div class="card-head"><h2>${title}</h2><span data-cancel></span></div><e-progress label="${
    t("runs.progress")}"></e-progress></section>`;
}

/** Follows a run until it no longer runs, showing how far it is in the `progressCard` at `place`. */
export async function follow(view, place, run) {
  const bar = place.querySelector("e-progress");
  while (run.state === "running") {
    bar.show(run.progress?.done ?? 0, run.progress?.total ?? 0);
    const cancel = place.querySelector("[data-cancel]");
    if (!cancel.childElementCount) render(cancel, html`<button class="button button-small" type="button" data-action="cancel" data-id="${run.id}">${
      t("runs.cancel")}</button>`);
    await new Promise((done) => setTimeout(done, POLL));
    run = await api.get(`/runs/${run.id}`, {}, view.signal);
  }
  return run;
}

/** Tells how a run ended. */
export function tellRun(run) {
  toast(t(run.dry_run ? "runs.dry_finished" : `runs.toast_${run.state}`, { n: run.counts.changed }), { bad: run.state === "failed" });
}

/**
 * Serves Confirm, Cancel and Undo wherever they stand in `root`.
 * @param {{confirmed: (run: any) => Promise<void>|void, cancelled?: () => Promise<void>|void, undone?: (answer: any) => Promise<void>|void}} then
 */
export function runActs(root, then) {
  const guarded = async (button, act) => {
    button.setAttribute("aria-busy", "true");
    try {
      await act();
    } catch (error) {
      toastError(error);
    } finally {
      button.removeAttribute("aria-busy");
    }
  };
  on(root, "click", "[data-action=confirm]", (event, button) => guarded(button, async () => {
    await then.confirmed(await api.post(`/runs/${button.dataset.id}/confirm`));
  }));
  on(root, "click", "[data-action=cancel]", (event, button) => guarded(button, async () => {
    await api.post(`/runs/${button.dataset.id}/cancel`);
    await then.cancelled?.();
  }));
  on(root, "click", "[data-action=undo-run]", (event, button) => guarded(button, async () => {
    const answer = await askUndo(button.dataset.id);
    if (answer) await then.undone?.(answer);
  }));
}

/** The button, where there is something to undo. */
export function undoRunButton(run) {
  if (!mayEdit() || run.dry_run || !["finished", "cancelled"].includes(run.state) || !run.counts.changed || run.reverted_at) return null;
  return html`<button class="button" type="button" data-action="undo-run" data-id="${run.id}">${icon("undo")}${t("runs.undo")}</button>`;
}

/** Asks, naming the number of changes, then takes them back. */
async function askUndo(id) {
  const changes = await all("/changes", { run: id }, undefined, MOST);
  const open = changes.filter((change) => change.kind !== "reverted" && !change.reverted_by);
  if (!open.length) return toast(t("runs.undo_nothing"));
  const skip = field({ name: "skip_blocked", type: "boolean", label: t("runs.undo_skip"), help: t("runs.undo_skip_help") }, false);
  const answer = await ask({ title: t("runs.undo_title", { n: open.length }), text: t("runs.undo_text"), fields: [skip], confirm: t("runs.undo_confirm",
    { n: open.length }), danger: true, submit: () => api.post(`/runs/${id}/revert`, { skip_blocked: skip.value }) });
  if (!answer) return null;
  toast(answer.skipped?.length ? t("runs.undone_but", { n: answer.reverted, left: answer.skipped.length }) : t("runs.undone", { n: answer.reverted }));
  const known = new Map(changes.map((change) => [change.id, change]));
  return { ...answer, skipped: (answer.skipped ?? []).map((one) => ({ ...one, change: known.get(one.change) ?? { id: one.change } })) };
}

/** What an undo had to leave. @param {{change: any, reason: string}[]} skipped */
export function skippedList(skipped) {
  return html`<ul class="report-items">${skipped.map(({ change, reason }) => html`<li>${change.customer ? html`<a class="cut" href="#/customers/${
    change.customer.id}">${personName(change.customer)}</a>` : html`<span class="mono">${change.id}</span>`}<span>${reason}</span></li>`)}</ul>`;
}
