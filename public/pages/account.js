/** One's own account: name and language, password, and where one is signed in. */
import { all, api } from "../app/api.js";
import { html, on, render } from "../app/html.js";
import { ago, moment } from "../app/format.js";
import { LANGUAGES, t } from "../app/i18n.js";
import { state } from "../app/state.js";
import { badge } from "../components/badge/badge.js";
import { ask } from "../components/dialog/dialog.js";
import { facts } from "../components/facts/facts.js";
import { field, showProblem, valuesOf } from "../components/field/field.js";
import { head } from "../components/head/head.js";
import { region } from "../components/region/region.js";
import { table } from "../components/table/table.js";
import { settingsTabs } from "../components/tabs/areas.js";
import { toast, toastError } from "../components/toast/toast.js";

const LONG_ENOUGH = 12;

/** @param {import("../app/main.js").View} view */
export async function show(view) {
  const { body, tag } = await api.tagged("/account", {}, view.signal);
  view.tag = tag;
  render(view.root, html`${head({ title: t("nav.settings") })}${settingsTabs("account")}<div class="stack stack-l">
    <section class="split"><div class="split-text"><h2>${t("account.who")}</h2><p>${t("account.who_text")}</p></div><div class="card"><div class="stack">${
      facts([[t("login.email"), body.email], [t("users.role"), t(`role.${body.role}`)]])}${form("who", "common.save")}</div></div></section>
    <section class="split"><div class="split-text"><h2>${t("login.password")}</h2><p>${t("account.password_text")}</p></div><div class="card">${
      form("password", "account.password_submit")}</div></section>
    <section class="split"><div class="split-text"><h2>${t("account.sessions")}</h2><p>${t("account.sessions_text")}</p><p><button class="button"
      type="button" data-action="end-others">${t("account.end_others")}</button></p></div><div class="card card-flush" data-sessions></div></section></div>`);
  who(view, body);
  password(view, body);
  const load = (keep) => sessions(view, keep);
  on(view.root, "click", "[data-end]", (event, button) => end(button.dataset.end, load));
  on(view.root, "click", "[data-action=end-others]", () => endOthers(load));
  await load(false);
}

function form(name, submit) {
  return html`<form class="form" novalidate data-form="${name}"><div class="form-problem"></div><div class="form-actions"><button class="button button-primary"
    type="submit">${t(submit)}</button></div></form>`;
}

/** Puts fields into a form and sends them; `send` may throw. */
function wire(view, name, fields, send) {
  const place = view.root.querySelector(`[data-form="${name}"]`);
  place.querySelector(".form-problem").after(...fields);
  place.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = place.querySelector("[type=submit]");
    if (button.getAttribute("aria-busy")) return;
    button.setAttribute("aria-busy", "true");
    try {
      await send(valuesOf(fields));
      place.querySelector(".form-problem").textContent = "";
      for (const one of fields) one.error = "";
    } catch (error) {
      showProblem(place.querySelector(".form-problem"), fields, error);
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
}

function who(view, account) {
  const languages = Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }));
  if (!LANGUAGES[account.language]) languages.push({ value: account.language, label: account.language });
  const fields = [
    field({ name: "name", type: "text", label: t("setup.name"), required: true, autocomplete: "name" }, account.name),
    field({ name: "language", type: "select", label: t("setup.language"), required: true, choices: languages }, account.language),
  ];
  wire(view, "who", fields, async (values) => {
    const saved = await api.patch("/account", values, { ifMatch: view.tag });
    view.tag = (await api.tagged("/account")).tag;
    const speaks = saved.language !== state.user.language;
    state.user = { ...state.user, name: saved.name, language: saved.language };
    if (speaks) return location.reload();
    toast(t("account.saved"));
  });
}

function password(view, account) {
  const fields = [
    field({ name: "old_password", type: "password", label: t("account.old"), required: true, autocomplete: "current-password" }, ""),
    field({ name: "password", type: "password", label: t("account.new"), help: t("account.new_help", { n: LONG_ENOUGH }), required: true,
      autocomplete: "new-password" }, ""),
  ];
  wire(view, "password", fields, async (values) => {
    await api.put("/account/password", values);
    view.tag = (await api.tagged("/account")).tag;
    for (const input of view.root.querySelectorAll('[data-form="password"] input')) input.value = "";
    toast(t("account.password_changed"));
    await sessions(view, true);
  });
}

function sessions(view, keep) {
  const place = view.root.querySelector("[data-sessions]");
  return region(place, async (current) => {
    const items = await all("/account/sessions", {}, view.signal);
    if (!current()) return;
    render(place, table({ caption: t("account.sessions"), columns: columns(), items }));
    view.root.querySelector("[data-action=end-others]").hidden = items.length < 2;
  }, { rows: 2, keep });
}

function columns() {
  return [
    { head: t("account.where"), lead: true, cell: (one) => html`${browser(one.agent)} ${one.current ? badge(t("account.this_one"), "accent", null)
      : null}<small class="mono">${one.address}</small>` },
    { head: t("account.since"), cell: (one) => moment(one.created_at) },
    { head: t("account.used"), cell: (one) => ago(one.used_at) },
    { head: t("common.actions"), unseen: true, end: true, cell: (one) => (one.current ? null : html`<button class="button button-small" type="button" data-end="${
      one.id}" aria-label="${t("account.end_label", { name: browser(one.agent), when: moment(one.created_at) })}">${t("account.end")}</button>`) },
  ];
}

/** `Firefox, Linux`; what cannot be told apart is left out. */
function browser(agent) {
  const text = agent ?? "";
  const name = [["Edg/", "Edge"], ["OPR/", "Opera"], ["Firefox/", "Firefox"], ["Chrome/", "Chrome"], ["Safari/", "Safari"]].find(([sign]) => text.includes(sign));
  const system = [["Android", "Android"], ["iPhone", "iPhone"], ["iPad", "iPad"], ["Windows", "Windows"], ["Mac OS", "macOS"], ["Linux", "Linux"]]
    .find(([sign]) => text.includes(sign));
  return [name?.[1], system?.[1]].filter(Boolean).join(", ") || t("account.unknown");
}

async function end(id, load) {
  try {
    await api.delete(`/account/sessions/${id}`);
    toast(t("account.ended", { n: 1 }));
  } catch (error) {
    toastError(error);
  }
  await load(true);
}

async function endOthers(load) {
  const done = await ask({ title: t("account.end_others_title"), text: t("account.end_others_text"), confirm: t("account.end_others"), danger: true,
    submit: () => api.delete("/account/sessions") });
  if (!done) return;
  toast(t("account.ended", { n: done.ended }));
  await load(true);
}
