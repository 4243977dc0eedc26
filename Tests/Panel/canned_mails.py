"""What the server would say of mails after weeks of use: every state, a mail server that fails, a template with a history."""

from pretending import answer, items

AT = "2026-11-22T10:15:30Z"
LATER = "2031-01-01T08:00:00Z"
CUSTOMER = {"id": "1", "external_id": "901", "name": "Zofia Jaźń-Gęślą"}
RULE = {"id": "1", "name": "Golf club member"}
DOCUMENT = """<!DOCTYPE html><html lang="en"><head><title>Welcome to Club</title><style>
.page { background-color: #f1f3f5; } .card { background-color: #ffffff; color: #1c2126; }
@media (prefers-color-scheme: dark) { .page { background-color: #14171a !important; } .card, .card h1 { background-color: #1f2327 !important; color: #eceff1 !important; } }
</style></head><body class="page" style="margin:0;padding:24px 12px;"><!-- a note with style="x" --><div class="card" style="max-width:600px;margin:0 auto;padding:28px 36px;font-family:sans-serif;border-top:6px solid #1f4e79">
<h1 style="font-size:22px">Welcome to Club</h1><p style="font-size:16px;line-height:24px">Hello Zofia, with your purchase you are now in Club. There is nothing else to do.</p>
<p><a href="https://shop.example/" style="display:inline-block;padding:12px 24px;background:#1f4e79;color:#ffffff;font-weight:bold">Visit the shop</a></p>
<img src="https://shop.example/logo.png" alt="Tea shop" height="48"><script>document.title = "a mail ran a script"</script></div></body></html>"""
TEXT = "Welcome to Club\n\nHello Zofia,\n\nwith your purchase you are now in Club. There is nothing else to do.\n\nVisit the shop:\nhttps://shop.example/\n"


def letter(**changes):
    return {"id": "5", "subject": "Welcome to Club", "locale": "en", "to": "zofia@mail.example", "attempts": 0, "next_at": None, "uncertain": False, "error": None,
            "server_said": None, "message_id": "<m.5@shop.example>", **changes}


def notification(number, state, mail=None, **changes):
    return {"id": number, "store": "default", "customer": CUSTOMER, "rule": RULE, "template": "membership_granted", "state": state, "result": None, "created_at": AT,
            "send_after": LATER if state == "queued" else None, "sent_at": AT if state == "sent" else None, "change": "31", "mail": mail, **changes}


def whole(one, **changes):
    return {**one, "reason": "Bought CLUB-YEAR in order 1042 on 3 May 2026", "subject": "Welcome to Club", "html": None if one["state"] == "sent" else DOCUMENT, "text": TEXT,
            "together": [one["id"]], **changes}


FAILED = notification("44", "failed", letter(attempts=9, error="The mail server refused the address: no such mailbox.", server_said="550 5.1.1 No such user here"))
QUEUED = notification("46", "queued", letter(attempts=2, next_at=LATER, error="The mail server asked to wait (greylisting).", server_said="451 4.7.1 Greylisted"), template="tier_at_risk")
SENT = notification("45", "sent", letter(attempts=1, server_said="250 2.0.0 Ok: queued as 4F2A"))
HELD = notification("47", "held", template="inactivity_reminder")
CANCELLED = notification("42", "cancelled", template="inactivity_reminder", result="bought", rule={"id": "2", "name": "Gone quiet"})
REPORT = notification("41", "sent", letter(subject="A run waits for you", to="anna@shop.example"), template="run_report", customer=None)
OUTBOX = items(HELD, QUEUED, SENT, FAILED, notification("43", "cancelled", result="no_address"), CANCELLED, REPORT)


def status(**changes):
    counts = {"queued": 3, "held": 0, "sending": 1, "failed": 1, "sent_today": 128, **changes.pop("counts", {})}
    return {"configured": True, "from_environment": False, "paused": False, "unsubscribe_ready": True, "resting_until": None, "error": None, "counts": counts, **changes}


