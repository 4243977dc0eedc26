/** On or off. */
import { flag, html, stylesheet } from "../../app/html.js";

await stylesheet("./switch.css", import.meta.url);

/** @param {{label: string, on: boolean, name?: string, data?: string, hidden?: boolean, disabled?: boolean}} options hidden: the label is for screen readers only */
export function toggle({ label, on, name = "", data = "", hidden, disabled }) {
  return html`<label class="switch"><input type="checkbox" role="switch"${name ? html` name="${name}"` : null}${data ? html` data-id="${data}"` : null}${flag("checked", on)}${flag("disabled", disabled)}>
    <span class="${hidden ? "unseen" : ""}">${label}</span></label>`;
}
