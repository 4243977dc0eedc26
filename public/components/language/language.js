/** What a language is called, in the person's own. */
import { locale } from "../../app/i18n.js";

/** @param {string} tag BCP 47 @returns {string} "French (fr)"; the tag alone where there is no name for it */
export function languageName(tag) {
  let name = tag;
  try {
    name = new Intl.DisplayNames([locale()], { type: "language" }).of(tag) ?? tag;
  } catch {
    // Not a tag that Intl knows: it stands for itself.
  }
  const shown = name.charAt(0).toLocaleUpperCase(locale()) + name.slice(1);
  return name === tag ? tag : `${shown} (${tag})`;
}
