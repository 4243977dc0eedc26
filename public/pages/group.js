/** One group, new or edited. */
import { api } from "../app/api.js";
import { values } from "../app/figures.js";
import { element, flag, html, icon, on, render } from "../app/html.js";
import { t } from "../app/i18n.js";
import { go } from "../app/router.js";
import { forgetGroups, groups, mayEdit, storeKey } from "../app/state.js";
import { badge } from "../components/badge/badge.js";
import { saveOver } from "../components/conflict/conflict.js";
import { ask } from "../components/dialog/dialog.js";
import { empty } from "../components/empty/empty.js";
import { field, showProblem, valuesOf } from "../components/field/field.js";
import { figureCard } from "../components/figure-card/figure-card.js";
import { head } from "../components/head/head.js";
import { region } from "../components/region/region.js";
import { toast, toastError } from "../components/toast/toast.js";
import { benefitWords } from "./groups.js";

/** @param {import("../app/main.js").View} view */
export async function show(view) {
  const { id } = view.params;
  const { body: group, tag } = id ? await api.tagged(`/groups/${id}`, {}, view.signal) : { body: { code: "", name: "", external_id: null,
    benefits: { discount_percent: null, free_shipping: false, text: "" } } };
  const title = id ? group.name : t("groups.create");
  view.title(title);
  const actions = id && mayEdit() ? html`<a class="button" href="#/customers?group=${encodeURIComponent(group.code)}">${icon("customers")}${
    t("groups.show_members", { n: group.members })}</a>
    <button class="button button-bad" type="button" data-action="delete">${icon("trash")}${t("common.delete")}</button>` : null;
  render(view.root, html`${head({ title, back: { href: "#/groups", text: t("nav.groups") }, actions })}
    ${id ? html`<div class="stack stack-l"><section class="card figure-two" data-figures></section>` : null}<div class="${id ? "pair pair-wide" : ""}"><section
    class="card"><form class="form" novalidate><div class="form-problem"></div><fieldset class="form"${
      flag("disabled", !mayEdit())}><legend class="unseen">${title}</legend></fieldset>
    ${mayEdit() ? html`<div class="form-actions"><button class="button button-primary" type="submit">${id ? t("common.save")
      : t("groups.create")}</button><a class="button" href="#/groups">${t("common.cancel")}</a></div>` : null}</form></section>${
        id ? html`<div class="stack stack-l"><section class="card"><div class="card-head"><h2>${t("group_figures.benefits")}</h2></div><p class="${
          benefitWords(group.benefits) ? "" : "quiet"}">${benefitWords(group.benefits) || t("group_figures.no_benefits")}</p></section><section
          class="card"><div class="card-head"><h2>${t("groups.granted_by")}</h2></div><div data-rules></div></section></div></div>` : null}</div>`);
  const form = view.root.querySelector("form");
  const fields = formFields(group, Boolean(id));
  form.querySelector("fieldset").append(...fields.flatMap((one) => (one.parameter.name === "discount_percent" ? [element(html`<h2>${
    t("groups.benefits")}</h2>`), one] : [one])));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save(form, fields, id ? { ...group, tag } : null);
  });
  on(view.root, "click", '[data-action="delete"]', () => remove(group));
  if (id) await Promise.all([granters(view, group), figures(view, group)]);
}

/** How many members there were, and who came and went. */
function figures(view, { code, name, store }) {
  return figureCard(view, view.root.querySelector("[data-figures]"), { title: t("group_figures.title"), path: "/stats/groups", query: { store },
    charts: ({ items }, { firsts }) => {
      const own = items.filter((item) => item.group === code);
      const column = (column) => values(firsts, own, (item) => item[column]);
      return [{ title: t("group_figures.size"), caption: t("group_figures.size_caption", { name }), type: "line", series: [{ name: t("group_figures.size"), ink: 1,
        values: column("size") }] },
      { title: t("group_figures.moves"), caption: t("group_figures.moves_caption", { name }), type: "stacked", series: [{ name: t("figures.joined"), ink: 1,
        values: column("joined") }, { name: t("figures.left"), ink: 2, values: column("left") }] }];
    } });
}

