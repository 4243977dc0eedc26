/** The living style page: every token and component as it is, to look at while building. Texts here are samples. */
import { element, html, icon, render, stylesheet } from "./html.js";
import { speak } from "./i18n.js";
import { answerHere, PARTS } from "./styleguide-parts.js";
import { alterations } from "../components/alterations/alterations.js";
import { badge } from "../components/badge/badge.js";
import { banner } from "../components/banner/banner.js";
import "../components/actions-input/actions-input.js";
import "../components/chart/chart.js";
import { chip } from "../components/chip/chip.js";
import "../components/condition-input/condition-input.js";
import "../components/copy/copy.js";
import { settle } from "../components/conflict/conflict.js";
import { ask } from "../components/dialog/dialog.js";
import { drawer } from "../components/drawer/drawer.js";
import { empty } from "../components/empty/empty.js";
import { field } from "../components/field/field.js";
import { finding } from "../components/finding/finding.js";
import { head } from "../components/head/head.js";
import "../components/ladder/ladder.js";
import "../components/menu/menu.js";
import { meters } from "../components/meter/meter.js";
import "../components/progress/progress.js";
import { segmented, serveSegmented } from "../components/segmented/segmented.js";
import { skeleton } from "../components/skeleton/skeleton.js";
import { stats } from "../components/stat/stat.js";
import { toggle } from "../components/switch/switch.js";
import { table } from "../components/table/table.js";
import { tabs } from "../components/tabs/tabs.js";
import "../components/tiers-input/tiers-input.js";
import { toast } from "../components/toast/toast.js";
import { waiting } from "../components/waiting/waiting.js";

await stylesheet("../styles/styleguide.css", import.meta.url);

const INKS = ["page", "card", "sunken", "raised", "rail", "hover", "line", "line-strong", "ink", "ink-soft", "ink-quiet", "scrim", "accent", "accent-strong",
  "accent-ink", "accent-soft", "accent-line", "on-accent", "ok", "ok-soft", "ok-line", "warn", "warn-soft", "warn-line", "bad", "bad-soft", "bad-line", "bad-fill",
  "chart-1", "chart-2", "chart-3", "chart-4", "chart-5", "chart-grid"];
const GREYS = Array.from({ length: 10 }, (_, index) => `gray-${index + 1}`);

/** Section → the folders of components that are seen there. */
const SHOWS = {
  "Finding": "finding",
  "Alterations": "alterations",
  "Buttons": "button menu dialog toast drawer conflict",
  "Badges, chips, switches": "badge chip switch",
  "Banners": "banner",
  "Ladder": "ladder",
  "Waiting run": "waiting",
  "Charts": "chart",
  "Tabs, copy": "tabs copy segmented",
  "Empty and loading": "empty skeleton",
  "Fields": "field input check-input colour-input groups-input products-input list-input statuses-input period-input validity-input shops-input",
  "Editors": "tiers-input condition-input actions-input",
  "Figures": "stat meter progress",
  "Table": "table head",
};

const section = (title, content, shows = SHOWS[title] ?? "") => html`<section class="card" data-shows="${shows}"><div class="card-head"><h2>${
  title}</h2></div>${content}</section>`;
const swatches = (names) => html`<ul class="swatches">${names.map((name) => html`<li><i class="swatch swatch-${name}"></i><span class="mono">${
  name}</span><span class="quiet" data-contrast></span></li>`)}</ul>`;
const SPACES = [1, 2, 3, 4, 5, 6, 8, 10, 12];

