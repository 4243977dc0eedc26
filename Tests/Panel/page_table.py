"""Every page there is, read from the router's own table, so that a new page is looked at without being named here."""

import json
import pathlib
import re

from browser import Lost, call

ROUTER = pathlib.Path(__file__).resolve().parents[2] / "public" / "app" / "router.js"
ENTRY = re.compile(r'^  \["([\w/:-]+)", "[\w-]+"\],$', re.M)

# Where the example for a parameter comes from: the part of the address before it → the list in the API, and the member taken.
EXAMPLES = {
    "rules": ("/rules", "id"),
    "customers/segments": ("/segments", "id"),
    "customers/orders": ("/orders?limit=1", "id"),
    "customers": ("/customers?limit=1", "id"),
    "groups": ("/groups", "id"),
    "runs": ("/runs?limit=1", "id"),
    "mails": ("/notifications?limit=1", "id"),
    "mails/templates": ("/mail-templates?store={store}", "name"),
    "integrations": ("/sources", "id"),
    "integrations/destinations": ("/destinations", "id"),
    "imports": ("/imports?limit=1", "id"),
    "checks": ("/checks", "id"),
}

# What is put in where there is none yet: the list in the API → where it is sent, and what.
MADE = {
    "/segments": ("/segments", {"store": "{store}", "name": "Good customers from Poland", "when": {"all": [{"country": {"in": ["PL"]}}, {"spend": {"at_least": {"amount": "200.00", "currency": "EUR"}, "period": {"kind": "rolling", "days": 365}}}]}}),
    "/sources": ("/sources", {"store": "{store}", "name": "Web shop", "key": "web-shop", "platform": "woocommerce"}),
    "/destinations": ("/destinations", {"name": "Newsletter", "url": "https://news.shop.example/hooks/echelon", "events": ["customer.groups_changed"]}),
    "/imports": ("/imports?kind=customers&store={store}&name=people.csv", "customer_id,email,first_name\n9001,ada@mail.example,Ada\n9002,no address,Bob\n"),
}
# Faces that a page shows only with a query.
FACES = {
    "rules-new-purchase": "rules/new?kind=purchase",
    "rules-new-tiers": "rules/new?kind=tiers&sample=tiers",
    "rules-new-conditions": "rules/new?kind=conditions",
    "mails-templates-pl": "mails/templates/tier_promoted?locale=pl",
    "missing": "nowhere",
}


def patterns():
    """The addresses of the router's table, as it writes them."""
    found = ENTRY.findall(ROUTER.read_text(encoding="utf-8"))
    if len(found) < 30:
        raise Lost(f"the router's table is not read any more: {len(found)} pages")
    return found


def example(b, before):
    """What may stand at the place of a parameter, as the server has it now."""
    if before not in EXAMPLES:
        raise Lost(f"page_table.py knows no example for {before}/:…")
    store = call(b, "GET", "/stores")["items"][0]["key"]
    path, member = EXAMPLES[before]
    listed = path.replace("{store}", store)
    items = call(b, "GET", listed)["items"]
    if not items and (made := MADE.get(path.split("?")[0])):
        make(b, made[0].replace("{store}", store), json.loads(json.dumps(made[1]).replace("{store}", store)))
        items = call(b, "GET", listed)["items"]
    if not items:
        raise Lost(f"{path} is empty: a page cannot be looked at")
    return str(items[0][member])


def make(b, path, body):
    """Puts something in; a text goes as a CSV file."""
    if not isinstance(body, str):
        return call(b, "POST", path, body)
    status = b.driver.execute_async_script(
        "const [path, body, done] = arguments; fetch('/api/v1' + path, {method: 'POST', body, headers: {'Content-Type': 'text/csv'}}).then((answer) => done(answer.status));", path, body)
    if status != 201:
        raise Lost(f"POST {path}: {status}")
    return None


def addresses(b):
    """Name → address of every page."""
    known, found = {}, {}
    for pattern in patterns():
        parts = []
        for part in pattern.split("/"):
            if part.startswith(":"):
                before = "/".join(parts)
                if before not in known:
                    known[before] = example(b, before)
                part = known[before]
            parts.append(part)
        found[re.sub(r"[/:]+", "-", pattern)] = "/".join(parts)
    return {**found, **FACES}
