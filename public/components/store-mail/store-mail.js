/** How the mails of one store look, whom they come from, and when they may leave. */
import { api } from "../../app/api.js";
import { flag, html, render, stylesheet } from "../../app/html.js";
import { t } from "../../app/i18n.js";
import { isAdmin } from "../../app/state.js";
import { settle } from "../conflict/conflict.js";
import { field, showProblem, valuesOf } from "../field/field.js";
import { toast, toastError } from "../toast/toast.js";

await stylesheet("./store-mail.css", import.meta.url);

const PARTS = ["look", "sender", "when"];

export class StoreMail {
  /** @param {HTMLElement} root @param {{body: any, tag: string}} read @param {string} path of the store's mail settings */
  constructor(root, { body, tag }, path) {
    Object.assign(this, { root, settings: body, tag, path });
    this.draw();
  }

  draw() {
    render(this.root, html`<form class="stack stack-l" novalidate><div class="form-problem"></div>${PARTS.map((part) => html`<section class="split"><div
      class="split-text"><h2>${t(`store_mail.${part}`)}</h2><p>${t(`store_mail.${part}_text`)}</p></div><div class="card"><fieldset class="form" data-part="${
      part}"${flag("disabled", !isAdmin())}><legend class="unseen">${t(`store_mail.${part}`)}</legend></fieldset>${part === PARTS.at(-1) && isAdmin()
      ? html`<div class="form-actions store-mail-foot"><button class="button button-primary" type="submit">${t("store_mail.save")}</button></div>`
      : null}</div></section>`)}</form>`);
    this.form = this.root.querySelector("form");
    const made = { look: this.look(), sender: this.sender(), when: this.when() };
    for (const part of PARTS) this.form.querySelector(`[data-part=${part}]`).append(...made[part]);
    this.fields = PARTS.flatMap((part) => made[part]);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.save();
    });
  }

  one(name, type, more = {}) {
    return field({ name, type, label: t(`store_mail.${name}`), help: t(`store_mail.${name}_help`), ...more }, this.settings[name] ?? null);
  }

  look() {
    return [this.one("shop_url", "optional_text", { placeholder: "https://shop.example" }), this.one("logo_url", "optional_text",
      { placeholder: "https://shop.example/logo.png" }), this.one("accent", "colour", { required: true }), this.one("footer", "long")];
  }

  sender() {
    return [this.one("sender_name", "optional_text"), this.one("sender_address", "optional_text"), this.one("reply_to", "optional_text")];
  }

  when() {
    return [this.one("require_opt_in", "boolean"), this.one("quiet_from", "time"), this.one("quiet_until", "time"), this.one("cap_count", "integer",
      { minimum: 1 }), this.one("cap_days", "integer", { minimum: 1 })];
  }

  get values() {
    const values = valuesOf(this.fields);
    return { ...values, footer: values.footer || null };
  }

  async save() {
    const button = this.form.querySelector("[type=submit]");
    if (button.getAttribute("aria-busy")) return;
    button.setAttribute("aria-busy", "true");
    try {
      this.take(await api.put(this.path, this.values, { ifMatch: this.tag, tagged: true }));
      toast(t("store_mail.saved"));
    } catch (error) {
      if (error.status === 412) await this.stale();
      else showProblem(this.form.querySelector(".form-problem"), this.fields, error);
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  take({ body, tag }) {
    Object.assign(this, { settings: body, tag });
    this.draw();
  }

  async stale() {
    try {
      const done = await settle({ base: this.settings, mine: this.values, read: () => api.tagged(this.path), label: (name) => t(`store_mail.${name}`),
        write: (values, tag) => api.put(this.path, values, { ifMatch: tag, tagged: true }) });
      if (!done) return;
      this.take(done.saved ?? done.theirs);
      toast(t(done.saved ? "store_mail.saved" : "conflict.taken"));
    } catch (error) {
      toastError(error);
    }
  }
}
