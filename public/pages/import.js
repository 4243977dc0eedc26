/** One file: what its columns are, what taking it in would do, how far it is, what became of it. */
import { all, api } from "../app/api.js";
import { html, icon, on, render } from "../app/html.js";
import { duration, list, number } from "../app/format.js";
import { t } from "../app/i18n.js";
import { go } from "../app/router.js";
import { groups, mayEdit, state } from "../app/state.js";
import { banner } from "../components/banner/banner.js";
import { ask } from "../components/dialog/dialog.js";
import { field, valuesOf } from "../components/field/field.js";
import { head } from "../components/head/head.js";
import { fileSize, importBadge, stage, tellProgress } from "../components/import-state/import-state.js";
import { fieldName, wordChoices } from "../components/mapping/mapping.js";
import "../components/progress/progress.js";
import { stats } from "../components/stat/stat.js";
import { table } from "../components/table/table.js";
import { toast, toastError } from "../components/toast/toast.js";

const POLL = 500;
/** What may be the same for every line where the file has no column for it. */
const FIXED = { customers: ["locale", "country", "groups"], group_changes: ["groups"], orders: ["currency", "status", "payment_method", "country"] };
const DELIMITERS = { ",": "comma", ";": "semicolon", "\t": "tab", "|": "bar" };

/** @param {import("../app/main.js").View} view */
export async function show(view) {
  const [job, { items }] = await Promise.all([api.get(`/imports/${view.params.id}`, {}, view.signal), api.get("/import-fields", {}, view.signal)]);
  const page = { view, fields: items.find((one) => one.kind === job.kind).fields, statuses: [], groups: [] };
  if (job.kind === "orders") page.statuses = await all("/statuses", { store: job.store }, view.signal);
  if (job.store === state.store?.key) page.groups = await groups();
  view.title(job.name ?? t("imports.unnamed", { id: job.id }));
  serve(page);
  await draw(page, job);
}

/** @param {boolean} [mapping] whether to show its columns though they were chosen before */
async function draw(page, job, mapping = false) {
  const { view } = page;
  page.job = job;
  const step = job.state === "uploaded" || mapping ? columns : job.state === "running" ? running : job.state === "ready" ? columns : ended;
  render(view.root, html`${head({ title: job.name ?? t("imports.unnamed", { id: job.id }), beside: importBadge(job), back: { href: "#/imports", text: t("imports.title") },
    text: html`${t(`imports.kind_${job.kind}`)} · ${fileWords(job)}`, actions: mayEdit() && job.state !== "running" ? html`<button class="button button-quiet" type="button"
      data-action="forget">${icon("trash")}${t("imports.forget")}</button>` : null })}<div class="stack stack-l">${step === columns && !mayEdit()
      ? banner({ text: t("imports.waits") }) : step(page, job)}</div>`);
  if (step === columns && mayEdit()) fillColumns(page, job);
  if (step === running) await follow(page, job);
}

function fileWords({ file, progress }) {
  return [fileSize(progress.total_bytes), t("imports.columns", { n: file.header.length }), t("imports.separated", { by: t(`imports.by_${
    DELIMITERS[file.delimiter] ?? "comma"}`) }), file.encoding.toUpperCase()].join(" · ");
}

// What the columns are

function columns(page, job) {
  return html`<section class="card card-flush"><div class="card-head"><h2>${t("imports.columns_title")}</h2><p>${t(job.remembered ? "imports.columns_remembered"
    : "imports.columns_text")}</p></div><e-mapping></e-mapping></section>
    <section class="card"><div class="card-head"><h2>${t("imports.reading")}</h2></div><div class="stack" data-reading></div></section>
    <section class="card" data-words-card hidden><div class="card-head"><h2>${t("imports.words")}</h2><p>${t("imports.words_text")}</p></div><div class="mapping-words"
      data-words></div></section>
    <div role="alert" data-wrong></div>
    <div class="row"><button class="button button-primary" type="button" data-action="check">${t("imports.check")}</button><span class="quiet small" role="status"
      data-missing></span></div>`;
}

function fillColumns(page, job) {
  const mapping = job.mapping ?? job.proposal;
  const { root } = page.view;
  page.mapping = root.querySelector("e-mapping");
  page.mapping.show(job.file, page.fields, mapping.columns ?? {});
  page.reading = readingFields(job, mapping);
  root.querySelector("[data-reading]").append(...page.reading, ...fixedFields(page, job, mapping));
  page.known = mapping.status_words ?? {};
  root.addEventListener("mapped", () => mapped(page));
  mapped(page);
}

