/** Samples of the style page for the parts that pages are made of. What they would ask of the server is answered here. */
import { html, render } from "./html.js";
import { state } from "./state.js";
import { verdicts } from "../components/explain/explain.js";
import "../components/bulk/bulk.js";
import { exportLine } from "../components/export-line/export-line.js";
import { activityColumns } from "../components/activity/activity.js";
import "../components/code-input/code-input.js";
import { connectorBadge, settingsOf, stateLine, troubles } from "../components/connection/state.js";
import "../components/customer-input/customer-input.js";
import { Deliveries } from "../components/deliveries/deliveries.js";
import { destinationForm } from "../components/destination-form/destination-form.js";
import "../components/drop-zone/drop-zone.js";
import { facts } from "../components/facts/facts.js";
import { figureCard } from "../components/figure-card/figure-card.js";
import { gate } from "../components/gate/gate.js";
import { fileSize, importBadge } from "../components/import-state/import-state.js";
import { languageName } from "../components/language/language.js";
import { MailPreview } from "../components/mail-preview/mail-preview.js";
import { MailServer } from "../components/mail-server/mail-server.js";
import { mailBadge, mailNotes, STATES } from "../components/mail-state/mail-state.js";
import "../components/mapping/mapping.js";
import { memberships } from "../components/memberships/memberships.js";
import "../components/nav/nav.js";
import "../components/preview/preview.js";
import { privacy } from "../components/privacy/privacy.js";
import { region } from "../components/region/region.js";
import { formFoot, kindCards } from "../components/rule-form/rule-form.js";
import "../components/rule-list/rule-list.js";
import { runReport, runState } from "../components/run-report/run-report.js";
import "../components/segment-count/segment-count.js";
import { spendFigure } from "../components/spend/spend.js";
import { instructions, startSteps } from "../components/steps/steps.js";
import { StoreMail } from "../components/store-mail/store-mail.js";
import { table } from "../components/table/table.js";
import "../components/template-editor/template-editor.js";
import { templateHistory } from "../components/template-history/template-history.js";
import { timelineLines, upcoming } from "../components/timeline/timeline.js";
import "../components/topbar/topbar.js";
import { variables } from "../components/variables/variables.js";

const AT = "2026-05-03T10:00:00Z";
const CLAIRE = { id: "7", external_id: "1007", name: "Claire Martin", first_name: "Claire", last_name: "Martin", email: "claire@mail.example" };
const RULE = { id: "1", name: "Trail Club for a year" };
const nameOf = (code) => ({ retail: "Retail", club: "Club" })[code] ?? code;
const change = (more) => ({ id: "31", at: AT, kind: "granted", customer: CLAIRE, groups_added: ["club"], groups_removed: [], default_before: "retail",
  default_after: "club", rule: RULE, actor: "rule", reason: "Bought CLUB-YEAR in order 21304", revertible: true, reverted_by: null, ...more });
const CHANGES = [change({}), change({ id: "30", kind: "ended", groups_added: [], groups_removed: ["club"], rule: null, actor: "person", by: "Anna", reason:
  "By mistake", reverted_by: "32" })];
const GRANT = { source: "rule", rule: RULE, order: { external_id: "21304" }, reason: "Bought CLUB-YEAR", from: AT, until: "2027-05-03T22:00:00Z", pinned: true };
const MEMBERSHIPS = [{ group: "club", name: "Club", is_default: true, since: AT, until: "2027-05-03T22:00:00Z", grants: [GRANT] },
  { group: "retail", name: "Retail", is_default: false, since: AT, until: null, grants: [{ ...GRANT, source: "manual", rule: null, order: null, reason: "Won the tasting",
    pinned: false, until: null }] }];
const RUN = { id: "1", state: "finished", dry_run: false, error: null, counts: { evaluated: 420, granted: 3, ended: 2, reminded: 12, changed: 5, mails: 17, failed: 0 },
  report: [{ sentence: "3 customers joined Club.", rule: RULE }, { sentence: "2 memberships ended.", rule: null }], items: [] };
