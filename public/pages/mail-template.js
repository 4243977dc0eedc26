/** One template in one language: written at one side, seen at the other; tried, saved, put back. */
import { api } from "../app/api.js";
import { html, icon, on, render } from "../app/html.js";
import { t } from "../app/i18n.js";
import { mayEdit, state, storeKey } from "../app/state.js";
import { badge } from "../components/badge/badge.js";
import { banner } from "../components/banner/banner.js";
import { settle } from "../components/conflict/conflict.js";
import "../components/customer-input/customer-input.js";
import { ask } from "../components/dialog/dialog.js";
import { field } from "../components/field/field.js";
import { head } from "../components/head/head.js";
import { languageName } from "../components/language/language.js";
import { MailPreview } from "../components/mail-preview/mail-preview.js";
import "../components/template-editor/template-editor.js";
import { templateHistory } from "../components/template-history/template-history.js";
import { toast, toastError } from "../components/toast/toast.js";
import { variables } from "../components/variables/variables.js";
import { originWords } from "./mail-templates.js";

const PAUSE = 350;

/** @param {import("../app/main.js").View} view */
export async function show(view) {
  const query = { store: view.query.get("store") ?? storeKey(), locale: view.query.get("locale") ?? state.store?.locale ?? "en" };
  new TemplatePage(view, query, `/mail-templates/${encodeURIComponent(view.params.name)}`).open(await api.tagged(
    `/mail-templates/${encodeURIComponent(view.params.name)}`, query, view.signal));
}

class TemplatePage {
  /** @param {import("../app/main.js").View} view @param {{store: string, locale: string}} query @param {string} path */
  constructor(view, query, path) {
    Object.assign(this, { view, query, path, root: view.root });
  }

  /** @param {{body: any, tag: string}} read */
  open({ body, tag }) {
    this.take(body, tag);
    this.view.title(t(`mail.${body.name}`));
    this.root.classList.add("page-full");
    this.frame();
    this.editor = this.root.querySelector("e-template-editor");
    this.editor.open(body, !mayEdit());
    this.preview = mayEdit() ? this.makePreview() : null;
    this.kept = JSON.stringify(this.editor.value);
    this.view.guard = () => this.dirty && mayEdit();
    this.tell();
    this.serve();
    this.look(0);
  }

  makePreview() {
    return new MailPreview(this.root.querySelector("[data-preview]"), { title: t("templates.preview"), above: html`<div class="template-with"><span>${
      t("templates.with")}</span><e-customer-input label="${t("templates.sample_customer")}"></e-customer-input></div>` });
  }

  take(template, tag) {
    this.template = template;
    this.tag = tag;
  }

  get dirty() {
    return JSON.stringify(this.editor.value) !== this.kept;
  }