const AROUND = { groups: [{ code: "retail", name: "Retail" }, { code: "club", name: "Club" }], statuses: [{ code: "paid", label: "Paid" }], currency: "EUR" };
const FIELDS = [
  [{ name: "text", type: "text", label: "Text", help: "Help stands below.", required: true }, "Words"],
  [{ name: "integer", type: "integer", label: "Whole number" }, 14],
  [{ name: "money", type: "money", label: "Money" }, { amount: "19.99", currency: "EUR" }],
  [{ name: "date", type: "date", label: "Day" }, "2026-05-03"],
  [{ name: "choice", type: "choice", label: "Choice", choices: [{ value: "a", label: "This" }, { value: "b", label: "That" }] }, "a"],
  [{ name: "group", type: "group", label: "One group" }, "club"],
  [{ name: "groups", type: "groups", label: "Groups" }, ["club"]],
  [{ name: "products", type: "products", label: "Products" }, [{ sku: "CLUB-YEAR" }]],
  [{ name: "validity", type: "validity", label: "How long" }, { kind: "months", count: 12 }],
  [{ name: "list", type: "list", label: "List" }, ["77", "104"]],
  [{ name: "statuses", type: "statuses", label: "Order statuses" }, ["paid"]],
  [{ name: "period", type: "period", label: "Period" }, { kind: "rolling", days: 90 }],
  [{ name: "check", type: "check", label: "Check" }, { kind: "monthly", day: 1 }],
  [{ name: "colour", type: "colour", label: "Colour" }, "#1f4e79"],
  [{ name: "time", type: "time", label: "Time of day" }, "21:00"],
  [{ name: "boolean", type: "boolean", label: "On or off" }, true],
];
const EUR = (amount) => ({ amount, currency: "EUR" });
const EDITORS = [
  [{ name: "tiers", type: "tiers", label: "Tiers", required: true }, [{ name: "Bronze", required: EUR("0"), group: "retail" }, { name: "Gold",
    required: EUR("1000"), group: "club", reward: { voucher: { percent: 10, days_valid: 30 } } }]],
  [{ name: "when", type: "condition", label: "Conditions", required: true }, { all: [{ first_paid_order: true }, { spend: { at_least: EUR("250"),
    period: { kind: "rolling", months: 6 } } }, { any: [{ country: { in: ["PL", "CZ"] } }, { not: { any: [{ group: { in: ["club"] } }] } }] }] }],
  [{ name: "actions", type: "actions", label: "Actions", required: true }, [{ grant: "club", set_default: false, validity: { kind: "days", count: 90 } },
    { revoke: "retail" }]],
];
const rung = (name, required, members, near, risk) => ({ name, group: { code: name, name }, required: EUR(required), retain: null, members, near_next: near,
  at_risk: risk, spent: EUR("1234.50") });
const RUNGS = [rung("Bronze", "0.00", 212, 18, 0), rung("Silver", "500.00", 131, 7, 4), rung("Gold", "1000.00", 64, 0, 9)];
const FINDING = { id: "1", kind: "two_rungs", severity: "warning", sentence: "3 customers stand on more than one rung of a ladder", count: 3, snoozed: false,
  subject: { type: "store", id: "1", label: "My shop" }, fixes: [{ fix: "end_lower", undoable: true, admin: false }], first_at: new Date(Date.now() - 7_200_000).toISOString(),
  customers: [{ customer: { id: "1", name: "Claire Martin" }, sentence: "On several rungs of “Spending”: Gold, Silver" }] };

const numbered = (length) => Array.from({ length }, (_, index) => `Day ${index + 1}`);
const wave = (length, shift) => Array.from({ length }, (_, index) => Math.round(60 + shift * 8 + 40 * Math.sin(index / 25 + shift)));
const CHARTS = {
  "Five series": { type: "stacked", labels: numbered(12), series: [1, 2, 3, 4, 5].map((ink) => ({ name: `Rule ${ink}`, ink, values: wave(12, ink) })) },
  "Five lines": { type: "line", labels: numbered(30), series: [1, 2, 3, 4, 5].map((ink) => ({ name: `Rung ${ink}`, ink, values: wave(30, ink * 2) })) },
  "400 points": { type: "line", labels: numbered(400), series: [{ name: "Members", ink: 1, values: wave(400, 1) }] },
  "400 bars": { type: "bar", labels: numbered(400), series: [{ name: "Changes", ink: 3, values: wave(400, 2) }] },
  "One point": { type: "line", labels: numbered(1), series: [{ name: "Members", ink: 1, values: [7] }] },
  "With a gap": { type: "line", labels: numbered(8), series: [{ name: "Members", ink: 1, values: [3, 4, null, null, 6, 7, 5, 8] }] },
  "All zero": { type: "stacked", labels: numbered(14), series: [{ name: "Joined", ink: 1, values: Array(14).fill(0) }, { name: "Left", ink: 2,
    values: Array(14).fill(0) }] },
  "Empty": { type: "bar", labels: [], series: [] },
};
const WAITING = { id: "1", started_at: "2026-05-03T10:00:00Z", waiting: [{ rule: { id: "1", name: "Gone quiet" }, count: 412, customers: 2000, share: 20.6,
  limit: 10 }] };

