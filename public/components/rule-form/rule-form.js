/**
 * `<e-rule-form>`: the form of a rule, made of what its kind declares and of the common parameters that kind
 * shows. It knows no kind by name. `rule` reads the whole rule as the API takes it; an `edited` event follows every change.
 */
import { element, html, stylesheet } from "../../app/html.js";
import { has, t } from "../../app/i18n.js";
import { localDay, startOfDay } from "../../app/format.js";
import { storeKey } from "../../app/state.js";
import "../actions-input/actions-input.js";
import "../condition-input/condition-input.js";
import { field, showProblem, whereOf } from "../field/field.js";
import "../tiers-input/tiers-input.js";

await stylesheet("./rule-form.css", import.meta.url);

/** What the server alone sets; never sent back. */
const OWNED = ["id", "revision", "created_at", "updated_at", "summary", "last_effect", "members"];

/** Members of every rule, whatever its kind declares as common. */
const ALWAYS = ["season", "active_from"];

/** The common parameters in the shape in which a kind declares its own; in the order shown. */
const COMMON = {
  source_groups: { type: "groups", default: [] },
  excluded_groups: { type: "groups", default: [] },
  excluded_customers: { type: "list", default: [] },
  minimum_account_age_days: { type: "integer", default: 0, minimum: 0, maximum: 3650 },
  max_share: { type: "integer", default: 10, minimum: 1, maximum: 100 },
  season: { type: "season", default: { from: null, until: null } },
  active_from: { type: "date", default: null },
  mails: { type: "flags" },
};

class RuleForm extends HTMLElement {
  /** @param {any} kind @param {any} rule an existing or new rule @param {object} around groups and statuses to choose from */
  open(kind, rule, around) {
    Object.assign(this, { kind, start: rule });
    this.head = [field({ name: "name", type: "text", label: t("rules.name"), required: true, placeholder: kind.title },
      rule.name ?? "", around)];
    this.own = kind.parameters.map((parameter) => field(parameter, rule.params?.[parameter.name], around));
    this.common = this.commonFields(around);
    // Where customers are moved from is the first thing such a rule needs to know, not an exception to it.
    this.first = kind.needs_source_groups ? this.common.filter((one) => one.parameter.name === "source_groups") : [];
    this.enabled = field({ name: "enabled", type: "boolean", label: t("rules.enabled") }, rule.enabled ?? true);
    const main = element(html`<section class="card"><div class="card-head"><div><h2>${kind.title}</h2><p>${
      kind.description}</p></div></div><div class="form"></div></section>`);
    main.querySelector(".form").append(...this.head, ...this.first, ...this.own, ...this.more(), this.enabled);
    this.problem = element(html`<div class="form-problem"></div>`);
    this.replaceChildren(this.problem, main);
    this.classList.add("stack");
    this.showWhen();
    if (!this.ready) ["input", "change", "click"].forEach((type) => this.addEventListener(type, (event) => this.touched(event)));
    this.ready = true;
    this.before = JSON.stringify(this.rule);
    this.last = this.before;
  }

  commonFields(around) {
    const shown = this.kind.common ?? [];
    const needed = (name) => name === "source_groups" && this.kind.needs_source_groups;
    const wanted = (name) => (name === "max_share" ? this.kind.acts_on_runs !== false && shown.includes(name)
      : shown.includes(name) || ALWAYS.includes(name) || needed(name));
    return Object.entries(COMMON).filter(([name]) => wanted(name)).flatMap(([name, declared]) => {
      let value = this.start[name];
      if (name === "active_from" && value) value = localDay(value);
      if (name === "mails" && !value) value = Object.fromEntries((this.kind.mails ?? []).map((mail) => [mail, true]));
      if (name === "mails" && Object.keys(value).length === 0) return [];
      const labelOf = (mail) => (has(`mail.${mail}`) ? t(`mail.${mail}`) : mail);
      const words = needed(name) ? `common_parameters.${name}_needed` : `common_parameters.${name}`;
      return [field({ ...declared, name, label: t(words), help: t(`${words}_help`), required: needed(name), labelOf }, value, around)];
    });
  }

