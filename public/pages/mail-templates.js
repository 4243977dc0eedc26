/** Templates: the mails there are, in each language, and which of them are the shop's own. */
import { api } from "../app/api.js";
import { flag, html, icon, on, render } from "../app/html.js";
import { ago, moment } from "../app/format.js";
import { t } from "../app/i18n.js";
import { setQuery } from "../app/router.js";
import { mayEdit, state, storeKey } from "../app/state.js";
import { badge } from "../components/badge/badge.js";
import { ask } from "../components/dialog/dialog.js";
import { empty } from "../components/empty/empty.js";
import { field } from "../components/field/field.js";
import { filters } from "../components/filters/filters.js";
import { head } from "../components/head/head.js";
import { languageName } from "../components/language/language.js";
import { TEMPLATES } from "../components/mail-state/mail-state.js";
import { region } from "../components/region/region.js";
import { openRows, table } from "../components/table/table.js";
import { mailTabs } from "../components/tabs/areas.js";

/** @param {import("../app/main.js").View} view */
export async function show(view) {
  const asked = { locale: view.query.get("locale") ?? state.store?.locale ?? "en" };
  view.title(t("templates.title"));
  render(view.root, html`${head({ title: t("nav.mails"), text: t("templates.text") })}${mailTabs("templates")}<div data-languages></div>
    <div class="card card-flush" data-list></div>`);
  on(view.root, "change", "[name=locale]", (event, select) => turn(view, asked, select.value));
  on(view.root, "click", '[data-action="language"]', async () => {
    const locale = await askLanguage();
    if (locale) turn(view, asked, locale);
  });
  openRows(view.root);
  await list(view, asked, false);
}

function turn(view, asked, locale) {
  asked.locale = locale;
  setQuery(asked);
  return list(view, asked, true);
}

/** A language of a person's own choosing, by its tag (BCP 47). */
async function askLanguage() {
  const tag = field({ name: "locale", type: "text", label: t("templates.language_tag"), help: t("templates.language_help"), required: true,
    placeholder: "nl" }, "");
  return ask({ title: t("templates.language_title"), text: t("templates.language_text"), fields: [tag], confirm: t("templates.language_confirm"), submit: () => {
    try {
      return Intl.getCanonicalLocales(tag.value)[0] || Promise.reject(new Error(t("templates.language_bad")));
    } catch {
      throw new Error(t("templates.language_bad"));
    }
  } });
}

function list(view, asked, keep) {
  const place = view.root.querySelector("[data-list]");
  return region(place, async (current) => {
    const answer = await api.get("/mail-templates", { store: storeKey(), locale: asked.locale }, view.signal);
    if (!current()) return;
    languages(view, asked, answer);
    if (!answer.items.length) return render(place, empty({ mark: "mails", title: t("templates.none_title"), text: t("templates.none") }));
    const order = (one) => (TEMPLATES.indexOf(one.name) + TEMPLATES.length) % TEMPLATES.length;
    const items = [...answer.items].sort((a, b) => order(a) - order(b));
    render(place, table({ caption: t("templates.title"), columns: columns(asked, answer.shipped_locales), items, href: (one) => address(one.name, asked.locale) }));
  }, { rows: 8, keep });
}

function languages(view, asked, { locales }) {
  const offered = [...new Set([...locales, asked.locale])].sort((a, b) => languageName(a).localeCompare(languageName(b)));
  render(view.root.querySelector("[data-languages]"), filters(html`<label><span class="unseen">${t("templates.language")}</span><select class="input"
    name="locale">${offered.map((tag) => html`<option value="${tag}"${flag("selected", tag === asked.locale)}>${languageName(tag)}</option>`)}</select></label>${
    mayEdit() ? html`<button class="button" type="button" data-action="language">${icon("plus")}${t("templates.language_add")}</button>` : null}`));
}

function address(name, locale) {
  return `#/mails/templates/${name}?store=${encodeURIComponent(storeKey())}&locale=${encodeURIComponent(locale)}`;
}

function columns({ locale }, shipped) {
  return [
    { head: t("templates.mail"), lead: true, cell: (one) => html`<a class="main-link" href="${address(one.name, locale)}">${t(`mail.${
      one.name}`)}</a><small class="mono">${one.name}</small>` },
    { head: t("templates.when"), cell: (one) => t(`template_when.${one.name}`) },
    { head: t("templates.origin"), cell: (one) => origin(one, locale) },
    { head: t("templates.coverage"), cell: (one) => coverage(one, shipped) },
  ];
}

/** Which language a customer reads where this one is missing; empty where it is not. */
export function originWords(one, locale) {
  return one.used_locale && one.used_locale !== locale ? t("templates.from", { language: languageName(one.used_locale) }) : "";
}

/** Whose words they are. */
function origin(one, locale) {
  const words = originWords(one, locale);
  const from = words ? html`<small>${words}</small>` : null;
  if (one.origin !== "own") return html`${badge(t("templates.shipped"))}${from}`;
  return html`${badge(t("templates.own"), "accent", "edit")}${one.edited_at ? html`<small title="${moment(one.edited_at)}">${t("templates.edited", { who:
    one.edited_by ?? t("common.someone"), when: ago(one.edited_at) })}</small>` : null}${from}`;
}

function coverage(one, shipped) {
  const own = new Set(one.own_locales ?? []);
  const tags = [...new Set([...shipped, ...own])].sort();
  return html`<span class="chips">${tags.map((tag) => html`<span class="chip" title="${languageName(tag)}">${own.has(tag) ? html`${
    icon("edit")}<span class="unseen">${t("templates.own")}: </span>` : null}${tag}</span>`)}</span>`;
}
