/**
 * One control per parameter type. Each takes (parameter, value, surroundings, id) and gives
 * `{element, read, input?, group?, bare?}`; `group`: many inputs under one legend; `bare`: it carries its own label.
 */
import { element, flag, html } from "../../app/html.js";
import { t } from "../../app/i18n.js";
import { toggle } from "../switch/switch.js";
import "../check-input/check-input.js";
import "../colour-input/colour-input.js";
import "../groups-input/groups-input.js";
import "../list-input/list-input.js";
import "../period-input/period-input.js";
import "../products-input/products-input.js";
import "../shops-input/shops-input.js";
import "../statuses-input/statuses-input.js";
import "../validity-input/validity-input.js";

/** A single `<input>`. */
function input(attributes, read = (node) => node.value.trim()) {
  return (parameter, value, around, id) => {
    const node = document.createElement("input");
    Object.assign(node, { id, name: parameter.name, className: "input", autocomplete: parameter.autocomplete ?? "off" });
    for (const [name, setting] of Object.entries(attributes)) node.setAttribute(name, setting);
    if (attributes.class) node.className = `input ${attributes.class}`;
    for (const [from, to] of [["minimum", "min"], ["maximum", "max"], ["placeholder", "placeholder"]]) {
      if (parameter[from] !== undefined && parameter[from] !== null) node.setAttribute(to, String(parameter[from]));
    }
    node.value = value ?? "";
    return { element: node, input: node, read: () => read(node) };
  };
}

/** A whole number, or null when left empty; text that is no number goes to the server as it is, to be refused in words. */
const whole = (node) => {
  if (node.value === "") return null;
  const number = Number(node.value);
  return Number.isInteger(number) ? number : node.value;
};
const orNull = (node) => node.value || null;

/** An amount as the API takes it: a comma typed for the point becomes one. */
const amount = (node) => node.value.trim().replace(/^(-?\d*),(\d+)$/, "$1.$2");

function select(parameter, value, choices, id) {
  const node = /** @type {HTMLSelectElement} */ (element(html`<select class="input" id="${id}" name="${parameter.name}">${choices.map((choice) =>
    html`<option value="${choice.value}"${flag("selected", choice.value === (value ?? ""))}>${choice.label}</option>`)}</select>`));
  return { element: node, input: node, read: () => node.value || null };
}

function radios(parameter, value, choices, id) {
  const node = element(html`<div class="choices">${choices.map((choice) => html`<label class="choice"><input type="radio" name="${id}" value="${choice.value}"${
    flag("checked", choice.value === value)}>${choice.label}</label>`)}</div>`);
  return { element: node, group: true, read: () => node.querySelector(":checked")?.value ?? null };
}

function checkboxes(parameter, value, choices) {
  const chosen = new Set(value ?? []);
  const node = element(html`<div class="choices">${choices.map((choice) => html`<label class="choice"><input type="checkbox" value="${choice.value}"${
    flag("checked", chosen.has(choice.value))}>${choice.label}</label>`)}</div>`);
  return { element: node, group: true, read: () => [...node.querySelectorAll(":checked")].map((box) => box.value) };
}

/** A custom element with a `value`, as a group of inputs. */
function composite(tag) {
  return (parameter, value, around, id) => {
    const node = document.createElement(tag);
    node.around = { ...around, parameter, id };
    node.value = value;
    return { element: node, group: true, read: () => node.value };
  };
}

export const CONTROLS = {
  text: input({ type: "text" }),
  optional_text: input({ type: "text" }, orNull),
  email: input({ type: "email", spellcheck: "false" }),
  password: input({ type: "password" }, (node) => node.value),
  search: input({ type: "search" }),
  integer: input({ type: "number", inputmode: "numeric", step: "1", class: "input-number" }, whole),
  day_of_month: input({ type: "number", inputmode: "numeric", step: "1", min: "1", max: "31", class: "input-number" }, whole),
  time: input({ type: "time", class: "input-number" }, orNull),
  date: input({ type: "date", class: "input-date" }, orNull),
  decimal: input({ type: "text", inputmode: "decimal", class: "input-number" }, orNull),
  long: (parameter, value, around, id) => {
    const node = /** @type {HTMLTextAreaElement} */ (element(html`<textarea class="input" id="${id}" name="${parameter.name}" rows="3">${
      value ?? ""}</textarea>`));
    return { element: node, input: node, read: () => node.value.trim() };
  },
  money: (parameter, value, around, id) => {
    const made = CONTROLS.decimal(parameter, value?.amount ?? "", around, id);
    const currency = value?.currency ?? around.currency;
    const box = element(html`<div class="field-inline"><span class="field-unit">${currency}</span></div>`);
    box.prepend(made.element);
    return { element: box, input: made.input, read: () => (made.input.value.trim() ? { amount: amount(made.input), currency } : null) };
  },
  boolean: (parameter, value) => {
    const node = element(toggle({ label: parameter.label, on: Boolean(value), name: parameter.name }));
    const box = node.querySelector("input");
    return { element: node, input: box, bare: true, read: () => box.checked };
  },
  choice: (parameter, value, around, id) => {
    const choices = parameter.choices ?? [];
    return choices.length <= 4 ? radios(parameter, value, choices, id) : select(parameter, value, choices, id);
  },
  select: (parameter, value, around, id) => select(parameter, value, parameter.choices ?? [], id),
  many: (parameter, value) => checkboxes(parameter, value, parameter.choices ?? []),
  group: (parameter, value, around, id) => {
    const offered = (around.groups ?? []).map((group) => ({ value: group.code, label: group.name }));
    // Nobody is moved to the first group of the list because the field was overlooked.
    const unsaid = parameter.placeholder ?? t(parameter.required ? "fields.choose_group" : "fields.no_group");
    const none = parameter.required && value ? [] : [{ value: "", label: unsaid }];
    return select(parameter, value, [...none, ...offered], id);
  },
  actions: composite("e-actions-input"),
  check: composite("e-check-input"),
  colour: composite("e-colour-input"),
  condition: composite("e-condition-input"),
  groups: composite("e-groups-input"),
  period: composite("e-period-input"),
  statuses: composite("e-statuses-input"),
  tiers: composite("e-tiers-input"),
  products: composite("e-products-input"),
  validity: composite("e-validity-input"),
  list: composite("e-list-input"),
  shops: composite("e-shops-input"),
  season: (parameter, value, around, id) => {
    const from = CONTROLS.date({ name: "from" }, value?.from, around, `${id}-from`);
    const until = CONTROLS.date({ name: "until" }, value?.until, around, `${id}-until`);
    const node = element(html`<div class="field-inline"><label class="field-unit" for="${id}-from">${
      t("fields.from")}</label><label class="field-unit" for="${id}-until">${t("fields.until")}</label></div>`);
    node.children[0].after(from.element);
    node.append(until.element);
    node.classList.add("row");
    return { element: node, group: true, read: () => ({ from: from.read(), until: until.read() }) };
  },
  flags: (parameter, value) => {
    const names = Object.keys(value ?? {});
    const made = checkboxes(parameter, names.filter((name) => value[name]), names.map((name) => ({ value: name, label: parameter.labelOf(name) })));
    return { ...made, read: () => { const on = new Set(made.read()); return Object.fromEntries(names.map((name) => [name, on.has(name)])); } };
  },
};
