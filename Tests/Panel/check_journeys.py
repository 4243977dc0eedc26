"""Journeys about Checks: what is found, what a fix would do before it does it, Undo, and setting aside."""

import pathlib
import time

from browser import call, judge
from canned import AT
from pretending import answer, items, pretending


def finding(number, kind, severity, **more):
    """As the server tells one."""
    told = {"id": str(number), "kind": kind, "severity": severity, "store": "default", "subject": {"type": "store", "id": "1", "label": "Tea shop"}, "links": [],
            "sentence": f"Something was found, {number}.", "count": 1, "customers": [], "fixes": [], "snoozed": False, "first_at": AT, "last_at": AT}
    return {**told, **more}


def someone(number):
    return {"customer": {"id": str(number), "external_id": f"7{number}", "name": f"Customer {number}", "email": f"c{number}@mail.example"}, "sentence": "In Club by a rule that is gone"}


def store(b):
    """The store that the panel shows."""
    shown = b.see("e-topbar select").find_element("css selector", "option:checked").get_attribute("value") if b.all("e-topbar select") else None
    stores = call(b, "GET", "/stores")["items"]
    return next((one for one in stores if one["key"] == shown), stores[0])


def rows(b, kind):
    return b.all(f"section[data-kind={kind}] .finding")


def a_group_nobody_uses_is_found_and_set_aside(b, options):
    call(b, "POST", "/groups", {"store": store(b)["key"], "code": "checks-idle", "name": "Checks idle"})
    b.menu("Dashboard")
    b.menu("Checks")
    b.see("section[data-kind=group_idle] .finding", "Checks idle")
    before = int(b.see("e-nav [data-page=checks] .nav-count").text.split()[0])
    b.press(b.see("[data-action=snooze]", inside=[row for row in rows(b, "group_idle") if "Checks idle" in row.text][0]))
    b.press(b.see("e-field[name=span] .choice", "As long as it stands"))
    b.see("e-field[name=note] input").send_keys("For the spring campaign")
    b.click("Set aside", "button", inside=b.see("dialog"))
    b.see(".toast", "It is set aside")
    # Notes lie over the foot of the page.
    for close in b.all(".toast-close"):
        b.press(close)
    b.press(b.see("[data-snoozed] summary", "1 set aside"))
    b.see("[data-snoozed] .finding", "For the spring campaign")
    assert not any("Checks idle" in row.text for row in rows(b, "group_idle")), "it is still told"
    b.wait("the number in the navigation", lambda: len(b.all("e-nav [data-page=checks] .nav-count")) == 0 or int(b.see("e-nav [data-page=checks] .nav-count").text.split()[0]) == before - 1)
    b.press(b.see("[data-snoozed] [data-action=wake]"))
    b.see(".toast", "It is told again")
    b.see("section[data-kind=group_idle] .finding", "Checks idle")


def a_status_is_mapped_from_its_finding(b, options):
    order = {"id": "check-1", "version": AT, "currency": store(b)["currency"], "status": {"code": "checks-odd", "label": "Odd"},
             "placed_at": AT, "total": "12.00", "customer": {"id": "7001"}, "lines": [{"id": "1", "product_id": "93", "quantity": 1, "total": "12.00"}]}
    call(b, "PUT", f"/orders/ext:check-1?store={store(b)['key']}", order)
    b.open("dashboard")
    b.open("checks")
    row = b.see("section[data-kind=unmapped_status] .finding", "checks-odd")
    b.press(b.see("[data-fix=map_paid]", inside=row))
    dialog = b.see("dialog", "Does this status mean paid?")
    b.see("[data-preview]", "1 order would count differently")
    assert not call(b, "GET", f"/statuses?store={store(b)['key']}")["items"][-1]["mapped"], "looking has mapped it"
    b.click("It means paid", "button", inside=dialog)
    b.see(".toast", "1 order counts differently now")
    b.wait("the finding to go", lambda: not any("checks-odd" in row.text for row in rows(b, "unmapped_status")))
    assert any(one["code"] == "checks-odd" and one["paid"] for one in call(b, "GET", f"/statuses?store={store(b)['key']}")["items"]), "the status is not mapped"


