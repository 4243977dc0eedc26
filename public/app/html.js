/**
 * Markup from templates. Whatever is put into `html` is escaped, unless it is itself a piece made
 * by `html`; so text from the server can never become an element.
 */

/** A piece of markup that is safe to insert. */
export class Markup {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
  }
  toString() {
    return this.text;
  }
}

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;", "`": "&#96;" };

/** @param {unknown} value @returns {string} */
export function escape(value) {
  return String(value).replace(/[&<>"'`]/g, (mark) => ENTITIES[mark]);
}

/** @param {unknown} value @returns {string} */
function piece(value) {
  if (value === null || value === undefined || value === false || value === true) return "";
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(piece).join("");
  return escape(value);
}

/** @param {TemplateStringsArray} strings @param {...unknown} values @returns {Markup} */
export function html(strings, ...values) {
  let text = strings[0];
  for (let index = 0; index < values.length; index += 1) text += piece(values[index]) + strings[index + 1];
  return new Markup(text);
}

/** An attribute that is there or not: `<input ${flag("checked", on)}>`. Names are ours, never data. */
export function flag(name, on) {
  return on ? new Markup(` ${name}`) : new Markup("");
}

/** Replaces the content of an element. @param {Element} element @param {Markup} markup */
export function render(element, markup) {
  if (!(markup instanceof Markup)) throw new TypeError("render takes markup made by html");
  element.innerHTML = markup.text;
}

/** The first element of a piece of markup. @param {Markup} markup @returns {HTMLElement} */
export function element(markup) {
  const template = document.createElement("template");
  template.innerHTML = markup.text.trim();
  return /** @type {HTMLElement} */ (template.content.firstElementChild);
}

/** Listens on `root` for events of elements matching `selector`. */
export function on(root, type, selector, handler, options) {
  root.addEventListener(type, (event) => {
    const target = event.target instanceof Element ? event.target.closest(selector) : null;
    if (target && root.contains(target)) handler(event, target);
  }, options);
}

/** One icon of our sprite; decorative, the words beside it speak. */
export function icon(name, size = "") {
  return html`<svg class="icon ${size}" aria-hidden="true" focusable="false"><use href="${BASE}icons.svg#${name}"></use></svg>`;
}

/** Where the panel's files lie, with a slash at the end. */
export const BASE = new URL("..", import.meta.url).pathname;

const loaded = new Map();

/** Loads a component's own stylesheet once; components wait for it, so nothing shows undressed. */
export function stylesheet(name, from) {
  const href = new URL(name, from).href;
  if (!loaded.has(href)) loaded.set(href, attach(href));
  return loaded.get(href);
}

function attach(href) {
  const present = [...document.styleSheets].some((sheet) => sheet.href === href);
  if (present) return Promise.resolve();
  return new Promise((done) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = href;
    link.onload = link.onerror = () => done();
    document.head.append(link);
  });
}
