/** Inbox: every delivery that was accepted, what became of it, and another try for those that failed. */
import { all, api } from "../app/api.js";
import { flag, html, icon, on, render } from "../app/html.js";
import { moment, number } from "../app/format.js";
import { t } from "../app/i18n.js";
import { setQuery } from "../app/router.js";
import { mayEdit, storeKey } from "../app/state.js";
import { badge } from "../components/badge/badge.js";
import { empty } from "../components/empty/empty.js";
import { filters } from "../components/filters/filters.js";
import { head } from "../components/head/head.js";
import { region } from "../components/region/region.js";
import { paged } from "../components/table/table.js";
import { integrationTabs } from "../components/tabs/areas.js";
import { toast, toastError } from "../components/toast/toast.js";

const STATES = { processed: "ok", failed: "bad", pending: "accent", ignored: "" };

/** @param {import("../app/main.js").View} view */
export async function show(view) {
  const sources = await all("/sources", { store: storeKey() }, view.signal);
  const asked = { state: view.query.get("state") ?? "", source: view.query.get("source") ?? "" };
  const select = (name, any, options) => html`<label><span class="unseen">${t(`inbox.${name}`)}</span><select class="input" name="${name}"><option value="">${
    any}</option>${options.map(({ value, label }) =>
    html`<option value="${value}"${flag("selected", value === asked[name])}>${label}</option>`)}</select></label>`;
  render(view.root, html`${head({ title: t("nav.integrations"), text: t("inbox.text") })}${integrationTabs("inbox")}
    ${filters(html`${select("state", t("inbox.any_state"), Object.keys(STATES).map((value) => ({ value, label: t(`inbox.state_${value}`) })))}${
      select("source", t("inbox.any_source"), sources.map((source) => ({ value: source.key, label: source.name })))}`)}
    <div class="card card-flush" data-list></div>`);
  const load = (keep) => list(view, asked, sources, keep);
  view.root.querySelector(".filters").addEventListener("change", (event) => {
    asked[event.target.name] = event.target.value;
    setQuery(asked);
    load(true);
  });
  on(view.root, "click", "[data-replay]", async (event, button) => {
    button.setAttribute("aria-busy", "true");
    try {
      const item = await api.post(`/inbox/${button.dataset.replay}/replay`);
      toast(t(item.state === "failed" ? "inbox.failed_again" : "inbox.replayed"), { bad: item.state === "failed" });
      load(true);
    } catch (error) {
      toastError(error);
      button.removeAttribute("aria-busy");
    }
  });
  load(false);
}

function list(view, asked, sources, keep) {
  const place = view.root.querySelector("[data-list]");
  const query = { ...asked, limit: 50 };
  return region(place, async (current) => {
    const first = await api.get("/inbox", query, view.signal);
    if (!current()) return;
    if (first.items.length) return paged({ root: place, first, caption: t("integrations.inbox"), columns: columns(sources), more: (cursor) =>
      api.get("/inbox", { ...query, cursor }, view.signal) });
    render(place, asked.state || asked.source ? empty({ mark: "inbox", title: t("inbox.nothing_title"), text: t("inbox.nothing") }) : empty({ mark: "inbox",
      title: t("inbox.none_title"), text: t("inbox.none") }));
  }, { rows: 6, keep });
}

function columns(sources) {
  const nameOf = (key) => sources.find((source) => source.key === key || source.id === key)?.name ?? key;
  return [
    { head: t("inbox.received"), lead: true, cell: (item) => html`<span class="nowrap">${moment(item.received_at)}</span>` },
    { head: t("inbox.source"), cell: (item) => nameOf(item.source) },
    { head: t("inbox.topic"), cell: (item) => html`<span class="mono">${item.topic}</span>${item.order ? html`<small>${
      t("grant.order", { id: item.order.external_id })}</small>` : null}` },
    { head: t("inbox.state"), cell: (item) => html`${badge(t(`inbox.state_${item.state}`), STATES[item.state] ?? "", item.state === "pending" ? "clock"
      : undefined)}${item.error ? html`<small>${item.error}</small>` : null}` },
    { head: t("inbox.attempts"), end: true, cell: (item) => number(item.attempts) },
    { head: t("common.actions"), unseen: true, end: true, cell: (item) => (mayEdit() && item.state !== "pending"
      ? html`<button class="button button-small" type="button" data-replay="${item.id}" aria-label="${t("inbox.replay_label", { topic: item.topic,
        when: moment(item.received_at) })}">${icon("refresh")}${t("inbox.replay")}</button>` : null) },
  ];
}