def a_fix_shows_first_what_it_does_and_is_undone(b, options):
    many = finding(5, "unexplained_membership", "notice", count=12, customers=[someone(1), someone(2), someone(3)],
                   fixes=[{"fix": "adopt", "undoable": True, "admin": False}, {"fix": "end", "undoable": True, "admin": False}])
    would = {"fix": "end", "dry_run": True, "counts": {"customers": 12, "changed": 12, "orders": 0}, "more": False, "items": [someone(n) for n in range(1, 11)], "run": None, "undoable": False}
    done = {**would, "dry_run": False, "run": "8", "undoable": True}
    listed = items(*(someone(n) for n in range(1, 13)))
    with pretending(b, answer("GET", "/checks", items(many), items()), answer("POST", "/checks/5/fix", would, done), answer("POST", "/runs/8/revert", {"reverted": 12, "skipped": []}),
                    answer("GET", "/checks/5", many), answer("GET", "/checks/5/customers", listed)):
        b.open("checks")
        b.click("All 12 customers", "a", inside=b.see(".finding"))
        b.wait("twelve customers", lambda: len(b.all("tbody tr")) == 12)
        b.driver.back()
    with pretending(b, answer("GET", "/checks", items(many), items()), answer("POST", "/checks/5/fix", would, done), answer("POST", "/runs/8/revert", {"reverted": 12, "skipped": []})):
        b.open("checks")
        b.press(b.see("[data-fix=end]"))
        dialog = b.see("dialog", "12 customers would change")
        b.see(".fix-list", "and 2 more", inside=dialog)
        b.click("End them", "button", inside=dialog)
        b.see("h2", "All is well")
        b.click("Undo", "button", inside=b.see(".toast", "Done for 12 customers"))
        b.see(".toast", "It is undone")


def viewers_see_findings_without_buttons(b, options):
    session = call(b, "GET", "/session")
    for role, seen in (("viewer", 0), ("editor", 1)):
        who = {**session, "user": {**session["user"], "role": role}}
        ends = finding(6, "pending_ends", "warning", fixes=[{"fix": "confirm_ends", "undoable": False, "admin": True}])
        with pretending(b, answer("GET", "/session", who), answer("GET", "/checks", items(ends))):
            b.open("checks")
            b.see(".finding", "Something was found")
            assert len(b.all("[data-fix]")) == 0, f"a fix for admins is shown to the {role}"
            assert len(b.all("[data-action=snooze]")) == seen, role


def checks_in_all_looks(b, options):
    many = [finding(n, "withheld_purchase", "warning", fixes=[{"fix": "apply_rules", "undoable": True, "admin": False}], customers=[someone(n)]) for n in range(1, 9)]
    found = [finding(20, "cron_silent", "problem"), finding(21, "rules_loop", "problem", subject={"type": "rule", "id": "1", "label": "A rule with a rather long name"}, links=[{"type": "rule", "id": "2", "label": "Another rule"}]),
             *many, finding(30, "unexplained_membership", "notice", count=1234, customers=[someone(1), someone(2), someone(3)], fixes=[{"fix": "adopt", "undoable": True, "admin": False}, {"fix": "end", "undoable": True, "admin": False}]),
             finding(31, "group_idle", "notice", snoozed=True, snooze={"until": None, "note": "Meant so", "by": "Anna"})]
    troubles = []
    with pretending(b, answer("GET", "/checks", items(*found))):
        for scheme in ("light", "dark"):
            for width in (360, 1024, 1600):
                b.look(width, scheme)
                b.open("checks")
                b.see(".finding")
                b.press(b.see("[data-snoozed] summary"))
                time.sleep(0.15)
                troubles += [f"checks at {width} {scheme}: {one}" for one in judge(b, "checks-full", pathlib.Path(options.screenshots), width, scheme)]
    b.look(1440, "light")
    assert not troubles, "\n  ".join(troubles)


CHECK_JOURNEYS = [
    a_group_nobody_uses_is_found_and_set_aside, a_status_is_mapped_from_its_finding, a_fix_shows_first_what_it_does_and_is_undone,
    viewers_see_findings_without_buttons, checks_in_all_looks,
]
