/** The form of a destination. */
import { html, render } from "../../app/html.js";
import { t } from "../../app/i18n.js";
import { state } from "../../app/state.js";
import { banner } from "../banner/banner.js";
import { field, showProblem, valuesOf } from "../field/field.js";

/** What can be told; the server refuses any other. */
export const EVENTS = ["customer.groups_changed", "customer.reminded", "customer.tier_reached", "run.finished"];
const ALL = "*";

/**
 * Draws the form into `place`. `save` may throw the server's problem, which is shown at the fields.
 * @param {HTMLElement} place
 * @param {{destination?: any, eventName: (type: string) => string, confirm: string, save: (values: any) => Promise<void>, cancel: string|(() => void)}} options
 */
export function destinationForm(place, { destination, eventName, confirm, save, cancel }) {
  render(place, html`<form class="form" novalidate><div class="form-problem"></div><div class="stack" data-fields></div>
    <div data-warning hidden>${banner({ tone: "warn", text: t("destinations.private_warning") })}</div>
    <div class="form-actions"><button class="button button-primary" type="submit">${confirm}</button>${typeof cancel === "string"
      ? html`<a class="button" href="${cancel}">${t("common.cancel")}</a>` : html`<button class="button" type="button" data-cancel>${
          t("common.cancel")}</button>`}</div></form>`);
  const fields = fieldsOf(destination, eventName);
  place.querySelector("[data-fields]").append(...fields);
  if (typeof cancel === "function") place.querySelector("[data-cancel]").addEventListener("click", cancel);
  const own = fields.find((one) => one.parameter.name === "allow_private_address");
  const warn = () => { place.querySelector("[data-warning]").hidden = !own.value; };
  own.addEventListener("change", warn);
  warn();
  place.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = place.querySelector("[type=submit]");
    if (button.getAttribute("aria-busy")) return;
    button.setAttribute("aria-busy", "true");
    try {
      await save(read(fields));
    } catch (error) {
      showProblem(place.querySelector(".form-problem"), fields, error);
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
}

function fieldsOf(destination, eventName) {
  const stores = [{ value: ALL, label: t("destinations.all_stores") }, ...state.stores.map((store) => ({ value: store.key, label: store.name }))];
  return [
    field({ name: "name", type: "text", label: t("destinations.name"), required: true, placeholder: t("destinations.name_placeholder") },
      destination?.name ?? ""),
    field({ name: "url", type: "text", label: t("destinations.url"), help: t("destinations.url_help"), required: true,
      placeholder: "https://crm.example/hooks" }, destination?.url ?? ""),
    field({ name: "events", type: "many", label: t("destinations.events"), required: true, choices: EVENTS.map((value) =>
      ({ value, label: eventName(value) })) }, destination?.events ?? EVENTS),
    ...(!destination && state.stores.length > 1
      ? [field({ name: "store", type: "select", label: t("destinations.store"), required: true, choices: stores }, ALL)] : []),
    field({ name: "allow_private_address", type: "boolean", label: t("destinations.private"), help: t("destinations.private_help") },
      destination?.allow_private_address ?? false),
  ];
}

function read(fields) {
  const { store, ...values } = valuesOf(fields);
  return store && store !== ALL ? { ...values, store } : values;
}