/** How dates, amounts and groups are to be read; what a kind of file has no use for is not asked. */
function readingFields({ kind }, mapping) {
  const choices = (name, values) => values.map((value) => ({ value, label: t(`imports.${name}_${value === "." ? "point" : value === "," ? "comma" : value}`) }));
  const own = [{ name: "date_format", type: "choice", label: t("imports.date_format"), choices: choices("date", ["ymd", "dmy", "mdy"]) }];
  if (kind === "orders") {
    own.push({ name: "decimal_mark", type: "choice", label: t("imports.decimal_mark"), choices: choices("decimal", [".", ","]) },
      { name: "cancellation_prefix", type: "optional_text", label: t("imports.cancellation_prefix"), help: t("imports.cancellation_prefix_help") });
  } else {
    own.push({ name: "mode", type: "choice", label: t("imports.mode"), help: t("imports.mode_help"), choices: choices("mode", ["add", "remove", "replace"]) });
    if (kind === "group_changes") own.push({ name: "until", type: "date", label: t("imports.until"), help: t("imports.until_help") });
    own.push({ name: "make_default", type: "boolean", label: t("imports.make_default") });
  }
  const usual = { date_format: "ymd", decimal_mark: ".", mode: kind === "customers" ? "replace" : "add", make_default: false };
  return own.map((one) => field({ ...one, default: usual[one.name] }, (one.name === "until" ? mapping.until?.slice(0, 10) : mapping[one.name]) ?? undefined));
}

function fixedFields(page, { kind }, mapping) {
  page.fixed = FIXED[kind].map((name) => {
    const label = t("imports.fixed", { field: fieldName(name) });
    const choices = name === "status" ? page.statuses.map(({ code, label: text }) => ({ value: code, label: text })) : name === "groups" && page.groups.length
      ? page.groups.map(({ code, name: text }) => ({ value: code, label: text })) : null;
    const value = mapping.fixed?.[name] ?? null;
    return field(choices ? { name, type: "select", label, choices: [{ value: "", label: t("imports.fixed_none") }, ...choices] }
      : { name, type: "optional_text", label }, value);
  });
  return page.fixed;
}

/** Shows what is still missing, and asks for nothing that a column tells. */
function mapped(page) {
  const { root } = page.view;
  const chosen = page.mapping.columns;
  for (const one of page.fixed) one.hidden = one.getAttribute("name") in chosen;
  const set = new Set([...Object.keys(chosen), ...page.fixed.filter((one) => one.value).map((one) => one.getAttribute("name"))]);
  const missing = page.fields.filter((one) => one.required && !set.has(one.name)).map((one) => fieldName(one.name));
  root.querySelector("[data-missing]").textContent = missing.length ? t("imports.missing", { fields: list(missing) }) : "";
  const known = new Set(page.statuses.flatMap((one) => [one.code.toLowerCase(), one.label.toLowerCase()]));
  const words = "status" in chosen ? [...new Set([...page.mapping.wordsOf("status"), ...Object.keys(page.known)])].filter((word) => !known.has(word.toLowerCase())) : [];
  root.querySelector("[data-words-card]").hidden = words.length === 0;
  const kept = { ...page.known, ...statusWords(page) };
  root.querySelector("[data-words]").replaceChildren(...wordChoices(words, page.statuses, kept));
}

function statusWords(page) {
  const chosen = [...page.view.root.querySelectorAll("[data-word]")].filter((one) => one.value);
  return Object.fromEntries(chosen.map((one) => [one.dataset.word, one.value]));
}

function mappingOf(page) {
  const columns = page.mapping.columns;
  const fixed = Object.fromEntries(page.fixed.filter((one) => !one.hidden && one.value).map((one) => [one.getAttribute("name"), one.value]));
  return { columns, fixed, ...valuesOf(page.reading), ...("status" in columns ? { status_words: statusWords(page) } : {}) };
}

async function check(page, button) {
  const { root, params } = page.view;
  button.setAttribute("aria-busy", "true");
  try {
    await api.put(`/imports/${params.id}/mapping`, mappingOf(page));
    await draw(page, await api.post(`/imports/${params.id}/dry-run`));
  } catch (error) {
    const reasons = (error.errors ?? []).map(({ pointer, reason }) => `${wordsOf(pointer)} ${reason}`.trim());
    render(root.querySelector("[data-wrong]"), banner({ tone: "bad", title: t("errors.summary", { n: Math.max(1, reasons.length) }), text: reasons.join(" · ") || error.message }));
    button.removeAttribute("aria-busy");
  }
}

/** The field a pointer such as /columns/order_id means. */
function wordsOf(pointer) {
  const [, part, name] = pointer.split("/");
  return ["columns", "fixed"].includes(part) && name ? `${fieldName(name)}:` : "";
}

// On its way

function running(page, job) {
  return html`<section class="card"><div class="card-head"><h2>${t(job.dry_run ? "imports.checking" : "imports.taking")}</h2>${mayEdit()
    ? html`<button class="button button-small" type="button" data-action="cancel">${t("common.cancel")}</button>` : null}</div><e-progress label="${
    t("imports.progress")}"></e-progress><p class="quiet small">${t("imports.may_leave")}</p></section>`;
}

async function follow(page, job) {
  const { view } = page;
  const bar = view.root.querySelector("e-progress");
  const began = job.started_at ? Date.parse(job.started_at) : Date.now();
  while (job.state === "running") {
    tellProgress(bar, job, began);
    await new Promise((done) => setTimeout(done, POLL));
    job = await api.get(`/imports/${job.id}`, {}, view.signal);
  }
  if (view.signal.aborted) return;
  toast(t(`imports.toast_${stage(job)}`), { bad: job.state === "failed" });
  await draw(page, job);
}