  frame() {
    const { template, query } = this;
    const actions = mayEdit() ? html`<button class="button" type="button" data-action="test">${icon("send")}${t("templates.test")}</button>
      <button class="button button-bad" type="button" data-action="reset" hidden>${icon("undo")}${t("templates.reset")}</button>` : null;
    const back = { href: `#/mails/templates?locale=${encodeURIComponent(query.locale)}`, text: t("templates.title") };
    const store = state.stores.length > 1 ? ` · ${state.stores.find((one) => one.key === query.store)?.name ?? query.store}` : "";
    render(this.root, html`${head({ title: t(`mail.${template.name}`), beside: html`<span data-origin></span>`, back, actions, text: html`${
      languageName(query.locale)}${store}. ${t(`template_when.${template.name}`)}` })}
      <div class="stack"><div data-notes></div><div class="template-panes"><form class="card" novalidate><e-template-editor></e-template-editor>${
      mayEdit() ? html`<div class="template-foot"><button class="button button-primary" type="submit">${t("common.save")}</button><span class="quiet small"
        role="status" data-dirty></span></div>` : null}</form>${mayEdit() ? html`<aside class="card card-flush" data-preview tabindex="0" role="region" aria-label="${
      t("templates.preview")}"></aside>` : null}
      <section class="card"><div class="card-head"><h2>${t("templates.variables")}</h2><p class="small">${t(mayEdit() ? "templates.variables_text"
      : "templates.variables_look")}</p></div>${variables(template.variables, mayEdit())}</section>
      <section class="card"><div class="card-head"><h2>${t("templates.history")}</h2></div><div data-history></div></section></div></div>`);
  }

  serve() {
    const { root } = this;
    this.editor.addEventListener("input", () => this.changed());
    root.querySelector("e-customer-input")?.addEventListener("chosen", (event) => {
      this.customer = event.detail?.id ?? null;
      this.look(0);
    });
    root.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.busy(event.submitter ?? root.querySelector("[type=submit]"), () => this.save(this.tag));
    });
    on(root, "click", "[data-insert]", (event, button) => this.editor.insert(button.dataset.insert));
    const acts = { test: () => this.test(), reset: () => this.reset(), };
    on(root, "click", "[data-action]", (event, button) => { if (acts[button.dataset.action]) this.busy(button, acts[button.dataset.action]); });
  }

  async busy(button, act) {
    if (button.getAttribute("aria-busy")) return;
    button.setAttribute("aria-busy", "true");
    try {
      await act();
    } catch (error) {
      toastError(error);
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  changed() {
    const told = this.root.querySelector("[data-dirty]");
    if (told) told.textContent = this.dirty ? t("rules.unsaved") : "";
    this.look(PAUSE);
  }

  /** What follows from what is stored: whose words they are, the way back, the history. */
  tell() {
    const own = this.template.origin === "own" && this.template.used_locale === this.query.locale;
    render(this.root.querySelector("[data-origin]"), badge(t(own ? "templates.own" : "templates.shipped"), own ? "accent" : "", own ? "edit" : null));
    const reset = this.root.querySelector('[data-action="reset"]');
    if (reset) reset.hidden = !own;
    const from = originWords(this.template, this.query.locale);
    render(this.root.querySelector("[data-notes]"), from ? banner({ text: from }) : html``);
    templateHistory(this.root.querySelector("[data-history]"), { path: this.path, query: this.query, signal: this.view.signal,
      present: own ? this.template.revision : null, bringBack: (revision) => this.bringBack(revision) });
  }

  // The preview

  look(pause) {
    if (!this.preview) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), pause);
  }

  async ask() {
    this.asking?.abort();
    const asking = (this.asking = new AbortController());
    const problem = this.root.querySelector("[data-problem]");
    const body = { ...this.editor.value, ...(this.customer ? { customer: this.customer } : {}) };
    try {
      const mail = await api.post(`${this.path}/preview`, body, { query: this.query, signal: asking.signal });
      render(problem, html``);
      this.editor.errors = [];
      this.preview.show(mail);
    } catch (error) {
      if (error.name === "AbortError" || this.view.signal.aborted) return;
      const before = this.preview.outdated() ? t("templates.before") : "";
      if (error.errors?.length) this.editor.errors = error.errors;
      render(problem, html`<div class="template-answer">${banner({ tone: "bad", text: `${error.errors?.length ? t("templates.mistakes",
        { n: error.errors.length }) : error.message} ${before}` })}</div>`);
    }
  }

  // Acts

  /** @param {string} tag of the version that is replaced */
  async save(tag) {
    try {
      const { body, tag: now } = await api.put(this.path, this.editor.value, { query: this.query, ifMatch: tag, tagged: true });
      this.take(body, now);
      this.kept = JSON.stringify(this.editor.value);
      this.editor.errors = [];
      this.changed();
      this.tell();
      toast(t("templates.saved", { name: t(`mail.${body.name}`) }));
    } catch (error) {
      if (error.status === 412) await this.settle();
      else if (error.errors?.length) this.refused(error);
      else throw error;
    }
  }

  refused(error) {
    this.editor.errors = error.errors;
    this.editor.enter();
    toast(t("templates.mistakes", { n: error.errors.length }), { bad: true });
  }

  /** Someone else saved meanwhile: a person decides between the texts. */
  async settle() {
    const done = await settle({ base: JSON.parse(this.kept), mine: this.editor.value, fields: ({ html: page, text }) => ({ html: page, text }),
      read: () => api.tagged(this.path, this.query, this.view.signal), label: (name) => t(`mail_preview.${name}`),
      write: (texts, tag) => api.put(this.path, texts, { query: this.query, ifMatch: tag, tagged: true }) });
    if (!done) return;
    const { body, tag } = done.saved ?? done.theirs;
    this.fill(body, tag);
    this.editor.errors = [];
    toast(done.saved ? t("templates.saved", { name: t(`mail.${body.name}`) }) : t("conflict.taken"));
  }

  /** Takes a stored version in as what is there now. */
  fill(template, tag) {
    this.take(template, tag);
    this.editor.value = template;
    this.kept = JSON.stringify(this.editor.value);
    this.changed();
    this.tell();
  }

  bringBack(revision) {
    this.editor.value = revision;
    this.changed();
    this.editor.subject.focus();
    toast(t("templates.brought_back", { n: revision.n }));
  }

  async reset() {
    const done = await ask({ title: t("templates.reset_title"), text: t("templates.reset_text", { language: languageName(this.query.locale) }),
      confirm: t("templates.reset_confirm"), danger: true, submit: async () => { await api.delete(this.path, { query: this.query, ifMatch: this.tag }); } });
    if (!done) return;
    const { body, tag } = await api.tagged(this.path, this.query, this.view.signal);
    this.fill(body, tag);
    toast(t("templates.reset_done"));
    this.root.querySelector("h1").focus();
  }

  /** A server that refuses is an answer too: it is told in words, and the dialog stays. */
  async test() {
    const to = field({ name: "to", type: "email", label: t("templates.test_to"), help: t("templates.test_help"), required: true }, state.user?.email ?? "");
    const done = await ask({ title: t("templates.test_title"), fields: [to], confirm: t("templates.test_confirm"), submit: async () => {
      const answer = await api.post(`${this.path}/test`, { to: to.value, ...this.editor.value, ...(this.customer ? { customer: this.customer } : {}) },
        { query: this.query });
      if (!answer.ok) throw new Error(answer.words);
      return answer;
    } });
    if (done) toast(done.words || t("templates.test_done"));
  }
}
