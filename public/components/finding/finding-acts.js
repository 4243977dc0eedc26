/** What is done about a finding: shown before it is done, and undone where that is possible. */
import { api } from "../../app/api.js";
import { html } from "../../app/html.js";
import { endOfDay, localDay } from "../../app/format.js";
import { t } from "../../app/i18n.js";
import { ask } from "../dialog/dialog.js";
import { field } from "../field/field.js";
import { toast, toastError } from "../toast/toast.js";
import { person } from "./finding.js";

/** Fixes that take something away. */
const GRAVE = new Set(["end", "end_lower", "believe_shop", "confirm_ends"]);

/** Asks with the preview of a fix, and does it. True where it was done. */
export async function askFix(item, fix, after) {
  const path = `/checks/${item.id}/fix`;
  const would = await api.post(path, { fix }, { query: { dry_run: 1 } });
  const done = await ask({
    title: t(`checks.fix_${fix}_title`), text: t(`checks.fix_${fix}_text`), body: preview(would), confirm: t(`checks.fix_${fix}`),
    danger: GRAVE.has(fix), submit: () => api.post(path, { fix }),
  });
  if (!done) return false;
  const undo = done.undoable && done.counts.changed > 0 ? { label: t("common.undo"), run: () => undoRun(done.run, after) } : undefined;
  toast(said(done, "done"), { action: undo });
  return true;
}

async function undoRun(run, after) {
  try {
    await api.post(`/runs/${run}/revert`, { skip_blocked: true });
    toast(t("checks.undone"));
    after();
  } catch (error) {
    toastError(error);
  }
}

function preview(would) {
  const { items, counts } = would;
  return html`<div class="stack stack-s" data-preview><p class="fix-figure">${said(would, "would")}</p>${items.length
    ? html`<ul class="finding-people fix-list" tabindex="0" aria-label="${t("checks.examples")}">${items.map(person)}${counts.changed > items.length
      ? html`<li><span>${t("checks.and_more", { n: counts.changed - items.length })}</span></li>` : null}</ul>` : null}${would.more
    ? html`<p class="quiet">${t("checks.in_parts")}</p>` : null}</div>`;
}

/** "3 customers would change", of orders where no customer is concerned. */
function said({ counts }, tense) {
  if (counts.changed === 0 && counts.orders > 0) return t(`checks.orders_${tense}`, { n: counts.orders });
  return t(`checks.changed_${tense}`, { n: counts.changed });
}

const SPANS = [["week", 7], ["month", 30], ["always", null]];

/** Asks for how long and why, and sets the finding aside. */
export async function askSnooze(item) {
  const span = field({ name: "span", type: "choice", label: t("checks.snooze_span"), required: true, choices: SPANS.map(([value]) =>
    ({ value, label: t(`checks.snooze_${value}`) })) }, "week");
  const note = field({ name: "note", type: "text", label: t("checks.snooze_note"), help: t("checks.snooze_note_help") }, "");
  return ask({
    title: t("checks.snooze_title"), body: html`<p class="quiet">${item.sentence}</p>`, fields: [span, note], confirm: t("checks.snooze"),
    submit: () => {
      const days = SPANS.find(([value]) => value === span.value)?.[1] ?? null;
      return api.post(`/checks/${item.id}/snooze`, { until: days && endOfDay(localDay(Date.now() + days * 86_400_000)), note: note.value ?? "" });
    },
  });
}

/** Has a finding told again. */
export const wake = (item) => api.delete(`/checks/${item.id}/snooze`);

