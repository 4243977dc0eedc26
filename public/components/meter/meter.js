/** Named shares as thin bars. */
import { html, stylesheet } from "../../app/html.js";

await stylesheet("./meter.css", import.meta.url);

/** A bar alone. @param {number} share 0…1 */
export function bar(share) {
  const width = `${Math.max(0, Math.min(1, share)) * 100}%`;
  return html`<svg class="meter-bar" aria-hidden="true"><rect width="${width}" height="100%" rx="3"></rect></svg>`;
}

/** @param {{label: unknown, value: string, share: number}[]} items */
export function meters(items) {
  return html`<ul class="meters">${items.map((item) => html`<li class="meter"><span class="cut">${item.label}</span>
    <span class="meter-value">${item.value}</span>${bar(item.share)}</li>`)}</ul>`;
}
