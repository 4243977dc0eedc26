"""Two people at the same form: whoever saves second sees what changed, field by field, and loses nothing."""

import http.cookiejar
import json
import pathlib
import urllib.request

from browser import Keys, call
from selenium.webdriver.support.ui import Select

PASSWORD = {"email": "anna@shop.example", "password": "correct horse battery"}


class Second:
    """A session of its own, beside the one in the browser."""

    def __init__(self, base):
        self.base = base
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        self.send("POST", "/session", PASSWORD)

    def send(self, method, path, body=None, tag=None):
        headers = {"Content-Type": "application/json", "Origin": self.base, **({"If-Match": tag} if tag else {})}
        asked = urllib.request.Request(f"{self.base}/api/v1{path}", json.dumps(body).encode() if body is not None else None, headers, method=method)
        with self.opener.open(asked, timeout=20) as answer:
            text = answer.read()
            return json.loads(text) if text else None, answer.headers.get("ETag")

    def change(self, path, method="PATCH", whole=False, **values):
        """Saves these over what is stored."""
        stored, tag = self.send("GET", path)
        return self.send(method, path, {**stored, **values} if whole else values, tag)[0]


def a_rule(b):
    return call(b, "GET", "/rules?store=default")["items"][0]


def put(field, value):
    field.send_keys(Keys.CONTROL, "a")
    field.send_keys(value)


def side(b, label, which):
    """One side of the choice about the field with this label."""
    field = b.see(".conflict-field", label)
    return next(one for one in b.all(".conflict-side", inside=field) if one.text.startswith(which))


def rename_under_their_eyes(b, mine, theirs, **more):
    rule = a_rule(b)
    b.open(f"rules/{rule['id']}")
    put(b.label("Name"), mine)
    b.see("[data-dirty]", "Not saved")
    Second(b.base).change(f"/rules/{rule['id']}", name=theirs, **more)
    b.click("Save", ".form-foot button")
    b.see("dialog h2", "Changed by someone else")
    return rule


def the_second_to_save_a_rule_chooses_by_field(b, options):
    was = a_rule(b)
    rule = rename_under_their_eyes(b, "Mine by hand", "Theirs by hand", enabled=not was["enabled"])
    assert "Mine by hand" in side(b, "Name", "Mine").text and "Theirs by hand" in side(b, "Name", "Theirs").text
    assert len(b.all(".conflict-field")) == 2, [one.text for one in b.all(".conflict-field")]
    assert not (found := b.violations()), found
    for width, scheme in ((360, "light"), (1280, "dark")):
        b.look(width, scheme)
        assert b.overflow() <= 0
        b.picture(pathlib.Path(options.screenshots) / f"conflict-{width}-{scheme}.png")
    b.look(1280, "light")
    b.click("Back to the form", "dialog button")
    b.gone("dialog")
    assert b.label("Name").get_attribute("value") == "Mine by hand", "what was typed is lost"
    assert call(b, "GET", f"/rules/{rule['id']}")["name"] == "Theirs by hand"
    b.click("Save", ".form-foot button")
    b.click("Save what is chosen", "dialog button")
    b.see(".toast", "is saved")
    now = call(b, "GET", f"/rules/{rule['id']}")
    assert now["name"] == "Mine by hand", "the name that only a person here typed was not kept"
    assert now["enabled"] is not was["enabled"], "what only the other changed was written over"


def all_of_theirs_can_be_taken(b, options):
    rule = rename_under_their_eyes(b, "Mine again", "Theirs again")
    before = call(b, "GET", f"/rules/{rule['id']}")["revision"]
    b.click("Take all of theirs", "dialog button")
    b.click("Save what is chosen", "dialog button")
    b.see(".toast", "Their version is kept")
    now = call(b, "GET", f"/rules/{rule['id']}")
    assert (now["name"], now["revision"]) == ("Theirs again", before)


