/** The shop's order statuses: which count as paid, which make an order void. */
import { api } from "../app/api.js";
import { html, icon, on, render } from "../app/html.js";
import { number } from "../app/format.js";
import { t } from "../app/i18n.js";
import { isAdmin, storeKey } from "../app/state.js";
import { badge } from "../components/badge/badge.js";
import { saveOver } from "../components/conflict/conflict.js";
import { ask } from "../components/dialog/dialog.js";
import { empty } from "../components/empty/empty.js";
import { field, valuesOf } from "../components/field/field.js";
import { head } from "../components/head/head.js";
import { table } from "../components/table/table.js";
import { settingsTabs } from "../components/tabs/areas.js";
import { toast } from "../components/toast/toast.js";

/** @param {import("../app/main.js").View} view */
export async function show(view) {
  const { items } = await api.get("/statuses", { store: storeKey() }, view.signal);
  render(view.root, html`${head({ title: t("nav.settings") })}${settingsTabs("statuses")}<div class="stack"><p class="quiet">${t("statuses.text")}</p>${
    items.length
    ? html`<div class="card card-flush">${table({ caption: t("settings.statuses"), columns: columns(), items })}</div>`
    : html`<div class="card">${empty({ mark: "list", title: t("statuses.none_title"), text: t("statuses.none") })}</div>`}</div>`);
  on(view.root, "click", "[data-code]", (event, button) => edit(view, items.find((status) => status.code === button.dataset.code)));
}

function columns() {
  return [
    { head: t("statuses.status"), lead: true, cell: (status) => html`${status.label} ${status.mapped ? null : badge(t("statuses.unmapped"),
      "warn")}<small class="mono">${status.code}</small>` },
    { head: t("statuses.counts"), cell: (status) => html`${status.paid ? badge(t("statuses.paid"), "ok") : null}${status.void ? badge(t("statuses.void"),
      "bad") : null}${!status.paid && !status.void ? html`<span class="quiet">${t("statuses.neither")}</span>` : null}` },
    { head: t("statuses.rank"), end: true, cell: (status) => number(status.rank) },
    { head: t("statuses.orders"), end: true, cell: (status) => number(status.orders) },
    { head: t("common.actions"), unseen: true, end: true, cell: (status) => (isAdmin() ? html`<button class="button button-small" type="button" data-code="${
      status.code}" aria-label="${t("statuses.edit_label", { name: status.label })}">${icon("edit")}${t("common.edit")}</button>` : null) },
  ];
}

async function edit(view, status) {
  const fields = [
    field({ name: "label", type: "text", label: t("statuses.label"), required: true }, status.label),
    field({ name: "paid", type: "boolean", label: t("statuses.paid_long"), help: t("statuses.paid_help") }, status.paid),
    field({ name: "void", type: "boolean", label: t("statuses.void_long"), help: t("statuses.void_help") }, status.void),
    field({ name: "rank", type: "integer", label: t("statuses.rank"), help: t("statuses.rank_help"), required: true, minimum: 0 }, status.rank),
  ];
  const done = await ask({ title: t("statuses.edit_title", { name: status.label }), text: status.orders ? t("statuses.edit_text", { n: status.orders })
    : undefined, fields, confirm: t("common.save"),
    submit: () => save(status, fields) });
  if (!done) return;
  toast(done.isTheirs ? t("conflict.taken") : t("statuses.saved", { name: done.body.label }));
  view.reload();
}

const parts = ({ label, paid, void: isVoid, rank }) => ({ label, paid, void: isVoid, rank });

async function save(status, fields) {
  const query = { store: storeKey() };
  const done = await saveOver({ path: `/statuses/${encodeURIComponent(status.code)}`, method: "put", query, base: parts(status), mine: valuesOf(fields),
    tag: status.etag, fields: parts, label: (name) => fields.find((one) => one.parameter.name === name).parameter.label, read: async () => {
      const body = (await api.get("/statuses", query)).items.find((one) => one.code === status.code);
      return { body, tag: body.etag };
    } });
  // Back to the form, which is still open.
  if (!done) throw new Error(t("stale.title"));
  return done;
}
