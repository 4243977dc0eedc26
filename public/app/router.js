/** Hash routes: `#/rules/12?tab=x` → a page module, with its parameters and query. */

/** Pattern → page module. The first segment names the entry of the navigation. */
const ROUTES = [
  ["dashboard", "dashboard"],
  ["rules", "rules"],
  ["rules/new", "rule"],
  ["rules/:id", "rule"],
  ["rules/:id/revisions", "revisions"],
  ["rules/:id/statistics", "rule-figures"],
  ["tiers", "tiers"],
  ["customers", "customers"],
  ["customers/segments", "segments"],
  ["customers/segments/new", "segment"],
  ["customers/segments/:id", "segment"],
  ["customers/orders/:id", "order"],
  ["customers/:id", "customer"],
  ["activity", "activity"],
  ["runs", "runs"],
  ["runs/:id", "run"],
  ["mails", "mails"],
  ["mails/templates", "mail-templates"],
  ["mails/templates/:name", "mail-template"],
  ["mails/settings", "mail-settings"],
  ["mails/:id", "mail"],
  ["groups", "groups"],
  ["groups/new", "group"],
  ["groups/:id", "group"],
  ["integrations", "integrations"],
  ["integrations/inbox", "inbox"],
  ["integrations/new", "source"],
  ["integrations/destinations", "destinations"],
  ["integrations/destinations/new", "destination"],
  ["integrations/destinations/:id", "destination"],
  ["integrations/widget", "widget"],
  ["integrations/:id", "source"],
  ["integrations/:id/queue", "queue"],
  ["integrations/:id/drift", "drift"],
  ["imports", "imports"],
  ["imports/export", "exports"],
  ["imports/:id", "import"],
  ["checks", "checks"],
  ["checks/:id", "check"],
  ["settings", "settings"],
  ["settings/statuses", "statuses"],
  ["settings/rates", "rates"],
  ["settings/users", "users"],
  ["settings/account", "account"],
  ["settings/tokens", "tokens"],
  ["settings/audit", "audit"],
].map(([pattern, page]) => ({ parts: pattern.split("/"), page }));

/**
 * @typedef {{path: string, area: string, page: string|null, params: Record<string, string>, query: URLSearchParams}} Place
 * @param {string} hash @returns {Place}
 */
export function locate(hash) {
  const [path, query = ""] = hash.replace(/^#\/?/, "").split("?");
  const parts = (path || "dashboard").split("/").map(decodeURIComponent);
  const place = { path: parts.join("/"), area: parts[0], page: null, params: {}, query: new URLSearchParams(query) };
  for (const route of ROUTES) {
    const params = match(route.parts, parts);
    if (params) return { ...place, page: route.page, params };
  }
  return place;
}

function match(pattern, parts) {
  if (pattern.length !== parts.length) return null;
  const params = {};
  for (const [index, part] of pattern.entries()) {
    if (part.startsWith(":")) params[part.slice(1)] = parts[index];
    else if (part !== parts[index]) return null;
  }
  return params;
}

/** Changes the query of the present address without leaving the page; empty values go. */
export function setQuery(values) {
  const [path, query = ""] = location.hash.split("?");
  const asked = new URLSearchParams(query);
  for (const [name, value] of Object.entries(values)) {
    if (value) asked.set(name, value);
    else asked.delete(name);
  }
  const text = asked.toString();
  history.replaceState(null, "", path + (text ? `?${text}` : ""));
}

/** Goes to another page. */
export function go(hash) {
  location.hash = hash;
}