  /** The common parameters, folded away until one of them says something. */
  more() {
    const folded = this.common.filter((one) => !this.first.includes(one));
    if (!folded.length) return [];
    const used = folded.filter((one) => JSON.stringify(this.start[one.parameter.name] ?? one.parameter.default) !== JSON.stringify(one.parameter.default)
      && !["mails", "active_from"].includes(one.parameter.name));
    const fold = element(html`<details class="more-fields"><summary>${t("rules.more_fields")} <small>${
      t("rules.more_fields_text")}</small></summary><div></div></details>`);
    fold.querySelector("div").append(...folded);
    fold.open = used.length > 0;
    return [fold];
  }

  touched(event) {
    if (event.type === "click" && !event.target.closest("button")) return;
    this.showWhen();
    const now = JSON.stringify(this.rule);
    if (now === this.last) return;
    this.last = now;
    for (let one = event.target.closest("e-field"); one; one = one.parentElement.closest("e-field")) one.error = "";
    this.dispatchEvent(new CustomEvent("edited"));
  }

  get dirty() {
    return this.last !== this.before;
  }

  /** The rule as it was opened. */
  get opened() {
    return JSON.parse(this.before);
  }

  saved() {
    this.before = this.last;
  }

  /** Shows each field whose condition holds; `validity.kind` looks inside a value. */
  showWhen() {
    for (const one of this.own) {
      const rule = one.parameter.shown_when;
      if (!rule) continue;
      const [name, ...inside] = rule.parameter.split(".");
      const asked = this.own.find((other) => other.parameter.name === name);
      const value = inside.reduce((node, part) => node?.[part], asked?.hidden ? null : asked?.value);
      one.hidden = !rule.in.includes(value);
    }
  }

  get rule() {
    const kept = Object.fromEntries(Object.entries(this.start).filter(([name]) => !OWNED.includes(name)));
    const params = Object.fromEntries(this.own.map((one) => [one.parameter.name, one.hidden ? one.parameter.default ?? null : one.value]));
    const common = Object.fromEntries(this.common.map((one) => [one.parameter.name, one.value]));
    if (common.active_from) common.active_from = this.sameDay(common.active_from) ? this.start.active_from : startOfDay(common.active_from);
    return { ...kept, kind: this.kind.kind, store: this.start.store ?? storeKey(), name: this.head[0].value, enabled: this.enabled.value, ...common, params };
  }

  /** A day left as it was keeps the exact instant it stood for. */
  sameDay(day) {
    return this.start.active_from && localDay(this.start.active_from) === day;
  }

  fields() {
    return [...this.head, ...this.own, ...this.common, this.enabled];
  }

  nameOf(pointer) {
    const [, first, second] = pointer.split("/");
    return first === "params" ? second : first;
  }

  /** "Products: " for a pointer, to stand before a reason. */
  labelOf(pointer) {
    const found = this.fields().find((one) => one.parameter.name === this.nameOf(pointer));
    return found ? `${whereOf(found, pointer)}: ` : "";
  }

  fail(problem) {
    showProblem(this.problem, this.fields(), problem, (pointer) => this.nameOf(pointer));
  }

  clear() {
    this.problem.textContent = "";
    for (const one of this.fields()) one.clear();
  }
}
customElements.define("e-rule-form", RuleForm);

/** The kinds to choose from for a new rule. */
export function kindCards(kinds) {
  return html`<div class="kind-cards">${kinds.map((kind) => html`<a class="card kind-card" href="#/rules/new?kind=${kind.kind}"><h2>${kind.title}</h2><p>${
    kind.description}</p></a>`)}</div>`;
}

/** The foot of the form. */
export function formFoot(isNew) {
  return html`<div class="form-foot"><button class="button button-primary" type="submit">${isNew ? t("rules.create_it") : t("common.save")}</button>
    <a class="button" href="#/rules">${t("common.cancel")}</a><span class="quiet small" role="status" data-dirty></span></div>`;
}
