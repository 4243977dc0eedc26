/**
 * `<echelon-progress token="ep1.…">`: how far a customer is from the next level, on a page of the shop (docs/widget.md).
 * Alone on foreign pages: no import, no global but the element's name, text only as text; what goes wrong stays inside.
 */

const HOME = new URL('.', import.meta.url).href;
const PATIENCE_MS = 10000;

/** What must be said without an answer; all other words come with it. */
const WORDS = {
  en: ['Loading…', 'This cannot be shown just now.'],
  fr: ['Chargement…', 'Impossible d’afficher ceci pour le moment.'],
  pl: ['Wczytywanie…', 'Nie można teraz tego pokazać.'],
  de: ['Wird geladen …', 'Das kann gerade nicht angezeigt werden.'],
  es: ['Cargando…', 'Esto no se puede mostrar ahora.'],
};

const STYLE = `
:host { display: block; font: var(--echelon-font, inherit); color: var(--echelon-text, inherit); overflow-wrap: anywhere }
:host([hidden]) { display: none }
.box { background: var(--echelon-background, transparent); border: var(--echelon-border, 0); border-radius: var(--echelon-radius, .5rem); padding: var(--echelon-padding, 0) }
p, ul { margin: var(--echelon-gap, .4em) 0 0; padding: 0 }
p:first-child { margin-top: 0 }
ul { padding-inline-start: 1.25em }
.head, .more { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1.5em }
.benefits { flex: 1 1 12em; margin-top: calc(2 * var(--echelon-gap, .4em)) }
.tier, .heading { font-weight: 600 }
.bar { margin-top: var(--echelon-gap, .4em); height: var(--echelon-bar-height, .625rem); border-radius: 99rem; overflow: hidden; background: var(--echelon-track, #8884) }
.fill { height: 100%; border-radius: inherit; background: var(--echelon-accent, #1f4e79) }
.small { font-size: .875em; color: var(--echelon-muted, inherit) }
@supports (color: light-dark(red, red)) { .fill { background: var(--echelon-accent, light-dark(#1f4e79, #8ab8e6)) } }
@media (prefers-reduced-motion: no-preference) { .fill { transition: inline-size .4s } }
@media (forced-colors: active) { .bar { border: 1px solid } .fill { background: Highlight; forced-color-adjust: none } }
`;

/** An element whose last class is its part too. Texts keep their own direction, whatever the page's is. */
function make(tag, names, ...content) {
  const element = document.createElement(tag);
  element.className = names;
  element.part = names.split(' ').pop();
  element.append(...content.map((one) => (one.nodeType ? one : Object.assign(document.createElement('bdi'), { textContent: one }))));
  return element;
}

class EchelonProgress extends HTMLElement {
  static observedAttributes = ['token', 'src', 'lang', 'compact'];

  #root = this.attachShadow({ mode: 'open' });
  #asked = null;
  #isDue = false;

  constructor() {
    super();
    // Not a <style>: the page's content security policy may forbid it.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    this.#root.adoptedStyleSheets = [sheet];
  }

