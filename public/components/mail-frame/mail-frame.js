/**
 * `<e-mail-frame>`: a mail as a customer's program would show it. The frame runs no scripts (its sandbox forbids them)
 * and loads nothing. A framed document is held to the panel's own Content-Security-Policy, which refuses styles written
 * in markup (CSP 3, "inherit"); so the mail's styles are taken out before it is parsed and put in again by the object model.
 */
import { html, render, stylesheet } from "../../app/html.js";

await stylesheet("./mail-frame.css", import.meta.url);

const BLANK = "<!doctype html><html><head></head><body></body></html>";
/** A comment, a style sheet, or a tag with its attributes. */
const PIECES = /<!--[\s\S]*?-->|<style\b[^>]*>([\s\S]*?)<\/style\s*>|<[a-z](?:"[^"]*"|'[^']*'|[^'">])*>/gi;
const ATTRIBUTE = /([^\s"'<>/=]+)(\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?/g;
/** Styles, put in later; and pictures from elsewhere, which are not asked for. */
const HELD_BACK = /^style\b|^(?:src|srcset|background)\s*=\s*["']?\s*(?!data:)/i;
/** What a mail has no use for here. */
const DROPPED = "script, link, meta, base, iframe, object, embed, form";

/** The markup without styles of its own, and its style sheets. */
function takeOutStyles(text) {
  const sheets = [];
  const markup = text.replace(PIECES, (piece, sheet) => {
    if (piece.startsWith("<!--")) return "";
    if (sheet !== undefined) {
      sheets.push(sheet);
      return "";
    }
    return piece.replace(ATTRIBUTE, (whole, name, value = "") => (HELD_BACK.test(name + value) ? `data-${whole}` : whole));
  });
  return { markup, css: sheets.join("\n") };
}

/** The frame has the scheme that was chosen, whatever the system's is. */
function inScheme(css, scheme) {
  const asked = css.replace(/\(\s*prefers-color-scheme\s*:\s*(\w+)\s*\)/gi, (whole, name) => (name.toLowerCase() === scheme ? "(min-width: 0)"
    : "(min-width: 99999px)"));
  return `${asked}\n:root { color-scheme: only ${scheme} !important; }`;
}

class MailFrame extends HTMLElement {
  connectedCallback() {
    if (this.frame) return;
    render(this, html`<div class="mail-stage"><iframe sandbox="allow-same-origin" title="${this.getAttribute("label") ?? ""}" srcdoc="${BLANK}"></iframe></div>`);
    this.stage = this.querySelector(".mail-stage");
    this.frame = this.querySelector("iframe");
    this.wide = 600;
    this.scheme = "light";
    this.frame.addEventListener("load", () => {
      this.frame.contentDocument.addEventListener("click", (event) => { if (event.target.closest("a")) event.preventDefault(); });
      this.ready = true;
      this.draw();
    });
    this.watch = new ResizeObserver(() => this.fit());
    this.watch.observe(this);
  }

  disconnectedCallback() {
    this.watch?.disconnect();
  }

  /** @param {{html?: string, wide?: number, scheme?: "light"|"dark"}} options wide: of the frame, in pixels */
  show(options) {
    if (options.html !== undefined) this.text = options.html;
    this.wide = options.wide ?? this.wide;
    this.scheme = options.scheme ?? this.scheme;
    if (this.ready) this.draw();
  }

  draw() {
    if (this.text === undefined) return;
    const { markup, css } = takeOutStyles(this.text);
    const parsed = new DOMParser().parseFromString(markup, "text/html");
    parsed.querySelectorAll(DROPPED).forEach((one) => one.remove());
    const inside = this.frame.contentDocument;
    inside.documentElement.lang = parsed.documentElement.lang || document.documentElement.lang;
    inside.title = parsed.title || this.frame.title;
    inside.body.replaceWith(inside.importNode(parsed.body, true));
    for (const one of inside.querySelectorAll("[data-style]")) one.style.cssText = one.dataset.style;
    const sheet = new this.frame.contentWindow.CSSStyleSheet();
    sheet.replaceSync(inScheme(css, this.scheme));
    inside.adoptedStyleSheets = [sheet];
    this.fit();
  }

  /** The whole mail is seen; where the place is narrower than the mail, it is shown smaller. */
  fit() {
    const body = this.ready ? this.frame.contentDocument.body : null;
    if (!body || !this.clientWidth) return;
    const scale = Math.min(1, this.clientWidth / this.wide);
    this.frame.style.width = `${this.wide}px`;
    this.frame.style.height = "0";
    const tall = Math.max(240, this.frame.contentDocument.documentElement.scrollHeight);
    this.frame.style.height = `${tall}px`;
    this.frame.style.transform = scale < 1 ? `scale(${scale})` : "";
    this.stage.style.width = `${Math.floor(this.wide * scale)}px`;
    this.stage.style.height = `${Math.ceil(tall * scale)}px`;
  }
}
customElements.define("e-mail-frame", MailFrame);
