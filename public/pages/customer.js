/** One customer as a story: where they are and why, what they spent, what comes next, what was. */
import { all, api } from "../app/api.js";
import { html, icon, on, render } from "../app/html.js";
import { ago, date, localDay, money, number, personName, startOfDay } from "../app/format.js";
import { t } from "../app/i18n.js";
import { go } from "../app/router.js";
import { groupNames, mayEdit, state } from "../app/state.js";
import { banner } from "../components/banner/banner.js";
import { chips } from "../components/chip/chip.js";
import { empty } from "../components/empty/empty.js";
import { verdicts } from "../components/explain/explain.js";
import { head } from "../components/head/head.js";
import { act, askDeleted, askMerge } from "../components/memberships/acts.js";
import { memberships } from "../components/memberships/memberships.js";
import "../components/menu/menu.js";
import { privacy } from "../components/privacy/privacy.js";
import "../components/progress/progress.js";
import { region } from "../components/region/region.js";
import { spendFigure } from "../components/spend/spend.js";
import { stats } from "../components/stat/stat.js";
import { toggle } from "../components/switch/switch.js";
import { timelineLines, undoButtons, upcoming } from "../components/timeline/timeline.js";
import { toast, toastError } from "../components/toast/toast.js";

/** @param {import("../app/main.js").View} view */
export async function show(view) {
  const path = `/customers/${encodeURIComponent(view.params.id)}`;
  const [first, nameOf] = await Promise.all([api.get(path, {}, view.signal), groupNames()]);
  const page = { view, path: `/customers/${first.id}`, customer: first, nameOf };
  view.title(personName(first));
  render(view.root, frame(first));
  privacy(view.root.querySelector("[data-spend]").closest(".stack"), first);
  draw(page);
  const refresh = async () => {
    page.customer = await api.get(page.path, {}, view.signal);
    draw(page);
    await Promise.all([explain(page, true), timeline(page, true)]);
    // What was pressed may be gone: the keyboard goes on from the top of the page.
    if (document.activeElement === document.body) view.root.querySelector("h1").focus({ preventScroll: true });
  };
  on(view.root, "click", "[data-act]", (event, button) => act(button.dataset.act, page.customer, button.dataset.group, nameOf, refresh));
  on(view.root, "change", "[name=automation]", (event, box) => automation(page, box.checked, refresh));
  on(view.root, "change", "[name=explain_at]", () => explain(page, true));
  on(view.root, "click", "[data-action=merge]", async () => {
    const kept = await askMerge(page.customer);
    if (kept) go(`#/customers/${kept.id}`);
  });
  on(view.root, "click", "[data-action=delete]", async () => { if (await askDeleted(page.customer)) go("#/customers"); });
  undoButtons(view.root, refresh);
  await Promise.all([explain(page), timeline(page), spend(page)]);
}

function frame(customer) {
  const actions = mayEdit() ? html`<button class="button button-primary" type="button" data-act="grant">${icon("plus")}${t("customer.add")}</button>
    <e-menu><button class="button button-icon" type="button" aria-label="${t("common.actions")}">${icon("more")}</button><div class="menu" role="menu" hidden>
    <button class="menu-item" type="button" role="menuitem" data-act="block">${icon("block")}${t("customer.block")}</button>
    <hr role="presentation"><button class="menu-item" type="button" role="menuitem" data-action="merge">${icon("merge")}${t("customer.merge")}</button>
    <button class="menu-item menu-bad" type="button" role="menuitem" data-action="delete">${icon("trash")}${
      t("customer.delete")}</button></div></e-menu>` : null;
  return html`${head({ title: personName(customer), back: { href: "#/customers", text: t("nav.customers") }, actions, beside: html`<span data-chips></span>`,
    text: html`<span data-who></span>` })}
    <div class="stack stack-l"><div data-notes></div><div data-figures></div>
    <div class="pair pair-wide"><div class="stack stack-l">
      <section class="card card-flush"><div class="card-head"><h2>${
        t("customer.groups")}</h2><span data-automation></span></div><div data-memberships></div></section>
      <section class="card"><div class="card-head"><h2>${t("customer.story")}</h2></div><div data-timeline></div></section></div>
    <div class="stack stack-l"><section class="card" data-tiers hidden></section>
      <section class="card"><div class="card-head"><h2>${t("customer.next")}</h2></div><div data-next></div></section>
      <section class="card"><div class="card-head"><h2>${t("customer.spend_chart")}</h2></div><div data-spend></div></section>
      <section class="card"><div class="card-head"><h2>${t("explain.title")}</h2><label class="explain-day">${
        t("explain.as_of")} <input class="input input-date" type="date" name="explain_at"></label></div><div data-explain></div></section></div></div></div>`;
}

