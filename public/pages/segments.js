/** Segments: conditions saved under a name, to list, count and export whoever meets them. */
import { all } from "../app/api.js";
import { html, icon, render } from "../app/html.js";
import { date } from "../app/format.js";
import { t } from "../app/i18n.js";
import { mayEdit, storeKey } from "../app/state.js";
import { empty } from "../components/empty/empty.js";
import { head } from "../components/head/head.js";
import { openRows, table } from "../components/table/table.js";
import { customerTabs } from "../components/tabs/areas.js";

/** @param {import("../app/main.js").View} view */
export async function show(view) {
  view.title(t("segments.title"));
  const items = await all("/segments", { store: storeKey() }, view.signal);
  const create = mayEdit() ? html`<a class="button button-primary" href="#/customers/segments/new">${icon("plus")}${t("segments.create")}</a>` : null;
  render(view.root, html`${head({ title: t("segments.title"), text: t("segments.text"), actions: items.length ? create : null })}${customerTabs("segments")}
    ${items.length ? html`<div class="card card-flush">${table({ caption: t("segments.title"), columns: columns(), items, href })}</div>`
      : html`<div class="card">${empty({ mark: "filter", title: t("segments.none_title"), text: t("segments.none"), action: create })}</div>`}`);
  openRows(view.root);
}

const href = (segment) => `#/customers/segments/${segment.id}`;

function columns() {
  return [
    { head: t("segments.name"), lead: true, cell: (one) => html`<a class="main-link" href="${href(one)}">${one.name}</a>` },
    { head: t("segments.when"), cell: (one) => one.summary },
    { head: t("segments.updated"), end: true, cell: (one) => date(one.updated_at), cls: "quiet" },
  ];
}