async function start() {
  await speak("en");
  answerHere();
  const app = document.querySelector("#app");
  render(app, html`<main class="page style-page"><div class="stack stack-l">${
    head({ title: "Style", text: "Tokens and components as they are. Change a token, and everything follows." })}
    ${segmented({ name: "scheme", label: "Scheme", chosen: "system", choices: [{ value: "system", label: "As the system", mark: "system" },
      { value: "light", label: "Light", mark: "sun" }, { value: "dark", label: "Dark", mark: "moon" }] })}
    ${section("Greys", swatches(GREYS))}${section("Colours", swatches(INKS))}
    ${section("Spacing", html`<ul class="style-spaces">${SPACES.map((n) => html`<li><i class="style-space style-space-${n}"></i><span class="mono">s${n}</span> ${
      n * 4} px</li>`)}</ul>`)}
    ${section("Type", html`<div class="stack"><p class="type-xl">Extra large, for figures and titles</p>
      <p class="type-l">Large, for headings and sentences</p>
      <p>Medium, for everything else: 1,234.50 €</p>
      <p class="small">Small, for help and notes</p></div>`)}
    ${section("Buttons", html`<div class="row"><button class="button button-primary" type="button">${
      icon("plus")}Primary</button>
      <button class="button" type="button" data-toast>Toast</button>
      <button class="button" type="button" data-dialog>Dialog</button>
      <button class="button" type="button" data-conflict>Conflict</button>
      <button class="button" type="button" data-drawer>Drawer</button>
      <button class="button button-quiet" type="button">Quiet</button>
      <button class="button button-danger" type="button">Danger</button>
      <button class="button" type="button" disabled>Disabled</button>
      <button class="button button-icon" type="button" aria-label="More">${icon("more")}</button>
      <e-menu><button class="button" type="button">Menu${
        icon("down")}</button><div class="menu" role="menu" hidden><button class="menu-item" type="button" role="menuitem">${
          icon("edit")}Edit</button><button class="menu-item menu-bad" type="button" role="menuitem">${icon("trash")}Delete</button></div></e-menu></div>`)}
    ${section("Badges, chips, switches", html`<div class="row">${badge("Plain")}${badge("Fine", "ok")}${badge("Look", "warn")}${badge("Failed", "bad")}${
      badge("Note", "accent")}${chip("Club")}${chip("Retail", { main: true })}${chip("Left", { gone: true })}${toggle({ label: "On", on: true })}${
        toggle({ label: "Off", on: false })}</div>`)}
    ${section("Banners", html`<div class="stack stack-s">${banner({ title: "Note", text: "Something to know." })}${banner({ tone: "ok", title: "Fine",
      text: "It worked." })}${banner({ tone: "warn", title: "Look", text: "Something to decide." })}${banner({ tone: "bad", title: "Failed",
        text: "Something to mend." })}</div>`)}
    ${section("Fields", html`<div class="form" data-fields></div>`)}
    ${section("Editors", html`<div class="form form-wide" data-editors></div>`)}
    ${section("Ladder", html`<e-ladder></e-ladder><p class="quiet small">And on a narrow page:</p><div class="style-narrow"><e-ladder></e-ladder></div>`)}
    ${section("Finding", html`<div class="card card-flush findings">${finding(FINDING, { place: "#/rules/1" })}</div>`)}
    ${section("Waiting run", waiting(WAITING))}
    ${section("Figures", html`<div class="stack">${stats([{ label: "Customers", value: "420", note: "all stores" }, { label: "Spent", value: "€1,234.50" },
      { label: "Due", value: "12", note: "in 30 days" }])}${meters([{ label: "Retail", value: "380", share: 1 }, { label: "Club", value: "67",
        share: 0.18 }])}<e-progress label="Sample"></e-progress></div>`)}
    ${section("Charts", html`<div class="pair"><e-chart data-type="stacked"></e-chart>
      <e-chart data-type="line"></e-chart>
      <e-chart data-type="bar"></e-chart>
      <e-chart data-type="spark"></e-chart>
      ${Object.keys(CHARTS).map((name) => html`<div><h3>${name}</h3><e-chart data-chart="${name}"></e-chart></div>`)}</div>`)}
    ${section("Table", table({ caption: "Sample", columns: [{ head: "Name", lead: true, cell: (one) => one.name }, { head: "Orders", end: true,
      cell: (one) => one.orders }], items: [{ name: "Claire Martin", orders: 7 }, { name: "Jan Nowak", orders: 12 }] }))}
    ${section("Alterations", alterations([{ field: "name", old: "Bronze", new: "Copper" }, { field: "discount_percent", old: null, new: "5" }]))}
    ${section("Tabs, copy", html`<p>${segmented({ name: "sample", label: "Sample", chosen: "a", choices: [{ value: "a", label: "Desktop", mark: "system" },
      { value: "b", label: "Phone", mark: "phone" }] })}</p>${tabs("Sample tabs", [{ href: "#one", text: "One", here: true }, { href: "#two", text: "Two",
      here: false }])}<e-copy label="Sample" value="https://shop.example/cron?token=…"></e-copy><e-copy lines label="Sample of several lines" value="${"<p>\n  One\n</p>"}"></e-copy>`)}
    ${section("Empty and loading", html`<div class="pair"><div>${empty({ mark: "rules", title: "Nothing yet",
      text: "Says what it is for and offers the first step." })}</div><div>${skeleton(4)}</div></div>`)}
    ${PARTS.map((part, index) => section(part.title, html`<div class="stack" data-part-sample="${index}">${part.content?.()}</div>`, part.shows.join(" ")))}
    ${section("Icons", html`<div class="row" data-icons></div>`)}</div></main>`);
  fill(app);
}

