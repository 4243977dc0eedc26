/** One finding with all the customers it is about. */
import { api } from "../app/api.js";
import { html, on, render } from "../app/html.js";
import { personName } from "../app/format.js";
import { t } from "../app/i18n.js";
import { empty } from "../components/empty/empty.js";
import { finding } from "../components/finding/finding.js";
import { askFix, askSnooze, wake } from "../components/finding/finding-acts.js";
import { head } from "../components/head/head.js";
import { region } from "../components/region/region.js";
import { paged } from "../components/table/table.js";
import { go } from "../app/router.js";
import { toastError } from "../components/toast/toast.js";

/** @param {import("../app/main.js").View} view */
export async function show(view) {
  const item = await api.get(`/checks/${view.params.id}`, {}, view.signal);
  const title = t(`checks.kind_${item.kind}`);
  view.title(title);
  render(view.root, html`${head({ title, text: t(`checks.advice_${item.kind}`), back: { href: "#/checks", text: t("nav.checks") } })}
    <div class="stack"><div class="card card-flush">${finding({ ...item, customers: [] })}</div><div class="card card-flush" data-list></div></div>`);
  const act = (selector, work) => on(view.root, "click", selector, async (event, button) => {
    try {
      if (await work(button)) go("#/checks");
    } catch (error) {
      toastError(error);
    }
  });
  act("[data-fix]", (button) => askFix(item, button.dataset.fix, () => go("#/checks")));
  act('[data-action="snooze"]', () => askSnooze(item));
  act('[data-action="wake"]', async () => { await wake(item); return true; });
  list(view, item);
}

function list(view, item) {
  const place = view.root.querySelector("[data-list]");
  const path = `/checks/${item.id}/customers`;
  return region(place, async (current) => {
    const first = await api.get(path, { limit: 50 }, view.signal);
    if (!current()) return;
    if (first.items.length === 0) return render(place, empty({ mark: "checks", title: t("checks.nobody_title"), text: t("checks.nobody"), small: true }));
    paged({ root: place, first, caption: t("checks.customers"), columns: columns(), href: (row) => `#/customers/${row.customer.id}`,
      more: (cursor) => api.get(path, { limit: 50, cursor }, view.signal) });
  });
}

function columns() {
  return [
    { head: t("checks.customer"), lead: true, cell: ({ customer }) => html`<a href="#/customers/${customer.id}">${personName(customer)}</a><small>${customer.email}</small>` },
    { head: t("checks.what"), cell: ({ sentence }) => sentence },
  ];
}
