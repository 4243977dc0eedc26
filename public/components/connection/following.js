/** Following a first load or a look until it has ended. */
import { api } from "../../app/api.js";
import { html, render } from "../../app/html.js";
import { t } from "../../app/i18n.js";
import { isAdmin } from "../../app/state.js";
import { toast, toastError } from "../toast/toast.js";
import { drawPhases, missedWords } from "./sync-report.js";

const POLL = 1000;

/**
 * Shows how far `sync` is in `place` until it runs no longer; a server that does not answer is asked again.
 * @returns {Promise<any>} the sync as it ended, or null where the page was left
 */
export async function followSync(view, place, sync) {
  render(place, html`<div class="stack"><div data-phases></div>${isAdmin() ? html`<div><button class="button button-small" type="button" data-stop>${
    t("sync.stop")}</button></div>` : null}</div>`);
  const stop = place.querySelector("[data-stop]");
  stop?.addEventListener("click", async () => {
    stop.setAttribute("aria-busy", "true");
    await api.post(`/syncs/${sync.id}/cancel`).catch(toastError);
    stop.removeAttribute("aria-busy");
  });
  while (sync.state === "running") {
    drawPhases(place.querySelector("[data-phases]"), sync);
    await new Promise((done) => setTimeout(done, POLL));
    if (view.signal.aborted || !place.isConnected) return null;
    sync = await api.get(`/syncs/${sync.id}`, {}, view.signal).catch((error) => {
      if (error.status === 404) throw error;
      return sync;
    });
  }
  return sync;
}

/** Tells how it ended. */
export function tellSync(sync) {
  if (sync.state === "finished") return toast(sync.kind === "look" ? missedWords(sync) : t("sync.load_finished"));
  return toast(t(`sync.toast_${sync.state}`), { bad: sync.state === "failed" });
}
