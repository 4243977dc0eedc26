/** `<e-drop-zone label="…" hint="…" accept=".csv">`: a file by dropping it or by choosing it; says "file" with the File. */
import { html, icon, render, stylesheet } from "../../app/html.js";
import { t } from "../../app/i18n.js";

await stylesheet("./drop-zone.css", import.meta.url);

let made = 0;

class DropZone extends HTMLElement {
  connectedCallback() {
    if (this.input) return;
    const id = `drop-zone-${(made += 1)}`;
    render(this, html`<label class="drop-zone" for="${id}"><span class="drop-zone-mark">${icon("upload")}</span><strong>${this.getAttribute("label")}</strong>
      <span class="quiet small">${this.getAttribute("hint")}</span><span class="button">${t("drop.choose")}</span></label>
      <input class="unseen" type="file" id="${id}" accept="${this.getAttribute("accept") ?? ""}">`);
    this.box = this.firstElementChild;
    this.input = this.querySelector("input");
    this.input.addEventListener("change", () => this.take(this.input.files));
    this.addEventListener("dragenter", (event) => this.hover(event, true));
    this.addEventListener("dragover", (event) => this.hover(event, true));
    this.addEventListener("dragleave", (event) => { if (!this.contains(event.relatedTarget)) this.hover(event, false); });
    this.addEventListener("drop", (event) => {
      this.hover(event, false);
      this.take(event.dataTransfer.files);
    });
  }

  hover(event, over) {
    event.preventDefault();
    this.box.classList.toggle("drop-zone-over", over);
  }

  /** @param {FileList} files of several, the first */
  take(files) {
    const [file] = files;
    if (file) this.dispatchEvent(new CustomEvent("file", { bubbles: true, detail: file }));
    this.input.value = "";
  }
}
customElements.define("e-drop-zone", DropZone);
