/** Files that are taken in: hand one in, and what became of those before. */
import { api, upload } from "../app/api.js";
import { keepFile } from "../app/file.js";
import { html, icon, on, render } from "../app/html.js";
import { ago, number } from "../app/format.js";
import { t } from "../app/i18n.js";
import { go, setQuery } from "../app/router.js";
import { mayEdit, state, storeKey } from "../app/state.js";
import { banner } from "../components/banner/banner.js";
import "../components/drop-zone/drop-zone.js";
import { empty } from "../components/empty/empty.js";
import { head } from "../components/head/head.js";
import { fileSize, importBadge } from "../components/import-state/import-state.js";
import "../components/progress/progress.js";
import { region } from "../components/region/region.js";
import { segmented, serveSegmented } from "../components/segmented/segmented.js";
import { openRows, paged } from "../components/table/table.js";
import { importTabs } from "../components/tabs/areas.js";

const KINDS = ["customers", "group_changes", "orders"];
/** Made-up lines that show how a file of each kind may look. */
const EXAMPLES = {
  customers: "customer_id,email,first_name,last_name,groups,registered_at\n77,anna@example.com,Anna,Nowak,club|gold,2024-03-01\n78,jean@example.com,Jean,Petit,,2025-11-20\n",
  group_changes: "email,groups,until\nanna@example.com,club,2026-12-31\njean@example.com,club|gold,\n",
  orders: "order_id,customer_id,sku,quantity,unit_price,paid_at,status\n1001,77,CLUB-YEAR,1,49.00,2026-10-02 10:15,completed\n1001,77,TEE-M,2,19.99,2026-10-02 10:15,completed\n"
    + "1002,78,TEE-S,1,19.99,2026-10-05 18:40,completed\n",
};

/** @param {import("../app/main.js").View} view */
export async function show(view) {
  const asked = { kind: KINDS.includes(view.query.get("kind")) ? view.query.get("kind") : KINDS[0] };
  view.title(t("imports.title"));
  render(view.root, html`${head({ title: t("nav.imports"), text: t("imports.text") })}${importTabs("imports")}<div class="stack stack-l">${
    mayEdit() ? html`<section class="card" data-hand-in></section>` : null}
    <section class="card card-flush"><div class="card-head"><h2>${t("imports.before")}</h2></div><div data-list></div></section></div>`);
  openRows(view.root);
  if (mayEdit()) handIn(view, asked);
  await list(view);
}

function handIn(view, asked) {
  const place = view.root.querySelector("[data-hand-in]");
  const draw = () => render(place, html`<div class="card-head"><h2>${t("imports.what")}</h2></div><div class="stack">
    ${segmented({ name: "kind", label: t("imports.what"), chosen: asked.kind, choices: KINDS.map((value) => ({ value, label: t(`imports.kind_${value}`) })) })}
    <p class="quiet" data-about>${t(`imports.about_${asked.kind}`)}</p>
    <div data-file><e-drop-zone label="${t("imports.drop", { store: state.store?.name ?? "" })}" hint="${t("imports.hint")}" accept=".csv,.txt,.tsv,text/csv"></e-drop-zone></div>
    <div class="row row-between"><button class="button button-quiet button-small" type="button" data-action="example">${icon("download")}${t("imports.example")}</button>
    <label class="row"><span class="quiet small">${t("imports.letters")}</span><select class="input" name="encoding"><option value="">${t("imports.letters_found")}</option>
    <option value="windows-1250">${t("imports.letters_1250")}</option><option value="windows-1252">${t("imports.letters_1252")}</option></select></label></div></div>`);
  draw();
  serveSegmented(place, (name, value) => {
    asked.kind = value;
    setQuery({ kind: value });
    place.querySelector("[data-about]").textContent = t(`imports.about_${value}`);
  });
  on(place, "click", "[data-action=example]", () => keepFile(new Blob([EXAMPLES[asked.kind]], { type: "text/csv" }), `${asked.kind}.csv`));
  place.addEventListener("file", ({ detail: file }) => send(view, place, asked.kind, file, draw));
}

/** Sends the file; a page of its own takes over once it is there. */
async function send(view, place, kind, file, draw) {
  const encoding = place.querySelector("[name=encoding]").value;
  const sending = new AbortController();
  view.signal.addEventListener("abort", () => sending.abort(), { once: true });
  render(place.querySelector("[data-file]"), html`<div class="card"><div class="row row-between"><strong class="cut">${file.name}</strong><button class="button button-small"
    type="button" data-action="stop">${t("common.cancel")}</button></div><e-progress label="${t("imports.sending")}"></e-progress></div>`);
  place.querySelector("[data-action=stop]").addEventListener("click", () => sending.abort());
  const bar = place.querySelector("e-progress");
  view.guard = () => true;
  try {
    const progress = (done, total) => bar.tell(total ? done / total : 0, done < total ? t("imports.sending_of", { done: fileSize(done), total: fileSize(total) })
      : t("imports.looking"), "");
    const job = await upload("/imports", { kind, store: storeKey(), encoding, name: file.name.slice(0, 191) }, file, { progress, signal: sending.signal });
    view.guard = null;
    go(`#/imports/${job.id}`);
  } catch (error) {
    view.guard = null;
    if (view.signal.aborted) return;
    draw();
    if (error.name === "AbortError") return;
    place.querySelector("[data-file]").insertAdjacentHTML("beforebegin", html`<div role="alert">${banner({ tone: "bad", title: t("imports.refused", { name: file.name }),
      text: (error.errors ?? []).map((one) => one.reason).join(" ") || error.message })}</div>`.text);
  }
}

function list(view) {
  const place = view.root.querySelector("[data-list]");
  const read = (cursor) => api.get("/imports", { store: storeKey(), limit: 25, cursor }, view.signal);
  return region(place, async (current) => {
    const first = await read(null);
    if (!current()) return;
    if (!first.items.length) return render(place, empty({ mark: "imports", title: t("imports.none_title"), text: t("imports.none"), small: true }));
    paged({ root: place, first, caption: t("imports.before"), columns: COLUMNS(), href: (job) => `#/imports/${job.id}`, more: read });
  }, { rows: 3 });
}

const COLUMNS = () => [
  { head: t("imports.file"), lead: true, cell: (job) => html`<a href="#/imports/${job.id}">${job.name ?? t("imports.unnamed", { id: job.id })}</a>` },
  { head: t("imports.kind"), cell: (job) => t(`imports.kind_${job.kind}`) },
  { head: t("imports.state"), cell: (job) => importBadge(job) },
  { head: t("imports.taken"), end: true, cell: (job) => (job.started_at && !job.dry_run ? number(job.counts.created + job.counts.updated) : "–") },
  { head: t("imports.bad"), end: true, cell: (job) => (job.started_at ? number(job.counts.bad_lines) : "–") },
  { head: t("imports.by"), cell: (job) => job.by },
  { head: t("imports.when"), cell: (job) => ago(job.created_at) },
];
