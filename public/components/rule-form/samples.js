/** Rules to begin from where somebody has none yet. Names are the merchant's to change. */
import { t } from "../../app/i18n.js";

/** A ladder of three rungs; amounts are of the store's currency. */
export const SAMPLE_TIERS = [
  { name: "Bronze", amount: "0", group: "bronze" },
  { name: "Silver", amount: "500", group: "silver" },
  { name: "Gold", amount: "1000", group: "gold" },
];

const SAMPLES = {
  tiers: (currency, codes) => ({
    kind: "tiers", name: t("tiers.sample_name"),
    params: { tiers: SAMPLE_TIERS.map((tier) => ({ name: tier.name, required: { amount: tier.amount, currency }, group: codes.has(tier.group) ? tier.group
      : null })) },
  }),
};

/** @param {string|null} name @param {{groups: any[], currency: string}} around @returns {any|null} the rule to begin from */
export function sample(name, { groups, currency }) {
  return Object.hasOwn(SAMPLES, name ?? "") ? SAMPLES[name](currency, new Set(groups.map((group) => group.code))) : null;
}
