/** Tokens for programs that use the API. */
import { all, api } from "../app/api.js";
import { element, html, icon, on, render } from "../app/html.js";
import { ago, date, endOfDay, lastDay } from "../app/format.js";
import { t } from "../app/i18n.js";
import { isAdmin, state } from "../app/state.js";
import { banner } from "../components/banner/banner.js";
import "../components/copy/copy.js";
import { ask } from "../components/dialog/dialog.js";
import { empty } from "../components/empty/empty.js";
import { field, valuesOf } from "../components/field/field.js";
import { head } from "../components/head/head.js";
import { table } from "../components/table/table.js";
import { settingsTabs } from "../components/tabs/areas.js";
import { toast, toastError } from "../components/toast/toast.js";

const SCOPES = ["read", "rules", "customers", "mails", "settings", "webhooks", "cron"];

/** @param {import("../app/main.js").View} view */
export async function show(view) {
  const top = html`${head({ title: t("nav.settings") })}${settingsTabs("tokens")}`;
  if (!isAdmin()) return render(view.root, html`${top}<div class="card">${empty({ mark: "key", title: t("tokens.admins_title"),
    text: t("tokens.admins") })}</div>`);
  const items = await all("/tokens", {}, view.signal);
  const create = html`<button class="button button-primary" type="button" data-action="create">${icon("plus")}${t("tokens.create")}</button>`;
  render(view.root, html`${top}<div class="stack"><div class="row row-between"><p class="quiet grow">${t("tokens.text")}</p>${items.length ? create
    : null}</div><div data-made></div>
    ${items.length ? html`<div class="card card-flush">${table({ caption: t("settings.tokens"), columns: columns(), items })}</div>`
      : html`<div class="card">${empty({ mark: "key", title: t("tokens.none_title"), text: t("tokens.none"), action: create })}</div>`}</div>`);
  on(view.root, "click", '[data-action="create"]', () => make(view));
  on(view.root, "click", "[data-revoke]", (event, button) => revoke(view, items.find((token) => token.id === button.dataset.revoke)));
}

function columns() {
  return [
    { head: t("tokens.name"), lead: true, cell: (token) => html`${token.name}${token.store ? html`<small>${token.store}</small>` : null}` },
    { head: t("tokens.scopes"), cell: (token) => html`<span class="chips">${token.scopes.map((scope) => html`<span class="chip">${t(`scope.${
      scope}`)}</span>`)}</span>` },
    { head: t("tokens.created"), cell: (token) => date(token.created_at) },
    { head: t("tokens.used"), cell: (token) => ago(token.last_used_at) },
    { head: t("tokens.expires"), cell: (token) => lastDay(token.expires_at) },
    { head: t("common.actions"), unseen: true, end: true, cell: (token) => html`<button class="button button-small button-bad" type="button" data-revoke="${
      token.id}" aria-label="${t("tokens.revoke_label", { name: token.name })}">${t("tokens.revoke")}</button>` },
  ];
}

async function make(view) {
  const stores = state.stores.map((store) => ({ value: store.key, label: store.name }));
  const fields = [
    field({ name: "name", type: "text", label: t("tokens.name"), help: t("tokens.name_help"), required: true }, ""),
    field({ name: "scopes", type: "many", label: t("tokens.scopes"), help: t("tokens.scopes_help"), required: true, choices: SCOPES.map((value) => ({ value,
      label: t(`scope.${value}`) })) }, ["read"]),
    ...(stores.length > 1 ? [field({ name: "store", type: "select", label: t("tokens.store"), choices: [{ value: "", label: t("tokens.all_stores") },
      ...stores] }, "")] : []),
    field({ name: "expires_at", type: "date", label: t("tokens.expires"), help: t("tokens.expires_help") }, null),
  ];
  const made = await ask({ title: t("tokens.create"), fields, confirm: t("tokens.create"), submit: () => {
    const { store, expires_at: day, ...values } = valuesOf(fields);
    return api.post("/tokens", { ...values, ...(store ? { store } : {}), ...(day ? { expires_at: endOfDay(day) } : {}) });
  } });
  if (!made) return;
  await show(view.root.isConnected ? Object.assign(view, { root: fresh(view.root) }) : view);
  render(view.root.querySelector("[data-made]"), html`<section class="card"><div class="stack">${banner({ tone: "ok", title: t("tokens.made",
    { name: made.name }), text: t("tokens.once") })}<e-copy label="${t("tokens.token")}" value="${made.token}"></e-copy></div></section>`);
  view.root.querySelector("[data-made] code").focus();
}

/** An empty page element in the place of the old one, without its listeners. */
function fresh(root) {
  const next = element(html`<div class="page"></div>`);
  root.replaceWith(next);
  return next;
}

async function revoke(view, token) {
  try {
    const done = await ask({ title: t("tokens.revoke_title", { name: token.name }), text: t("tokens.revoke_text"), confirm: t("tokens.revoke"), danger: true,
      submit: async () => { await api.delete(`/tokens/${token.id}`); } });
    if (!done) return;
    toast(t("tokens.revoked", { name: token.name }));
    view.reload();
  } catch (error) {
    toastError(error);
  }
}
