// What the test of every page asks of a page as it shows now. Answers a list of sentences, one for each fault.
(() => {
  const shown = (one) => one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length > 0;
  const unseen = (one) => {
    for (let at = one; at && at !== document.body; at = at.parentElement) {
      if (at.matches(".skip") || at.getBoundingClientRect().width <= 1 || getComputedStyle(at).clipPath.startsWith("inset(50%")) return true;
    }
    return false;
  };
  const name = (one) => {
    const words = (one.getAttribute("aria-label") ?? one.textContent ?? "").trim().replace(/\s+/g, " ").slice(0, 40);
    const classes = typeof one.className === "string" && one.className ? `.${one.className.trim().split(/\s+/).join(".")}` : "";
    return `${one.localName}${classes} “${words}”`;
  };

  function width() {
    const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    return over > 0 ? [`${over} px too wide`] : [];
  }

  /** A word that does not fit is cut; an ellipsis on purpose (.cut) has its whole text in a title or is data. */
  function cut() {
    const found = [];
    for (const one of document.querySelectorAll("button, .button, th, .nav-link, .tabs a, .badge, label, legend, .stat, h1, h2, summary, select")) {
      if (!shown(one) || unseen(one) || one.matches(".cut, .cut *")) continue;
      if (one.localName === "select" ? narrow(one) : one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== "inline") found.push(`cut: ${name(one)}`);
    }
    return found;
  }

  /** A sentence in a column so narrow that it stands there letter by letter. */
  function squeezed() {
    return [...document.querySelectorAll("td, th, dd, p, li > div")].filter((one) => shown(one) && !unseen(one) && one.innerText.trim().length > 24
      && one.getBoundingClientRect().width < 72).map((one) => `squeezed: ${name(one)}`);
  }

  /** A select cuts its words without telling: what is chosen is measured, and less than half of it is too little. */
  function narrow(select) {
    const style = getComputedStyle(select);
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = style.font;
    const room = select.clientWidth - parseFloat(style.paddingInlineStart) - parseFloat(style.paddingInlineEnd);
    return !select.multiple && pen.measureText(select.selectedOptions[0]?.textContent.trim() ?? "").width > 2 * room;
  }

  /** `outbox.title` instead of its words; `{name}` that nobody filled; `undefined`, `null`, `NaN` and `[object Object]`. */
  function raw(sections) {
    const found = [];
    const key = new RegExp(`(^|\\s)(${sections.join("|")})\\.[a-z_]+(\\.[a-z_]+)*($|\\s)`);
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const holder = walk.currentNode.parentElement;
      const text = walk.currentNode.data;
      if (holder.closest("code, pre, textarea, script, style, noscript, .mono, e-variables, e-copy, .event-data, .alterations")) continue;
      if (key.test(text)) found.push(`a raw key: ${text.trim().slice(0, 60)}`);
      if (/\[object |\bundefined\b|\bNaN\b|Invalid Date/.test(text)) found.push(`not words: ${text.trim().slice(0, 60)}`);
      if (/\{[a-z_]+\}/.test(text) && !holder.closest("[data-list], e-mail-preview, e-template-editor, .template-theirs")) found.push(`a placeholder: ${text.trim().slice(0, 60)}`);
    }
    return found;
  }

  function titles() {
    const found = [];
    const heads = [...document.querySelectorAll("h1")].filter(shown);
    if (heads.length !== 1) found.push(`${heads.length} h1`);
    else if (heads[0].textContent.trim().length < 2) found.push("an h1 without words");
    if (!/^\S.* · Echelon$/.test(document.title)) found.push(`title “${document.title}”`);
    const main = document.querySelectorAll("main");
    if (main.length !== 1) found.push(`${main.length} main`);
    return found;
  }

  function references() {
    const found = [];
    const seen = new Map();
    for (const one of document.querySelectorAll("[id]")) seen.set(one.id, (seen.get(one.id) ?? 0) + 1);
    for (const [id, count] of seen) if (count > 1) found.push(`the id ${id} ${count} times`);
    const pointing = ["for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "aria-activedescendant", "aria-errormessage", "aria-details", "list", "headers"];
    for (const attribute of pointing) {
      for (const one of document.querySelectorAll(`[${attribute}]`)) {
        for (const id of one.getAttribute(attribute).split(/\s+/).filter(Boolean)) {
          // What a button opens may not be there while it is shut.
          if (attribute === "aria-controls" && one.getAttribute("aria-expanded") === "false") continue;
          if (!document.getElementById(id)) found.push(`${attribute} of ${name(one)} leads to ${id}, which is not there`);
        }
      }
    }
    for (const label of document.querySelectorAll("label")) if (!label.control) found.push(`a label without a control: ${name(label)}`);
    for (const use of document.querySelectorAll("a[href]")) if (use.getAttribute("href") === "") found.push(`a link to nowhere: ${name(use)}`);
    return found;
  }

  const FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex], iframe, [contenteditable=true]";

  /** Whatever can be clicked can be reached with the keyboard too. */
  function clickable() {
    const found = [];
    for (const one of document.querySelectorAll("main *")) {
      if (!shown(one) || getComputedStyle(one).cursor !== "pointer") continue;
      if (one.parentElement && getComputedStyle(one.parentElement).cursor === "pointer") continue;
      if (one.closest(`:is(${FOCUSABLE}, label):not(main)`) || one.querySelector(FOCUSABLE)) continue;
      found.push(`for the mouse only: ${name(one)}`);
    }
    return found;
  }

  /** What Tab should reach from the head of the page on, in order; a set of radio buttons is one stop. */
  function stops() {
    const sets = new Set();
    return [...document.querySelectorAll("main :is(a[href], button, input, select, textarea, summary, [tabindex='0'])")].filter((one) => {
      if (!shown(one) || one.disabled || one.closest("fieldset[disabled]") || one.tabIndex < 0 || one.closest("details:not([open]) > :not(summary)")) return false;
      if (one.type !== "radio") return true;
      const set = `${one.form?.id}-${one.name}`;
      if (sets.has(set)) return false;
      sets.add(set);
      return true;
    });
  }

  function style(one) {
    const rules = getComputedStyle(one);
    return [rules.outlineStyle === "none" ? "" : `${rules.outlineWidth} ${rules.outlineColor}`, rules.boxShadow, rules.borderColor, rules.backgroundColor, rules.textDecorationLine, rules.stroke].join("|");
  }

  /** The look of what has the focus, of its own box and of what is drawn around it, with and without the focus. */
  function focusSeen() {
    const one = document.activeElement;
    if (!one || one === document.body) return "the focus is nowhere";
    // What is in a frame has the focus itself, and shows it there.
    if (one.localName === "iframe") return "";
    const near = [one, one.nextElementSibling, one.parentElement, one.parentElement?.parentElement, one.closest("label"), one.querySelector(":scope > .rung-hit")].filter(Boolean);
    const looks = () => near.map(style).join("/");
    const lit = looks();
    const box = one.getBoundingClientRect();
    const bar = document.querySelector("e-topbar")?.getBoundingClientRect().bottom ?? 0;
    const hidden = box.bottom <= (one.closest("main") ? bar : 0) || box.top >= innerHeight;
    one.blur();
    const unlit = looks();
    one.focus({ preventScroll: true, focusVisible: true });
    if (hidden) return `the focus is out of sight: ${name(one)}`;
    return lit === unlit ? `no visible focus: ${name(one)}` : "";
  }

  window.echelonProbes = {
    page: (sections) => [...titles(), ...width(), ...cut(), ...raw(sections), ...references(), ...clickable()],
    narrow: () => [...width(), ...cut(), ...squeezed()],
    stops, focusSeen, name,
  };
})();
