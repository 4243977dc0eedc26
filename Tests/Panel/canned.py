"""What the server would say of a connector, its queue, drift, destinations and findings after days of use."""

from pretending import answer, items

AT = "2026-11-22T10:15:30Z"
LATER = "2031-01-01T00:00:00Z"


def figures(customers=(0, None), orders=(0, None), missed=(), problems=(), elsewhere=0):
    return {"customers": {"read": customers[0], "total": customers[1], "missed": 0, "elsewhere": 0},
            "orders": {"read": orders[0], "total": orders[1], "missed": len(missed), "elsewhere": elsewhere}, "groups": 4, "statuses": 9, "missed": list(missed),
            "problem_count": len(problems), "problems": [{"id": number, "reason": reason} for number, reason in problems]}


def sync(number="9", kind="load", state="finished", phase="done", counted=None, error=None):
    return {"id": number, "connector": "3", "kind": kind, "by": "Anna Kowalska", "state": state, "phase": phase, "since": None, "figures": counted or figures(),
            "error": error, "started_at": AT, "finished_at": None if state == "running" else AT}


def connector(last, **changes):
    return {"id": "3", "source": "tea-shop", "store": "default", "platform": "woocommerce", "url": "https://tea.example", "account": {"consumer_key": "ck_x", "write": "meta"},
            "secrets_set": ["consumer_secret"], "allow_private_address": False, "enabled": True, "write_groups": True, "write_vouchers": False, "drift": "adopt",
            "look_minutes": 60, "shops": {}, "created_at": AT, "loaded_at": AT, "looked_at": AT, "look_due_at": LATER, "rests_until": None, "problem": None,
            "problem_at": None, "written": 312, "written_at": AT, "queued": 0, "parked": 0, "drift_parked": None, "last_sync": last, **changes}


def shop_answers(made, syncs, *more):
    return [answer("GET", "/connectors", items(made)), answer("GET", "/connectors/3", made), answer("GET", "/connectors/3/syncs", items(*syncs)), *more]


def loading(phase, customers, orders):
    return sync(state="running", phase=phase, counted=figures(customers, orders))


LOADED = sync("7", counted=figures((4180, 4180), (12640, 12641), problems=(("8123", "the order has no lines"), (None, "the currency 'XBT' is unknown"))))
LOOKED = sync("12", "look", counted=figures((4180, None), (3, None), missed=("9001", "9002", "9003"), elsewhere=2))
WRITES = items(
    {"id": "1", "customer": {"id": "1", "name": "Ines Weber"}, "voucher": None, "state": "parked", "attempts": 4, "due_at": AT, "queued_at": AT,
     "error": "WooCommerce refuses: Sorry, you are not allowed to edit this resource."},
    {"id": "2", "customer": {"id": "2", "name": "Tomasz Nowak"}, "voucher": "GOLD-7Q2M", "state": "queued", "attempts": 0, "error": None, "due_at": AT, "queued_at": AT})
DRIFT = items(
    {"customer": {"id": "1", "name": "Ines Weber"}, "group": "tea-club", "missing_since": AT, "confirmed_at": AT},
    {"customer": {"id": "2", "name": "Tomasz Nowak"}, "group": "tea-club", "missing_since": AT, "confirmed_at": None})
TROUBLED = connector(LOOKED, problem="The shop answered 503 Service Unavailable.", problem_at=AT, rests_until=LATER, queued=1, parked=1,
                     drift_parked={"since": AT, "customers": 57}, shops={"1": "default"}, allow_private_address=True)
DESTINATION = {"id": "4", "name": "CRM", "store": None, "url": "https://crm.example/hooks/echelon", "events": ["customer.groups_changed", "run.finished"], "enabled": True,
               "disabled_by": None, "allow_private_address": False, "created_at": AT, "former_secret_until": LATER, "delivered": 812, "queued": 3, "failed": 2,
               "failures_in_a_row": 5, "rests_until": LATER, "last_delivered_at": AT, "last_try": {"at": AT, "status": 500, "error": "It answered 500."}}


def delivery(number, state, **changes):
    return {"id": number, "webhook_id": f"msg_{number}", "destination": {"id": "4", "name": "CRM"}, "type": "customer.groups_changed",
            "customer": {"id": "1", "external_id": "901"}, "state": state, "attempts": 1, "next_at": LATER if state == "queued" else None, "status": 200, "error": None,
            "milliseconds": 84, "created_at": AT, "delivered_at": AT if state == "delivered" else None, **changes}


DELIVERIES = items(delivery("31", "delivered"), delivery("30", "queued", status=None, milliseconds=None, attempts=0),
                   delivery("29", "failed", status=500, error="It answered 500.", attempts=9), delivery("28", "cancelled", type="run.finished", customer=None))
DESTINATIONS = [answer("GET", "/destinations", items(DESTINATION, {**DESTINATION, "id": "5", "name": "Newsletter", "enabled": False, "disabled_by": "receiver"})),
                answer("GET", "/destinations/4", DESTINATION), answer("GET", "/deliveries", DELIVERIES),
                answer("GET", "/deliveries/29", {**delivery("29", "failed"), "body": {"type": "customer.groups_changed", "data": {"customer": {"id": "1"}}}})]
FINDINGS = items(*({"id": str(number), "kind": kind, "store": "default", "subject": {"type": about, "id": "3" if about == "connector" else "1", "label": "Tea shop"},
                    "severity": "problem", "links": [], "count": 1, "customers": [], "fixes": [], "snoozed": False, "sentence": "Something was found.", "first_at": AT, "last_at": AT} for number, (kind, about) in enumerate((
                        ("shop_failing", "connector"), ("drift_parked", "connector"), ("shop_write_parked", "customer"), ("destination_disabled", "destination"),
                        ("destination_failing", "destination"), ("rule_parked", "rule")))))
