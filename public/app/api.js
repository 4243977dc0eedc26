/** The panel's only way to the server: JSON over /api/v1, with problems as errors. */
import { BASE } from "./html.js";
import { t } from "./i18n.js";

const ROOT = `${BASE}api/v1`;

/** A refusal told by the server (RFC 9457), or a failure to reach it (status 0). */
export class Problem extends Error {
  /** @param {number} status @param {Record<string, any>} body */
  constructor(status, body) {
    super(body.detail || body.title || t("errors.unknown"));
    this.status = status;
    this.title = body.title ?? "";
    this.slug = String(body.type ?? "").split("/").pop();
    /** @type {{pointer: string, reason: string}[]} */
    this.errors = body.errors ?? [];
    this.requestId = body.request_id ?? null;
  }
}

function address(path, query) {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== null && value !== undefined && value !== "") asked.set(name, String(value));
  }
  const text = asked.toString();
  return ROOT + path + (text ? `?${text}` : "");
}

/**
 * @param {string} method @param {string} path
 * @param {{query?: object, body?: unknown, ifMatch?: number|string, signal?: AbortSignal, accept?: string, tagged?: boolean}} [options]
 *   ifMatch: a revision, or an entity tag as it was read; tagged: resolves with `{body, tag}`
 */
async function send(method, path, options = {}) {
  const headers = { Accept: options.accept ?? "application/json" };
  if (options.body !== undefined) headers["Content-Type"] = "application/json";
  if (options.ifMatch !== undefined) headers["If-Match"] = typeof options.ifMatch === "string" ? options.ifMatch : `"${options.ifMatch}"`;
  let answer;
  try {
    answer = await fetch(address(path, options.query), {
      method, headers, signal: options.signal, credentials: "same-origin", cache: "no-store",
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(0, { title: t("errors.offline_title"), detail: t("errors.offline") });
  }
  if (answer.ok) return options.tagged ? { body: await read(answer), tag: answer.headers.get("ETag") ?? "*" } : read(answer, options.accept);
  const body = await answer.json().catch(() => ({ title: answer.statusText }));
  if (answer.status === 401 && path !== "/session") leave();
  throw new Problem(answer.status, body);
}

function read(answer, accept) {
  if (answer.status === 204) return null;
  if (accept && accept !== "application/json") return answer.blob();
  return answer.json();
}

/** The session has ended: to the login page, and back here afterwards. */
export function leave() {
  location.assign(`${BASE}login.html?next=${encodeURIComponent(location.hash)}`);
}

export const api = {
  get: (path, query, signal) => send("GET", path, { query, signal }),
  /** The same with the entity tag that a later change must name: `{body, tag}`. */
  tagged: (path, query, signal) => send("GET", path, { query, signal, tagged: true }),
  /** The same as a file of another type. */
  file: (path, accept, query) => send("GET", path, { query, accept }),
  post: (path, body, options) => send("POST", path, { ...options, body }),
  put: (path, body, options) => send("PUT", path, { ...options, body }),
  patch: (path, body, options) => send("PATCH", path, { ...options, body }),
  delete: (path, options) => send("DELETE", path, options),
};

/**
 * Sends a file as it is, telling how much of it has left.
 * @param {string} path @param {object} query @param {File} file @param {{progress: (done: number, total: number) => void, signal?: AbortSignal}} options
 */
export function upload(path, query, file, { progress, signal }) {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open("POST", address(path, query));
    request.setRequestHeader("Content-Type", "text/csv");
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => progress(event.loaded, event.total));
    request.addEventListener("load", () => {
      if (request.status < 300) return done(request.response);
      if (request.status === 401) leave();
      return fail(new Problem(request.status, request.response ?? { title: request.statusText }));
    });
    request.addEventListener("error", () => fail(new Problem(0, { title: t("errors.offline_title"), detail: t("errors.offline") })));
    request.addEventListener("abort", () => fail(new DOMException("", "AbortError")));
    signal?.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });
}

/** Every item of a list that is short enough to be shown whole. */
export async function all(path, query, signal, most = 1000) {
  const items = [];
  let cursor = null;
  do {
    const page = await api.get(path, { limit: 200, ...query, cursor }, signal);
    items.push(...page.items);
    cursor = page.next ?? null;
  } while (cursor && items.length < most);
  return items;
}