/** What comes from the customer itself. */
function draw({ view, customer, nameOf }) {
  const part = (name) => view.root.querySelector(`[data-${name}]`);
  const about = [customer.email, t("customer.number", { id: customer.external_id }), customer.country, customer.organization?.name].filter(Boolean);
  render(part("who"), html`${about.join(" · ")}`);
  render(part("chips"), chips(customer.groups, customer.default_group, nameOf));
  render(part("notes"), customer.automation ? html`` : banner({ tone: "warn", title: t("customer.by_hand_title"), text: t("customer.by_hand") }));
  part("notes").hidden = customer.automation;
  render(part("automation"), toggle({ label: t("customer.automation"), on: customer.automation, name: "automation", disabled: !mayEdit() }));
  render(part("figures"), stats([
    { label: t("customer.spent"), value: money(customer.spent), note: t(`basis.${state.store?.spend_basis ?? "gross"}`) },
    { label: t("customer.orders"), value: number(customer.orders) },
    { label: t("customer.last_order"), value: date(customer.last_order_at), note: customer.last_order_at ? ago(customer.last_order_at)
      : t("customer.never_bought") },
    { label: t("customer.registered"), value: date(customer.registered_at), note: customer.registered_at ? ago(customer.registered_at)
      : t("customer.first_seen", { date: date(customer.first_seen_at) }) },
    { label: t("customer.mails"), value: t(`consent.${customer.mail_consent}`), note: html`<a class="linked" href="#/mails?customer=${customer.id}">${
      t("customer.all_mails")}</a>` },
  ]));
  render(part("memberships"), memberships(customer.memberships, customer.blocks, nameOf));
}

function explain({ view, path, nameOf }, keep = false) {
  const place = view.root.querySelector("[data-explain]");
  const next = view.root.querySelector("[data-next]");
  const day = view.root.querySelector("[name=explain_at]").value;
  return region(place, async (current) => {
    const answer = await api.get(`${path}/explain`, day ? { at: startOfDay(day) } : {}, view.signal);
    if (!current()) return;
    render(place, verdicts(answer, nameOf));
    if (!day) tiers({ view, path }, answer.rules.filter(({ rule }) => rule.kind === "tiers"));
    if (!day || !next.childElementCount) render(next, answer.upcoming.length ? upcoming(answer.upcoming) : empty({ title: t("customer.nothing_next_title"),
      text: t("customer.nothing_next"), small: true }));
  }, { rows: 2, keep });
}

/** How far it is to the next rung of each ladder that knows the customer; a ladder that does not answer is left out. */
async function tiers({ view, path }, rules) {
  const place = view.root.querySelector("[data-tiers]");
  const answers = await Promise.all(rules.map(({ rule }) => api.get(`${path}/progress`, { rule: rule.id }, view.signal).catch(() => null)));
  const known = answers.filter(Boolean);
  place.hidden = known.length === 0;
  render(place, html`<div class="card-head"><h2>${t("customer.tiers")}</h2></div><ul class="stack">${known.map((one) => html`<li class="stack stack-s"><h3><a
    class="linked" href="#/tiers?rule=${one.rule.id}">${one.rule.name}</a></h3><p>${one.rung ? t("customer.on_rung", { name: one.rung.name })
      : t("customer.no_rung")}</p><e-progress label="${t("customer.to_next", { name: one.next?.name ?? one.rung?.name ?? "" })}"></e-progress></li>`)}</ul>`);
  place.querySelectorAll("e-progress").forEach((bar, index) => {
    const { next, missing, percent: done, spent } = known[index];
    const left = next ? t("customer.missing", { amount: money(missing), name: next.name }) : t("customer.highest");
    bar.tell(next ? done / 100 : 1, left, next ? t("customer.of_required", { spent: money(spent), required: money(next.required) }) : money(spent));
  });
}

function timeline({ view, path, nameOf }, keep = false) {
  const place = view.root.querySelector("[data-timeline]");
  const read = (cursor) => api.get(`${path}/timeline`, { limit: 25, cursor }, view.signal);
  return region(place, async (current) => {
    let page = await read(null);
    if (!current()) return;
    if (!page.items.length) return render(place, empty({ title: t("customer.no_story_title"), text: t("customer.no_story"), small: true }));
    render(place, html`<ul class="timeline">${timelineLines(page.items, nameOf)}</ul>${
      page.next ? html`<button class="button button-small" type="button" data-more>${t("common.more")}</button>` : null}`);
    const more = place.querySelector("[data-more]");
    more?.addEventListener("click", async () => {
      more.setAttribute("aria-busy", "true");
      try {
        const before = localDay(page.items.at(-1).at);
        page = await read(page.next);
        place.querySelector("ul").insertAdjacentHTML("beforeend", html`${timelineLines(page.items, nameOf, before)}`.text);
        more.hidden = !page.next;
      } catch (error) {
        toastError(error);
      }
      more.removeAttribute("aria-busy");
    });
  }, { rows: 5, keep });
}

function spend({ view, customer }) {
  const place = view.root.querySelector("[data-spend]");
  return region(place, async (current) => {
    const [orders, rules] = await Promise.all([all("/orders", { store: customer.store, customer: customer.id }, view.signal, 400),
      all("/rules", { store: customer.store }, view.signal)]);
    if (!current()) return;
    if (!orders.length) return render(place, empty({ title: t("customer.no_orders_title"), text: t("customer.no_orders"), small: true }));
    render(place, html`<e-chart></e-chart>`);
    place.querySelector("e-chart").figure = spendFigure(orders, customer.spent?.currency ?? state.store.currency,
      minimums(rules, customer));
  }, { rows: 3 });
}

/** What rules of monthly turnover ask of the groups that the customer is in. */
function minimums(rules, { groups }) {
  return rules.filter(({ kind, enabled, params }) => kind === "turnover" && enabled && params.minimum && params.source_groups.some((code) => groups.includes(code)))
    .map(({ name, params }) => ({ value: Number(params.minimum), label: name }));
}

async function automation(page, on, refresh) {
  try {
    await api.patch(page.path, { automation: on });
    toast(t(on ? "customer.automation_on" : "customer.automation_off"), { action: { label: t("common.undo"), run: () => automation(page, !on, refresh) } });
  } catch (error) {
    toastError(error);
  }
  await refresh();
}
