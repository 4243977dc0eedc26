/** `<e-list-input>`: a list of short texts; Enter or a comma adds one, Backspace takes the last away. */
import { element, html, icon, on, stylesheet } from "../../app/html.js";
import { t } from "../../app/i18n.js";
import "../chip/chip.js";

await stylesheet("./list-input.css", import.meta.url);

class ListInput extends HTMLElement {
  /** @param {string[]|null} texts */
  set value(texts) {
    this.texts = [...(texts ?? [])];
    this.textContent = "";
    this.input = element(html`<input type="text" aria-label="${this.around.parameter.label}" placeholder="${
      this.around.parameter.placeholder ?? ""}" autocomplete="off">`);
    this.append(this.input);
    this.texts.forEach((text) => this.draw(text));
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.take());
    on(this, "click", ".chip button", (event, button) => this.drop(button.closest(".chip")));
  }

  get value() {
    const open = this.input.value.trim();
    return open && !this.texts.includes(open) ? [...this.texts, open] : this.texts;
  }

  key(event) {
    if (event.key === "Enter" || event.key === ",") {
      event.preventDefault();
      this.take();
    } else if (event.key === "Backspace" && this.input.value === "" && this.texts.length) {
      this.drop(this.input.previousElementSibling);
    }
  }

  take() {
    const between = this.around.parameter.spaces ? /[,;]/ : /[,;\s]/;
    for (const text of this.input.value.split(between).map((part) => part.trim()).filter(Boolean)) {
      if (this.texts.includes(text)) continue;
      this.texts.push(text);
      this.draw(text);
    }
    this.input.value = "";
  }

  draw(text) {
    this.input.before(element(html`<span class="chip"><span class="cut">${text}</span><button type="button" aria-label="${
      t("common.remove_what", { what: text })}">${icon("close")}</button></span>`));
  }

  drop(chip) {
    this.texts.splice([...this.children].indexOf(chip), 1);
    chip.remove();
    this.input.focus();
    this.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
customElements.define("e-list-input", ListInput);
