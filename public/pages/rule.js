/** One rule: the form, and beside it what it would do now. New, edited, or begun from another rule or revision. */
import { api } from "../app/api.js";
import { flag, html, icon, on, render } from "../app/html.js";
import { has, t } from "../app/i18n.js";
import { go } from "../app/router.js";
import { groups, kinds, mayEdit, state, storeKey } from "../app/state.js";
import { banner } from "../components/banner/banner.js";
import { head } from "../components/head/head.js";
import "../components/menu/menu.js";
import "../components/preview/preview.js";
import { settle } from "../components/conflict/conflict.js";
import { askApply, askDelete, askReapply } from "../components/rule-form/rule-acts.js";
import { formFoot, kindCards } from "../components/rule-form/rule-form.js";
import { sample } from "../components/rule-form/samples.js";
import { tabs } from "../components/tabs/tabs.js";
import { toast, toastError } from "../components/toast/toast.js";

/** Kinds whose rules can be applied to orders of before. */
const APPLIES_SINCE = ["purchase"];

/** @param {import("../app/main.js").View} view */
export async function show(view) {
  const { id } = view.params;
  const [known, around, begun] = await Promise.all([kinds(), surroundings(view.signal), begin(view)]);
  const rule = begun ?? sample(view.query.get("sample"), around);
  const wanted = rule?.kind ?? view.query.get("kind") ?? (known.length === 1 ? known[0].kind : null);
  const kind = known.find((one) => one.kind === wanted);
  if (!kind) {
    render(view.root, html`${head({ title: t("rules.new"), text: t("rules.choose_kind"), back: { href: "#/rules", text: t("nav.rules") } })}${
      kindCards(known)}`);
    return;
  }
  const title = id ? rule.stored.name : t("rules.new");
  view.title(title);
  render(view.root, html`${head({ title, back: { href: "#/rules", text: t("nav.rules") }, actions: id ? actions(kind) : null })}
    ${id ? ruleTabs(id, "edit") : null}${view.query.get("revision") ? banner({ text: t("rules.from_revision", { n: view.query.get("revision") }) }) : null}
    <div class="rule-panes"><form novalidate><fieldset${flag("disabled", !mayEdit())}><legend class="unseen">${title}</legend><e-rule-form></e-rule-form>
    ${mayEdit() ? formFoot(!id) : null}</fieldset></form><aside tabindex="0" role="region" aria-label="${
      t("preview.label")}"><e-preview></e-preview></aside></div>`);
  edit(view, kind, rule, around);
}

export function ruleTabs(id, here) {
  return tabs(t("rules.parts"), [{ href: `#/rules/${id}`, text: t("rules.edit"), here: here === "edit" }, { href: `#/rules/${
    id}/revisions`, text: t("rules.revisions"), here: here === "revisions" }, { href: `#/rules/${id}/statistics`, text: t("rule_figures.title"),
    here: here === "statistics" }]);
}

async function surroundings(signal) {
  const [known, statuses] = await Promise.all([groups(), api.get("/statuses", { store: storeKey() }, signal)]);
  return { groups: known, statuses: statuses.items, currency: state.store?.currency ?? "EUR" };
}

/** The rule to begin from: stored, one of its revisions, a copy of another, or nothing yet. */
async function begin(view) {
  const { id } = view.params;
  const from = view.query.get("from");
  if (from) {
    const copied = await api.get(`/rules/${from}`, {}, view.signal);
    const { priority, active_from, ...rest } = copied;
    return { ...rest, name: t("rules.copy_of", { name: copied.name }), enabled: false };
  }
  if (!id) return null;
  const stored = await api.get(`/rules/${id}`, {}, view.signal);
  const revision = view.query.get("revision");
  if (!revision) return { ...stored, stored };
  const { items } = await api.get(`/rules/${id}/revisions`, { limit: 200 }, view.signal);
  const older = items.find((one) => String(one.revision) === revision);
  if (!older) throw Object.assign(new Error(), { status: 404 });
  return { ...older.rule, id, stored };
}

