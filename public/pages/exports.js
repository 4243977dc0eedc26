/** Lists as files: which, of what, and a button. */
import { all } from "../app/api.js";
import { BASE, html, on, render } from "../app/html.js";
import { t } from "../app/i18n.js";
import { groups, state, storeKey } from "../app/state.js";
import { exportLine } from "../components/export-line/export-line.js";
import { head } from "../components/head/head.js";
import { importTabs } from "../components/tabs/areas.js";

/** Kind → the filter that makes sense for it. */
const KINDS = { customers: "group", memberships: "group", orders: "status", changes: "rule", notifications: "rule", runs: null, segments: "segment" };

/** @param {import("../app/main.js").View} view */
export async function show(view) {
  const store = storeKey();
  const [known, statuses, rules, segments] = await Promise.all([groups(), all("/statuses", { store }, view.signal), all("/rules", { store }, view.signal),
    all("/segments", { store }, view.signal)]);
  const choices = { group: known.map(({ code, name }) => [code, name]), status: statuses.map(({ code, label }) => [code, label]), rule: rules.map(({ id, name }) => [id, name]),
    segment: segments.map(({ id, name }) => [id, name]) };
  view.title(t("exports.title"));
  render(view.root, html`${head({ title: t("nav.imports"), text: t("exports.text", { store: state.store?.name ?? "" }) })}${importTabs("exports")}
    <ul class="stack exports">${Object.entries(KINDS).map(([kind, filter]) => line(kind, filter, choices[filter] ?? []))}</ul>`);
  on(view.root, "change", "select", (event, select) => point(select.closest("li")));
  for (const item of view.root.querySelectorAll(".exports > li")) point(item);
}

function line(kind, filter, choices) {
  if (kind === "segments" && !choices.length) return null;
  const offered = kind === "segments" ? choices : [["", t(`exports.any_${filter}`)], ...choices];
  return exportLine({ kind, title: t(`exports.kind_${kind}`), text: t(`exports.about_${kind}`),
    filter: filter && { name: filter, label: t(`exports.of_${filter}`), choices: offered } });
}

/** The link follows what is chosen: the browser itself writes the file while it comes. */
function point(item) {
  const asked = new URLSearchParams(item.dataset.kind === "runs" ? {} : { store: storeKey() });
  const select = item.querySelector("select");
  if (select?.value) asked.set(select.name, select.value);
  item.querySelector("a").href = `${BASE}api/v1/exports/${item.dataset.kind}?${asked}`;
}
