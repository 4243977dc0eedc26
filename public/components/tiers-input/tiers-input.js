/**
 * `<e-tiers-input>`: the rungs of a ladder as rows. They stand in the order of the spending they ask for: a row
 * whose amount was changed goes to its place when the cursor leaves it.
 */
import { element, html, icon, on, stylesheet } from "../../app/html.js";
import { t } from "../../app/i18n.js";
import { field } from "../field/field.js";

await stylesheet("./tiers-input.css", import.meta.url);

const REWARDS = ["none", "percent", "amount"];

function rewardKind(voucher) {
  if (!voucher) return "none";
  return voucher.percent !== undefined && voucher.percent !== null ? "percent" : "amount";
}

class TiersInput extends HTMLElement {
  /** @param {any[]|null} tiers */
  set value(tiers) {
    this.rows = element(html`<ol class="tier-rows" data-rows></ol>`);
    const add = element(html`<button class="button button-small" type="button">${icon("plus")}${t("tiers_input.add")}</button>`);
    this.replaceChildren(this.rows, add);
    for (const tier of tiers?.length ? tiers : [{}]) this.add(tier);
    if (this.ready) return;
    this.ready = true;
    on(this, "click", ":scope > .button", () => this.add({}).fields.name.enter());
    on(this, "click", "[data-remove]", (event, button) => this.remove(button.closest("li")));
    on(this, "focusout", ".tier-row", (event, row) => { if (!row.contains(event.relatedTarget)) this.settle(row); });
  }

  get value() {
    return [...this.rows.children].map((row) => {
      const { name, required, group, retain, benefits, reward, percent, amount, days_valid: days } = row.fields;
      const kept = { name: name.value, required: required.value, group: group.value };
      if (retain.value) kept.retain = retain.value;
      if (benefits.value) kept.benefits = benefits.value;
      const kind = reward.value;
      if (kind === "percent") kept.reward = { voucher: { percent: percent.value, days_valid: days.value } };
      if (kind === "amount") kept.reward = { voucher: { amount: amount.value, days_valid: days.value } };
      return kept;
    });
  }

  add(tier) {
    const row = element(html`<li class="tier-row"><span class="tier-step" aria-hidden="true"></span><div class="tier-main"></div>
      <button class="button button-quiet button-icon" type="button" data-remove></button>
      <details class="tier-more"><summary>${t("tiers_input.more")}</summary><div class="tier-main" data-rest></div>
      <div class="tier-main" data-part="reward"></div></details></li>`);
    row.querySelector("[data-remove]").innerHTML = icon("close").text;
    row.fields = this.fieldsOf(tier);
    const { name, required, group, retain, benefits, ...reward } = row.fields;
    row.querySelector(".tier-main").append(name, required, group);
    row.querySelector("[data-rest]").append(retain, benefits);
    row.querySelector("[data-part]").append(...Object.values(reward));
    row.querySelector("details").open = Boolean(tier.retain || tier.benefits || tier.reward);
    row.addEventListener("change", () => this.showReward(row));
    this.rows.append(row);
    this.showReward(row);
    this.number();
    return row;
  }

  fieldsOf(tier) {
    const { around } = this;
    const voucher = tier.reward?.voucher;
    const make = (name, type, value, more = {}) => field({ name, type, label: t(`tiers_input.${name}`), slim: true, ...more }, value, around);
    return {
      name: make("name", "text", tier.name ?? "", { required: true, placeholder: t("tiers_input.name_placeholder") }),
      required: make("required", "money", tier.required ?? null, { required: true }),
      group: make("group", "group", tier.group ?? null, { placeholder: t("tiers_input.no_group") }),
      retain: make("retain", "money", tier.retain ?? null, { help: t("tiers_input.retain_help") }),
      benefits: make("benefits", "text", tier.benefits ?? "", { help: t("tiers_input.benefits_help") }),
      reward: make("reward", "select", rewardKind(voucher), { choices: REWARDS.map((value) => ({ value, label: t(`tiers_input.reward_${value}`) })) }),
      percent: make("percent", "integer", voucher?.percent ?? 10, { minimum: 1, maximum: 100 }),
      amount: make("amount", "money", voucher?.amount ?? null),
      days_valid: make("days_valid", "integer", voucher?.days_valid ?? 30, { minimum: 1 }),
    };
  }

  showReward(row) {
    const kind = row.fields.reward.value;
    row.fields.percent.hidden = kind !== "percent";
    row.fields.amount.hidden = kind !== "amount";
    row.fields.days_valid.hidden = kind === "none";
  }

  number() {
    [...this.rows.children].forEach((row, index) => {
      row.querySelector(".tier-step").textContent = String(index + 1);
      row.querySelector("[data-remove]").setAttribute("aria-label", t("tiers_input.remove", { n: index + 1 }));
    });
  }

  /** Puts a row where its amount belongs; only the order depends on this, the server compares exactly. */
  settle(row) {
    const amountOf = (one) => Number(one.fields.required.value?.amount ?? Number.NaN);
    const here = amountOf(row);
    if (Number.isNaN(here)) return;
    const others = [...this.rows.children].filter((one) => one !== row);
    const next = others.find((one) => amountOf(one) > here) ?? null;
    if (row.nextElementSibling === next || this.sorted(amountOf)) return;
    this.rows.insertBefore(row, next);
    this.number();
    this.dispatchEvent(new Event("input", { bubbles: true }));
  }

  sorted(amountOf) {
    const amounts = [...this.rows.children].map(amountOf).filter((one) => !Number.isNaN(one));
    return amounts.every((one, index) => index === 0 || amounts[index - 1] <= one);
  }

  remove(row) {
    const beside = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    if (!beside) this.add({});
    this.number();
    (beside ?? this.rows.firstElementChild).fields.name.enter();
    this.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
customElements.define("e-tiers-input", TiersInput);
