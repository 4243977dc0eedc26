/** Activity: every change there was, with its reason; narrowed, taken back, kept as a file, printed. */
import { all, api } from "../app/api.js";
import { keepFile } from "../app/file.js";
import { flag, html, icon, on, render } from "../app/html.js";
import { day, moment, personName, today } from "../app/format.js";
import { t } from "../app/i18n.js";
import { setQuery } from "../app/router.js";
import { groupNames, state, storeKey } from "../app/state.js";
import { activityColumns, serveActivity } from "../components/activity/activity.js";
import "../components/customer-input/customer-input.js";
import { empty } from "../components/empty/empty.js";
import { filters } from "../components/filters/filters.js";
import { head } from "../components/head/head.js";
import { region } from "../components/region/region.js";
import { paged } from "../components/table/table.js";
import { toastError } from "../components/toast/toast.js";

const FILTERS = ["rule", "run", "customer", "from", "to"];
const PAGE = 50;
const RUNS = 30;

/** @param {import("../app/main.js").View} view */
export async function show(view) {
  const asked = Object.fromEntries(FILTERS.map((name) => [name, view.query.get(name) ?? ""]));
  const [rules, runs, customer, nameOf] = await Promise.all([all("/rules", { store: storeKey() }, view.signal), runsToChoose(asked.run, view.signal),
    asked.customer ? api.get(`/customers/${encodeURIComponent(asked.customer)}`, {}, view.signal).catch(() => ({ id: asked.customer })) : null, groupNames()]);
  const page = { view, asked, rules, runs, customer, nameOf };
  view.title(t("nav.activity"));
  render(view.root, html`${head({ title: t("nav.activity"), text: t("activity.text"), actions: html`<button class="button" type="button" data-export>${
    icon("download")}${t("activity.export")}</button>` })}${filterRow(page)}<p class="activity-print" data-print></p><div class="card card-flush activity-table"
    data-list></div>`);
  const who = view.root.querySelector("e-customer-input");
  who.value = customer;
  serve(page, who);
  await list(page, false);
}

/** The newest runs that changed something, and the one asked for. */
async function runsToChoose(wanted, signal) {
  const { items } = await api.get("/runs", { limit: RUNS }, signal);
  const found = items.filter((run) => !run.dry_run && (run.counts.changed > 0 || run.id === wanted));
  if (!wanted || found.some((run) => run.id === wanted)) return found;
  const older = await api.get(`/runs/${encodeURIComponent(wanted)}`, {}, signal).catch(() => null);
  return older ? [...found, older] : found;
}

function filterRow({ asked, rules, runs }) {
  const select = (name, any, options) => html`<label><span class="unseen">${t(`activity.${name}`)}</span><select class="input" name="${
    name}"><option value="">${any}</option>${options.map(({ value, label }) => html`<option value="${value}"${flag("selected", value === asked[name])}>${
    label}</option>`)}</select></label>`;
  return filters(html`${select("rule", t("activity.any_rule"), rules.map((rule) => ({ value: rule.id, label: rule.name })))}${select("run", t(
    "activity.any_run"), runs.map((run) => ({ value: run.id, label: t("runs.run_of", { when: moment(run.started_at) }) })))}<e-customer-input
    class="filter-search" label="${t("activity.customer")}"></e-customer-input>${dayBox("from", asked)}${dayBox("to", asked)}<button class="button button-quiet" type="button" data-clear hidden>${
    icon("close")}${t("activity.clear")}</button>`);
}

function dayBox(name, asked) {
  return html`<label class="filter-day"><span>${t(`activity.${name}`)}</span><input class="input input-date" type="date" name="${name}" value="${asked[name]}"></label>`;
}

function serve(page, who) {
  const { view, asked } = page;
  const changed = (values) => {
    Object.assign(asked, values);
    setQuery(asked);
    list(page, true);
  };
  view.root.querySelector(".filters").addEventListener("change", (event) => {
    if (FILTERS.includes(event.target.name)) changed({ [event.target.name]: event.target.value });
  });
  who.addEventListener("chosen", (event) => {
    page.customer = event.detail;
    changed({ customer: event.detail?.id ?? "" });
  });
  on(view.root, "click", "[data-clear]", () => {
    for (const box of view.root.querySelectorAll(".filters select, .filters input")) box.value = "";
    who.value = page.customer = null;
    changed(Object.fromEntries(FILTERS.map((name) => [name, ""])));
    view.root.querySelector(".filters select").focus();
  });
  on(view.root, "click", "[data-export]", async (event, button) => {
    button.setAttribute("aria-busy", "true");
    try {
      keepFile(await api.file("/exports/changes", "text/csv", { store: storeKey(), ...asked }), `changes-${today()}.csv`);
    } catch (error) {
      toastError(error);
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
  serveActivity(view.root, () => list(page, true));
}

function list(page, keep) {
  const { view, asked, nameOf } = page;
  const place = view.root.querySelector("[data-list]");
  const narrowed = FILTERS.some((name) => asked[name]);
  view.root.querySelector("[data-clear]").hidden = !narrowed;
  view.root.querySelector("[data-print]").textContent = printed(page);
  const query = { store: storeKey(), ...asked, limit: PAGE };
  return region(place, async (current) => {
    const first = await api.get("/changes", query, view.signal);
    if (!current()) return;
    if (first.items.length) return paged({ root: place, first, caption: t("nav.activity"), columns: activityColumns(nameOf), more: (cursor) =>
      api.get("/changes", { ...query, cursor }, view.signal), count: (n) => t("activity.shown", { n }) });
    render(place, empty({ mark: "activity", title: t(narrowed ? "activity.nothing_title" : "activity.none_title"), text: t(narrowed ? "activity.nothing"
      : "activity.none"), action: narrowed ? html`<button class="button" type="button" data-clear>${t("activity.clear")}</button>` : html`<a class="button"
      href="#/rules">${t("nav.rules")}</a>` }));
  }, { rows: 10, keep });
}

/** What the sheet of paper is about: the controls are not printed. */
function printed({ asked, rules, runs, customer }) {
  const rule = rules.find((one) => one.id === asked.rule);
  const run = runs.find((one) => one.id === asked.run);
  return [state.store?.name, asked.from && day(asked.from), asked.to && t("activity.until", { day: day(asked.to) }), rule?.name, run ? t("runs.run_of", { when: moment(run.started_at) }) : null, customer ? personName(customer) : null, moment(
    new Date().toISOString())].filter(Boolean).join(" · ");
}
