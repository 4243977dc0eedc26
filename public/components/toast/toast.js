/** Short notes at the foot of the window, spoken politely, with Undo where there is something to undo. */
import { element, html, icon, stylesheet } from "../../app/html.js";
import { t } from "../../app/i18n.js";

await stylesheet("./toast.css", import.meta.url);

const STAY = 6000;
const STAY_WITH_ACTION = 12_000;

class Toasts extends HTMLElement {
  connectedCallback() {
    this.setAttribute("role", "status");
    this.setAttribute("aria-live", "polite");
  }

  add(text, { action, bad } = {}) {
    const note = element(html`<div class="toast ${bad ? "toast-bad" : ""}">${icon(bad ? "warning" : "check")}<p class="grow">${text}</p>
      ${action ? html`<button type="button" class="toast-action">${action.label}</button>` : null}
      <button type="button" class="toast-close" aria-label="${t("common.dismiss")}">${icon("close", "icon-s")}</button></div>`);
    while (this.childElementCount > 1) this.firstElementChild.remove();
    this.append(note);
    this.stay(note, action ? STAY_WITH_ACTION : STAY);
    note.querySelector(".toast-close").addEventListener("click", () => note.remove());
    note.querySelector(".toast-action")?.addEventListener("click", async () => {
      note.remove();
      await action.run();
    });
  }

  /** Goes by itself, but not while someone reads or points at it. */
  stay(note, time) {
    let timer = setTimeout(() => note.remove(), time);
    const hold = () => clearTimeout(timer);
    const release = () => { hold(); timer = setTimeout(() => note.remove(), STAY); };
    note.addEventListener("pointerenter", hold);
    note.addEventListener("focusin", hold);
    note.addEventListener("pointerleave", release);
    note.addEventListener("focusout", release);
  }
}
customElements.define("e-toasts", Toasts);

/** @param {string} text @param {{action?: {label: string, run: () => Promise<void>|void}, bad?: boolean}} [options] */
export function toast(text, options) {
  /** @type {Toasts} */ (document.querySelector("e-toasts")).add(text, options);
}

/** Tells of a failure. */
export function toastError(error) {
  if (error.name !== "AbortError") toast(error.message, { bad: true });
}
