/** What can be done to a rule from more than one page. */
import { api } from "../../app/api.js";
import { element, html, render } from "../../app/html.js";
import { localDay, personName, startOfDay } from "../../app/format.js";
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

const SHOWN = 5;

/** What an act would do: how many, and the first of them. Names are no links here: a question is left by its buttons. */
function outcome({ counts, items = [] }) {
  const left = counts.changed - Math.min(SHOWN, items.length);
  return html`<p><strong>${t("rules.would_change", { n: counts.changed })}</strong> <span class="quiet">${
    t("rules.looked_at", { n: counts.customers })}</span></p>
    ${items.length ? html`<ul class="preview-list">${items.slice(0, SHOWN).map((item) => html`<li><strong class="cut">${personName(item.customer)}</strong><p>${
      item.sentence}</p></li>`)}</ul>${left > 0 ? html`<p class="quiet small">${t("rules.and_more", { n: left })}</p>` : null}` : null}`;
}

/** Judges everyone anew by the rule as it is saved; shows what would change before. */
export async function askReapply(rule) {
  const path = `/rules/${rule.id}/reapply`;
  const would = await api.post(path, { dry_run: true });
  const n = would.counts.changed;
  const done = await ask({ title: t("rules.reapply_title", { name: rule.name }), text: t("rules.reapply_text"), body: html`<div class="stack stack-s">${
    outcome(would)}</div>`, confirm: n ? t("rules.reapply_confirm", { n }) : t("common.close"),
    submit: () => (n ? api.post(path, { dry_run: false }) : null) });
  return tellApplied(done);
}

/** Applies a rule to orders paid since a day; shows what would change before. */
export async function askApply(rule) {
  const path = `/rules/${rule.id}/apply`;
  const day = field({ name: "since", type: "date", label: t("rules.apply_since"), help: t("rules.apply_since_help"), required: true },
    localDay(Date.now() - 365 * 86_400_000));
  const place = element(html`<div class="stack stack-s" aria-live="polite"></div>`);
  const body = (dry) => ({ since: startOfDay(day.value), dry_run: dry });
  let turn = 0;
  const look = async () => {
    const mine = (turn += 1);
    if (!day.value) return;
    render(place, html`<p class="quiet">${t("common.loading")}…</p>`);
    const would = await api.post(path, body(true)).catch((error) => error);
    if (mine !== turn) return;
    render(place, would instanceof Error ? html`<p class="field-error">${would.message}</p>` : outcome(would));
  };
  day.addEventListener("change", look);
  look();
  const done = await ask({ title: t("rules.apply_title", { name: rule.name }), text: t("rules.apply_text"), fields: [day, place],
    confirm: t("rules.apply_confirm"), submit: () => {
      if (!day.value) throw new Error(t("rules.apply_no_day"));
      return api.post(path, body(false));
    } });
  return tellApplied(done);
}

function tellApplied(done) {
  if (!done?.counts) return false;
  toast(t("rules.applied", { n: done.counts.changed }));
  return true;
}
