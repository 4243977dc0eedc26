/** One source: made new with its secret shown once, or looked after. */
import { api } from "../app/api.js";
import { values } from "../app/figures.js";
import { html, icon, on, render } from "../app/html.js";
import { ago, number } from "../app/format.js";
import { has, t } from "../app/i18n.js";
import { go } from "../app/router.js";
import { connectorKinds, isAdmin, state, storeKey } from "../app/state.js";
import { banner } from "../components/banner/banner.js";
import { Connection } from "../components/connection/connection.js";
import "../components/copy/copy.js";
import { ask } from "../components/dialog/dialog.js";
import { field, showProblem, valuesOf } from "../components/field/field.js";
import { figureCard } from "../components/figure-card/figure-card.js";
import { head } from "../components/head/head.js";
import { stats } from "../components/stat/stat.js";
import { instructions } from "../components/steps/steps.js";
import { sourceTabs } from "../components/tabs/areas.js";
import { toast, toastError } from "../components/toast/toast.js";
import { sourceState } from "./integrations.js";

const PLATFORMS = ["woocommerce", "shopify", "prestashop", "generic"];
/** What becomes of a delivery, in the order of the chart. */
const OUTCOMES = ["accepted", "failed", "stale", "duplicate", "unused"];
const REFRESH = 5000;

/** @param {import("../app/main.js").View} view */
export async function show(view) {
  if (!view.params.id) return create(view);
  const [source, kinds] = await Promise.all([api.get(`/sources/${view.params.id}`, {}, view.signal), connectorKinds()]);
  view.kinds = kinds;
  view.title(source.name);
  draw(view, source, null);
}

