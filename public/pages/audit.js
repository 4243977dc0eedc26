/** The audit log: every administrative act, with what was changed to what. */
import { api } from "../app/api.js";
import { keepFile } from "../app/file.js";
import { flag, html, icon, on, render } from "../app/html.js";
import { endOfDay, moment, startOfDay } from "../app/format.js";
import { has, t } from "../app/i18n.js";
import { setQuery } from "../app/router.js";
import { isAdmin } from "../app/state.js";
import { alterations } from "../components/alterations/alterations.js";
import { empty } from "../components/empty/empty.js";
import { filters } from "../components/filters/filters.js";
import { head } from "../components/head/head.js";
import { region } from "../components/region/region.js";
import { paged } from "../components/table/table.js";
import { settingsTabs } from "../components/tabs/areas.js";
import { toastError } from "../components/toast/toast.js";

const AREAS = ["user", "account", "session", "token", "rule", "group", "customer", "store", "status", "rate", "source", "destination", "connector", "template",
  "mail_account", "mails", "segment", "organization", "check", "sync", "import", "export", "run", "cron_url", "settings", "backup", "audit"];
const ACTORS = ["person", "token", "command", "system"];

/** @param {import("../app/main.js").View} view */
export async function show(view) {
  const top = html`${head({ title: t("nav.settings") })}${settingsTabs("audit")}`;
  if (!isAdmin()) return render(view.root, html`${top}<div class="card">${empty({ mark: "list", title: t("audit.admins_title"),
    text: t("audit.admins") })}</div>`);
  const asked = Object.fromEntries(["area", "actor", "from", "to"].map((name) => [name, view.query.get(name) ?? ""]));
  const chooser = (name, values, word) => html`<label><span class="unseen">${t(`audit.${name}`)}</span><select class="input" name="${name}"><option value="">${
    t(`audit.all_${name}`)}</option>${values.map((value) => html`<option value="${value}"${flag("selected", asked[name] === value)}>${
    word(value)}</option>`)}</select></label>`;
  const date = (name) => html`<label class="filter-date"><span class="quiet small">${t(`audit.${name}`)}</span><input class="input input-date" type="date"
    name="${name}" value="${asked[name]}"></label>`;
  render(view.root, html`${top}<div class="stack"><div class="row row-between"><p class="quiet grow">${t("audit.text")}</p>
    <button class="button" type="button" data-action="csv">${icon("download")}${t("audit.csv")}</button></div>
    ${filters(html`${chooser("area", AREAS, (value) => t(`audit_area.${value}`))}${chooser("actor", ACTORS, (value) => t(`audit_actor.${value}`))}${date("from")}${date("to")}`)}
    <div class="card card-flush" data-list></div></div>`);
  on(view.root, "change", "[name]", (event, box) => {
    asked[box.name] = box.value;
    setQuery(asked);
    list(view, asked, true);
  });
  on(view.root, "click", "[data-action=csv]", () => table(asked));
  await list(view, asked, false);
}

function query({ area, actor, from, to }) {
  return { area, actor, from: from ? startOfDay(from) : "", to: to ? endOfDay(to) : "" };
}

function list(view, asked, keep) {
  const place = view.root.querySelector("[data-list]");
  const read = (cursor) => api.get("/audit", { ...query(asked), limit: 50, cursor }, view.signal);
  return region(place, async (current) => {
    const first = await read(null);
    if (!current()) return;
    if (!first.items.length) return render(place, empty({ mark: "list", title: t("audit.none_title"), text: t("audit.none") }));
    paged({ root: place, first, caption: t("audit.title"), columns: columns(), more: read });
  }, { rows: 8, keep });
}

async function table(asked) {
  try {
    keepFile(await api.file("/audit", "text/csv", query(asked)), "audit.csv");
  } catch (error) {
    toastError(error);
  }
}

function columns() {
  return [
    { head: t("audit.act"), lead: true, cell: (entry) => html`${act(entry)}<small class="mono">${entry.subject}${entry.detail ? ` · ${entry.detail}`
      : ""}</small>` },
    { head: t("audit.changes"), cell: (entry) => alterations(entry.changes) },
    { head: t("audit.by"), cell: (entry) => html`${entry.by}<small class="mono">${entry.address ?? t(`audit_actor.${entry.actor}`)}</small>` },
    { head: t("audit.at"), end: true, cell: (entry) => moment(entry.at) },
  ];
}

/** In words where there are some, else as it stands in the log. */
function act({ action }) {
  const key = `audit_act.${action.replace(".", "_")}`;
  return has(key) ? t(key) : action.replaceAll(/[._]/g, " ");
}
