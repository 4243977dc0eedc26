/** Exchange rates of the shown store: what a foreign order counts for where the shop sent no rate of its own. */
import { api } from "../app/api.js";
import { html, icon, on, render } from "../app/html.js";
import { day, today } from "../app/format.js";
import { t } from "../app/i18n.js";
import { setQuery } from "../app/router.js";
import { isAdmin, state, storeKey } from "../app/state.js";
import { ask } from "../components/dialog/dialog.js";
import { empty } from "../components/empty/empty.js";
import { field, valuesOf } from "../components/field/field.js";
import { filters } from "../components/filters/filters.js";
import { head } from "../components/head/head.js";
import { region } from "../components/region/region.js";
import { paged } from "../components/table/table.js";
import { settingsTabs } from "../components/tabs/areas.js";
import { toast } from "../components/toast/toast.js";

const PAUSE = 220;

/** @param {import("../app/main.js").View} view */
export async function show(view) {
  const asked = { currency: view.query.get("currency") ?? "" };
  const add = isAdmin() ? html`<button class="button button-primary" type="button" data-action="add">${icon("plus")}${t("rates.add")}</button>` : null;
  render(view.root, html`${head({ title: t("nav.settings") })}${settingsTabs("rates")}<div class="stack"><div class="row row-between"><p class="quiet grow">${
    t("rates.text", { currency: state.store?.currency ?? "" })}</p>${add}</div>
    ${filters(html`<label class="filter-search"><span class="unseen">${t("rates.filter")}</span>${icon("search")}<input class="input" type="search"
      name="currency" value="${asked.currency}" placeholder="${t("rates.filter")}" autocomplete="off" spellcheck="false"></label>`)}
    <div class="card card-flush" data-list></div></div>`);
  const load = (keep) => list(view, asked, keep);
  let timer;
  on(view.root, "input", "[name=currency]", (event, box) => {
    if (!box.closest(".filters")) return;
    asked.currency = box.value.trim().toUpperCase();
    clearTimeout(timer);
    timer = setTimeout(() => { setQuery(asked); load(true); }, PAUSE);
  });
  on(view.root, "click", "[data-action=add]", () => put(load));
  on(view.root, "click", "[data-delete]", (event, button) => remove(button.dataset, load));
  await load(false);
}

function list(view, { currency }, keep) {
  const place = view.root.querySelector("[data-list]");
  const read = (cursor) => api.get("/rates", { store: storeKey(), currency, limit: 50, cursor }, view.signal);
  return region(place, async (current) => {
    const first = await read(null);
    if (!current()) return;
    if (!first.items.length) return render(place, empty({ mark: "refresh", title: t(currency ? "rates.nothing_title" : "rates.none_title"), text: t(currency
      ? "rates.nothing" : "rates.none") }));
    paged({ root: place, first, caption: t("rates.title"), columns: columns(), more: read });
  }, { rows: 4, keep });
}

function columns() {
  const base = state.store?.currency ?? "";
  return [
    { head: t("rates.currency"), lead: true, cell: (one) => one.currency },
    { head: t("rates.day"), cell: (one) => day(one.day) },
    { head: t("rates.rate"), end: true, cell: (one) => t("rates.words", { rate: one.rate, currency: one.currency, base }) },
    { head: t("common.actions"), unseen: true, end: true, cell: (one) => (isAdmin() ? html`<button class="button button-quiet button-icon button-small"
      type="button" data-delete="${one.currency}" data-day="${one.day}" aria-label="${
        t("rates.delete_label", { currency: one.currency, day: day(one.day) })}">${icon("trash")}</button>` : null) },
  ];
}

async function put(load) {
  const fields = [
    field({ name: "currency", type: "text", label: t("rates.currency"), help: t("rates.currency_help"), required: true, placeholder: "PLN" }, ""),
    field({ name: "day", type: "date", label: t("rates.day"), help: t("rates.day_help"), required: true }, today()),
    field({ name: "rate", type: "decimal", label: t("rates.rate"), help: t("rates.rate_help", { base: state.store?.currency ?? "" }), required: true,
      placeholder: "4.2500" }, ""),
  ];
  const done = await ask({ title: t("rates.add"), fields, confirm: t("rates.save"), submit: () => {
    const { currency, day: on, rate } = valuesOf(fields);
    for (const [one, value] of [[fields[0], currency], [fields[1], on], [fields[2], rate]]) one.error = value ? "" : t("rates.needed");
    if (!currency || !on || !rate) throw new Error(t("rates.incomplete"));
    return api.put(`/rates/${encodeURIComponent(currency.toUpperCase())}/${on}`, { store: storeKey(), rate: rate.trim().replace(",", ".") });
  } });
  if (!done) return;
  toast(t("rates.saved"));
  await load(true);
}

async function remove({ delete: currency, day: on }, load) {
  const done = await ask({ title: t("rates.delete_title", { currency, day: day(on) }), text: t("rates.delete_text"), confirm: t("rates.delete_confirm"),
    danger: true, submit: async () => { await api.delete(`/rates/${encodeURIComponent(currency)}/${on}`, { query: { store: storeKey() } }); } });
  if (!done) return;
  toast(t("rates.deleted"));
  await load(true);
}
