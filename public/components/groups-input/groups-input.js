/** `<e-groups-input>`: any number of the store's groups; with many of them, a filter above. */
import { flag, html, render, stylesheet } from "../../app/html.js";
import { t } from "../../app/i18n.js";

await stylesheet("./groups-input.css", import.meta.url);

const MANY = 14;

class GroupsInput extends HTMLElement {
  /** @param {string[]|null} codes */
  set value(codes) {
    this.chosen = new Set(codes ?? []);
    const { groups = [] } = this.around ?? {};
    const gone = [...this.chosen].filter((code) => !groups.some((group) => group.code === code)).map((code) => ({ code, name: code }));
    const offered = [...groups, ...gone];
    render(this, html`${offered.length > MANY ? html`<input class="input" type="search" aria-label="${t("fields.filter_groups")}" placeholder="${
      t("fields.filter_groups")}">` : null}
      ${offered.length === 0 ? html`<p class="groups-none">${t("fields.no_groups_yet")} <a class="linked" href="#/groups/new">${
        t("groups.create")}</a></p>` : null}
      <div class="choices">${offered.map((group) => html`<label class="choice"><input type="checkbox" value="${group.code}"${
        flag("checked", this.chosen.has(group.code))}><span class="cut">${group.name}</span></label>`)}</div>`);
    this.querySelector("[type=search]")?.addEventListener("input", (event) => this.filter(event.target.value));
  }

  get value() {
    return [...this.querySelectorAll("[type=checkbox]:checked")].map((box) => box.value);
  }

  filter(text) {
    const wanted = text.trim().toLocaleLowerCase();
    for (const choice of this.querySelectorAll(".choice")) {
      choice.hidden = !choice.textContent.toLocaleLowerCase().includes(wanted) && !choice.querySelector(":checked");
    }
  }
}
customElements.define("e-groups-input", GroupsInput);
