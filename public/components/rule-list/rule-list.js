/**
 * `<e-rule-list>`: rules in the order in which they win. A row moves by its handle with the pointer, by the
 * arrow keys on the handle, or by its menu; then one `reorder` event tells the new order of ids.
 */
import { flag, html, icon, on, render, stylesheet } from "../../app/html.js";
import { ago, number } from "../../app/format.js";
import { t } from "../../app/i18n.js";
import { mayEdit } from "../../app/state.js";
import { badge } from "../badge/badge.js";
import "../chart/chart.js";
import { toggle } from "../switch/switch.js";
import "../menu/menu.js";

await stylesheet("./rule-list.css", import.meta.url);

const SETTLED = 700;

function menu(rule, index, last) {
  const item = (action, mark, text, more = {}) => html`<button class="menu-item ${more.cls ?? ""}" type="button" role="menuitem" data-action="${action}"${
    flag("disabled", more.disabled)}>${icon(mark)}${text}</button>`;
  return html`<e-menu><button class="button button-quiet button-icon button-small" type="button" aria-label="${t("rules.more_label", { name: rule.name })}">${
    icon("more")}</button>
    <div class="menu" role="menu" hidden><a class="menu-item" role="menuitem" href="#/rules/${rule.id}">${icon("edit")}${t("common.edit")}</a>
    <a class="menu-item" role="menuitem" href="#/rules/${rule.id}/revisions">${icon("clock")}${t("rules.revisions")}</a>
    ${mayEdit() ? html`<a class="menu-item" role="menuitem" href="#/rules/new?from=${rule.id}">${icon("copy")}${t("rules.duplicate")}</a>
    ${item("up", "up", t("rules.move_up"), { disabled: index === 0 })}${item("down", "down", t("rules.move_down"), { disabled: last })}
    <hr role="presentation">${item("delete", "trash", t("common.delete"), { cls: "menu-bad" })}` : null}</div></e-menu>`;
}

class RuleList extends HTMLElement {
  connectedCallback() {
    if (this.ready) return;
    this.ready = true;
    on(this, "keydown", ".rule-grip", (event, grip) => this.key(event, grip.closest("li")));
    on(this, "pointerdown", ".rule-grip", (event, grip) => this.lift(event, grip.closest("li")));
    on(this, "click", "[data-action]", (event, button) => this.act(button.dataset.action, button.closest("li")));
    on(this, "change", "[role=switch]", (event, box) => this.tell("toggle-rule", { rule: this.ruleOf(box.closest("li")), on: box.checked }));
  }

  /** @param {any[]} rules */
  set rules(rules) {
    this.all = rules;
    const editable = mayEdit();
    render(this, html`<ol>${rules.map((rule, index) => html`<li class="rule-row ${rule.enabled ? "" : "rule-off"}" data-id="${rule.id}">
      <button class="rule-grip" type="button"${flag("disabled", !editable)} aria-label="${t("rules.grip", { name: rule.name, n: index + 1,
        all: rules.length })}" title="${t("rules.grip_hint")}">${icon("grip")}<span aria-hidden="true">${index + 1}</span></button>
      <div class="rule-main"><h2><a class="cut" href="#/rules/${rule.id}">${rule.name}</a>${rule.enabled ? null : badge(t("rules.off"))}</h2><p>${
        rule.summary}</p></div>
      <div class="rule-effect"><b>${t("rules.members", { n: rule.members ?? 0 })}</b>${rule.last_effect ? html`<span>${rule.last_effect.text}</span><span>${
        ago(rule.last_effect.at)}</span>` : html`<span>${t("rules.no_effect")}</span>`}<div class="rule-spark" data-spark></div></div>
      ${toggle({ label: t("rules.switch", { name: rule.name }), on: rule.enabled, hidden: true, disabled: !editable })}${
        menu(rule, index, index === rules.length - 1)}</li>`)}</ol>
      <p class="unseen" role="status"></p>`);
    this.list = this.querySelector("ol");
    this.drawSparks();
  }

  /** @param {(rule: any) => number[]} valuesOf what a rule changed, by time */
  set sparks(valuesOf) {
    this.valuesOf = valuesOf;
    this.drawSparks();
  }

  drawSparks() {
    if (!this.valuesOf) return;
    for (const row of this.list.children) {
      const values = this.valuesOf(this.ruleOf(row));
      const chart = document.createElement("e-chart");
      row.querySelector("[data-spark]").replaceChildren(chart);
      chart.figure = { type: "spark", caption: t("rule_figures.spark", { n: values.reduce((sum, one) => sum + one, 0) }), head: "", labels: [], height: 24,
        format: number, series: [{ name: "", ink: 1, values }] };
    }
  }

  ruleOf(row) {
    return this.all.find((rule) => rule.id === row.dataset.id);
  }

  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  act(action, row) {
    if (action === "delete") this.tell("delete-rule", { rule: this.ruleOf(row) });
    if (action === "up" || action === "down") this.move(row, action === "up" ? -1 : 1);
  }

  key(event, row) {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    this.move(row, event.key === "ArrowUp" ? -1 : 1);
    row.querySelector(".rule-grip").focus();
  }

  move(row, step) {
    const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    if (step < 0) other.before(row);
    else other.after(row);
    this.renumber();
    const place = [...this.list.children].indexOf(row) + 1;
    this.querySelector("[role=status]").textContent = t("rules.moved", { name: this.ruleOf(row).name, n: place, all: this.all.length });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.settle(), SETTLED);
  }

  renumber() {
    [...this.list.children].forEach((row, index) => {
      row.querySelector(".rule-grip span").textContent = number(index + 1);
      row.querySelector(".rule-grip").setAttribute("aria-label", t("rules.grip", { name: this.ruleOf(row).name, n: index + 1, all: this.all.length }));
    });
  }

  settle() {
    const ids = [...this.list.children].map((row) => row.dataset.id);
    if (ids.join() !== this.all.map((rule) => rule.id).join()) this.tell("reorder", { ids });
  }

  lift(event, row) {
    if (event.button !== 0 || !mayEdit()) return;
    const grip = event.target.closest(".rule-grip");
    grip.setPointerCapture(event.pointerId);
    const drag = (move) => {
      row.classList.add("lifted");
      const { previousElementSibling: above, nextElementSibling: below } = row;
      // The neighbour moves, not the row held: a row taken out of the page would lose the pointer.
      if (above && move.clientY < middle(above)) row.after(above);
      else if (below && move.clientY > middle(below)) row.before(below);
      this.renumber();
    };
    const drop = () => {
      grip.removeEventListener("pointermove", drag);
      row.classList.remove("lifted");
      this.settle();
    };
    grip.addEventListener("pointermove", drag);
    grip.addEventListener("lostpointercapture", drop, { once: true });
  }
}
customElements.define("e-rule-list", RuleList);

function middle(row) {
  const box = row.getBoundingClientRect();
  return box.top + box.height / 2;
}
