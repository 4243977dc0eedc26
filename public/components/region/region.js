/** A part of a page with its own loading and failed states. */
import { render } from "../../app/html.js";
import { failed } from "../empty/empty.js";
import { skeleton } from "../skeleton/skeleton.js";

/**
 * Shows a skeleton, does the work, and offers to try again if it fails. A newer load of the same
 * element makes the older one stand aside.
 * @param {HTMLElement} root @param {(current: () => boolean) => Promise<void>} work draws into root itself
 * @param {{rows?: number, keep?: boolean}} [options] keep: leave the present content (dimmed) while loading
 */
export async function region(root, work, options = {}) {
  const turn = Symbol("load");
  root.turn = turn;
  const current = () => root.turn === turn && root.isConnected;
  if (options.keep && root.childElementCount) root.setAttribute("aria-busy", "true");
  else render(root, skeleton(options.rows ?? 5));
  try {
    await work(current);
  } catch (error) {
    if (error.name === "AbortError" || !current()) return;
    render(root, failed(error));
    root.querySelector('[data-action="retry"]')?.addEventListener("click", () => region(root, work, { rows: options.rows }));
  } finally {
    if (current()) root.removeAttribute("aria-busy");
  }
}
