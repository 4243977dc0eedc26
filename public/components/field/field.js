/**
 * `<e-field>`: a label, a control, its help and its error. What control it is follows from a declared
 * parameter; so a rule's form, a store's form and a dialog are made of the same thing.
 */
import { html, icon, render, stylesheet } from "../../app/html.js";
import { t } from "../../app/i18n.js";
import { CONTROLS } from "./controls.js";

await stylesheet("./field.css", import.meta.url);

let count = 0;

/**
 * @typedef {{name: string, type: string, label: string, help?: string, required?: boolean, default?: any, minimum?: number, maximum?: number,
 *   choices?: {value: string, label: string}[], shown_when?: {parameter: string, in: any[]}|null, placeholder?: string, autocomplete?: string,
 *   slim?: boolean|"unseen", spaces?: boolean}} Parameter slim: one of several in a row, its label small or for screen readers only
 * @typedef {{groups: any[], statuses: any[], currency: string, of?: any[]}} Surroundings what a control may offer
 */
export class Field extends HTMLElement {
  /** @param {Parameter} parameter @param {any} value @param {Partial<Surroundings>} [around] */
  static make(parameter, value, around = {}) {
    const field = /** @type {Field} */ (document.createElement("e-field"));
    field.parameter = parameter;
    field.setAttribute("name", parameter.name);
    field.build(value === undefined ? parameter.default ?? null : value, around);
    return field;
  }

  build(value, around) {
    const { parameter } = this;
    const id = `field-${(count += 1)}`;
    const control = (CONTROLS[parameter.type] ?? CONTROLS.text)(parameter, value, around, id);
    this.control = control;
    // What has a value from the start is not "optional": there is nothing to leave out.
    const settled = (parameter.default ?? null) !== null || parameter.type === "statuses";
    const optional = parameter.required || parameter.slim || control.bare || settled ? null : html`<span class="field-optional">${t("common.optional")}</span>`;
    const help = parameter.help ? html`<p class="field-help" id="${id}-help">${parameter.help}</p>` : null;
    const worn = parameter.slim === "unseen" ? "unseen" : "field-label";
    const label = control.bare ? null : control.group
      ? html`<legend class="${worn}">${parameter.label}${optional}</legend>`
      : html`<label class="${worn}" for="${id}">${parameter.label}${optional}</label>`;
    render(this, control.group
      ? html`<fieldset class="field">${label}<div class="field-control"></div>${help}<p class="field-error" id="${id}-error"></p></fieldset>`
      : html`<div class="field">${label}<div class="field-control"></div>${help}<p class="field-error" id="${id}-error"></p></div>`);
    this.problem = this.querySelector(".field-error");
    this.querySelector(".field-control").replaceWith(control.element);
    const described = control.group ? this.querySelector("fieldset") : control.input;
    described?.setAttribute("aria-describedby", `${help ? `${id}-help ` : ""}${id}-error`);
    if (parameter.required && control.input && !control.group) control.input.setAttribute("aria-required", "true");
  }

  get value() {
    return this.control.read();
  }

  get label() {
    return this.parameter.label;
  }

  /** Shows why the value cannot be, or clears it with "". */
  set error(reason) {
    render(this.problem, reason ? html`${icon("warning")}${reason}` : html``);
    this.querySelector(".field").classList.toggle("field-bad", Boolean(reason));
    if (reason) this.unfold();
    for (const input of this.querySelectorAll(this.control.group ? "input:first-of-type" : "input, select, textarea")) {
      // What lies in a field of its own has an error of its own.
      if (input.closest("e-field") !== this) continue;
      if (reason) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
  }

  /**
   * The innermost field that a pointer into the value leads to: rows are counted, fields go by their names, and
   * what has no place of its own (`all`, `voucher`) is passed over.
   * @param {string[]} parts @returns {Field}
   */
  deepest(parts) {
    let here = this;
    for (const part of parts) {
      here = (/^\d+$/.test(part) ? here.querySelector("[data-rows]")?.children[Number(part)]
        : here.querySelector(`e-field[name="${CSS.escape(part)}"], [data-part="${CSS.escape(part)}"]`)) ?? here;
    }
    return here instanceof Field ? here : here.querySelector("e-field") ?? this;
  }

  /** Takes away this field's error and those of the fields in it. */
  clear() {
    this.error = "";
    for (const inner of this.querySelectorAll("e-field")) inner.error = "";
  }

  /** Puts the cursor into the control. */
  enter() {
    const target = [...this.querySelectorAll("input, select, textarea, button")].find((one) => !one.closest("[hidden]"));
    this.unfold();
    target?.focus();
  }

  /** Opens whatever is folded around the field. */
  unfold() {
    for (let fold = this.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  }
}
customElements.define("e-field", Field);

/** @param {Parameter} parameter @param {any} [value] @param {Partial<Surroundings>} [around] */
export function field(parameter, value, around) {
  return Field.make(parameter, value, around);
}

/** The values of several fields by name, left out where a field is hidden. */
export function valuesOf(fields) {
  return Object.fromEntries(fields.filter((one) => !one.hidden).map((one) => [one.parameter.name, one.value]));
}

/**
 * Puts a problem's errors at their fields and a summary, which takes the focus, on top.
 * @param {HTMLElement} place @param {Field[]} fields @param {any} problem @param {(pointer: string) => string} [nameOf] pointer → field name
 */
export function showProblem(place, fields, problem, nameOf = (pointer) => pointer.split("/")[1]) {
  for (const one of fields) one.clear();
  const lines = (problem.errors ?? []).map(({ pointer, reason }) => {
    const named = fields.find((one) => one.parameter.name === nameOf(pointer));
    const found = named?.deepest(inside(pointer, named.parameter.name));
    if (found) found.error = reason;
    return { label: named && whereOf(named, pointer), reason, found };
  });
  render(place, html`<div class="summary-errors" role="alert" tabindex="-1"><h2>${lines.length ? t("errors.summary", { n: lines.length })
    : problem.message}</h2>
    ${lines.length ? html`<ul>${lines.map((line, index) => html`<li>${line.found
      ? html`<a class="linked" href="#" data-line="${index}">${line.label}</a>: ` : null}${line.reason}</li>`)}</ul>` : null}</div>`);
  place.querySelectorAll("[data-line]").forEach((link) => link.addEventListener("click", (event) => {
    event.preventDefault();
    lines[Number(link.dataset.line)].found.enter();
  }));
  place.firstElementChild.focus();
  place.firstElementChild.scrollIntoView({ block: "nearest" });
}

/** The parts of a pointer that lie inside the value of the named field. */
function inside(pointer, name) {
  const parts = pointer.split("/").slice(1);
  return parts.slice(parts.indexOf(name) + 1);
}

/** "Tiers, row 2". @param {Field} named @param {string} pointer */
export function whereOf(named, pointer) {
  const row = inside(pointer, named.parameter.name).find((part) => /^\d+$/.test(part));
  const counted = named.querySelector("[data-rows]");
  return row !== undefined && counted ? t("fields.row", { what: named.label, n: Number(row) + 1 }) : named.label;
}
