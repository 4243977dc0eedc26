/** Rules, in the order in which they win. */
import { api } from "../app/api.js";
import { buckets, spanQuery, values } from "../app/figures.js";
import { html, icon, render } from "../app/html.js";
import { today } from "../app/format.js";
import { t } from "../app/i18n.js";
import { mayEdit, storeKey } from "../app/state.js";
import { saveOver } from "../components/conflict/conflict.js";
import { empty } from "../components/empty/empty.js";
import { head } from "../components/head/head.js";
import { askDelete } from "../components/rule-form/rule-acts.js";
import "../components/rule-list/rule-list.js";
import { toast, toastError } from "../components/toast/toast.js";

const SPARK_WEEKS = 13;

/** @param {import("../app/main.js").View} view */
export async function show(view) {
  const { items } = await api.get("/rules", { store: storeKey() }, view.signal);
  const create = mayEdit() ? html`<a class="button button-primary" href="#/rules/new">${icon("plus")}${t("rules.create")}</a>` : null;
  if (!items.length) {
    render(view.root, html`${head({ title: t("nav.rules") })}<div class="card">${empty({ mark: "rules", title: t("rules.none_title"), text: t("rules.none"),
      action: create })}</div>`);
    return;
  }
  render(view.root, html`${head({ title: t("nav.rules"), text: t("rules.text"),
    actions: create })}<div class="card card-flush"><e-rule-list></e-rule-list></div>`);
  const list = view.root.querySelector("e-rule-list");
  list.rules = items;
  sparks(view, list);
  const refresh = async () => { list.rules = (await api.get("/rules", { store: storeKey() }, view.signal)).items; };
  const guarded = async (act) => {
    try {
      await act();
    } catch (error) {
      toastError(error);
      await refresh().catch(toastError);
    }
  };
  list.addEventListener("toggle-rule", ({ detail: { rule, on } }) => guarded(() => toggleRule(rule, on, refresh, guarded)));
  list.addEventListener("reorder", ({ detail: { ids } }) => guarded(() => reorder(list, ids, guarded)));
  list.addEventListener("delete-rule", ({ detail: { rule } }) => guarded(async () => { if (await askDelete(rule)) view.reload(); }));
}

/** What each rule changed in the last 90 days, by stretches of seven days up to today; a list without these is still a list. */
async function sparks(view, list) {
  const answer = await api.get("/stats/changes", { store: storeKey(), ...spanQuery(today(), SPARK_WEEKS * 7, "day") }, view.signal).catch(() => null);
  if (!answer || !list.isConnected) return;
  const firsts = buckets(answer);
  const weekly = (days) => Array.from({ length: SPARK_WEEKS }, (_, week) => days.slice(week * 7, week * 7 + 7).reduce((sum, one) => sum + one, 0));
  list.sparks = (rule) => weekly(values(firsts, answer.items.filter((item) => item.rule === rule.id), (item) => item.changes));
}

async function toggleRule(rule, on, refresh, guarded) {
  const done = await saveOver({ path: `/rules/${rule.id}`, base: rule, mine: { enabled: on }, tag: `"${rule.revision}"`, label: () => t("rules.enabled") });
  await refresh();
  if (!done || done.isTheirs) return;
  document.querySelector(`.rule-row[data-id="${CSS.escape(rule.id)}"] [role=switch]`)?.focus();
  toast(t(on ? "rules.switched_on" : "rules.switched_off", { name: rule.name }), {
    action: { label: t("common.undo"), run: () => guarded(() => toggleRule(done.body, !on, refresh, guarded)) },
  });
}

async function reorder(list, ids, guarded) {
  const before = list.all.map((rule) => rule.id);
  const focused = document.activeElement?.closest?.(".rule-row")?.dataset.id;
  const answer = await api.post("/rules/reorder", { store: storeKey(), ids });
  list.rules = answer.items;
  if (focused) list.querySelector(`[data-id="${CSS.escape(focused)}"] .rule-grip`)?.focus();
  toast(t("rules.reordered"), { action: { label: t("common.undo"), run: () => guarded(async () => { list.rules = (await api.post("/rules/reorder",
    { store: storeKey(), ids: before })).items; }) } });
}
