/** How far an import has come, in words; shared by its list and its page. */
import { number, percent } from "../../app/format.js";
import { t } from "../../app/i18n.js";
import { badge } from "../badge/badge.js";

const TONES = { running: "accent", finished: "ok", failed: "bad" };

/** What stands for the state: one that was only rehearsed has taken nothing in yet. */
export function stage(job) {
  return job.state === "finished" && job.dry_run ? "checked" : job.state === "running" && job.dry_run ? "checking" : job.state;
}

export function importBadge(job) {
  const name = stage(job);
  return badge(t(`imports.state_${name}`), name === "checked" ? "" : TONES[job.state] ?? "", name === "checked" ? null : undefined);
}

/** How large a file is. @param {number} bytes */
export function fileSize(bytes) {
  return bytes < 100_000 ? t("imports.kilobytes", { n: number(Math.max(1, Math.round(bytes / 1000))) }) : t("imports.megabytes", { n: number(Math.round(bytes / 100_000) / 10) });
}

/** Shows how much of the file is read. @param {any} bar an `<e-progress>` @param {any} job @param {number} began when, in milliseconds */
export function tellProgress(bar, { progress }, began) {
  const share = progress.total_bytes ? progress.bytes / progress.total_bytes : 0;
  const passed = (Date.now() - began) / 1000;
  const left = share > 0.02 && passed > 2 ? Math.ceil((passed / share) * (1 - share)) : null;
  const words = progress.phase === "cancellations" ? t("imports.matching") : t("imports.lines_read", { n: progress.lines });
  bar.tell(share, words, left === null ? percent(Math.round(share * 100) / 100) : t("imports.left", { n: left }));
}
