/** Settings of the shown store: the master switch and what the store is. */
import { api } from "../app/api.js";
import { flag, html, on, render } from "../app/html.js";
import { t } from "../app/i18n.js";
import { groups, isAdmin, keepStore, storeKey } from "../app/state.js";
import { banner } from "../components/banner/banner.js";
import { saveOver } from "../components/conflict/conflict.js";
import { ask } from "../components/dialog/dialog.js";
import { field, showProblem, valuesOf } from "../components/field/field.js";
import { head } from "../components/head/head.js";
import { toggle } from "../components/switch/switch.js";
import { settingsTabs } from "../components/tabs/areas.js";
import { toast, toastError } from "../components/toast/toast.js";

const BASES = ["gross", "net", "products"];

const pathOf = (key) => `/stores/${encodeURIComponent(key)}`;

/** @param {import("../app/main.js").View} view */
export async function show(view) {
  const [{ body: store, tag }, known] = await Promise.all([api.tagged(pathOf(storeKey()), {}, view.signal), groups()]);
  keepStore(store);
  Object.assign(view, { store, tag });
  render(view.root, html`${head({ title: t("nav.settings") })}${settingsTabs("store")}<div class="stack stack-l">
    <section class="split"><div class="split-text"><h2>${t("settings.master")}</h2><p>${
      t("settings.master_text")}</p></div><div class="card" data-master></div></section>
    <section class="split"><div class="split-text"><h2>${t("settings.store_data")}</h2><p>${
      t("settings.store_text")}</p></div><div class="card"><form class="form" novalidate><div class="form-problem"></div><fieldset class="form"${
        flag("disabled", !isAdmin())}><legend class="unseen">${t("settings.store_data")}</legend></fieldset>
    ${isAdmin() ? html`<div class="form-actions"><button class="button button-primary" type="submit">${t("common.save")}</button></div>`
      : null}</form></div></section></div>`);
  master(view);
  const form = view.root.querySelector("form");
  const fields = storeFields(store, known);
  form.querySelector("fieldset").append(...fields);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save(view, form, fields);
  });
  on(view.root, "change", "[name=automation]", (event, box) => turn(view, box.checked));
  on(view.root, "click", '[data-action="confirm-ends"]', () => confirmEnds(view));
}

function storeFields(store, known) {
  const zones = Intl.supportedValuesOf("timeZone");
  const choices = [...new Set(["UTC", store.zone, ...zones])].map((value) => ({ value, label: value.replaceAll("_", " ") }));
  return [
    field({ name: "name", type: "text", label: t("settings.name"), required: true }, store.name),
    field({ name: "zone", type: "select", label: t("settings.zone"), help: t("settings.zone_help"), required: true, choices }, store.zone),
    field({ name: "currency", type: "text", label: t("settings.currency"), help: t("settings.currency_help"), required: true }, store.currency),
    field({ name: "locale", type: "text", label: t("settings.locale"), help: t("settings.locale_help"), required: true }, store.locale),
    field({ name: "default_group", type: "group", label: t("settings.default_group"), help: t("settings.default_group_help") }, store.default_group ?? "",
      { groups: known }),
    field({ name: "spend_basis", type: "choice", label: t("settings.basis"), help: t("settings.basis_help"), required: true, choices: BASES.map((value) =>
      ({ value, label: t(`basis.${value}`) })) }, store.spend_basis),
    field({ name: "guest_matching", type: "boolean", label: t("settings.guests"), help: t("settings.guests_help") }, store.guest_matching),
  ];
}

function master(view) {
  const { store } = view;
  render(view.root.querySelector("[data-master]"), html`<div class="stack"><div class="row row-between"><p class="grow">${t(store.automation
    ? "settings.master_on" : "settings.master_off")}</p>
    ${toggle({ label: t(store.automation ? "settings.is_on" : "settings.is_off"), on: store.automation, name: "automation", disabled: !isAdmin() })}</div>
    ${store.pending_ends > 0 ? banner({ tone: "warn", title: t("settings.ends_title", { n: store.pending_ends }), text: t("settings.ends"),
      action: store.automation && isAdmin() ? html`<a class="button button-small" href="#/checks">${
        t("settings.ends_see")}</a><button class="button button-small" type="button" data-action="confirm-ends">${t("settings.ends_confirm")}</button>` : null }) : null}</div>`);
}

async function patch(view, values) {
  take(view, await api.patch(pathOf(view.store.key), values, { tagged: true }));
}

function take(view, { body, tag }) {
  Object.assign(view, { store: body, tag });
  keepStore(view.store);
  document.querySelector("e-topbar")?.health();
}

async function turn(view, on) {
  const overview = on ? null : await api.get("/stats/overview", { store: view.store.key }).catch(() => null);
  const sure = on || (await ask({ title: t("settings.off_title", { name: view.store.name }), text: t("settings.off_text", { n: overview?.customers ?? 0 }),
    confirm: t("settings.off_confirm"), danger: true, submit: () => patch(view, { automation: false }) }));
  try {
    if (on) await patch(view, { automation: true });
    if (sure) toast(t(on ? "settings.turned_on" : "settings.turned_off"), { action: { label: t("common.undo"), run: async () => { await patch(view,
      { automation: !on }); master(view); } } });
  } catch (error) {
    toastError(error);
  }
  master(view);
  view.root.querySelector("[name=automation]").focus();
}

async function confirmEnds(view) {
  const n = view.store.pending_ends;
  const done = await ask({ title: t("settings.ends_ask", { n }), text: t("settings.ends_ask_text"), confirm: t("settings.ends_confirm"), danger: true,
    submit: () => api.post(`${pathOf(view.store.key)}/confirm-ends`) });
  if (!done) return;
  toast(t("settings.ended", { n: done.ended }));
  view.reload();
}

async function save(view, form, fields) {
  const button = form.querySelector("[type=submit]");
  const values = valuesOf(fields);
  const changed = Object.fromEntries(Object.entries(values).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(view.store[name])));
  if (Object.keys(changed).length === 0) return toast(t("settings.unchanged"));
  button.setAttribute("aria-busy", "true");
  try {
    const done = await saveOver({ path: pathOf(view.store.key), base: view.store, mine: changed, tag: view.tag,
      label: (name) => fields.find((one) => one.parameter.name === name).parameter.label });
    if (!done) return;
    take(view, done);
    toast(t(done.isTheirs ? "conflict.taken" : "settings.saved"));
    view.reload();
  } catch (error) {
    showProblem(form.querySelector(".form-problem"), fields, error);
  } finally {
    button.removeAttribute("aria-busy");
  }
}
