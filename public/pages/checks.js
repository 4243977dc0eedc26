/** Checks: what Echelon found that a person should look at, the gravest first, with what can be done about it. */
import { all } from "../app/api.js";
import { html, on, render } from "../app/html.js";
import { t } from "../app/i18n.js";
import { storeKey } from "../app/state.js";
import { empty } from "../components/empty/empty.js";
import { finding, gravity } from "../components/finding/finding.js";
import { askFix, askSnooze, wake } from "../components/finding/finding-acts.js";
import { head } from "../components/head/head.js";
import { toast, toastError } from "../components/toast/toast.js";

/** Where what a finding is about can be looked at. */
const PLACES = {
  customer: (id) => `#/customers/${id}`,
  order: (id) => `#/customers/orders/${id}`,
  destination: (id) => `#/integrations/destinations/${id}`,
  rule: (id) => `#/rules/${id}`,
  group: (id) => `#/groups/${id}`,
  source: (id) => `#/integrations/${id}`,
  status: () => "#/settings/statuses",
  mail: () => "#/mails/settings",
};

/** Where a kind is settled, whatever it is about. */
const PLACES_OF_KINDS = {
  processing_failed: "#/integrations/inbox?state=failed",
  pending_ends: "#/settings",
  store_default_missing: "#/settings",
  unconverted_currency: "#/settings/rates",
  cron_silent: "#/runs",
};

const SHOWN = 5;

/** @param {import("../app/main.js").View} view */
export async function show(view) {
  const items = await all("/checks", { store: storeKey() }, view.signal);
  const shops = await placesOfShops(items, view.signal);
  const awake = items.filter((item) => !item.snoozed);
  const asleep = items.filter((item) => item.snoozed);
  document.querySelector("e-nav")?.count("checks", awake.length);
  render(view.root, html`${head({ title: t("nav.checks"), text: t("checks.text"), beside: badges(awake) })}<div class="stack">${awake.length
    ? kinds(awake).map((group) => card(group, shops))
    : html`<div class="card">${empty({ mark: "checks", title: t("checks.none_title"), text: t("checks.none") })}</div>`}${asleep.length
    ? html`<details class="card card-flush findings-rest" data-snoozed><summary>${t("checks.set_aside", { n: asleep.length })}</summary>${
      asleep.map((item) => row(item, shops))}</details>` : null}</div>`);
  listen(view, items);
}

function badges(items) {
  const counts = Map.groupBy(items, (item) => item.severity);
  return html`<span class="row">${["problem", "warning", "notice"].filter((one) => counts.has(one)).map((one) => gravity(one, counts.get(one).length))}</span>`;
}

/** By kind, in the order they come: the gravest first. */
function kinds(items) {
  return [...Map.groupBy(items, (item) => item.kind).values()];
}

function card(items, shops) {
  const [{ kind, severity }] = items;
  const [first, rest] = [items.slice(0, SHOWN), items.slice(SHOWN)];
  return html`<section class="card card-flush findings" data-kind="${kind}" aria-labelledby="kind-${kind}"><div class="card-head"><div class="grow">
    <h2 id="kind-${kind}">${t(`checks.kind_${kind}`)}</h2><p>${t(`checks.advice_${kind}`)}</p></div>${gravity(severity, items.length)}</div>
    ${first.map((item) => row(item, shops))}${rest.length ? html`<details class="findings-rest"><summary>${t("checks.more", { n: rest.length })}</summary>${
    rest.map((item) => row(item, shops))}</details>` : null}</section>`;
}

function row(item, shops) {
  const links = item.links.map((link) => ({ href: PLACES[link.type]?.(link.id), label: link.label })).filter((link) => link.href);
  return finding(item, { place: placeOf(item, shops), links });
}

function listen(view, items) {
  const of = (target) => items.find((item) => item.id === target.closest("[data-finding]").dataset.finding);
  const act = (selector, work) => on(view.root, "click", selector, async (event, button) => {
    if (button.getAttribute("aria-busy")) return;
    button.setAttribute("aria-busy", "true");
    try {
      if (await work(of(button), button)) view.reload();
    } catch (error) {
      toastError(error);
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
  act("[data-fix]", (item, button) => askFix(item, button.dataset.fix, () => view.reload()));
  act('[data-action="snooze"]', async (item) => {
    if (!(await askSnooze(item))) return false;
    toast(t("checks.is_set_aside"), { action: { label: t("common.undo"), run: async () => { await wake(item); view.reload(); } } });
    return true;
  });
  act('[data-action="wake"]', async (item) => {
    await wake(item);
    toast(t("checks.is_awake"));
    return true;
  });
}

/** What findings about a shop's connection lead by: connectors, and where their sources are. */
async function placesOfShops(items, signal) {
  const needed = items.some((item) => item.subject.type === "connector" || item.kind === "shop_write_parked");
  if (!needed) return { of: () => null, stuck: null };
  const [connectors, sources] = await Promise.all([all("/connectors", { store: storeKey() }, signal), all("/sources", { store: storeKey() }, signal)]);
  const ids = new Map(sources.map((source) => [source.key, source.id]));
  const of = (connector) => (ids.has(connector?.source) ? `#/integrations/${ids.get(connector.source)}` : null);
  const parked = connectors.filter((connector) => connector.parked > 0);
  return { of: (id) => of(connectors.find((connector) => connector.id === id)), stuck: parked.length === 1 ? of(parked[0]) : null };
}

/** Where a person can do something about it. */
function placeOf(item, shops) {
  if (PLACES_OF_KINDS[item.kind]) return PLACES_OF_KINDS[item.kind];
  // Which shop it is about is not told; where only one has a queue that is stuck, it is that one.
  if (item.kind === "shop_write_parked" && shops.stuck) return `${shops.stuck}/queue?state=parked`;
  if (item.subject.type !== "connector") return PLACES[item.subject.type]?.(item.subject.id);
  const source = shops.of(item.subject.id);
  if (!source) return null;
  if (item.kind === "ended_in_shop") return `${source}/queue`;
  return ["drift_parked", "shop_differs"].includes(item.kind) ? `${source}/drift` : source;
}