function actions(kind) {
  if (!mayEdit()) return null;
  return html`${APPLIES_SINCE.includes(kind.kind) ? html`<button class="button" type="button" data-action="apply">${icon("calendar")}${
    t("rules.apply")}</button>` : null}<button class="button" type="button" data-action="reapply">${icon("refresh")}${t("rules.reapply")}</button>
    <e-menu><button class="button button-icon" type="button" aria-label="${t("common.actions")}">${icon("more")}</button><div class="menu" role="menu" hidden>
    <button class="menu-item" type="button" role="menuitem" data-action="duplicate">${icon("copy")}${t("rules.duplicate")}</button><hr role="presentation">
    <button class="menu-item menu-bad" type="button" role="menuitem" data-action="delete">${icon("trash")}${t("common.delete")}</button></div></e-menu>`;
}

function edit(view, kind, rule, around) {
  const { id } = view.params;
  const { stored = null, ...start } = rule ?? {};
  const form = view.root.querySelector("e-rule-form");
  const preview = view.root.querySelector("e-preview");
  form.open(kind, start, around);
  preview.labelOf = (pointer) => form.labelOf(pointer);
  const ask = (pause) => preview.ask({ rule: form.rule, id: id ?? null }, pause);
  const told = view.root.querySelector("[data-dirty]");
  form.addEventListener("edited", () => {
    if (told) told.textContent = form.dirty ? t("rules.unsaved") : "";
    ask();
  });
  view.guard = () => form.dirty && mayEdit();
  ask(0);
  view.root.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    save(view, form, stored);
  });
  on(view.root, "click", '[data-action="duplicate"]', () => go(`#/rules/new?from=${id}`));
  for (const [name, act] of [["reapply", askReapply], ["apply", askApply]]) {
    on(view.root, "click", `[data-action="${name}"]`, (event, button) => busy(button, async () => { if (await act(stored)) ask(0); }));
  }
  on(view.root, "click", '[data-action="delete"]', async () => {
    try {
      if (await askDelete(stored)) leave(view);
    } catch (error) {
      toastError(error);
    }
  });
}

async function busy(button, act) {
  button.setAttribute("aria-busy", "true");
  try {
    await act();
  } catch (error) {
    toastError(error);
  }
  button.removeAttribute("aria-busy");
}

function leave(view) {
  view.guard = null;
  go("#/rules");
}

/** A rule as one row of fields, its own parameters among them; and back. */
function flat({ params, ...rest }) {
  return { ...rest, ...Object.fromEntries(Object.entries(params ?? {}).map(([name, value]) => [`params/${name}`, value])) };
}

function whole(fields) {
  const own = Object.entries(fields).filter(([name]) => name.startsWith("params/"));
  const rest = Object.entries(fields).filter(([name]) => !name.startsWith("params/"));
  return { ...Object.fromEntries(rest), params: Object.fromEntries(own.map(([name, value]) => [name.slice("params/".length), value])) };
}

/** Someone else saved the rule meanwhile: field by field a person decides. */
async function settled(view, form, stored) {
  const path = `/rules/${stored.id}`;
  const done = await settle({ base: flat(form.opened), mine: flat(form.rule), fields: flat, read: () => api.tagged(path, {}, view.signal),
    write: (fields, tag) => api.put(path, whole(fields), { ifMatch: tag }), label: (name) => form.labelOf(`/${name}`).replace(/: $/, "") || (has(`conflict.rule_${name}`) ? t(`conflict.rule_${name}`) : name) });
  if (!done) return;
  toast(done.saved ? t("rules.saved", { name: done.saved.name }) : t("conflict.taken"));
  leave(view);
}

async function save(view, form, stored) {
  const button = view.root.querySelector("[type=submit]");
  if (button.getAttribute("aria-busy")) return;
  button.setAttribute("aria-busy", "true");
  form.clear();
  try {
    const rule = stored ? await api.put(`/rules/${stored.id}`, form.rule, { ifMatch: stored.revision }) : await api.post("/rules", form.rule);
    toast(t(stored ? "rules.saved" : "rules.created", { name: rule.name }));
    leave(view);
  } catch (error) {
    if (error.status === 412) await settled(view, form, stored).catch(toastError);
    else form.fail(error);
  } finally {
    button.removeAttribute("aria-busy");
  }
}
