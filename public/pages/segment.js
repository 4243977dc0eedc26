/** One segment: its conditions with a live count beside them, and below whoever is in it. */
import { api } from "../app/api.js";
import { keepFile } from "../app/file.js";
import { flag, html, icon, on, render } from "../app/html.js";
import { money, number, personName } from "../app/format.js";
import { t } from "../app/i18n.js";
import { go } from "../app/router.js";
import { groups, mayEdit, state, storeKey } from "../app/state.js";
import "../components/condition-input/condition-input.js";
import { saveOver } from "../components/conflict/conflict.js";
import { ask } from "../components/dialog/dialog.js";
import { empty } from "../components/empty/empty.js";
import { field, showProblem, whereOf } from "../components/field/field.js";
import { head } from "../components/head/head.js";
import { region } from "../components/region/region.js";
import "../components/rule-form/rule-form.js";
import "../components/segment-count/segment-count.js";
import { openRows, paged } from "../components/table/table.js";
import { toast, toastError } from "../components/toast/toast.js";

/** @param {import("../app/main.js").View} view */
export async function show(view) {
  const { id } = view.params;
  const [{ body: segment, tag }, known] = await Promise.all([id ? api.tagged(`/segments/${id}`, {}, view.signal) : { body: { name: "", when: null } }, groups()]);
  view.tag = tag;
  const title = id ? segment.name : t("segments.create");
  view.title(title);
  render(view.root, html`${head({ title, back: { href: "#/customers/segments", text: t("segments.title") }, actions: id ? actions() : null })}
    <div class="rule-panes"><form novalidate><fieldset${flag("disabled", !mayEdit())}><legend class="unseen">${title}</legend><div class="form-problem"></div>
    <section class="card"><div class="form"></div></section>${mayEdit() ? html`<div class="form-foot"><button class="button button-primary" type="submit">${
      id ? t("common.save") : t("segments.create_it")}</button><a class="button" href="#/customers/segments">${
        t("common.cancel")}</a></div>` : null}</fieldset></form>
    <aside tabindex="0" role="region" aria-label="${t("segments.now")}"><e-segment-count></e-segment-count></aside></div>
    ${id ? html`<section class="card card-flush"><div class="card-head"><h2>${t("segments.members")}</h2><button class="button button-small" type="button"
      data-action="csv">${icon("download")}${t("segments.csv")}</button></div><div data-list></div></section>` : null}`);
  const fields = [
    field({ name: "name", type: "text", label: t("segments.name"), required: true, placeholder: t("segments.name_placeholder") }, segment.name),
    field({ name: "when", type: "condition", label: t("segments.when"), required: true }, segment.when,
      { groups: known, currency: state.store?.currency ?? "EUR", leaf: "spend" }),
  ];
  view.root.querySelector(".form").append(...fields);
  edit(view, segment, fields);
  openRows(view.root);
  on(view.root, "click", "[data-action=csv]", (event, button) => download(segment, button));
  on(view.root, "click", "[data-action=delete]", () => remove(view, segment));
  if (id) await members(view, segment);
}

function actions() {
  return mayEdit() ? html`<button class="button button-bad" type="button" data-action="delete">${icon("trash")}${t("common.delete")}</button>` : null;
}

function edit(view, segment, fields) {
  const [name, when] = fields;
  const count = view.root.querySelector("e-segment-count");
  const form = view.root.querySelector("form");
  const read = () => ({ name: name.value, when: when.value });
  const before = read();
  let last = JSON.stringify(when.value);
  count.labelOf = (pointer) => (pointer.startsWith("/when") ? `${whereOf(when, pointer)}: ` : "");
  count.ask(when.value, 0);
  const touched = (event) => {
    if (event.type === "click" && !event.target.closest("button")) return;
    if (event.type !== "click") for (let one = event.target.closest("e-field"); one; one = one.parentElement.closest("e-field")) one.error = "";
    const now = JSON.stringify(when.value);
    if (now === last) return;
    last = now;
    count.ask(when.value);
  };
  for (const type of ["input", "change", "click"]) form.addEventListener(type, touched);
  view.guard = () => mayEdit() && JSON.stringify(read()) !== JSON.stringify(before);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save(view, segment, fields, read(), before);
  });
}

async function save(view, segment, fields, values, before) {
  const button = view.root.querySelector("[type=submit]");
  if (button.getAttribute("aria-busy")) return;
  button.setAttribute("aria-busy", "true");
  try {
    const done = segment.id ? await overwrite(view, segment, values, before) : { body: await api.post("/segments", { store: storeKey(), ...values }) };
    if (!done) return;
    toast(done.isTheirs ? t("conflict.taken") : t(segment.id ? "segments.saved" : "segments.created", { name: done.body.name }));
    view.guard = null;
    if (segment.id) view.reload();
    else go(`#/customers/segments/${done.body.id}`);
  } catch (error) {
    showProblem(view.root.querySelector(".form-problem"), fields, error);
  } finally {
    button.removeAttribute("aria-busy");
  }
}

const parts = ({ name, when }) => ({ name, when });

/** @param {any} before the form's values as it was opened: it says the same tree in other words than the server */
function overwrite(view, segment, values, before) {
  return saveOver({ path: `/segments/${segment.id}`, method: "put", base: before, mine: values, tag: view.tag, fields: parts,
    whole: (values) => ({ store: segment.store, ...values }), label: (name) => t(`segments.${name}`) });
}

function members(view, segment) {
  const place = view.root.querySelector("[data-list]");
  const read = (cursor) => api.get(`/segments/${segment.id}/customers`, { limit: 25, cursor }, view.signal);
  return region(place, async (current) => {
    const first = await read(null);
    if (!current()) return;
    if (!first.items.length) return render(place, empty({ mark: "customers", title: t("segments.nobody_title"), text: t("segments.nobody"), small: true }));
    paged({ root: place, first, caption: t("segments.members"), columns: columns(), href: (one) => `#/customers/${one.id}`, more: read,
      count: (n) => (segment.count > n ? t("segments.shown_of", { n, all: segment.count }) : t("customers.shown", { n })) });
  }, { rows: 5 });
}

function columns() {
  return [
    { head: t("customers.customer"), lead: true, cell: (one) => html`<a class="main-link" href="#/customers/${one.id}">${personName(one)}</a><small>${
      one.email ?? ""}</small>` },
    { head: t("customers.number"), cell: (one) => one.external_id, cls: "quiet" },
    { head: t("customers.orders"), end: true, cell: (one) => (one.orders === undefined ? "–" : number(one.orders)) },
    { head: t("customers.spent"), end: true, cell: (one) => money(one.spent) },
  ];
}

async function download(segment, button) {
  button.setAttribute("aria-busy", "true");
  try {
    keepFile(await api.file(`/segments/${segment.id}/customers`, "text/csv"), `${segment.name}.csv`);
  } catch (error) {
    toastError(error);
  }
  button.removeAttribute("aria-busy");
}

async function remove(view, segment) {
  const done = await ask({ title: t("segments.delete_title", { name: segment.name }), text: t("segments.delete_text"), confirm: t("segments.delete_confirm"),
    danger: true, submit: async () => { await api.delete(`/segments/${segment.id}`); } });
  if (!done) return;
  toast(t("segments.deleted", { name: segment.name }));
  view.guard = null;
  go("#/customers/segments");
}
