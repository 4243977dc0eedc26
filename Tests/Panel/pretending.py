"""Answers that a server gives only after hours or days (a shop half read, drift, a queue that is stuck), given by the page itself."""

import contextlib
import json

SCRIPT = """(() => {
  const answers = %s;
  const real = window.fetch;
  window.asked = [];
  window.fetch = (address, options = {}) => {
    const method = options.method ?? "GET";
    const path = new URL(address, location.href).pathname.replace(/^.*\\/api\\/v1/, "");
    const found = answers.find((one) => one.method === method && new RegExp(`^${one.path}$`).test(path));
    if (!found) return real(address, options);
    window.asked.push({method, path, body: options.body ? JSON.parse(options.body) : null});
    const [status, body] = found.turns.length > 1 ? found.turns.shift() : found.turns[0];
    return Promise.resolve(new Response(status === 204 ? null : JSON.stringify(body), {status, headers: {"Content-Type": "application/json"}}));
  };
})();"""


def answer(method, path, *turns):
    """What a request is answered: each turn is a body, or a status and a body; the last one stays."""
    return {"method": method, "path": path, "turns": [list(one) if isinstance(one, tuple) else [200, one] for one in turns]}


def items(*found):
    return {"items": list(found), "next": None}


@contextlib.contextmanager
def pretending(b, *answers):
    """While this lasts, pages loaded anew get these answers; everything else goes to the server."""
    made = b.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": SCRIPT % json.dumps(answers)})
    try:
        b.driver.refresh()
        b.settled()
        yield
    finally:
        b.driver.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", {"identifier": made["identifier"]})
        b.driver.refresh()
        b.settled()


def asked(b, method, path):
    """The bodies of the requests that were answered so."""
    return [one["body"] for one in b.driver.execute_script("return window.asked ?? []") if one["method"] == method and one["path"] == path]