const CONNECTOR = { id: "1", source: "shop", enabled: true, url: "https://shop.example", allow_private_address: false, drift: "echelon", look_minutes: 60, shops: {},
  write_groups: true, loaded_at: AT, looked_at: AT, look_due_at: AT, parked: 0, queued: 3, written: 41, written_at: AT, problem: null, account: {}, last_sync: null };
const MAIL_SERVER = { from_environment: false, configured: true, host: "smtp.example.com", port: 587, tls: "required", user: "shop", has_password: true, from:
  "shop@example.com", from_name: "Shop", reply_to: "", paused: false };
const STORE_MAIL = { sender_name: "", sender_address: "", reply_to: "", shop_url: "https://shop.example", logo_url: "", accent: "#1f4e79", footer: "Shop Ltd",
  require_opt_in: false, quiet_from: "21:00", quiet_until: "08:00", cap_count: 3, cap_days: 7 };
const TEMPLATE = { html: "Subject: Welcome to {new_group}\n\n<h2>Hello {firstname}</h2>\n<p>You are in {new_group} now.</p>\n", text:
  "Subject: Welcome to {new_group}\n\nHello {firstname},\n\nyou are in {new_group} now.\n" };
const eventName = (type) => type.replaceAll(/[._]/g, " ");
const rule = (more) => ({ id: "1", name: "Trail Club for a year", enabled: true, summary: "Whoever buys CLUB-YEAR joins Trail Club for 12 months.", members: 76,
  last_effect: { text: "Claire Martin joined", at: AT }, ...more });

/** Path of the API → what the samples get for it. */
const ANSWERS = {
  "/destinations/1/deliveries": { items: [{ id: "29", type: "customer.groups_changed", state: "failed", attempts: 3, created_at: AT, next_at: null, status: 500,
    error: "It answered 500.", customer: CLAIRE, last_try: { at: AT, status: 500, milliseconds: 92, error: "It answered 500." } }], next: null },
  "/revisions": { items: [{ revision: 2, at: AT, by: "Anna", html: "", text: "", reset: false }, { revision: 1, at: AT, by: "Anna", html: "", text: "", reset: true }] },
  "/stats/changes": { from: "2026-05-01", to: "2026-05-06", bucket: "day", items: [] },
  "/stats/overview": { cron_silent: false, queues: { inbox_failed: 0 }, checks: 3 },
};

/** From now on the API is this file. */
export function answerHere() {
  const real = window.fetch;
  window.fetch = (asked, options) => {
    const path = new URL(asked, location.href).pathname;
    if (!path.includes("/api/v1/")) return real(asked, options);
    const found = Object.keys(ANSWERS).find((end) => path.endsWith(end));
    const body = JSON.stringify(found ? ANSWERS[found] : { items: [], next: null });
    return Promise.resolve(new Response(body, { headers: { "Content-Type": "application/json", ETag: '"1"' } }));
  };
  Object.assign(state, { user: { name: "Anna Kowalska", email: "anna@shop.example", role: "admin" }, version: "0", store: { key: "default", name: "Shop",
    automation: true, currency: "EUR", locale: "en" }, stores: [{ key: "default", name: "Shop" }, { key: "b2b", name: "Trade" }] });
}

const view = (root) => ({ root, params: {}, query: new URLSearchParams(), signal: new AbortController().signal, reload: () => null, guard: null, title: () => null });

/**
 * Each entry names the folders of components that it shows.
 * @type {{title: string, shows: string[], content?: () => any, fill?: (place: HTMLElement) => void}[]}
 */
