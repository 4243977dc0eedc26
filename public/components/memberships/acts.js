/** What a person may do to a customer's groups; each asks what it must, then tells with an Undo. */
import { api } from "../../app/api.js";
import { endOfDay, personName } from "../../app/format.js";
import { t } from "../../app/i18n.js";
import { groups } from "../../app/state.js";
import { ask } from "../dialog/dialog.js";
import { field, valuesOf } from "../field/field.js";
import { undo } from "../timeline/timeline.js";
import { toast, toastError } from "../toast/toast.js";

const until = (value) => (value ? endOfDay(value) : null);

function grantFields(around) {
  return [
    field({ name: "group", type: "group", label: t("act.group"), required: true }, around.groups[0]?.code, around),
    field({ name: "until", type: "date", label: t("act.until"), help: t("act.until_help") }),
    field({ name: "make_default", type: "boolean", label: t("act.make_default") }, false),
    field({ name: "pin", type: "boolean", label: t("act.pin") }, false),
    field({ name: "reason", type: "text", label: t("act.reason"), help: t("act.reason_help") }, ""),
  ];
}

async function askGrant(customer) {
  const known = await groups();
  const free = known.filter((group) => !customer.groups.includes(group.code));
  const fields = grantFields({ groups: free.length ? free : known });
  return ask({ title: t("act.grant_title", { name: personName(customer) }), fields, confirm: t("act.grant_confirm"), submit: () => {
    const values = valuesOf(fields);
    return send(customer, { action: "grant", ...values, until: until(values.until) });
  } });
}

async function askRevoke(customer, code, nameOf) {
  const held = customer.memberships.find((one) => one.group === code);
  const automatic = held?.grants.some((grant) => grant.source !== "manual");
  const fields = [field({ name: "reason", type: "text", label: t("act.reason") }, "")];
  if (automatic) fields.unshift(field({ name: "block", type: "boolean", label: t("act.block"), help: t("act.block_help") }, true));
  return ask({ title: t("act.revoke_title", { name: personName(customer), group: nameOf(code) }), text: t("act.revoke_text"), fields,
    confirm: t("act.revoke_confirm"), danger: true,
    submit: () => {
      const { block, reason } = valuesOf(fields);
      return send(customer, { action: "revoke", group: code, ...(automatic ? { block } : {}), ...(reason ? { reason } : {}) });
    } });
}

async function askBlock(customer) {
  const fields = [field({ name: "group", type: "group", label: t("act.group"), required: true }, undefined, { groups: await groups() }),
    field({ name: "until", type: "date", label: t("act.until"), help: t("act.block_until_help") })];
  return ask({ title: t("act.block_title", { name: personName(customer) }), text: t("act.block_text"), fields, confirm: t("act.block_confirm"), submit: () => {
    const values = valuesOf(fields);
    return send(customer, { action: "block", group: values.group, until: until(values.until) });
  } });
}

function send(customer, body) {
  return api.post(`/customers/${customer.id}/groups`, body);
}

/** Puts two records of one person together. Resolves with the customer that remains. */
export async function askMerge(customer) {
  const into = field({ name: "into", type: "text", label: t("act.merge_into"), help: t("act.merge_into_help"), required: true }, "");
  const kept = await ask({ title: t("act.merge_title", { name: personName(customer) }), text: t("act.merge_text"), fields: [into],
    confirm: t("act.merge_confirm"), danger: true, submit: () => {
      if (!into.value) throw new Error(t("act.merge_nobody"));
      return api.post(`/customers/${customer.id}/merge`, { into: `ext:${into.value.replace(/^ext:/, "")}` });
    } });
  if (kept) toast(t("act.done_merge", { name: personName(kept) }));
  return kept;
}

/** Takes in that the shop has deleted the customer. Resolves with whether it was done. */
export async function askDeleted(customer) {
  const done = await ask({ title: t("act.delete_title", { name: personName(customer) }), text: t("act.delete_text"),
    confirm: t("act.delete_confirm"), danger: true, submit: async () => { await api.delete(`/customers/${customer.id}`); } });
  if (done) toast(t("act.done_delete", { name: personName(customer) }));
  return Boolean(done);
}

/**
 * Does one act and tells of it; `after` redraws the page.
 * @param {string} action @param {any} customer @param {string|undefined} code @param {(code: string) => string} nameOf @param {() => Promise<void>} after
 */
export async function act(action, customer, code, nameOf, after) {
  try {
    const asking = { grant: () => askGrant(customer), revoke: () => askRevoke(customer, code, nameOf), block: () => askBlock(customer) }[action];
    const answer = asking ? await asking() : await send(customer, { action, group: code });
    if (!answer) return;
    const { change } = answer;
    const options = change?.revertible ? { action: { label: t("common.undo"), run: () => undo(change.id, after) } } : {};
    toast(change ? t(`act.done_${action}`, { group: code ? nameOf(code) : nameOf(change.groups_added?.[0] ?? "") }) : t("act.nothing_changed"), options);
    await after();
  } catch (error) {
    toastError(error);
  }
}
