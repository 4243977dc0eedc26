"""Hands and eyes of a merchant: everything is found by the words and the roles that a person sees or is read."""

from browser import By, Keys, Lost

# Answers the elements of a role by their name: the visible words, the label, what is read instead, at last the placeholder.
FINDER = """
const [role, name, near] = arguments;
const kinds = {
  button: "button, [role=button], summary", link: "a[href]", tab: ".tabs a, [role=tab], nav a[href]", choice: "label, [role=radio], .segmented button",
  menu: "[role=menuitem], [role=menuitemradio]", option: "[role=option]", heading: "h1, h2, h3", switch: "[role=switch]",
  field: "input:not([type=radio], [type=checkbox]), textarea", select: "select", file: "input[type=file]", text: "p, li, td, th, dd, dt, span, small, strong, b, h1, h2, h3, a, label, div",
};
const shown = (one) => one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length > 0;
const squeezed = (text) => (text ?? "").replace(/\\s+/g, " ").trim();
const own = (label) => squeezed([...label.childNodes].filter((node) => !(node instanceof Element && node.matches("input, select, textarea"))).map((node) => node.textContent).join(""));
function names(one) {
  const referred = (one.getAttribute("aria-labelledby") ?? "").split(/\\s+/).map((id) => document.getElementById(id)?.textContent).join(" ");
  const group = one.closest("fieldset")?.querySelector("legend")?.textContent;
  return [one.getAttribute("aria-label"), referred, ...[...(one.labels ?? [])].map(own), one.matches("input, select, textarea") ? one.placeholder : one.innerText,
    one.matches("input, select, textarea") ? group : null].map(squeezed).filter(Boolean);
}
// While a dialog is open, a person can use nothing else.
const dialogs = [...document.querySelectorAll("dialog[open]")];
let places = [dialogs.at(-1) ?? document.body];
if (near) {
  const around = [...places[0].querySelectorAll("tr, li, section, article, nav, fieldset, form, dl > div, .toast, .card, e-field")].filter((one) => shown(one) && squeezed(one.innerText).includes(near));
  // The narrowest one first: the row, then the list, then the card.
  places = around.sort((one, other) => one.innerText.length - other.innerText.length);
}
for (const place of places) {
  const found = [...place.querySelectorAll(kinds[role])].filter((one) => (role === "file" || shown(one)) && !one.disabled);
  const exact = found.filter((one) => names(one).includes(name));
  const beginning = found.filter((one) => names(one).some((text) => text.startsWith(name)));
  const hit = [...exact, ...beginning, ...(role === "text" || role === "option" || role === "link" ? found.filter((one) => names(one).some((text) => text.includes(name))) : [])][0];
  if (hit) return hit;
}
return null;
"""


def find(b, role, name, near=None, patience=10):
    """What has this role and these words, near other words where those are said."""
    return b.wait(f"{role} “{name}”" + (f" near “{near}”" if near else ""), lambda: b.driver.execute_script(FINDER, role, name, near), patience)


def press(b, role, name, near=None, patience=10):
    element = find(b, role, name, near, patience)
    b.press(element)


def write(b, name, value, near=None):
    field = find(b, "field", name, near)
    field.send_keys(Keys.CONTROL, "a")
    field.send_keys(value)
    return field


def choose(b, name, option, near=None):
    b.choose(find(b, "select", name, near), option)


def reads(b, words, patience=10):
    """A person sees these words somewhere on the page."""
    b.wait(f"to read “{words}”", lambda: words in " ".join(b.driver.find_element(By.TAG_NAME, "body").text.split()), patience)


def menu(b, name):
    press(b, "tab", name)
    b.heading(name)
    b.settled()


__all__ = ["Keys", "Lost", "choose", "find", "menu", "press", "reads", "write"]