NO_SERVER = status(configured=False, unsubscribe_ready=False, counts={"queued": 0, "held": 12, "sending": 0, "failed": 0, "sent_today": 0})
PAUSED = status(paused=True, counts={"queued": 0, "held": 7})
FAILING = status(error="The server asks for encryption by STARTTLS, but it is switched off here.", resting_until=LATER)
ACCOUNT = {"configured": True, "from_environment": False, "paused": False, "host": "smtp.shop.example", "port": 587, "tls": "required", "user": "shop", "has_password": True,
           "from": "shop@shop.example", "from_name": "Tea shop", "reply_to": None}
NO_ACCOUNT = {"configured": False, "from_environment": False, "paused": False, "host": None, "port": None, "tls": None, "user": None, "has_password": False, "from": None,
              "from_name": None, "reply_to": None}
STORE = {"sender_name": None, "sender_address": None, "reply_to": None, "shop_url": "https://shop.example", "logo_url": None, "accent": "#e0a33c",
         "footer": "Tea shop Ltd\n1 Leaf Lane", "require_opt_in": False, "quiet_from": "21:00", "quiet_until": "08:00", "cap_count": None, "cap_days": None}

VARIABLES = [{"name": name, "type": kind, "sample": sample} for name, kind, sample in (
    ("accent", "colour", "#1f4e79"), ("benefits", "text", "5 % discount"), ("expires_on", "date", "3 May 2027"), ("firstname", "text", "Anna"),
    ("never_bought", "flag", None), ("new_group", "text", "Club"), ("reason", "text", "Bought Club in order 1042"), ("shop_url", "address", "https://shop.example"))]
FILE = {"html": "Subject: Welcome to {new_group}\n\n<h2 style=\"margin:0 0 16px;font-size:22px\">Welcome to {new_group}</h2>\n{#if firstname}\n<p>Hello {firstname},</p>\n{/if}\n",
        "text": "Subject: Welcome to {new_group}\n\nWelcome to {new_group}\n\n{#if firstname}\nHello {firstname},\n{/if}\n"}
SHIPPED = {"name": "membership_granted", "store": "default", "locale": "en", "used_locale": "en", "origin": "shipped", "revision": None, "edited_at": None, "edited_by": None,
           "variables": VARIABLES, **FILE, "shipped": FILE}
OWN = {**SHIPPED, "origin": "own", "revision": "17", "edited_at": AT, "edited_by": "Anna Kowalska", "html": FILE["html"].replace("Hello", "Dear")}
REVISIONS = items({"revision": "17", "at": AT, "by": "Anna Kowalska", "reset": False, "html": OWN["html"], "text": OWN["text"]},
                  {"revision": "12", "at": AT, "by": "Piotr Nowak", "reset": True, "html": None, "text": None},
                  {"revision": "9", "at": AT, "by": "Piotr Nowak", "reset": False, **FILE})
NAMES = ("inactivity_reminder", "group_change", "turnover_reminder", "turnover_group_change", "turnover_promoted", "group_restored", "tier_promoted", "tier_demoted",
         "tier_at_risk", "membership_granted", "membership_expiring", "membership_expired", "run_report")
LIST = {"locale": "en", "locales": ["de", "en", "es", "fr", "nl", "pl"], "shipped_locales": ["de", "en", "es", "fr", "pl"], "items": [
    {**{key: value for key, value in (OWN if name == "membership_granted" else SHIPPED).items() if key not in ("html", "text", "shipped")}, "name": name,
     "own_locales": ["en", "nl"] if name == "membership_granted" else []} for name in NAMES]}
SEEN = {"subject": "Welcome to Club", "html": DOCUMENT, "text": TEXT}
PATH = "/mail-templates/membership_granted"


def outbox_answers(state=None):
    return [answer("GET", "/notifications", OUTBOX), answer("GET", "/mail-status", state or status()),
            *(answer("GET", f"/notifications/{one['id']}", whole(one)) for one in (FAILED, QUEUED, SENT, HELD, CANCELLED, REPORT))]


def template_answers(template=OWN):
    return [answer("GET", "/mail-templates", LIST), answer("GET", PATH, template), answer("GET", f"{PATH}/revisions", REVISIONS), answer("POST", f"{PATH}/preview", SEEN)]


def settings_answers(state=None, account=None):
    return [answer("GET", "/mail-status", state or status()), answer("GET", "/settings/mail", account or ACCOUNT), answer("GET", "/stores/default/mail", STORE)]
