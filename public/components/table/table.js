/** A table that folds into blocks on a phone, whose rows open by click while the link inside serves the keyboard. */
import { html, on, stylesheet } from "../../app/html.js";
import { t } from "../../app/i18n.js";

await stylesheet("./table.css", import.meta.url);

/**
 * @typedef {{head: string, cell: (item: any) => unknown, end?: boolean, lead?: boolean, unseen?: boolean, cls?: string}} Column
 * @param {{caption: string, columns: Column[], items: any[], href?: (item: any) => string|null}} options
 */
export function table({ caption, columns, items, href }) {
  return html`<div class="table-box"><table class="table table-fold">
    <caption class="unseen">${caption}</caption>
    <thead><tr>${columns.map((column) => html`<th scope="col" class="${classes(column)}">${
      column.unseen ? html`<span class="unseen">${column.head}</span>` : column.head}</th>`)}</tr></thead>
    <tbody>${rows(columns, items, href)}</tbody>
  </table></div>`;
}

const classes = ({ end, cls }) => `${end ? "end" : ""} ${cls ?? ""}`.trim();

export function rows(columns, items, href) {
  return items.map((item) => {
    const target = href?.(item) ?? null;
    return html`<tr ${target ? html`data-href="${target}"` : null}>${columns.map((column) => cell(column, item))}</tr>`;
  });
}

function cell(column, item) {
  const content = column.cell(item);
  if (column.lead) return html`<th scope="row" class="${classes(column)}">${content}</th>`;
  if (column.unseen) return html`<td class="${classes(column)}">${content}</td>`;
  return html`<td class="${classes(column)}" data-head="${column.head}"><div>${content}</div></td>`;
}

/** Lets a click anywhere on a row open it, unless something in the row was meant or text was selected. */
export function openRows(root) {
  on(root, "click", "tr[data-href]", (event, row) => {
    if (event.target.closest("a, button, input, label, e-menu") || String(getSelection())) return;
    location.hash = row.dataset.href;
  });
}

/**
 * A list read page by page: draws the first page, then adds rows under it, so that nothing jumps.
 * @param {{root: HTMLElement, first: any, columns: Column[], caption: string, href?: (item: any) => string|null,
 *          more: (cursor: string) => Promise<any>, count?: (n: number) => string}} options
 */
export function paged({ root, first, columns, caption, href, more, count }) {
  let cursor = first.next ?? null;
  let shown = first.items.length;
  root.innerHTML = html`${table({ caption, columns, items: first.items, href })}
    <div class="table-foot"><span class="quiet small" aria-live="polite"></span><button class="button button-small" type="button">${
      t("common.more")}</button></div>`.text;
  const button = root.querySelector(".table-foot button");
  const told = root.querySelector(".table-foot span");
  const refresh = () => {
    button.hidden = !cursor;
    told.textContent = (count ?? ((n) => t("common.shown", { n })))(shown) + (cursor ? "" : ` · ${t("common.all_shown")}`);
  };
  button.addEventListener("click", async () => {
    button.setAttribute("aria-busy", "true");
    try {
      const page = await more(cursor);
      root.querySelector("tbody").insertAdjacentHTML("beforeend", html`${rows(columns, page.items, href)}`.text);
      cursor = page.next ?? null;
      shown += page.items.length;
      refresh();
    } catch (error) {
      told.textContent = error.message;
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
  refresh();
}