function create(view) {
  view.title(t("integrations.create"));
  render(view.root, html`${head({ title: t("integrations.create"), text: t("integrations.create_text"), back: { href: "#/integrations",
    text: t("nav.integrations") } })}
    <div class="pair pair-wide"><section class="card"><form class="form" novalidate><div class="form-problem"></div>
      <div class="form-actions"><button class="button button-primary" type="submit">${t("integrations.create_it")}</button>
      <a class="button" href="#/integrations">${t("common.cancel")}</a></div></form></section>
    <section class="card"><div class="card-head"><h2>${t("integrations.then")}</h2></div><div data-steps></div></section></div>`);
  const steps = () => render(view.root.querySelector("[data-steps]"), instructions(stepsOf(fields[0].value)));
  const form = view.root.querySelector("form");
  const stores = state.stores.map((store) => ({ value: store.key, label: store.name }));
  const fields = [
    field({ name: "platform", type: "choice", label: t("integrations.platform"), required: true, choices: PLATFORMS.map((value) => ({ value,
      label: t(`platform.${value}`) })) }, "woocommerce"),
    field({ name: "name", type: "text", label: t("integrations.name"), required: true, placeholder: t("integrations.name_placeholder") }, ""),
    field({ name: "key", type: "text", label: t("integrations.key"), help: t("integrations.key_help"), required: true }, ""),
    ...(stores.length > 1 ? [field({ name: "store", type: "select", label: t("integrations.store"), required: true, choices: stores }, storeKey())] : []),
    field({ name: "secret", type: "optional_text", label: t("integrations.secret"), help: t("integrations.secret_help") }, null),
  ];
  form.querySelector(".form-actions").before(...fields);
  suggestKey(fields[1], fields[2]);
  const changed = () => {
    steps();
    fields.at(-1).querySelector(".field-help").textContent = t(has(`integrations.secret_help_${fields[0].value}`) ? `integrations.secret_help_${
        fields[0].value}`
      : "integrations.secret_help");
  };
  changed();
  fields[0].addEventListener("change", changed);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("[type=submit]");
    button.setAttribute("aria-busy", "true");
    const { secret, ...values } = valuesOf(fields);
    try {
      view.kinds = await connectorKinds();
      const made = await api.post("/sources", { store: storeKey(), ...values, ...(secret ? { secret } : {}) });
      toast(t("integrations.created", { name: made.name }));
      history.replaceState(null, "", `#/integrations/${made.id}`);
      draw(view, made, made.secret);
      view.root.querySelector("h1").focus();
    } catch (error) {
      showProblem(form.querySelector(".form-problem"), fields, error);
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
}

/** The key follows the name until someone writes it. */
function suggestKey(name, key) {
  const input = key.querySelector("input");
  let own = false;
  input.addEventListener("input", () => { own = input.value !== ""; });
  name.addEventListener("input", () => {
    if (!own) input.value = name.value.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  });
}

function draw(view, source, secret) {
  const actions = isAdmin() ? html`<button class="button" type="button" data-action="switch">${t(source.enabled ? "integrations.switch_off"
    : "integrations.switch_on")}</button>
    <button class="button" type="button" data-action="rotate">${icon("key")}${
      t("integrations.rotate")}</button><button class="button button-bad" type="button" data-action="delete">${icon("trash")}${
        t("common.delete")}</button>` : null;
  render(view.root, html`${head({ title: source.name, beside: html`<span data-state>${sourceState(source)}</span>`, text: t(`platform.${
    source.platform}`), back: { href: "#/integrations", text: t("nav.integrations") }, actions })}${
    view.kinds.some((kind) => kind.platform === source.platform) ? sourceTabs(source, "source") : null}
    <div class="stack stack-l">${secret ? secretCard(secret) : null}<div data-figures></div>${source.last_delivery_at ? html`<section class="card" data-intake></section>` : null}
    ${source.last_delivery_at ? html`<div data-connection></div>${setupCard(source)}` : html`${setupCard(source)}<div data-connection></div>`}</div>`);
  figures(view, source);
  if (source.last_delivery_at) intake(view, source);
  view.connection = new Connection(view, view.root.querySelector("[data-connection]"), source);
  view.connection.load();
  if (!view.root.dataset.served) serve(view);
  view.root.dataset.served = "";
  view.source = source;
  watch(view);
}

/** How the shop is told to report here; it comes first until it does. */
function setupCard(source) {
  return html`<section class="card"><div class="stack"><h2>${t("integrations.connect")}</h2><div class="stack stack-s"><h3>${
    t("integrations.url")}</h3><e-copy label="${t("integrations.url")}" value="${source.url}"></e-copy></div>
    ${instructions(stepsOf(source.platform))}</div></section>`;
}

function secretCard(secret) {
  return html`<section class="card" data-secret><div class="stack">${banner({ tone: "ok", title: t("integrations.secret_title"),
    text: t("integrations.secret_once") })}<e-copy label="${t("integrations.secret")}" value="${secret}"></e-copy></div></section>`;
}

function stepsOf(platform) {
  return [1, 2, 3, 4].map((n) => `platform_steps.${platform}_${n}`).filter(has).map((key) => t(key));
}

function figures(view, source) {
  render(view.root.querySelector("[data-figures]"), stats([
    { label: t("integrations.last"), value: ago(source.last_delivery_at) },
    { label: t("integrations.accepted"), value: number(source.accepted) },
    { label: t("integrations.failed"), value: number(source.failed), note: source.failed ? html`<a href="#/integrations/inbox?state=failed&source=${
      source.key}">${t("integrations.look")}</a>` : null },
  ]));
  render(view.root.querySelector("[data-state]"), sourceState(source));
}

/** What came in, by what became of it. */
function intake(view, source) {
  return figureCard(view, view.root.querySelector("[data-intake]"), { title: t("intake.title"), path: "/stats/intake", query: { store: source.store }, days: 30,
    nothing: { title: t("intake.none_title"), text: t("intake.none") }, charts: ({ items }, { firsts }) => {
      const own = items.filter((item) => item.source === source.key);
      return [{ type: "stacked", keyed: true, caption: t("intake.caption"), height: 150, series: OUTCOMES.filter((name) => own.some((item) => item[name] > 0)).map((name) => ({
        name: t(`intake.${name}`), ink: OUTCOMES.indexOf(name) + 1, values: values(firsts, own, (item) => item[name]) })) }];
    } });
}

/** Looks again now and then, so that the first delivery shows by itself. */
function watch(view) {
  clearInterval(view.timer);
  view.timer = setInterval(async () => {
    if (document.hidden || view.signal.aborted) return;
    const source = await api.get(`/sources/${view.source.id}`, {}, view.signal).catch(() => null);
    if (source && view.root.isConnected) figures(view, source);
    await view.connection.refresh();
  }, REFRESH);
  view.signal.addEventListener("abort", () => clearInterval(view.timer), { once: true });
}

/** Shopify makes the secret itself: it is entered here, not made. */
async function giveSecret(view) {
  const secret = field({ name: "secret", type: "password", label: t("integrations.secret"), help: t("integrations.secret_help_shopify"), required: true,
    autocomplete: "new-password" }, "");
  const given = await ask({ title: t("integrations.give_title"), text: t("integrations.rotate_text"), fields: [secret],
    confirm: t("common.save"), submit: () => {
    if (!secret.value.trim()) throw { errors: [{ pointer: "/secret", reason: t("integrations.secret_required") }] };
    return api.post(`/sources/${view.source.id}/rotate-secret`, { secret: secret.value.trim() });
  } });
  if (given) toast(t("integrations.secret_given"));
}

function serve(view) {
  const guarded = (act) => async () => {
    try {
      await act();
    } catch (error) {
      toastError(error);
    }
  };
  on(view.root, "click", '[data-action="switch"]', guarded(async () => draw(view, await api.patch(`/sources/${
    view.source.id}`, { enabled: !view.source.enabled }), null)));
  on(view.root, "click", '[data-action="rotate"]', guarded(async () => {
    if (view.source.platform === "shopify") return giveSecret(view);
    const answer = await ask({ title: t("integrations.rotate_title"), text: t("integrations.rotate_text"), confirm: t("integrations.rotate"), danger: true,
      submit: () => api.post(`/sources/${view.source.id}/rotate-secret`) });
    if (answer) draw(view, view.source, answer.secret);
  }));
  on(view.root, "click", '[data-action="delete"]', guarded(async () => {
    const done = await ask({ title: t("integrations.delete_title", { name: view.source.name }), text: t("integrations.delete_text",
      { n: view.source.accepted }), confirm: t("common.delete"), danger: true,
      submit: async () => { await api.delete(`/sources/${view.source.id}`); } });
    if (!done) return;
    toast(t("integrations.deleted", { name: view.source.name }));
    go("#/integrations");
  }));
}
