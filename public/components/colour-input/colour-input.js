/** `<e-colour-input>`: a colour as `#1f4e79`, with a button of a mail in it and how well its writing can be read (WCAG 2.2, 1.4.3). */
import { html, render, stylesheet } from "../../app/html.js";
import { t } from "../../app/i18n.js";

await stylesheet("./colour-input.css", import.meta.url);

const COLOUR = /^#[0-9a-f]{6}$/i;
/** Relative luminance, 0…1. @param {string} colour */
function luminance(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255).map((part) => (part <= 0.04045 ? part / 12.92
    : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one, other) {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** White or black, whichever reads better; mails do the same. */
function writingOn(colour) {
  return contrast(colour, "#ffffff") >= contrast(colour, "#000000") ? "#ffffff" : "#000000";
}

class ColourInput extends HTMLElement {
  /** @param {string|null} colour */
  set value(colour) {
    const { parameter, id } = this.around;
    const now = COLOUR.test(colour ?? "") ? colour : "#1f4e79";
    render(this, html`<input type="color" value="${now}" aria-label="${t("colour.pick", { what: parameter.label })}"><input class="input" id="${id}" value="${
      colour ?? ""}" maxlength="7" spellcheck="false" autocomplete="off" aria-label="${parameter.label}"><span class="colour-sample" aria-hidden="true">${
      t("colour.sample")}</span><span class="quiet small" role="status"></span>`);
    [this.picker, this.text, this.sample, this.told] = this.children;
    this.picker.addEventListener("input", () => { this.text.value = this.picker.value; this.look(); });
    this.text.addEventListener("input", () => { if (COLOUR.test(this.text.value)) this.picker.value = this.text.value; this.look(); });
    this.look();
  }

  get value() {
    return this.text.value.trim() || null;
  }

  look() {
    const colour = this.text.value.trim();
    const known = COLOUR.test(colour);
    this.sample.hidden = !known;
    if (!known) {
      this.told.textContent = colour ? t("colour.unknown") : "";
      return;
    }
    const writing = writingOn(colour);
    Object.assign(this.sample.style, { background: colour, color: writing });
    const ratio = contrast(colour, writing);
    this.told.textContent = t(writing === "#ffffff" ? "colour.white" : "colour.black", { ratio: Math.round(ratio * 10) / 10 });
  }
}
customElements.define("e-colour-input", ColourInput);