// What became of it

function ended(page, job) {
  return html`${verdict(job)}${figures(job)}${lines(job)}${unmatched(job)}${acts(job)}`;
}

function verdict(job) {
  if (job.state === "failed") return banner({ tone: "bad", title: t("imports.failed_title"), text: job.error ?? "" });
  if (job.state === "cancelled") return banner({ tone: "warn", title: t("imports.cancelled_title"), text: t(job.dry_run ? "imports.cancelled_check" : "imports.cancelled") });
  if (job.dry_run) return banner({ tone: job.counts.bad_lines ? "warn" : "ok", title: t("imports.checked_title"), text: t(job.counts.bad_lines ? "imports.checked_bad"
    : "imports.checked_good", { n: job.counts.bad_lines }) });
  return banner({ tone: "ok", title: t("imports.finished_title"), text: t("imports.finished", { time: duration(Date.parse(job.finished_at) - Date.parse(job.started_at)) }) });
}

function figures({ dry_run: dry, counts }) {
  const own = [["lines", counts.lines], [dry ? "would_create" : "created", counts.created], [dry ? "would_update" : "updated", counts.updated],
    ["unchanged", counts.unchanged], ["bad_lines", counts.bad_lines]];
  if (counts.guests) own.push(["guests", counts.guests]);
  if (counts.cancellations) own.push(dry ? ["cancellations", counts.cancellations] : ["refunded_units", counts.refunded_units]);
  return stats(own.map(([name, value]) => ({ label: t(`imports.count_${name}`), value: number(value) })));
}

const LINE_COLUMNS = () => [
  { head: t("imports.line"), lead: true, cell: (one) => number(one.line) },
  { head: t("imports.field"), cell: (one) => (one.field ? html`<span class="mono">${one.field}</span>` : t("imports.whole_line")) },
  { head: t("imports.reason"), cell: (one) => one.reason },
];

function lines(job) {
  if (!job.problems.length) return null;
  const more = job.counts.bad_lines > job.problems.length ? html`<p class="quiet small table-foot">${t("imports.first_lines", { n: job.problems.length })}</p>` : null;
  return html`<section class="card card-flush"><div class="card-head"><h2>${t("imports.bad_title", { n: job.counts.bad_lines })}</h2>${job.errors
    ? html`<a class="button button-small" href="${job.errors}" download>${icon("download")}${t("imports.errors")}</a>` : null}</div>${
    table({ caption: t("imports.bad_title", { n: job.counts.bad_lines }), columns: LINE_COLUMNS(), items: job.problems })}${more}</section>`;
}

function unmatched(job) {
  if (!job.unmatched.length) return null;
  const title = t("imports.unmatched", { n: job.counts.unmatched_units });
  return html`<section class="card card-flush"><div class="card-head"><h2>${title}</h2><p>${t("imports.unmatched_text")}</p></div>${
    table({ caption: title, columns: LINE_COLUMNS(), items: job.unmatched })}</section>`;
}

function acts(job) {
  if (!mayEdit()) return null;
  const again = html`<button class="button" type="button" data-action="columns">${t("imports.change_columns")}</button>`;
  const good = Math.max(0, job.counts.lines - job.counts.bad_lines);
  if (job.dry_run && job.state === "finished") {
    return html`<div class="row">${good ? html`<button class="button button-primary" type="button" data-action="apply">${t("imports.apply", { n: good })}</button>` : null}${
      again}</div>`;
  }
  if (job.state === "finished") {
    const where = { customers: "#/customers", group_changes: "#/customers", orders: "#/customers" }[job.kind];
    return html`<div class="row"><a class="button button-primary" href="${where}">${t("imports.to_customers")}</a><a class="button" href="#/imports">${t("imports.next")}</a></div>`;
  }
  return html`<div class="row">${again}</div>`;
}

function serve(page) {
  const { root, params } = page.view;
  const guarded = (act) => async (event, button) => {
    button.setAttribute("aria-busy", "true");
    try { await act(); } catch (error) { toastError(error); } finally { button.removeAttribute("aria-busy"); }
  };
  on(root, "click", "[data-action=check]", (event, button) => check(page, button));
  on(root, "click", "[data-action=apply]", guarded(async () => draw(page, await api.post(`/imports/${params.id}/apply`))));
  on(root, "click", "[data-action=cancel]", guarded(() => api.post(`/imports/${params.id}/cancel`)));
  on(root, "click", "[data-action=columns]", guarded(() => draw(page, page.job, true)));
  on(root, "click", "[data-action=forget]", () => forget(page));
  root.addEventListener("input", (event) => { if (event.target.closest("e-field") && page.mapping?.isConnected) mapped(page); });
}

async function forget({ view, job }) {
  const done = await ask({ title: t("imports.forget_title"), text: t("imports.forget_text"), confirm: t("imports.forget"), danger: true,
    submit: async () => { await api.delete(`/imports/${job.id}`); } });
  if (!done) return;
  view.guard = null;
  toast(t("imports.forgotten"));
  go("#/imports");
}
