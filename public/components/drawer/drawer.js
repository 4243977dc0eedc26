/** A pane at the side of the page with the details of one thing; Escape, the backdrop and going elsewhere close it. */
import { element, html, icon, stylesheet } from "../../app/html.js";
import { t } from "../../app/i18n.js";

await stylesheet("./drawer.css", import.meta.url);

/** @param {{title: string}} options @returns {HTMLElement} where the content goes; `closest("dialog")` is the pane */
export function drawer({ title }) {
  const pane = /** @type {HTMLDialogElement} */ (element(html`<dialog class="drawer" aria-labelledby="drawer-title"><div class="drawer-head"><h2
    id="drawer-title" tabindex="-1">${title}</h2><button class="button button-quiet button-icon" type="button" aria-label="${t("common.close")}">${
    icon("close")}</button></div><div class="drawer-body" data-body></div></dialog>`));
  document.body.append(pane);
  const close = () => pane.close();
  pane.querySelector(".drawer-head button").addEventListener("click", close);
  pane.addEventListener("click", (event) => { if (event.target === pane) close(); });
  addEventListener("hashchange", close);
  pane.addEventListener("close", () => {
    removeEventListener("hashchange", close);
    pane.remove();
  });
  pane.showModal();
  pane.querySelector("h2").focus();
  return pane.querySelector("[data-body]");
}
