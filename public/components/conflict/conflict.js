/**
 * What to do when someone else saved first: each field with mine and theirs, taken or kept one by one.
 * The form underneath stays as it is until something was saved, so nothing that was typed is lost.
 */
import { api } from "../../app/api.js";
import { element, flag, html, on, stylesheet } from "../../app/html.js";
import { t } from "../../app/i18n.js";
import { ask } from "../dialog/dialog.js";

await stylesheet("./conflict.css", import.meta.url);

const same = (one, other) => JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));

/** A value whose members stand in one order, for comparing; absent and null are the same. */
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value ?? null;
  return Object.fromEntries(Object.keys(value).sort().map((name) => [name, sorted(value[name])]));
}

/**
 * The fields in which mine and theirs differ. Where only one of both changed since `base`, the choice begins with that one.
 * @param {Record<string, any>} base as it was opened @param {Record<string, any>} mine @param {Record<string, any>} theirs
 * @returns {{name: string, mine: any, theirs: any, take: "mine"|"theirs", both: boolean}[]}
 */
export function differences(base, mine, theirs) {
  return Object.keys(mine).filter((name) => !same(mine[name], theirs[name])).map((name) => {
    const touched = !same(mine[name], base[name]);
    return { name, mine: mine[name], theirs: theirs[name], take: touched ? "mine" : "theirs", both: touched && !same(theirs[name], base[name]) };
  });
}

/** A value in words that a person can compare. */
function words(value) {
  if (value === null || value === undefined || value === "") return t("conflict.empty");
  if (typeof value === "boolean") return t(value ? "common.yes" : "common.no");
  if (Array.isArray(value)) return value.length ? value.map(words).join(typeof value[0] === "object" ? "\n" : ", ") : t("conflict.empty");
  if (typeof value === "object") return Object.entries(value).map(([name, inner]) => `${name}: ${words(inner)}`).join(", ");
  return String(value);
}

/** Long texts are shown by the lines that differ. */
function narrowed(one, other) {
  const [lines, others] = [one.split("\n"), other.split("\n")];
  if (lines.length < 8) return one;
  let start = 0;
  while (start < lines.length && lines[start] === others[start]) start += 1;
  let end = 0;
  while (end < lines.length - start && end < others.length - start && lines.at(-1 - end) === others.at(-1 - end)) end += 1;
  const shown = lines.slice(Math.max(0, start - 1), lines.length - Math.max(0, end - 1));
  return `${start > 1 ? "…\n" : ""}${shown.join("\n")}${end > 1 ? "\n…" : ""}`;
}

function row({ name, mine, theirs, take, both }, label, value) {
  const texts = { mine: value(mine, name), theirs: value(theirs, name) };
  const side = (which, other) => html`<label class="conflict-side"><input type="radio" name="field-${name}" value="${which}"${
    flag("checked", which === take)}><span class="conflict-what"><strong>${t(`conflict.${which}`)}</strong><span class="conflict-value">${
    narrowed(texts[which], texts[other])}</span></span></label>`;
  return html`<fieldset class="conflict-field" data-field="${name}"><legend>${label(name)}${both ? html` <small>${t("conflict.both")}</small>` : null}</legend>
    ${side("mine", "theirs")}${side("theirs", "mine")}</fieldset>`;
}

/**
 * Settles an edit that was refused with 412, and saves what was chosen. A save that is overtaken again asks again.
 * @param {{base: any, mine: any, read: () => Promise<{body: any, tag: string}>, write: (value: any, tag: string) => Promise<any>,
 *          label: (name: string) => string, value?: (value: any, name: string) => string, fields?: (body: any) => any}} options
 *   fields: the members of a stored body in the shape of `mine`
 * @returns {Promise<{saved?: any, theirs?: {body: any, tag: string}}|null>} what `write` answered, or theirs where nothing of
 *   mine was kept, or null when the person went back to the form
 */
export async function settle({ base, mine, read, write, label, value = words, fields = (body) => body }) {
  const theirs = await read();
  const found = differences(base, mine, fields(theirs.body));
  if (!found.length) return { theirs };
  const list = element(html`<div class="conflict stack"><div class="row"><button class="button button-small" type="button" data-all="mine">${
    t("conflict.keep_all")}</button><button class="button button-small" type="button" data-all="theirs">${t("conflict.take_all")}</button></div>${
    found.map((one) => row(one, label, value))}</div>`);
  on(list, "click", "[data-all]", (event, button) => list.querySelectorAll(`[value="${button.dataset.all}"]`).forEach((one) => { one.checked = true; }));
  const chosen = (name) => list.querySelector(`[data-field="${CSS.escape(name)}"] [value=theirs]`).checked;
  const who = theirs.body.edited_by;
  const outcome = await ask({ title: t("stale.title"), text: who ? t("conflict.text_who", { who, n: found.length }) : t("conflict.text", { n: found.length }),
    fields: [list], confirm: t("conflict.save"), cancel: t("conflict.back"), submit: async () => {
      const kept = found.filter((one) => !chosen(one.name));
      if (!kept.length) return { theirs };
      const merged = { ...mine, ...Object.fromEntries(found.filter((one) => chosen(one.name)).map((one) => [one.name, one.theirs])) };
      try {
        return { saved: await write(merged, theirs.tag) };
      } catch (error) {
        if (error.status !== 412) throw error;
        return { again: { base: fields(theirs.body), mine: merged } };
      }
    } });
  return outcome?.again ? settle({ ...outcome.again, read, write, label, value, fields }) : outcome;
}

/**
 * Saves what a form says; where someone else was first, each field is settled.
 * @param {{path: string, method?: "patch"|"put", query?: any, base: any, mine: any, tag: string, label: (name: string) => string,
 *          fields?: (body: any) => any, whole?: (values: any) => any, read?: () => Promise<{body: any, tag: string}>}} options
 *   base, mine: the form's values by name; fields: those of a stored body; whole: the body to be sent for such values
 * @returns {Promise<{body: any, tag: string, isTheirs?: boolean}|null>} what is stored now; null where the person went back to the form
 */
export async function saveOver({ path, method = "patch", query, base, mine, tag, label, fields, whole = (values) => values, read }) {
  const write = (values, seen) => api[method](path, whole(values), { query, ifMatch: seen, tagged: true });
  try {
    return await write(mine, tag);
  } catch (error) {
    if (error.status !== 412) throw error;
    const done = await settle({ base, mine, read: read ?? (() => api.tagged(path, query)), write, label, fields });
    return done && (done.saved ?? { ...done.theirs, isTheirs: true });
  }
}
