/** `<e-segment-count>`: a segment in words and how many customers are in it, refreshed as one types. */
import { api } from "../../app/api.js";
import { html, render, stylesheet } from "../../app/html.js";
import { number, personName } from "../../app/format.js";
import { t } from "../../app/i18n.js";
import { storeKey } from "../../app/state.js";

await stylesheet("../preview/preview.css", import.meta.url);

const PAUSE = 300;
const SHOWN = 6;

class SegmentCount extends HTMLElement {
  connectedCallback() {
    if (this.words) return;
    render(this, html`<div class="card card-flush"><p class="preview-words" aria-live="polite"></p><div class="preview-body"><div class="preview-head"><h2>${
      t("segments.now")}</h2><span class="preview-busy" aria-hidden="true">${t("preview.updating")}</span><span class="unseen" role="status"></span></div>
      <div class="stack" data-result><p class="quiet">${t("common.loading")}…</p></div></div></div>`);
    this.words = this.querySelector(".preview-words");
    this.result = this.querySelector("[data-result]");
    this.say(t("segments.unsaid"));
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

  /** @param {object} when the tree @param {number} [pause] */
  ask(when, pause = PAUSE) {
    this.when = when;
    this.dataset.busy = "";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), pause);
  }

  async send() {
    this.asking?.abort();
    const asking = (this.asking = new AbortController());
    try {
      this.show(await api.post("/segments/preview", { store: storeKey(), when: this.when }, { signal: asking.signal }));
    } catch (error) {
      if (error.name === "AbortError") return;
      render(this.result, html`<p class="quiet">${t("segments.failed")} ${error.message}</p>`);
    } finally {
      if (this.asking === asking) delete this.dataset.busy;
    }
  }

  show(answer) {
    this.say(answer.summary || t("segments.unsaid"));
    if (!answer.valid) {
      render(this.result, html`<p>${t("preview.incomplete")}</p><ul class="preview-missing">${(answer.errors ?? []).map((error) => html`<li>${
        this.labelOf?.(error.pointer) ?? ""}${error.reason}</li>`)}</ul>`);
      return;
    }
    const words = t("segments.count_words", { n: answer.count });
    this.querySelector("[role=status]").textContent = `${number(answer.count)} ${words}`;
    const { items = [] } = answer;
    render(this.result, html`<p class="preview-figure">${number(answer.count)} <span>${words}</span></p>${
      items.length ? html`<ul class="preview-list">${items.slice(0, SHOWN).map(line)}</ul>` : html`<p class="quiet">${t("segments.nobody")}</p>`}
      ${answer.count > SHOWN ? html`<p class="quiet small">${t("preview.first", { n: SHOWN })}</p>` : null}`);
  }
}
customElements.define("e-segment-count", SegmentCount);

function line(one) {
  return html`<li><a class="cut" href="#/customers/${one.id}">${personName(one)}</a><span class="quiet small">${one.external_id}</span><p class="cut">${
    one.email ?? ""}</p></li>`;
}
