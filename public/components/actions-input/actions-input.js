/** `<e-actions-input>`: what is done, one act after the other: add to a group, remove from one, make one the default. */
import { element, html, icon, on, stylesheet } from "../../app/html.js";
import { t } from "../../app/i18n.js";
import { field } from "../field/field.js";

await stylesheet("./actions-input.css", import.meta.url);

const ACTS = ["grant", "revoke", "set_default"];

/** A grant may say `set_default` too, so it is asked for first. */
function actOf(action) {
  return ACTS.find((act) => typeof action[act] === "string") ?? "grant";
}

class ActionsInput extends HTMLElement {
  /** @param {object[]|null} actions */
  set value(actions) {
    this.rows = element(html`<ol class="action-rows" data-rows></ol>`);
    const add = element(html`<button class="button button-small" type="button">${icon("plus")}${t("actions_input.add")}</button>`);
    this.replaceChildren(this.rows, add);
    for (const action of actions?.length ? actions : [{}]) this.add(action);
    if (this.ready) return;
    this.ready = true;
    on(this, "click", ":scope > .button", () => this.add({}).act.enter());
    on(this, "click", "[data-remove]", (event, button) => this.remove(button.closest("li")));
    on(this, "change", '[name="act"] select', (event, select) => {
      const row = select.closest("li");
      this.parts(row, select.value, { [select.value]: row.group.value });
    });
  }

  get value() {
    return [...this.rows.children].map((row) => {
      const act = row.act.value;
      if (act !== "grant") return { [act]: row.group.value };
      return { grant: row.group.value, set_default: row.main.value, validity: row.validity.value };
    });
  }

  add(action) {
    const row = element(html`<li class="action-row"><div class="action-main"></div><button class="button button-quiet button-icon" type="button" data-remove>${
      icon("close")}</button></li>`);
    row.act = field({ name: "act", type: "select", label: t("actions_input.act"), slim: "unseen", choices: ACTS.map((value) => ({ value,
      label: t(`actions_input.${value}`) })) }, actOf(action));
    this.parts(row, actOf(action), action);
    this.rows.append(row);
    this.number();
    return row;
  }

  parts(row, act, action) {
    const { around } = this;
    row.group = field({ name: act, type: "group", label: t("actions_input.group"), slim: "unseen", placeholder: t("actions_input.no_group") },
      action[act] ?? null, around);
    const parts = [row.act, row.group];
    if (act === "grant") {
      row.validity = field({ name: "validity", type: "validity", label: t("actions_input.validity"), slim: true }, action.validity ?? null, around);
      row.main = field({ name: "set_default", type: "boolean", label: t("actions_input.main") }, action.set_default ?? false, around);
      parts.push(row.validity, row.main);
    }
    const focused = row.contains(document.activeElement);
    row.querySelector(".action-main").replaceChildren(...parts);
    if (focused) row.act.enter();
  }

  number() {
    [...this.rows.children].forEach((row, index) => row.querySelector("[data-remove]").setAttribute("aria-label", t("actions_input.remove",
      { n: index + 1 })));
  }

  remove(row) {
    const beside = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    if (!beside) this.add({});
    this.number();
    (beside ?? this.rows.firstElementChild).act.enter();
    this.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
customElements.define("e-actions-input", ActionsInput);