export const PARTS = [
  { title: "Navigation", shows: ["nav"], fill: (place) => { place.innerHTML = "<e-nav></e-nav>"; place.firstElementChild.mark("rules"); } },
  { title: "Top bar and search", shows: ["topbar", "search"], fill: (place) => { place.innerHTML = "<e-topbar></e-topbar>"; } },
  { title: "Before the panel", shows: ["gate"], fill: (place) => {
    const frame = document.createElement("template");
    frame.innerHTML = gate({ title: "Log in", text: "to the admin panel", content: html`<p>A form</p>` }).text;
    for (const one of frame.content.querySelectorAll("main, h1")) one.replaceWith(...one.childNodes);
    place.append(frame.content);
  } },
  { title: "A card", shows: ["card"], content: () => html`<div class="pair"><section class="card"><div class="card-head"><h3>Head</h3><p class="small">Said beside it</p></div><p>What it
    holds.</p></section><section class="card card-flush"><div class="card-head"><h3>To the edges</h3></div><p class="card-body">What it holds.</p></section></div>` },
  { title: "A part that loads, and one that failed", shows: ["region", "skeleton", "empty"], content: () => html`<div class="pair"><div data-loads></div><div data-fails></div></div>`,
    fill: (place) => {
      region(place.querySelector("[data-loads]"), async (current) => { if (current()) render(place.querySelector("[data-loads]"), html`<p>What was loaded.</p>`); });
      region(place.querySelector("[data-fails]"), () => Promise.reject(Object.assign(new Error("The server did not answer."), { title: "Not reached", status: 0 })));
    } },
  { title: "Facts", shows: ["facts", "language"], content: () => facts([["Reason", "Bought CLUB-YEAR"], ["Language", languageName("fr")], ["Nothing", null]]) },
  { title: "Several at once", shows: ["bulk"], fill: (place) => {
    place.innerHTML = "<div></div><e-bulk></e-bulk>";
    const [list, bulk] = place.children;
    bulk.serve({ groups: [{ code: "club", name: "Club" }], list, all: async () => [], shown: () => [], done: async () => null });
    bulk.chosen.set("77", { id: "77", first_name: "Anna", last_name: "Nowak" });
    bulk.draw();
  } },
  { title: "Personal data", shows: ["privacy"], fill: (place) => privacy(place, { id: "77", first_name: "Anna", last_name: "Nowak" }) },
  { title: "Steps", shows: ["steps"], content: () => html`${startSteps({ source: true, group: false, rule: false, run: false })}${instructions(["Open the settings.", "Press Save."])}` },
  { title: "Rules", shows: ["rule-list", "rule-form"], content: () => html`<e-rule-list></e-rule-list>${kindCards([{ kind: "purchase", title: "Product purchase", description:
    "Whoever buys a product becomes a member." }])}${formFoot(true)}`, fill: (place) => {
    const list = place.querySelector("e-rule-list");
    list.rules = [rule({}), rule({ id: "2", name: "Switched off", enabled: false, members: 0, last_effect: null })];
    list.sparks = () => [0, 2, 1, 4, 3, 6, 2];
  } },
  { title: "Before the first answer", shows: ["preview", "segment-count"], content: () => html`<div class="pair"><e-preview></e-preview><e-segment-count></e-segment-count></div>` },
  { title: "A customer’s groups", shows: ["memberships", "chip"], content: () => memberships(MEMBERSHIPS, [{ group: "retail", reason: "Asked to leave", at: AT, by: "Anna" }], nameOf) },
  { title: "What rules say", shows: ["explain"], content: () => verdicts({ default_group: { group: "club", reason: "It was given last." }, rules: [
    { rule: RULE, verdict: "change", sentence: "Joins Club.", next: "Ends on 3 May 2027.", next_at: null }, { rule: { id: "2", name: "Gone quiet" }, verdict: "nothing",
      sentence: "Bought 3 days ago.", next: null, next_at: AT }] }, nameOf) },
  { title: "Timeline and what comes next", shows: ["timeline"], content: () => html`<ul class="timeline">${timelineLines(CHANGES.map((one) => ({ at: one.at, type: "change", change: one })),
    nameOf)}</ul>${upcoming([{ at: "2027-05-03T22:00:00Z", sentence: "Membership of Club ends", rule: RULE }])}` },
  { title: "Activity", shows: ["activity"], content: () => table({ caption: "Activity", columns: activityColumns(nameOf), items: CHANGES }) },
  { title: "Spending", shows: ["spend"], content: () => html`<e-chart data-spend></e-chart>`, fill: (place) => {
    const now = new Date().toISOString();
    place.querySelector("[data-spend]").figure = spendFigure([{ paid_at: now, placed_at: now, spend: { amount: "120.50", currency: "EUR" } }], "EUR");
  } },
  { title: "A card of figures", shows: ["figure-card"], content: () => html`<div data-figures></div>`, fill: (place) => figureCard(view(place), place.querySelector("[data-figures]"), {
    title: "Joined and left", path: "/stats/changes", days: 30, charts: () => [], nothing: { title: "Nothing yet", text: "As soon as something changes, it shows here." } }) },
  { title: "A run", shows: ["run-report"], content: () => html`${runState(RUN)}${runState({ ...RUN, state: "waiting", dry_run: true })}${runReport(RUN)}` },
  { title: "Mails", shows: ["mail-state"], content: () => html`<div class="row">${STATES.map(mailBadge)}</div>${mailNotes({ configured: false, from_environment: false, paused: false,
    unsubscribe_ready: false, resting_until: null, error: null, counts: { queued: 0, held: 12, sending: 0, failed: 0, sent_today: 0 } })}` },
  { title: "A mail to look at", shows: ["mail-preview", "mail-frame"], content: () => html`<div class="card card-flush" data-mail></div>`, fill: (place) =>
    new MailPreview(place.querySelector("[data-mail]"), { title: "Preview" }).show({ subject: "Welcome to Club", html: "<!doctype html><title>Mail</title><h1>Hello Claire</h1>", text:
      "Hello Claire" }) },
  { title: "A template", shows: ["template-editor", "code-input", "variables", "template-history"], content: () => html`<form><e-template-editor></e-template-editor></form>${variables([{ name:
    "firstname", type: "text", sample: "Claire" }, { name: "new_group", type: "text", sample: "Club" }], true)}<div data-history></div>`, fill: (place) => {
    const editor = place.querySelector("e-template-editor");
    editor.open(TEMPLATE, false);
    editor.errors = [{ pointer: "/html", reason: "line 4, column 19: nothing is called so" }];
    templateHistory(place.querySelector("[data-history]"), { path: "/mail-templates/x", query: {}, signal: new AbortController().signal, present: 2, bringBack: () => null });
  } },
  { title: "Mail settings", shows: ["mail-server", "store-mail"], content: () => html`<div class="pair"><div data-server></div><div data-store></div></div>`, fill: (place) => {
    new MailServer(place.querySelector("[data-server]"), { body: MAIL_SERVER, tag: '"1"' }, () => null);
    new StoreMail(place.querySelector("[data-store]"), { body: STORE_MAIL, tag: '"1"' }, "/stores/default/mail");
  } },
  { title: "A joined shop", shows: ["connection"], content: () => html`<div class="row">${[null, { ...CONNECTOR, enabled: false }, CONNECTOR, { ...CONNECTOR, parked: 2 }, { ...CONNECTOR,
    problem: "It answered 401." }].map(connectorBadge)}</div>${stateLine(CONNECTOR, "#")}${troubles({ ...CONNECTOR, problem: "It answered 401.", problem_at: AT }, "#")}${
    settingsOf(CONNECTOR)}` },
  { title: "Destinations", shows: ["deliveries", "destination-form", "filters"], content: () => html`<div data-deliveries></div><div data-destination></div>`, fill: (place) => {
    new Deliveries(view(place), place.querySelector("[data-deliveries]"), { destination: { id: "1" }, eventName, changed: () => null });
    destinationForm(place.querySelector("[data-destination]"), { eventName, confirm: "Create destination", save: () => Promise.resolve(), cancel: "#/" });
  } },
  { title: "Files in and out", shows: ["drop-zone", "mapping", "import-state", "export-line"], content: () => html`<e-drop-zone label="Drop a file here" hint="CSV up to 1 GiB"></e-drop-zone>
    <e-mapping></e-mapping><div class="row">${["uploaded", "running", "finished", "failed", "cancelled"].map((one) => importBadge({ state: one, dry_run: false }))}${fileSize(48_000)}</div><ul>${
      exportLine({ kind: "customers", title: "Customers", text: "One customer a line.", filter: { name: "group", label: "Group", choices: [["", "All groups"]] } })}</ul>`, fill: (place) =>
    place.querySelector("e-mapping").show({ header: ["Kunde", "Mail"], rows: [["1007", "claire@mail.example"]] }, [{ name: "customer_id", required: true }, { name: "email", required:
      false }], { customer_id: "Kunde" }) },
  { title: "A customer to choose", shows: ["customer-input"], content: () => html`<e-customer-input label="Customer"></e-customer-input>` },
];
