/**
 * `<e-preview>`: what a rule says in words and what it would do now. It follows the form while one types:
 * a newer question aborts the older, and the last answer stays readable until the next arrives.
 */
import { api } from "../../app/api.js";
import { keepFile } from "../../app/file.js";
import { html, icon, render, stylesheet } from "../../app/html.js";
import { localDay, number, personName, startOfDay } from "../../app/format.js";
import { t } from "../../app/i18n.js";
import { storeKey } from "../../app/state.js";
import { badge } from "../badge/badge.js";
import { banner } from "../banner/banner.js";
import { bar } from "../meter/meter.js";
import { toastError } from "../toast/toast.js";

await stylesheet("./preview.css", import.meta.url);

const PAUSE = 300;
const TONES = { move: "accent", join: "ok", leave: "warn", remind: "accent", stay: "", withheld: "warn" };

const COUNTS = ["would_move", "would_join", "would_leave", "would_be_reminded", "already_members", "withheld"];

/** The percentage from which a run waits, where the rule names none. */
const USUAL_SHARE = 10;

/** How many customers would change groups. */
function moving(counts) {
  return (counts.would_move ?? 0) + counts.would_join + counts.would_leave;
}

class Preview extends HTMLElement {
  connectedCallback() {
    if (this.words) return;
    render(this, html`<div class="card card-flush">
      <p class="preview-words" aria-live="polite"></p>
      <div class="preview-body"><div class="preview-head"><h2>${t("preview.now")}</h2><span class="preview-busy" aria-hidden="true">${
        t("preview.updating")}</span><span class="unseen" role="status"></span></div>
      <div class="preview-result stack"><p class="quiet">${t("preview.waiting")}</p></div>
      <div class="preview-since" hidden><label>${t("preview.since")} <input class="input" type="date"></label></div></div></div>`);
    this.words = this.querySelector(".preview-words");
    this.result = this.querySelector(".preview-result");
    this.sinceRow = this.querySelector(".preview-since");
    this.since = this.sinceRow.querySelector("input");
    this.say(t("preview.unsaid"));
    this.since.addEventListener("change", () => { this.chosen = true; this.ask(this.question, 0); });
    this.addEventListener("click", (event) => { if (event.target.closest("[data-action=csv]")) this.download(); });
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    this.asking?.abort();
  }

  say(text) {
    if (this.said === text) return;
    this.said = text;
    render(this.words, html`<small>${t("preview.in_words")}</small>${text}`);
  }

  /** @param {{rule: object, id: string|null}} question @param {number} [pause] */
  ask(question, pause = PAUSE) {
    this.question = question;
    this.dataset.busy = "";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), pause);
  }

  body() {
    const since = this.chosen && this.since.value ? startOfDay(this.since.value) : null;
    return { ...this.question, store: storeKey(), limit: 10, ...(since ? { since } : {}) };
  }

  async send() {
    this.asking?.abort();
    const asking = (this.asking = new AbortController());
    try {
      this.show(await api.post("/rules/preview", this.body(), { signal: asking.signal }));
    } catch (error) {
      if (error.name === "AbortError") return;
      render(this.result, html`<p class="quiet">${t("preview.failed")} ${error.message}</p>`);
    } finally {
      if (this.asking === asking) delete this.dataset.busy;
    }
  }

  show(answer) {
    this.say(answer.summary || t("preview.unsaid"));
    this.dispatchEvent(new CustomEvent("preview", { detail: answer }));
    this.sinceRow.hidden = !answer.valid || !answer.since;
    if (!answer.valid) {
      render(this.result, html`<p>${t("preview.incomplete")}</p><ul class="preview-missing">${(answer.errors ?? []).map((error) => html`<li>${
        this.labelOf?.(error.pointer) ?? ""}${error.reason}</li>`)}</ul>`);
      return;
    }
    if (answer.since && !this.chosen) this.since.value = localDay(answer.since);
    this.querySelector("[role=status]").textContent = `${number(moving(answer.counts))} ${t("preview.of_customers", { n: answer.customers_in_store })}`;
    render(this.result, html`${this.warnings(answer)}${this.figures(answer)}${this.people(answer)}`);
  }

  /** What a merchant should know before switching the rule on. */
  warnings({ exceeds_max_share: exceeds, fights }) {
    const limit = this.question.rule.max_share ?? USUAL_SHARE;
    return html`${exceeds ? banner({ tone: "warn", title: t("preview.exceeds_title", { n: limit }), text: t("preview.exceeds") }) : null}
      ${fights?.length ? banner({ tone: "warn", title: t("preview.fights", { n: fights.length }), text: html`<ul>${fights.map((fight) =>
        html`<li><a class="linked" href="#/rules/${fight.rule.id}">${fight.rule.name}</a>: ${fight.sentence}</li>`)}</ul>` }) : null}`;
  }

  figures({ counts, customers_in_store: all }) {
    const n = moving(counts);
    return html`<div class="stack stack-s"><p class="preview-figure">${number(n)} <span>${t("preview.of_customers",
      { n: all })}</span></p>${bar(all ? n / all : 0)}
      <p class="preview-counts">${COUNTS.filter((name) => counts[name] > 0).map((name) => html`<span><b>${number(counts[name])}</b> ${t(`preview.${
        name}`, { n: counts[name] })}</span>`)}</p></div>`;
  }

  people({ items, truncated }) {
    if (!items?.length) return html`<p class="quiet">${t("preview.nobody")}</p>`;
    return html`<ul class="preview-list">${items.map((item) => html`<li><a class="cut" href="#/customers/${item.customer.id}">${personName(item.customer)}</a>
      ${badge(t(`preview.outcome_${item.outcome}`), TONES[item.outcome] ?? "")}<p>${item.sentence}</p></li>`)}</ul>
      <div class="row row-between"><span class="quiet small">${truncated ? t("preview.first", { n: items.length }) : t("preview.all")}</span>
      <button class="button button-small" type="button" data-action="csv">${icon("download")}${t("preview.csv")}</button></div>`;
  }

  async download() {
    try {
      keepFile(await api.post("/rules/preview", { ...this.body(), limit: undefined }, { accept: "text/csv" }), "preview.csv");
    } catch (error) {
      toastError(error);
    }
  }
}
customElements.define("e-preview", Preview);