/** Whether a rule's parameters put customers into the group, whatever its kind calls them. */
function gives({ groups: listed = [], target, tiers = [], actions = [] }, code) {
  return listed.includes(code) || target === code || tiers.some((tier) => tier.group === code) || actions.some((action) => action.grant === code);
}

/** The rules that put customers into the group. */
function granters(view, group) {
  const place = view.root.querySelector("[data-rules]");
  return region(place, async (current) => {
    const { items } = await api.get("/rules", { store: group.store }, view.signal);
    if (!current()) return;
    const found = items.filter((rule) => gives(rule.params, group.code));
    render(place, found.length ? html`<ul class="stack">${found.map((rule) => html`<li><a class="linked" href="#/rules/${rule.id}">${rule.name}</a>${
      rule.enabled ? null : html` ${badge(t("rules.off"))}`}<p class="quiet">${rule.summary}</p></li>`)}</ul>`
      : empty({ title: t("groups.no_rule_title"), text: t("groups.no_rule"), small: true, action: mayEdit() ? html`<a class="button" href="#/rules/new">${
        t("rules.create")}</a>` : null }));
  }, { rows: 2 });
}

function formFields(group, exists) {
  return [
    field({ name: "name", type: "text", label: t("groups.name"), required: true }, group.name),
    field({ name: "code", type: "text", label: t("groups.code"), help: exists ? t("groups.code_kept") : t("groups.code_help"), required: true }, group.code),
    field({ name: "external_id", type: "optional_text", label: t("groups.external_id"), help: t("groups.external_id_help") }, group.external_id),
    field({ name: "discount_percent", type: "decimal", label: t("groups.discount"), help: t("groups.benefits_help") }, group.benefits.discount_percent),
    field({ name: "free_shipping", type: "boolean", label: t("groups.free_shipping") }, group.benefits.free_shipping),
    field({ name: "text", type: "long", label: t("groups.benefit_text") }, group.benefits.text),
  ];
}

/** A group in the shape of the form, and back. */
const flat = ({ name, external_id, benefits }) => ({ name, external_id, ...benefits });
const whole = ({ name, code, external_id, ...benefits }) => ({ name, ...(code ? { code } : {}), external_id, benefits });

async function save(form, fields, stored) {
  const button = form.querySelector("[type=submit]");
  button.setAttribute("aria-busy", "true");
  try {
    const { code, ...values } = valuesOf(fields);
    if (stored) {
      const done = await saveOver({ path: `/groups/${stored.id}`, base: flat(stored), mine: values, tag: stored.tag, fields: flat, whole,
        label: (name) => fields.find((one) => one.parameter.name === name).parameter.label });
      if (!done) return;
      toast(done.isTheirs ? t("conflict.taken") : t("groups.saved", { name: done.body.name }));
    } else {
      await api.post("/groups", { store: storeKey(), ...whole({ code, ...values }) });
      toast(t("groups.created_toast", { name: values.name }));
    }
    forgetGroups();
    go("#/groups");
  } catch (error) {
    showProblem(form.querySelector(".form-problem"), fields, error, (pointer) => pointer.split("/").pop());
  } finally {
    button.removeAttribute("aria-busy");
  }
}

async function remove(group) {
  try {
    const others = (await groups()).filter((one) => one.code !== group.code);
    const replace = field({ name: "replace_with", type: "group", label: t("groups.replace_with"), help: t("groups.replace_help"),
      placeholder: t("groups.replace_none") }, null, { groups: others });
    const done = await ask({ title: t("groups.delete_title", { name: group.name }), text: t("groups.delete_text", { n: group.members }), fields: [replace],
      confirm: t("groups.delete_confirm"), danger: true,
      submit: async () => { await api.delete(`/groups/${group.id}`, { query: { replace_with: replace.value } }); } });
    if (!done) return;
    forgetGroups();
    toast(t("groups.deleted", { name: group.name }));
    go("#/groups");
  } catch (error) {
    toastError(error);
  }
}
