/** `<e-code-input>`: many lines of text with their numbers, for a person who writes markup. The Tab key leaves it, as everywhere. */
import { flag, html, render, stylesheet } from "../../app/html.js";

await stylesheet("./code-input.css", import.meta.url);

class CodeInput extends HTMLElement {
  /** @param {{id: string, label: string, describedBy: string, first: number, readOnly: boolean}} options first: the number of the first line */
  open({ id, label, describedBy, first, readOnly }) {
    render(this, html`<div class="code-lines" aria-hidden="true"><div></div></div><textarea id="${id}" aria-label="${label}" aria-describedby="${describedBy}"
      spellcheck="false" autocomplete="off" autocapitalize="off" wrap="off"${flag("readonly", readOnly)}></textarea>`);
    Object.assign(this, { first, bad: new Set(), lines: this.querySelector(".code-lines"), area: this.querySelector("textarea") });
    this.area.addEventListener("input", () => this.count());
    this.area.addEventListener("scroll", () => this.follow());
  }

  set value(text) {
    this.area.value = text;
    this.area.scrollTop = 0;
    this.count();
  }

  get value() {
    return this.area.value;
  }

  /** Marks lines by their numbers. @param {number[]} numbers */
  set badLines(numbers) {
    this.bad = new Set(numbers);
    if (numbers.length) this.area.setAttribute("aria-invalid", "true");
    else this.area.removeAttribute("aria-invalid");
    this.drawn = null;
    this.count();
  }

  count() {
    const n = this.area.value.split("\n").length;
    if (n === this.drawn) return;
    this.drawn = n;
    render(this.lines.firstElementChild, html`${Array.from({ length: n }, (_, index) => html`<span class="${
      this.bad.has(index + this.first) ? "code-bad" : ""}">${index + this.first}</span>`)}`);
    this.follow();
  }

  /** The numbers stay beside their lines. */
  follow() {
    this.lines.firstElementChild.style.translate = `0 ${-this.area.scrollTop}px`;
  }

  /** Puts text where the cursor is, in place of what is selected, so that it can be undone. */
  insert(text) {
    this.area.focus();
    if (!document.execCommand("insertText", false, text)) this.area.setRangeText(text, this.area.selectionStart, this.area.selectionEnd, "end");
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** Puts the cursor at a place. @param {number} line as shown @param {number} column from 1 */
  enter(line, column) {
    const before = this.area.value.split("\n").slice(0, Math.max(0, line - this.first));
    const at = before.reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
    this.area.focus();
    this.area.setSelectionRange(at, at);
    this.area.scrollTop = Math.max(0, before.length * 20 - this.area.clientHeight / 2);
  }
}
customElements.define("e-code-input", CodeInput);
