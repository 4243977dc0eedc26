/** What the law gives a person: a copy of everything kept of them, and the end of it. */
import { api } from "../../app/api.js";
import { keepFile } from "../../app/file.js";
import { html, icon, on, render, stylesheet } from "../../app/html.js";
import { moment, personName } from "../../app/format.js";
import { t } from "../../app/i18n.js";
import { go } from "../../app/router.js";
import { isAdmin, mayEdit } from "../../app/state.js";
import { ask } from "../dialog/dialog.js";
import { field } from "../field/field.js";
import { toast, toastError } from "../toast/toast.js";

await stylesheet("./privacy.css", import.meta.url);

/**
 * A card at the end of a place; nothing for those who may not edit.
 * @param {HTMLElement} place @param {any} customer
 */
export function privacy(place, customer) {
  if (!mayEdit()) return;
  const card = document.createElement("section");
  card.className = "card privacy";
  place.append(card);
  render(card, customer.erased_at ? html`<h2>${t("privacy.title")}</h2><p>${t("privacy.erased", { when: moment(customer.erased_at) })}</p>`
    : html`<h2>${t("privacy.title")}</h2><p>${t("privacy.text")}</p><div class="privacy-acts">
      <button class="button button-small" type="button" data-privacy="export">${icon("download")}${t("privacy.export")}</button>
      ${isAdmin() && !customer.merged_into ? html`<button class="button button-small button-danger" type="button" data-privacy="erase">${
        icon("trash")}${t("privacy.erase")}</button>` : null}</div>`);
  on(card, "click", "[data-privacy=export]", (event, button) => keepCopy(customer, button));
  on(card, "click", "[data-privacy=erase]", () => erase(customer));
}

async function keepCopy(customer, button) {
  button.setAttribute("aria-busy", "true");
  try {
    const copy = await api.get(`/customers/${customer.id}/export`);
    keepFile(new Blob([JSON.stringify(copy, null, 2)], { type: "application/json" }), `customer-${customer.id}.json`);
  } catch (error) {
    toastError(error);
  }
  button.removeAttribute("aria-busy");
}

/** It cannot be undone, so the person says whom they mean once more. */
async function erase(customer) {
  const number = field({ name: "number", type: "text", label: t("privacy.number", { id: customer.external_id }), required: true }, "");
  const done = await ask({ title: t("privacy.erase_title", { name: personName(customer) }), text: t("privacy.erase_text"), fields: [number],
    confirm: t("privacy.erase_confirm"), danger: true, submit: () => {
      if (number.value !== customer.external_id) throw new Error(t("privacy.wrong_number"));
      return api.post(`/customers/${customer.id}/erase`, {});
    } });
  if (!done) return;
  toast(t("privacy.done"));
  go("#/customers");
}