  connectedCallback() { this.#soon(); }

  disconnectedCallback() { this.#asked?.abort(); }

  attributeChangedCallback(name, before, after) { if (before !== after) this.#soon(); }

  /** Several attributes set in a row make one request. */
  #soon() {
    if (this.#isDue) return;
    this.#isDue = true;
    queueMicrotask(() => {
      this.#isDue = false;
      if (this.isConnected) this.#load();
    });
  }

  async #load() {
    this.#asked?.abort();
    const asked = this.#asked = new AbortController();
    const token = this.getAttribute('token');
    if (!token) return this.#say('empty');
    const language = this.closest('[lang]')?.lang || navigator.language;
    const [loading, failed] = WORDS[language.slice(0, 2).toLowerCase()] ?? WORDS.en;
    const clock = setTimeout(() => asked.abort('slow'), PATIENCE_MS);
    this.#say('loading', loading);
    try {
      const answer = await this.#fetch(token, language, asked.signal);
      if (asked !== this.#asked) return;
      this.#show(answer);
      this.#tell('loaded', answer);
    } catch (error) {
      // A newer request, or an element that was taken away, is no failure.
      if (asked !== this.#asked || (asked.signal.aborted && asked.signal.reason !== 'slow')) return;
      this.#say('failed', failed);
      this.#tell('failed', { status: error?.status ?? 0, detail: String(error?.message ?? error) });
    } finally {
      clearTimeout(clock);
    }
  }

  async #fetch(token, language, signal) {
    const home = new URL(this.getAttribute('src') || HOME, document.baseURI).href.replace(/\/?$/, '/');
    const url = new URL('api/v1/progress', home);
    url.search = new URLSearchParams({ token, lang: language });
    const answer = await fetch(url, { signal, credentials: 'omit' });
    const body = await answer.json();
    if (!answer.ok) throw Object.assign(new Error(body.detail), { status: answer.status });
    return body;
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(`echelon-progress:${name}`, { detail, bubbles: true, composed: true }));
  }

  /** A state without figures. What the page has put into the slot of that name stands in the place of the words. */
  #say(state, words) {
    const slot = document.createElement('slot');
    slot.name = state;
    if (words) slot.append(make('div', 'box', make('p', 'small message', words)));
    this.ariaBusy = String(state === 'loading');
    this.dataset.state = state;
    this.#root.replaceChildren(slot);
  }

  #show(data) {
    this.#say(data.state === 'none' ? 'empty' : data.state);
    if (data.state === 'none') return;
    const text = this.#texts(data);
    const box = make('div', 'box', make('p', 'head', make('span', 'title', text.title), make('span', 'tier', data.tier?.name ?? '')));
    box.lang = data.language;
    if (data.next) box.append(...this.#bar(data, text));
    for (const name of ['message', 'keep', 'deadline']) if (text[name]) box.append(make('p', name, text[name]));
    if (!this.hasAttribute('compact')) {
      const lists = [[text.benefits, data.tier], [text.next_benefits, data.next]].filter(([heading]) => heading);
      const list = (tier) => make('ul', 'list', ...tier.benefits.map((line) => make('li', 'benefit', line)));
      if (lists.length) box.append(make('div', 'more', ...lists.map(([heading, tier]) => make('div', 'benefits', make('p', 'heading', heading), list(tier)))));
      box.append(make('p', 'small period', text.period));
    }
    this.#root.replaceChildren(box);
  }

  #bar(data, text) {
    const fill = make('div', 'fill');
    fill.style.inlineSize = `${data.percent}%`;
    const bar = make('div', 'bar', fill);
    Object.assign(bar, { role: 'progressbar', ariaLabel: text.title, ariaValueMin: 0, ariaValueMax: 100, ariaValueNow: data.percent, ariaValueText: text.spent });
    // The bar says it already.
    const spent = make('p', 'small spent', text.spent);
    spent.ariaHidden = 'true';
    return [bar, spent];
  }

  /** The answer's templates, with amounts and days as the language writes them. */
  #texts(data) {
    const money = (value) => value && new Intl.NumberFormat(data.language, { style: 'currency', currency: value.currency }).format(value.amount);
    // A day is a day, wherever the reader is.
    const day = (value) => value && new Intl.DateTimeFormat(data.language, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(value));
    const values = {
      tier: data.tier?.name, next: data.next?.name, spent: money(data.spent), threshold: money(data.next?.threshold), missing: money(data.missing),
      deadline: day(data.deadline), from: day(data.period.from), keep_missing: money(data.keep?.missing), keep_until: day(data.keep?.until),
    };
    const fill = (text) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
    return Object.fromEntries(Object.entries(data.templates).map(([name, text]) => [name, fill(text)]));
  }
}

if (!customElements.get('echelon-progress')) customElements.define('echelon-progress', EchelonProgress);