/** How well a colour is told from a card, as WCAG 2 counts it. */
function contrast(colour, ground) {
  const light = (text) => {
    const [red, green, blue] = text.match(/[\d.]+/g).map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [dark, bright] = [light(colour), light(ground)].sort((one, other) => one - other);
  return (bright + 0.05) / (dark + 0.05);
}

function tellContrasts(app) {
  const ground = getComputedStyle(app.querySelector(".card")).backgroundColor;
  for (const swatch of app.querySelectorAll(".swatch")) {
    swatch.parentElement.querySelector("[data-contrast]").textContent = `${contrast(getComputedStyle(swatch).backgroundColor, ground).toFixed(1)} : 1`;
  }
}

async function fill(app) {
  tellContrasts(app);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => tellContrasts(app));
  serveSegmented(app, (name, value) => {
    if (name !== "scheme") return;
    if (value === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = value;
    tellContrasts(app);
  });
  for (const place of app.querySelectorAll("[data-part-sample]")) PARTS[place.dataset.partSample].fill?.(place);
  app.querySelector("[data-fields]").append(...FIELDS.map(([parameter, value]) => field(parameter, value, AROUND)));
  const wrong = field({ name: "wrong", type: "text", label: "With an error", required: true }, "");
  app.querySelector("[data-fields]").append(wrong);
  wrong.error = "Say something.";
  app.querySelector("[data-editors]").append(...EDITORS.map(([parameter, value]) => field(parameter, value, AROUND)));
  const tiers = app.querySelector("[data-editors] e-field[name=tiers]");
  tiers.deepest(["1", "required", "amount"]).error = "An error stands where it belongs.";
  for (const ladder of app.querySelectorAll("e-ladder")) ladder.figure = { rungs: RUNGS, href: () => "#", chosen: "Silver" };
  app.querySelector("e-progress").show(260, 420);
  const labels = ["Jan", "Feb", "Mar", "Apr", "May", "Jun"];
  const series = [{ name: "Joined", ink: 1, values: [3, 5, 2, 8, 6, 9] }, { name: "Left", ink: 2, values: [1, 0, 2, 3, 1, 2] }];
  for (const chart of app.querySelectorAll("e-chart[data-chart]")) chart.figure = { caption: `Sample: ${chart.dataset.chart}`, head: "Day", format: String,
    height: 140, ...CHARTS[chart.dataset.chart] };
  for (const chart of app.querySelectorAll("e-chart[data-type]")) chart.figure = { type: chart.dataset.type, caption: `Sample: ${chart.dataset.type}`, head: "Month",
    labels, series: chart.dataset.type === "spark" ? series.slice(0, 1) : series, format: String };
  app.querySelector("[data-toast]").addEventListener("click", () => toast("Something was done.", { action: { label: "Undo", run: () =>
    toast("And undone.") } }));
  app.querySelector("[data-conflict]").addEventListener("click", () => settle({ base: { name: "Tea club", enabled: true }, mine: { name: "Tea friends", enabled: true },
    read: async () => ({ body: { name: "Tea circle", enabled: false }, tag: "2" }), write: async (value) => value, label: (name) => name }));
  app.querySelector("[data-dialog]").addEventListener("click", () => ask({ title: "Delete the rule?", text: "31 customers are in a group because of it.",
    confirm: "Delete", danger: true }));
  app.querySelector("[data-drawer]").addEventListener("click", () => render(drawer({ title: "Details" }), html`<p>What is known of one thing.</p>`));
  const sprite = new DOMParser().parseFromString(await (await fetch("icons.svg")).text(), "image/svg+xml");
  app.querySelector("[data-icons]").append(...[...sprite.querySelectorAll("symbol")].map((symbol) => element(html`<span class="style-icon">${
    icon(symbol.id)}<small class="mono">${symbol.id}</small></span>`)));
}

start();
