/**
 * `<e-condition-input>`: a tree of conditions. A group says that all, any or none of its rows hold; a row is one
 * condition or a group again. Everything is a native control, so the keyboard needs nothing to be learnt.
 */
import { element, flag, html, icon, on, stylesheet } from "../../app/html.js";
import { t } from "../../app/i18n.js";
import { field } from "../field/field.js";
import { LEAVES, leafOf } from "./leaves.js";

await stylesheet("./condition-input.css", import.meta.url);

const MODES = ["all", "any", "none"];
const DEEPEST = 4;

/** A tree as the editor shows it: `{mode, rows}` or `{leaf, value}`. */
function shown(tree) {
  const [name, value] = Object.entries(tree ?? {})[0] ?? ["all", []];
  if (name === "all" || name === "any") return { mode: name, rows: value.map(shown) };
  if (name !== "not") return { leaf: name, value };
  const inner = shown(value);
  return { mode: "none", rows: inner.mode === "any" ? inner.rows : [inner] };
}

class ConditionInput extends HTMLElement {
  /** @param {object|null} tree */
  set value(tree) {
    const start = shown(tree);
    const root = start.mode ? start : { mode: "all", rows: [start] };
    if (!tree) root.rows = [{ leaf: this.around.leaf ?? "paid_orders", value: {} }];
    this.root = this.group(root, 1);
    this.replaceChildren(this.root);
    if (this.ready) return;
    this.ready = true;
    on(this, "click", "[data-add]", (event, button) => this.added(button));
    on(this, "click", "[data-remove]", (event, button) => this.remove(button.closest("li")));
    on(this, "change", '[name="leaf"] select', (event, select) => this.leafChanged(select));
    on(this, "change", ".cond-fields", (event, box) => this.showFields(box.closest("li")));
  }

  get value() {
    return this.read(this.root);
  }

  read(node) {
    if (node.matches(".cond-group")) {
      const rows = [...node.list.children].map((row) => this.read(row.group ?? row));
      const mode = node.mode.value;
      return mode === "none" ? { not: { any: rows } } : { [mode]: rows };
    }
    const name = node.leaf.value;
    return { [name]: leafOf(name).write(this.valuesOf(node), node.kept) };
  }

  valuesOf(row) {
    return Object.fromEntries(row.fields.map((one) => [one.parameter.name, one.value]));
  }

  group({ mode, rows }, depth) {
    const node = element(html`<div class="cond-group" role="group"><div class="cond-head"></div><ul class="cond-rows" data-rows></ul>
      <div class="cond-add row"><button class="button button-small" type="button" data-add="row">${icon("plus")}${t("condition.add")}</button>
      <button class="button button-small button-quiet" type="button" data-add="group"${flag("hidden", depth >= DEEPEST)}>${icon("plus")}${
        t("condition.add_group")}</button></div></div>`);
    node.depth = depth;
    node.list = node.querySelector("ul");
    node.mode = field({ name: "mode", type: "select", label: t("condition.mode"), slim: "unseen", required: true, choices: MODES.map((value) => ({ value,
      label: t(`condition.mode_${value}`) })) }, mode);
    const tell = () => node.setAttribute("aria-label", t(`condition.mode_${node.mode.value}`));
    node.mode.addEventListener("change", tell);
    tell();
    node.querySelector(".cond-head").append(node.mode);
    node.list.append(...rows.map((row) => (row.mode ? this.nested(row, depth + 1) : this.row(row))));
    return node;
  }

  nested(part, depth) {
    const row = element(html`<li class="cond-nest"></li>`);
    row.group = this.group(part, depth);
    row.group.querySelector(".cond-head").append(element(html`<button class="button button-quiet button-icon" type="button" data-remove aria-label="${
      t("condition.remove_group")}">${icon("close")}</button>`));
    row.append(row.group);
    return row;
  }

  row({ leaf, value }) {
    const row = element(html`<li class="cond-row"><div class="cond-parts"></div><button class="button button-quiet button-icon" type="button" data-remove>${
      icon("close")}</button></li>`);
    const known = Object.keys(LEAVES);
    row.kept = value;
    row.leaf = field({ name: "leaf", type: "select", label: t("condition.what"), slim: "unseen", required: true,
      choices: (known.includes(leaf) ? known : [...known, leaf]).map((name) => ({ value: name, label: t(`condition.${name}`) })) }, leaf);
    row.querySelector(".cond-parts").append(row.leaf, element(html`<div class="cond-fields"></div>`));
    this.fill(row, value);
    return row;
  }

  /** The fields of the row's leaf. */
  fill(row, value) {
    const name = row.leaf.value;
    const leaf = leafOf(name);
    const values = leaf.read(value ?? {});
    row.fields = leaf.fields().map((parameter) => field({ required: true, ...parameter }, values[parameter.name], this.around));
    row.querySelector(".cond-fields").replaceChildren(...row.fields);
    row.querySelector("[data-remove]").setAttribute("aria-label", t("condition.remove", { what: t(`condition.${name}`) }));
    this.showFields(row);
  }

  showFields(row) {
    const hidden = leafOf(row.leaf.value).hidden?.(this.valuesOf(row)) ?? [];
    for (const one of row.fields) one.hidden = hidden.includes(one.parameter.name);
  }

  leafChanged(select) {
    const row = select.closest("li");
    row.kept = {};
    row.leaf.error = "";
    this.fill(row, {});
  }

  added(button) {
    const group = button.closest(".cond-group");
    const blank = { leaf: this.around.leaf ?? "paid_orders", value: {} };
    const row = button.dataset.add === "group" ? this.nested({ mode: group.mode.value === "any" ? "all" : "any", rows: [blank] }, group.depth + 1)
      : this.row(blank);
    group.list.append(row);
    (row.leaf ?? row.group.mode).enter();
    this.dispatchEvent(new Event("input", { bubbles: true }));
  }

  remove(row) {
    const group = row.parentElement.closest(".cond-group");
    const beside = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    if (beside) (beside.leaf ?? beside.group.mode).enter();
    else group.querySelector("[data-add]").focus();
    this.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
customElements.define("e-condition-input", ConditionInput);
