/** The panel's words. One JSON file per language; `t` finds a word by its dotted key. */
import { BASE } from "./html.js";

export const LANGUAGES = { en: "English", fr: "Français", pl: "Polski" };

let words = {};
let language = "en";
let plurals = new Intl.PluralRules("en");

/** Loads the words of a language; anything unknown becomes English. */
export async function speak(wanted) {
  const code = Object.hasOwn(LANGUAGES, wanted) ? wanted : "en";
  const answer = await fetch(`${BASE}lang/${code}.json`);
  words = await answer.json();
  language = code;
  plurals = new Intl.PluralRules(code);
  document.documentElement.lang = code;
}

/** The first language of the browser that the panel speaks, for pages that nobody has signed in to yet. */
export function preferred() {
  const wanted = (navigator.languages ?? [navigator.language]).map((tag) => tag.split("-")[0].toLowerCase());
  return wanted.find((code) => Object.hasOwn(LANGUAGES, code)) ?? "en";
}

/** The language for Intl: the browser's own variant of the panel's language where there is one. */
export function locale() {
  return navigator.languages?.find((tag) => tag.split("-")[0] === language) ?? language;
}

/**
 * A text by its key. `{name}` is filled from `values`; a text with plural forms takes the one that fits `n`.
 * @param {string} key @param {Record<string, unknown>} [values] @returns {string}
 */
export function t(key, values = {}) {
  let found = find(key);
  if (found && typeof found === "object") found = found[plurals.select(Number(values.n ?? 0))] ?? found.other;
  // A word of the server that this panel does not know yet is shown as it is, only readable.
  if (typeof found !== "string") return key.slice(key.indexOf(".") + 1).replaceAll("_", " ");
  return found.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? shown(values[name]) : whole));
}

/** Whether there is a text for this key. */
export function has(key) {
  return find(key) !== undefined;
}

function find(key) {
  return key.split(".").reduce((node, part) => node?.[part], words);
}

function shown(value) {
  return typeof value === "number" ? new Intl.NumberFormat(locale()).format(value) : String(value);
}
