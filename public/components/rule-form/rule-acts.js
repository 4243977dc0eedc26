/** What can be done to a rule from more than one page. */
import { api } from "../../app/api.js";
import { t } from "../../app/i18n.js";
import { ask } from "../dialog/dialog.js";
import { field } from "../field/field.js";
import { toast } from "../toast/toast.js";

/** Asks what becomes of the memberships, then deletes. Resolves with whether it was deleted. */
export async function askDelete(rule) {
  const n = rule.members ?? 0;
  const grants = field({ name: "grants", type: "choice", label: t("rules.delete_grants"), required: true,
    choices: [{ value: "keep", label: t("rules.delete_keep") }, { value: "revoke", label: t("rules.delete_revoke", { n }) }] }, "keep");
  const answer = await ask({
    title: t("rules.delete_title", { name: rule.name }), text: t("rules.delete_text", { n }), fields: n > 0 ? [grants]
      : [], confirm: t("rules.delete_confirm"), danger: true,
    submit: () => api.delete(`/rules/${rule.id}`, { query: { grants: n > 0 ? grants.value : "keep" }, ifMatch: rule.revision }),
  });
  if (!answer) return false;
  toast(answer.revoked ? t("rules.deleted_revoked", { name: rule.name, n: answer.revoked }) : t("rules.deleted", { name: rule.name }));
  return true;
}

/** Someone else saved in the meantime: reload, or stay with what is on the screen. */
export async function stale(reload) {
  const wanted = await ask({ title: t("stale.title"), text: t("stale.text"), confirm: t("stale.reload"), cancel: t("stale.stay") });
  if (wanted) await reload();
  return Boolean(wanted);
}
