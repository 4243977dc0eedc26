/**
 * `<e-ladder>`: the rungs of a ladder drawn as rising steps, on a narrow page as bars that grow upwards. Every step
 * is a link; a `rung` event tells which was chosen. A table with the same figures stands behind for screen readers.
 */
import { html, on, render, stylesheet } from "../../app/html.js";
import { money, number } from "../../app/format.js";
import { t } from "../../app/i18n.js";

await stylesheet("./ladder.css", import.meta.url);

const WIDE_STEP = 128;
const HEAD = 46;
const LOWEST = 92;
const RISE = 44;
const ROW = 66;
const ROOM = 64;

class Ladder extends HTMLElement {
  connectedCallback() {
    this.watch ??= new ResizeObserver(() => this.redraw());
    this.watch.observe(this);
    if (this.ready) return;
    this.ready = true;
    on(this, "click", "a.rung", (event, link) => {
      event.preventDefault();
      this.dispatchEvent(new CustomEvent("rung", { detail: link.dataset.group }));
    });
  }

  disconnectedCallback() {
    this.watch.disconnect();
  }

  /** @param {{rungs: any[], href: (code: string) => string, chosen?: string|null}} figure */
  set figure(figure) {
    this.data = figure;
    this.drawn = 0;
    const cell = (rung, name) => html`<td>${typeof rung[name] === "number" ? number(rung[name]) : money(rung[name])}</td>`;
    const names = ["required", "retain", "members", "near_next", "at_risk", "spent"];
    render(this, html`<div class="ladder-box"></div><div class="unseen"><table><caption>${t("ladder.table")}</caption><thead><tr><th scope="col">${
      t("ladder.rung")}</th>${names.map((name) => html`<th scope="col">${t(`ladder.${name}`)}</th>`)}</tr></thead><tbody>${figure.rungs.map((rung) =>
        html`<tr><th scope="row">${rung.name}</th>${names.map((name) => cell(rung, name))}</tr>`)}</tbody></table></div>`);
    this.redraw();
  }

  /** Marks the rung whose customers are listed. */
  choose(code) {
    this.data.chosen = code;
    for (const link of this.querySelectorAll("a.rung")) {
      if (link.dataset.group === code) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  redraw() {
    const width = Math.floor(this.clientWidth);
    if (!this.data || width === 0 || width === this.drawn) return;
    const focused = this.contains(document.activeElement) ? document.activeElement.dataset.group : null;
    this.drawn = width;
    const { rungs } = this.data;
    const draw = width / rungs.length >= WIDE_STEP ? steps : rows;
    render(this.querySelector(".ladder-box"), draw(this.data, width));
    this.choose(this.data.chosen ?? null);
    if (focused) this.querySelector(`a.rung[data-group="${CSS.escape(focused)}"]`)?.focus();
  }
}
customElements.define("e-ladder", Ladder);

function link(rung, href, content) {
  const said = [t("ladder.from", { amount: money(rung.required) }), t("ladder.customers", { n: rung.members }), ...notes(rung)].join(", ");
  return html`<a class="rung" href="${href(rung.group.code)}" data-group="${rung.group.code}" aria-label="${rung.name}: ${said}">${content}</a>`;
}

/** "3 near the next", "1 at risk"; nothing where there is nothing to say. */
function notes(rung) {
  return [rung.near_next > 0 ? t("ladder.near", { n: rung.near_next }) : null, rung.at_risk > 0 ? t("ladder.risk", { n: rung.at_risk }) : null].filter(Boolean);
}

function tones(rung) {
  return [rung.near_next > 0 ? "rung-near" : null, rung.at_risk > 0 ? "rung-risk" : null].filter(Boolean);
}

function share(rung, rungs) {
  const most = Math.max(...rungs.map((one) => one.members), 1);
  return rung.members / most;
}

/** Rising steps beside each other. */
function steps({ rungs, href }, width) {
  const height = HEAD + LOWEST + RISE * (rungs.length - 1);
  const wide = width / rungs.length;
  return html`<svg class="ladder" viewBox="0 0 ${width} ${height}" height="${height}" role="group" aria-label="${
    t("ladder.label")}">${rungs.map((rung, index) => {
    const left = Math.round(wide * index);
    const right = Math.round(wide * (index + 1));
    const top = height - LOWEST - RISE * index;
    const inner = right - left - 24;
    return link(rung, href, html`<rect class="rung-hit" x="${left}" y="${top - HEAD}" width="${right - left}" height="${height - top + HEAD}"></rect>
      <rect class="rung-body" x="${left}" y="${top}" width="${right - left}" height="${height - top}"></rect>
      <rect class="rung-edge" x="${left}" y="${top}" width="${right - left}" height="3"></rect>
      <text class="rung-name" x="${left + 12}" y="${top - 26}">${short(rung.name, inner)}</text>
      <text class="rung-from" x="${left + 12}" y="${top - 9}">${t("ladder.from", { amount: money(rung.required) })}</text>
      <text class="rung-count" x="${left + 12}" y="${top + 32}">${number(rung.members)}</text>
      ${notes(rung).map((note, line) => html`<text class="rung-note ${tones(rung)[line]}" x="${left + 12}" y="${top + 52 + line * 17}">${note}</text>`)}
      <rect class="rung-share-all" x="${left + 12}" y="${height - 14}" width="${inner}" height="4" rx="2"></rect>
      <rect class="rung-share" x="${left + 12}" y="${height - 14}" width="${inner * share(rung, rungs)}" height="4" rx="2"></rect>`);
  })}</svg>`;
}

/** Bars above each other, the highest rung on top. */
function rows({ rungs, href }, width) {
  const height = ROW * rungs.length;
  return html`<svg class="ladder" viewBox="0 0 ${width} ${height}" height="${height}" role="group" aria-label="${t("ladder.label")}">${
    rungs.map((rung, index) => ({ rung, index })).reverse().map(({ rung, index }) => {
      const top = height - ROW * (index + 1);
      const long = (width - ROOM) * (0.55 + (0.45 * (index + 1)) / rungs.length);
      return link(rung, href, html`<rect class="rung-hit" x="0" y="${top}" width="${width}" height="${ROW - 6}"></rect>
        <rect class="rung-body" x="0" y="${top}" width="${long}" height="${ROW - 6}" rx="6"></rect>
        <rect class="rung-edge" x="0" y="${top}" width="3" height="${ROW - 6}"></rect>
        <text class="rung-name" x="14" y="${top + 22}">${short(rung.name, width * 0.5)}</text>
        <text class="rung-from" x="14" y="${top + 39}">${t("ladder.from", { amount: money(rung.required) })}</text>
        <text class="rung-note" x="14" y="${top + 54}">${notes(rung).map((note, line) => html`<tspan class="${tones(rung)[line]}">${line ? " · " : ""}${
          note}</tspan>`)}</text>
        <text class="rung-count" x="${width}" y="${top + 27}" text-anchor="end">${number(rung.members)}</text>`);
    })}</svg>`;
}

/** As much of a name as there is room for. */
function short(text, room) {
  const most = Math.max(4, Math.floor(room / 8));
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
