/** A mail to look at: its subject, as HTML on a desk or a phone, by day or by night, or as text. */
import { html, render, stylesheet } from "../../app/html.js";
import { t } from "../../app/i18n.js";
import "../mail-frame/mail-frame.js";
import { segmented, serveSegmented } from "../segmented/segmented.js";

await stylesheet("./mail-preview.css", import.meta.url);

/** Pixels. */
const WIDE = { desk: 600, phone: 360 };

export class MailPreview {
  /** @param {HTMLElement} root @param {{title: string, above?: unknown}} options above: what stands between the head and the subject */
  constructor(root, { title, above }) {
    this.root = root;
    this.way = { form: "html", width: matchMedia("(max-width: 719px)").matches ? "phone" : "desk", scheme: "light" };
    render(root, html`<div class="mail-bar"><h2>${title}</h2><div class="row">${segmented({ name: "form", label: t("mail_preview.form"), chosen: "html",
      choices: [{ value: "html", label: t("mail_preview.html") }, { value: "text", label: t("mail_preview.text") }] })}${segmented({ name: "width",
      label: t("mail_preview.width"), chosen: this.way.width, choices: [{ value: "desk", label: t("mail_preview.desk"), mark: "system" }, { value: "phone",
      label: t("mail_preview.phone"), mark: "phone" }] })}${segmented({ name: "scheme", label: t("mail_preview.scheme"), chosen: "light", choices: [
      { value: "light", label: t("top.scheme_light"), mark: "sun" }, { value: "dark", label: t("top.scheme_dark"), mark: "moon" }] })}</div></div>${above}
      <div data-problem></div><p class="mail-subject" hidden><small>${t("mail_preview.subject")}</small><strong data-subject></strong></p>
      <div class="mail-shown" hidden><e-mail-frame label="${t("mail_preview.frame")}"></e-mail-frame><pre class="mail-text" tabindex="0" role="region" aria-label="${
      t("mail_preview.text")}"></pre><p class="mail-pictures">${t("mail_preview.pictures")}</p></div>`);
    this.frame = root.querySelector("e-mail-frame");
    this.text = root.querySelector(".mail-text");
    this.shown = root.querySelector(".mail-shown");
    serveSegmented(root, (name, value) => { this.way[name] = value; this.turn(); });
    this.turn();
  }

  /** @param {{subject: string, html: string|null, text: string|null}} mail html: null where only the text is kept */
  show(mail) {
    const hadHTML = this.mail?.html;
    this.mail = mail;
    delete this.shown.dataset.stale;
    this.shown.hidden = this.root.querySelector(".mail-subject").hidden = false;
    this.root.querySelector("[data-subject]").textContent = mail.subject ?? "";
    this.text.textContent = mail.text ?? "";
    if (mail.html && mail.html !== hadHTML) this.frame.show({ html: mail.html });
    this.turn();
  }

  /** What is seen is of before; whether there is anything to see. */
  outdated() {
    this.shown.dataset.stale = "";
    return Boolean(this.mail);
  }

  turn() {
    const { form, width, scheme } = this.way;
    const asHTML = form === "html" && (!this.mail || Boolean(this.mail.html));
    for (const name of ["width", "scheme"]) this.root.querySelector(`[data-segmented=${name}]`).hidden = !asHTML;
    this.root.querySelector("[data-segmented=form]").hidden = Boolean(this.mail) && !this.mail.html;
    this.frame.hidden = !asHTML;
    this.root.querySelector(".mail-pictures").hidden = !asHTML || !/<img\b/i.test(this.mail?.html ?? "");
    this.text.hidden = asHTML;
    this.frame.show({ wide: WIDE[width], scheme });
  }
}
