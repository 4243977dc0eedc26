/** The form of the mail server, shown only where the settings come from the server's environment. */
import { api } from "../../app/api.js";
import { element, flag, html, icon, render } from "../../app/html.js";
import { t } from "../../app/i18n.js";
import { isAdmin, state } from "../../app/state.js";
import { badge } from "../badge/badge.js";
import { banner } from "../banner/banner.js";
import { settle } from "../conflict/conflict.js";
import { ask } from "../dialog/dialog.js";
import { field, showProblem, valuesOf } from "../field/field.js";
import { toast, toastError } from "../toast/toast.js";

const PATH = "/settings/mail";
const TLS = ["required", "implicit", "optional", "none"];
/** Ports that mail servers usually have for a kind of encryption. */
const USUAL = { required: 587, implicit: 465, optional: 25, none: 25 };

export class MailServer {
  /** @param {HTMLElement} root @param {{body: any, tag: string}} read of the settings @param {() => void} changed */
  constructor(root, { body, tag }, changed) {
    Object.assign(this, { root, settings: body, tag, changed });
    this.fixed = body.from_environment || !isAdmin();
    this.draw();
  }

  draw() {
    const { settings } = this;
    this.dropped = null;
    render(this.root, html`<form class="form" novalidate>${settings.from_environment ? banner({ title: t("mail_settings.environment_title"),
      text: t("mail_settings.environment") }) : null}<div class="form-problem"></div><fieldset class="form"${flag("disabled", this.fixed)}><legend
      class="unseen">${t("mail_settings.server")}</legend></fieldset><div class="row row-top" role="status" data-answer hidden></div>${isAdmin()
      ? this.buttons() : null}</form>`);
    this.form = this.root.querySelector("form");
    this.fields = this.makeFields();
    this.form.querySelector("fieldset").append(...this.fields);
    this.serve();
  }

  buttons() {
    const { settings } = this;
    return html`<div class="form-actions">${this.fixed ? null : html`<button class="button button-primary" type="submit">${
      t("common.save")}</button>`}<button class="button" type="button" data-action="test">${icon("send")}${t("mail_settings.test")}</button>${
      settings.configured && !this.fixed ? html`<button class="button button-bad" type="button" data-action="remove">${
      t("mail_settings.remove")}</button>` : null}</div>`;
  }

  makeFields() {
    const { settings } = this;
    const text = (name, more = {}) => field({ name, type: "optional_text", label: t(`mail_settings.${name}`), help: t(`mail_settings.${name}_help`), ...more },
      settings[name] ?? "");
    const password = field({ name: "password", type: "password", label: t("mail_settings.password"), help: t("mail_settings.password_help"),
      autocomplete: "new-password", placeholder: settings.has_password ? t("connection.secret_kept") : "" }, "");
    const drop = settings.has_password && !this.fixed ? [field({ name: "drop_password", type: "boolean", label: t("mail_settings.password_drop") }, false)] : [];
    return [
      text("host", { required: true, placeholder: "smtp.example.com" }),
      field({ name: "tls", type: "select", label: t("mail_settings.tls"), help: t("mail_settings.tls_help"), required: true, choices: TLS.map((value) =>
        ({ value, label: t(`mail_settings.tls_${value}`) })) }, settings.tls ?? "required"),
      field({ name: "port", type: "integer", label: t("mail_settings.port"), help: t("mail_settings.port_help"), required: true, minimum: 1, maximum: 65535 },
        settings.port ?? USUAL.required),
      text("user", { autocomplete: "off" }), password, ...drop,
      text("from", { required: true, placeholder: "shop@example.com" }), text("from_name"), text("reply_to"),
    ];
  }

  serve() {
    const named = (name) => this.fields.find((one) => one.parameter.name === name);
    // The port follows the encryption until someone chose another.
    named("tls").addEventListener("change", () => {
      const port = named("port").querySelector("input");
      if (port.value === "" || Object.values(USUAL).includes(Number(port.value))) port.value = String(USUAL[named("tls").value]);
    });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.busy(this.form.querySelector("[type=submit]"), () => this.save());
    });
    this.root.querySelector('[data-action="test"]')?.addEventListener("click", (event) => this.busy(event.currentTarget, () => this.test()));
    this.root.querySelector('[data-action="remove"]')?.addEventListener("click", (event) => this.busy(event.currentTarget, () => this.remove()));
  }

  async busy(button, act) {
    if (!button || button.getAttribute("aria-busy")) return;
    button.setAttribute("aria-busy", "true");
    try {
      await act();
    } catch (error) {
      if (error.errors?.length) showProblem(this.form.querySelector(".form-problem"), this.fields, error);
      else toastError(error);
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  /** What the API takes; a password left empty stays as it is. */
  get values() {
    const { password, drop_password: drop, ...values } = valuesOf(this.fields);
    return { ...values, ...(drop ? { password: null } : password ? { password } : {}) };
  }

  async save() {
    try {
      this.take(await api.put(PATH, this.values, { ifMatch: this.tag, tagged: true }));
      toast(t("mail_settings.saved"));
    } catch (error) {
      if (error.status !== 412) throw error;
      await this.settle();
    }
  }

  /** The password is never shown, so it is not compared: one that was typed goes along with what is chosen. */
  async settle() {
    const { password, ...mine } = this.values;
    const secret = password === undefined ? {} : { password };
    const done = await settle({ base: this.settings, mine, read: () => api.tagged(PATH), label: (name) => t(`mail_settings.${name}`),
      write: (values, tag) => api.put(PATH, { ...values, ...secret }, { ifMatch: tag, tagged: true }) });
    if (!done) return;
    this.take(done.saved ?? done.theirs);
    toast(t(done.saved ? "mail_settings.saved" : "conflict.taken"));
  }

  take({ body, tag }) {
    Object.assign(this, { settings: body, tag });
    this.draw();
    this.changed();
  }

  async test() {
    const to = field({ name: "to", type: "email", label: t("mail_settings.test_to"), required: true }, state.user?.email ?? "");
    const note = element(html`<p class="field-help">${t(this.fixed ? "mail_settings.test_fixed" : "mail_settings.test_help")}</p>`);
    const answer = await ask({ title: t("mail_settings.test_title"), fields: [to, note], confirm: t("mail_settings.test_confirm"), submit: () =>
      api.post(`${PATH}/test`, { to: to.value, ...(this.fixed ? {} : this.values) }) });
    if (!answer) return;
    const place = this.root.querySelector("[data-answer]");
    place.hidden = false;
    render(place, html`${badge(t(answer.ok ? "mail_settings.test_ok" : "mail_settings.test_bad"), answer.ok ? "ok" : "bad")}<p class="grow">${answer.words}</p>`);
    place.scrollIntoView({ block: "nearest" });
  }

  async remove() {
    const done = await ask({ title: t("mail_settings.remove_title"), text: t("mail_settings.remove_text"), confirm: t("mail_settings.remove"), danger: true,
      submit: async () => { await api.delete(PATH, { ifMatch: this.tag }); } });
    if (!done) return;
    toast(t("mail_settings.removed"));
    this.take(await api.tagged(PATH));
  }
}