def a_third_save_in_between_asks_again(b, options):
    rule = rename_under_their_eyes(b, "Mine at last", "Theirs once")
    Second(b.base).change(f"/rules/{rule['id']}", name="Theirs twice")
    b.click("Save what is chosen", "dialog button")
    b.see(".conflict-side", "Theirs twice")
    b.click("Save what is chosen", "dialog button")
    b.see(".toast", "is saved")
    assert call(b, "GET", f"/rules/{rule['id']}")["name"] == "Mine at last"


def mails_of_a_store_are_settled_by_field(b, options):
    b.open("mails/settings")
    put(b.see("[data-part=sender] input"), "Tea from here")
    Second(b.base).change("/stores/default/mail", "PUT", whole=True, sender_name="Tea from there", cap_count=3, cap_days=7)
    b.click("Save", "button", b.see(".store-mail-foot"))
    b.see(".conflict-side", "Tea from there")
    b.click("Save what is chosen", "dialog button")
    b.gone("dialog")
    b.settled()
    now = call(b, "GET", "/stores/default/mail")
    assert (now["sender_name"], now["cap_count"]) == ("Tea from here", 3), now


def a_template_is_settled_by_its_lines(b, options):
    name = "mail-templates"
    first = call(b, "GET", f"/{name}?store=default&locale=en")["items"][0]["name"]
    path = f"/{name}/{first}?store=default&locale=en"
    b.open(f"mails/templates/{first}?store=default&locale=en")
    put(b.see("#template-subject"), "Mine to you")
    stored, tag = Second(b.base).send("GET", path)
    Second(b.base).send("PUT", path, {form: stored[form].replace("Subject: ", "Subject: Theirs ", 1) for form in ("html", "text")}, tag)
    b.click("Save", "button[type=submit]")
    b.see(".conflict-side", "Mine to you")
    b.see(".conflict-side", "Theirs ")
    b.click("Save what is chosen", "dialog button")
    b.see(".toast", "is saved")
    now, tag = Second(b.base).send("GET", path)
    assert now["html"].startswith("Subject: Mine to you") and now["text"].startswith("Subject: Mine to you"), now["html"][:60]
    Second(b.base).send("DELETE", path, None, tag)


def settle_theirs_and_mine(b, path, theirs, mine, method="PATCH", whole=False, save="Save"):
    """With a form open and its first text field changed to mine, they save `theirs`; the choice is mine all the same."""
    Second(b.base).change(path, method, whole, **theirs)
    b.click(save, "button[type=submit], dialog button")
    b.see("dialog h2", "Changed by someone else")
    b.see(".conflict-side", mine)
    b.click("Save what is chosen", "dialog button")
    b.see(".toast")
    b.settled()


def a_group_is_settled_by_field(b, options):
    group = call(b, "GET", "/groups?store=default")["items"][0]
    b.open(f"groups/{group['id']}")
    put(b.label("Name"), "Mine of a group")
    settle_theirs_and_mine(b, f"/groups/{group['id']}", {"benefits": {"text": "Theirs of a group"}}, "Mine of a group")
    now = call(b, "GET", f"/groups/{group['id']}")
    assert (now["name"], now["benefits"]["text"]) == ("Mine of a group", "Theirs of a group"), now
    call(b, "PATCH", f"/groups/{group['id']}", {"name": group["name"], "benefits": group["benefits"]})


def the_settings_of_a_store_are_settled_by_field(b, options):
    store = call(b, "GET", "/stores/default")
    b.open("settings")
    put(b.label("Name"), "Mine of a store")
    settle_theirs_and_mine(b, "/stores/default", {"name": "Theirs of a store"}, "Mine of a store")
    assert call(b, "GET", "/stores/default")["name"] == "Mine of a store"
    call(b, "PATCH", "/stores/default", {"name": store["name"]})


