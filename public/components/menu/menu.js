/** `<e-menu>`: its first button opens the element with role="menu" inside it; arrows walk, Escape closes. */
import { stylesheet } from "../../app/html.js";

await stylesheet("./menu.css", import.meta.url);

class Menu extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.panel = this.querySelector('[role="menu"]');
    if (!this.button || !this.panel || this.ready) return;
    this.ready = true;
    this.panel.hidden = true;
    this.button.setAttribute("aria-haspopup", "menu");
    this.button.setAttribute("aria-expanded", "false");
    this.button.addEventListener("click", () => this.toggle(this.panel.hidden));
    this.panel.addEventListener("click", (event) => { if (event.target.closest(".menu-item")) this.toggle(false); });
    this.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("focusout", (event) => { if (!this.contains(event.relatedTarget)) this.toggle(false, false); });
    document.addEventListener("pointerdown", this.outside = (event) => { if (!this.contains(event.target)) this.toggle(false, false); });
  }

  disconnectedCallback() {
    document.removeEventListener("pointerdown", this.outside);
  }

  items() {
    return [...this.panel.querySelectorAll(".menu-item:not([disabled])")];
  }

  toggle(open, focus = true) {
    if (open === !this.panel.hidden) return;
    this.panel.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
    if (open) this.items()[0]?.focus();
    else if (focus) this.button.focus();
  }

  key(event) {
    if (event.key === "ArrowDown" && this.panel.hidden && event.target === this.button) {
      event.preventDefault();
      this.toggle(true);
      return;
    }
    if (this.panel.hidden) return;
    const items = this.items();
    const here = items.indexOf(document.activeElement);
    const next = { ArrowDown: here + 1, ArrowUp: here - 1 + items.length, Home: 0, End: items.length - 1 }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      items[next % items.length].focus();
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.toggle(false);
    }
  }
}
customElements.define("e-menu", Menu);
