/** The people who may use the panel: who they are, what they may do, and the one-time links by which they set a password. */
import { all, api } from "../app/api.js";
import { html, icon, on, render } from "../app/html.js";
import { ago, moment } from "../app/format.js";
import { LANGUAGES, t } from "../app/i18n.js";
import { isAdmin, state } from "../app/state.js";
import { badge } from "../components/badge/badge.js";
import { banner } from "../components/banner/banner.js";
import "../components/copy/copy.js";
import { ask } from "../components/dialog/dialog.js";
import { empty } from "../components/empty/empty.js";
import { field, valuesOf } from "../components/field/field.js";
import { head } from "../components/head/head.js";
import "../components/menu/menu.js";
import { region } from "../components/region/region.js";
import { table } from "../components/table/table.js";
import { settingsTabs } from "../components/tabs/areas.js";
import { toast, toastError } from "../components/toast/toast.js";

const ROLES = ["viewer", "editor", "admin"];

/** @param {import("../app/main.js").View} view */
export async function show(view) {
  const top = html`${head({ title: t("nav.settings") })}${settingsTabs("users")}`;
  if (!isAdmin()) return render(view.root, html`${top}<div class="card">${empty({ mark: "customer", title: t("users.admins_title"),
    text: t("users.admins") })}</div>`);
  render(view.root, html`${top}<div class="stack"><div class="row row-between"><p class="quiet grow">${t("users.text")}</p>
    <button class="button button-primary" type="button" data-action="create">${icon("plus")}${t("users.create")}</button></div>
    <div data-made></div><div class="card card-flush" data-list></div></div>`);
  let items = [];
  const load = (keep) => region(view.root.querySelector("[data-list]"), async (current) => {
    items = await all("/users", {}, view.signal);
    if (current()) render(view.root.querySelector("[data-list]"), table({ caption: t("users.title"), columns: columns(), items }));
  }, { rows: 3, keep });
  on(view.root, "click", '[data-action="create"]', () => create(view, load));
  on(view.root, "click", "[data-act]", (event, button) => ACTS[button.dataset.act](view, items.find((user) => user.id === button.dataset.id), load));
  await load(false);
}

function columns() {
  return [
    { head: t("users.name"), lead: true, cell: (user) => html`${user.name}${user.id === state.user.id ? html` ${badge(t("users.you"), "accent", null)}`
      : null}<small>${user.email}</small>` },
    { head: t("users.role"), cell: (user) => t(`role.${user.role}`) },
    { head: t("users.state"), cell: (user) => stateOf(user) },
    { head: t("users.last_login"), cell: (user) => ago(user.last_login_at) },
    { head: t("common.actions"), unseen: true, end: true, cell: (user) => menu(user) },
  ];
}

function stateOf(user) {
  if (user.disabled) return badge(t("users.disabled"), "bad");
  if (user.has_password) return badge(t("users.active"), "ok");
  return badge(t(user.link_until && new Date(user.link_until) > new Date() ? "users.invited" : "users.link_over"), "warn");
}

function menu(user) {
  const item = (act, mark, text, cls = "") => html`<button class="menu-item ${cls}" type="button" role="menuitem" data-act="${act}" data-id="${
    user.id}">${icon(mark)}${text}</button>`;
  return html`<e-menu><button class="button button-quiet button-icon button-small" type="button" aria-label="${t("users.more_label",
    { name: user.name })}">${icon("more")}</button><div class="menu" role="menu" hidden>${item("edit", "edit", t("common.edit"))}${
    user.disabled ? null : item("link", "link", t("users.link"))}${item("end", "logout", t("users.end"))}${user.disabled
    ? item("enable", "check", t("users.enable")) : item("disable", "close", t("users.disable"))}<hr role="presentation">${
    item("remove", "trash", t("common.delete"), "menu-bad")}</div></e-menu>`;
}

const ACTS = { edit, link, end, disable, enable, remove };

function fieldsOf(user) {
  const languages = Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }));
  if (!LANGUAGES[user.language]) languages.push({ value: user.language, label: user.language });
  return [
    field({ name: "name", type: "text", label: t("users.name"), required: true }, user.name),
    field({ name: "email", type: "email", label: t("login.email"), required: true }, user.email),
    field({ name: "role", type: "choice", label: t("users.role"), help: t("users.role_help"), required: true, choices: ROLES.map((value) => ({ value,
      label: t(`role.${value}`) })) }, user.role),
    ...(languages.length > 1 ? [field({ name: "language", type: "select", label: t("setup.language"), required: true, choices: languages },
      user.language)] : []),
  ];
}

async function create(view, load) {
  const fields = fieldsOf({ name: "", email: "", role: "viewer", language: state.user.language });
  const made = await ask({ title: t("users.create"), text: t("users.create_text"), fields, confirm: t("users.create"), submit: () =>
    api.post("/users", valuesOf(fields)) });
  if (!made) return;
  await load(true);
  tell(view, made, made.link);
}

/** Shows a one-time link, this once. */
function tell(view, user, made) {
  const place = view.root.querySelector("[data-made]");
  render(place, html`<section class="card"><div class="stack">${banner({ tone: "ok", title: t("users.link_made", { name: user.name }),
    text: t("users.link_once", { when: moment(made.expires_at) }) })}<e-copy label="${t("users.link_label")}" value="${made.url}"></e-copy></div></section>`);
  place.querySelector("code").focus();
}

async function link(view, user) {
  const made = await ask({ title: t("users.link_title", { name: user.name }), text: t("users.link_text"), confirm: t("users.link"), submit: () =>
    api.post(`/users/${user.id}/link`) });
  if (made) tell(view, user, made);
}

async function edit(view, user, load) {
  try {
    const { body, tag } = await api.tagged(`/users/${user.id}`);
    const fields = fieldsOf(body);
    const done = await ask({ title: t("users.edit_title", { name: body.name }), fields, confirm: t("common.save"), submit: () =>
      api.patch(`/users/${user.id}`, valuesOf(fields), { ifMatch: tag }) });
    if (!done) return;
    toast(t("users.saved", { name: done.name }));
    await load(true);
  } catch (error) {
    toastError(error);
  }
}

async function end(view, user, load) {
  const done = await ask({ title: t("users.end_title", { name: user.name }), text: t("users.end_text"), confirm: t("users.end"), danger: true, submit: () =>
    api.delete(`/users/${user.id}/sessions`) });
  if (!done) return;
  toast(t("users.ended", { n: done.ended }));
  await load(true);
}

async function disable(view, user, load) {
  const done = await ask({ title: t("users.disable_title", { name: user.name }), text: t("users.disable_text"), confirm: t("users.disable"), danger: true,
    submit: () => set(user, true) });
  if (!done) return;
  toast(t("users.is_disabled", { name: user.name }), { action: { label: t("common.undo"), run: async () => { await set(user, false); await load(true); } } });
  await load(true);
}

async function enable(view, user, load) {
  try {
    await set(user, false);
    toast(t("users.is_enabled", { name: user.name }));
    await load(true);
  } catch (error) {
    toastError(error);
  }
}

function set(user, disabled) {
  return api.patch(`/users/${user.id}`, { disabled }, { ifMatch: "*" });
}

async function remove(view, user, load) {
  const done = await ask({ title: t("users.remove_title", { name: user.name }), text: t("users.remove_text"), confirm: t("common.delete"), danger: true,
    submit: async () => { await api.delete(`/users/${user.id}`, { ifMatch: "*" }); } });
  if (!done) return;
  toast(t("users.removed", { name: user.name }));
  await load(true);
}