def a_status_is_settled_by_field(b, options):
    status = call(b, "GET", "/statuses?store=default")["items"][0]
    path = f"/statuses/{status['code']}?store=default"
    stored = {name: status[name] for name in ("label", "paid", "void", "rank")}
    b.open("settings/statuses")
    b.press(b.see(f"[data-code='{status['code']}']"))
    put(b.label("Name", b.see("dialog")), "Mine of a status")
    Second(b.base).send("PUT", path, {**stored, "label": "Theirs of a status"})
    b.click("Save", "dialog [type=submit]")
    b.see(".conflict-side", "Theirs of a status")
    b.click("Save what is chosen", "dialog button")
    b.see(".toast", "Mine of a status")
    assert call(b, "GET", "/statuses?store=default")["items"][0]["label"] == "Mine of a status"
    call(b, "PUT", path, stored)


def a_segment_is_settled_by_field(b, options):
    when = {"country": {"in": ["PL"]}}
    segment = call(b, "POST", "/segments", {"store": "default", "name": "Overtaken", "when": when})
    b.open(f"customers/segments/{segment['id']}")
    put(b.label("Name"), "Mine of a segment")
    theirs = {"store": "default", "name": "Overtaken", "when": {"not": when}}
    Second(b.base).send("PUT", f"/segments/{segment['id']}", theirs)
    b.click("Save", "button[type=submit]")
    b.see(".conflict-side", "Mine of a segment")
    b.click("Save what is chosen", "dialog button")
    b.see(".toast", "Mine of a segment")
    now = call(b, "GET", f"/segments/{segment['id']}")
    assert (now["name"], now["when"]) == ("Mine of a segment", theirs["when"]), now
    call(b, "DELETE", f"/segments/{segment['id']}")


def a_destination_is_settled_by_field(b, options):
    made = call(b, "POST", "/destinations", {"name": "Overtaken", "url": "https://crm.example.test/hooks"})
    b.open(f"integrations/destinations/{made['id']}")
    b.click("Edit", "button")
    put(b.label("Name", b.see("[data-edit]")), "Mine of a destination")
    settle_theirs_and_mine(b, f"/destinations/{made['id']}", {"name": "Theirs", "url": "https://erp.example.test/in"}, "Mine of a destination")
    now = call(b, "GET", f"/destinations/{made['id']}")
    assert (now["name"], now["url"]) == ("Mine of a destination", "https://erp.example.test/in"), now
    call(b, "DELETE", f"/destinations/{made['id']}")


def a_segment_narrows_the_customers(b, options):
    segments = [call(b, "POST", "/segments", {"store": "default", "name": name, "when": {"all": [when]}}) for name, when in (
        ("From Iceland", {"country": {"in": ["IS"]}}), ("From elsewhere", {"not": {"country": {"in": ["IS"]}}}))]
    b.open("customers")
    everyone = len(b.all("tbody tr"))
    assert everyone, "nobody to choose from"
    Select(b.see("[name=of]")).select_by_visible_text("From Iceland")
    b.see("[data-list]", "Nobody")
    assert f"segment={segments[0]['id']}" in b.driver.current_url, b.driver.current_url
    assert not b.see("[name=q]").is_enabled(), "a search within a segment would find nobody"
    b.driver.refresh()
    b.settled()
    assert Select(b.see("[name=of]")).first_selected_option.text == "From Iceland"
    for choice in ("From elsewhere", "All customers"):
        Select(b.see("[name=of]")).select_by_visible_text(choice)
        b.wait(f"the list of {choice}", lambda: len(b.all("tbody tr")) == everyone)
    assert b.see("[name=q]").is_enabled()
    for segment in segments:
        call(b, "DELETE", f"/segments/{segment['id']}")


STORY_JOURNEYS = [
    the_second_to_save_a_rule_chooses_by_field, all_of_theirs_can_be_taken, a_third_save_in_between_asks_again, mails_of_a_store_are_settled_by_field,
    a_template_is_settled_by_its_lines, a_group_is_settled_by_field, the_settings_of_a_store_are_settled_by_field, a_status_is_settled_by_field,
    a_segment_is_settled_by_field, a_destination_is_settled_by_field,
    a_segment_narrows_the_customers,
]
