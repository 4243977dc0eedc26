/**
 * `<e-template-editor>`: the subject and the two forms of a mail. The subject is the first line of both files
 * (`Subject: …`, then a blank line); here it has a field of its own, and lines keep the numbers they have in the file.
 */
import { flag, html, icon, on, render, stylesheet } from "../../app/html.js";
import { t } from "../../app/i18n.js";
import "../code-input/code-input.js";
import { press, segmented, serveSegmented } from "../segmented/segmented.js";

await stylesheet("./template-editor.css", import.meta.url);

export const FORMS = ["html", "text"];
const HEAD = /^Subject:[ \t]*([^\r\n]*)(?:\r?\n){0,2}/;
/** "Subject: …" and the blank line stand above. */
const FIRST_LINE = 3;
const PLACE = /^line (\d+), column (\d+):?\s*/;

/** A file as subject and body. @param {string} file */
export function apart(file) {
  const text = file ?? "";
  const found = HEAD.exec(text);
  return found ? { subject: found[1], body: text.slice(found[0].length) } : { subject: "", body: text };
}

/** The reverse. */
export function together(subject, body) {
  return `Subject: ${subject}\n\n${body}`;
}

/** Where an error is, as the server told it. @param {{pointer: string, reason: string}} error */
export function located({ pointer, reason }) {
  const form = pointer.split("/")[1];
  const found = PLACE.exec(reason);
  if (!found) return { form, line: null, column: null, words: reason };
  return { form, line: Number(found[1]), column: Number(found[2]), words: reason.slice(found[0].length) };
}

class TemplateEditor extends HTMLElement {
  /** @param {{html: string, text: string}} template @param {boolean} readOnly */
  open(template, readOnly) {
    this.form = "html";
    render(this, html`<div class="form form-wide"><div class="field" data-field="subject"><label class="field-label" for="template-subject">${
      t("mail_preview.subject")}</label><input class="input" id="template-subject" autocomplete="off" aria-describedby="template-subject-error"${
      flag("readonly", readOnly)}><div class="code-errors" id="template-subject-error" data-errors="subject"></div></div>
      <div class="template-bodies"><div class="row row-between"><span class="field-label">${t("templates.body")}</span>${segmented({ name: "body",
      label: t("templates.body"), chosen: "html", choices: FORMS.map((value) => ({ value, label: t(`mail_preview.${value}`) })) })}</div>${FORMS.map((form) =>
      html`<div data-form="${form}"${flag("hidden", form !== "html")}><e-code-input></e-code-input></div>`)}${FORMS.map((form) =>
      html`<div class="code-errors" id="template-${form}-error" data-errors="${form}"></div>`)}</div></div>`);
    this.subject = this.querySelector("#template-subject");
    this.bodies = Object.fromEntries(FORMS.map((form) => [form, this.querySelector(`[data-form=${form}] e-code-input`)]));
    for (const form of FORMS) this.bodies[form].open({ id: `template-${form}`, label: t(`templates.body_${form}`), describedBy: `template-${form}-error`,
      first: FIRST_LINE, readOnly });
    serveSegmented(this, (name, value) => this.turn(value));
    on(this, "click", "[data-at]", (event, button) => this.go(button.dataset.at));
    this.value = template;
  }

  set value(template) {
    const parts = Object.fromEntries(FORMS.map((form) => [form, apart(template[form])]));
    this.subject.value = parts.html.subject || parts.text.subject;
    for (const form of FORMS) this.bodies[form].value = parts[form].body;
    this.errors = [];
  }

  get value() {
    return Object.fromEntries(FORMS.map((form) => [form, together(this.subject.value.trim(), this.bodies[form].value)]));
  }

  turn(form) {
    this.form = form;
    press(this.querySelector("[data-segmented=body]"), form);
    for (const one of FORMS) this.querySelector(`[data-form=${one}]`).hidden = one !== form;
  }

  /** Shows mistakes at their lines, none to take them away. @param {{pointer: string, reason: string}[]} found */
  set errors(found) {
    this.found = found.map(located).map((one) => (one.line !== null && one.line < FIRST_LINE ? { ...one, form: "subject" } : one));
    const subject = [...new Set(this.found.filter((one) => one.form === "subject").map((one) => one.words))];
    render(this.querySelector("[data-errors=subject]"), html`${subject.map((words) => html`<p class="field-error">${icon("warning")}${words}</p>`)}`);
    this.subject.toggleAttribute("aria-invalid", subject.length > 0);
    for (const form of FORMS) {
      const own = this.found.filter((one) => one.form === form);
      this.bodies[form].badLines = own.map((one) => one.line).filter(Boolean);
      render(this.querySelector(`[data-errors=${form}]`), html`${own.map((one) => html`<p>${one.line === null ? null : html`<button type="button" data-at="${
        `${form} ${one.line} ${one.column}`}">${t("templates.place", { form: t(`mail_preview.${form}`), line: String(one.line), column:
        String(one.column) })}</button>: `}${one.words}</p>`)}`);
    }
  }

  get errors() {
    return this.found;
  }

  go(place) {
    const [form, line, column] = place.split(" ");
    this.turn(form);
    this.bodies[form].enter(Number(line), Number(column));
  }

  /** To the first mistake there is. */
  enter() {
    const first = this.found.find((one) => one.form === "subject") ?? this.found.find((one) => one.line !== null);
    if (!first) return;
    if (first.form === "subject") this.subject.focus();
    else this.go(`${first.form} ${first.line} ${first.column}`);
  }

  /** Puts text where the cursor was last: in the subject or in the form that is shown. */
  insert(text) {
    if (this.inSubject) {
      this.subject.focus();
      if (!document.execCommand("insertText", false, text)) this.subject.setRangeText(text);
    } else this.bodies[this.form].insert(text);
  }

  connectedCallback() {
    if (this.served) return;
    this.served = true;
    this.addEventListener("focusin", (event) => { this.inSubject = event.target === this.subject; });
  }
}
customElements.define("e-template-editor", TemplateEditor);
