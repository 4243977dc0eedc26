"""Journeys about who may use the panel: users, one's own account, one-time links, the audit log."""

from browser import call
from mail_pages import dialog_ends, told

EVE = {"name": "Ewa Nowak", "email": "ewa@shop.example", "password": "three quiet rivers"}
ANNA = {"email": "anna@shop.example", "password": "correct horse battery"}


def log_in(b, who, password):
    b.heading("Log in")
    b.fill("E-mail", who["email"])
    b.fill("Password", password)
    b.click("Log in")


def log_out(b):
    b.press(b.see(".face"))
    b.click("Log out")
    b.heading("Log in")


def row(b, text):
    return b.see("[data-list] tbody tr", text)


def act(b, name, what):
    """Chooses from the menu of a user."""
    b.press(b.see("e-menu button", inside=row(b, name)))
    b.click(what, ".menu-item", inside=row(b, name))


def a_user_is_invited_by_a_one_time_link(b, options):
    b.menu("Settings")
    b.click("Users", ".tabs a")
    row(b, "anna@shop.example")
    b.click("New user")
    dialog = b.see("dialog")
    b.fill("Name", EVE["name"], dialog)
    b.fill("E-mail", EVE["email"], dialog)
    b.click("New user", "button", inside=dialog)
    dialog_ends(b)
    link = b.see("[data-made] code").text
    assert "/password.html#token=" in link, link
    row(b, "Has a link, no password yet")
    b.driver.refresh()
    row(b, EVE["name"])
    assert not b.all("[data-made] code"), "the link is shown twice"
    log_out(b)
    b.driver.get(link)
    b.heading("Set your password")
    b.fill("New password", "password1234")
    b.click("Set password")
    b.see("[role=alert]", "everybody uses")
    b.fill("New password", EVE["password"])
    b.click("Set password")
    b.heading("Dashboard")
    log_out(b)
    b.driver.get(link)
    b.driver.refresh()
    b.fill("New password", EVE["password"])
    b.click("Set password")
    b.see("[role=alert]", "has been used")
    b.driver.get(f"{b.base}/login.html")


def a_viewer_sees_no_administration(b, options):
    log_in(b, EVE, EVE["password"])
    b.heading("Dashboard")
    b.menu("Settings")
    b.see(".tabs a", "My account")
    assert not [tab for tab in b.all(".tabs a") if tab.text in ("Users", "Audit log")], "a viewer is offered what only administrators may"
    b.open("settings/users")
    b.see(".empty", "For administrators")
    b.open("settings/audit")
    b.see(".empty", "For administrators")


def name_and_password_are_changed(b, options):
    b.press(b.see(".face"))
    b.click("My account", ".menu-item")
    b.see("[data-sessions] tbody tr", "this one")
    b.fill("Your name", "Ewa Zielińska")
    b.click("Save", "button")
    told(b, "Your account is saved")
    b.fill("Present password", "not the old one")
    b.fill("New password", "a garden full of bees")
    b.click("Change password", "button")
    b.see("[data-form=password] .field-error", "is not your password")
    b.fill("Present password", EVE["password"])
    b.click("Change password", "button")
    told(b, "The password is changed")
    EVE["password"] = "a garden full of bees"
    rows = b.all("[data-sessions] tbody tr")
    assert len(rows) == 1, f"{len(rows)} sessions are left"
    log_out(b)
    log_in(b, EVE, "three quiet rivers")
    b.see("[role=alert]", "do not go together")
    b.fill("Password", EVE["password"])
    b.click("Log in")
    b.heading("Dashboard")
    log_out(b)
    log_in(b, ANNA, ANNA["password"])
    b.heading("Dashboard")


def a_user_is_changed_disabled_and_let_in_again(b, options):
    b.open("settings/users")
    act(b, "Ewa Zielińska", "Edit")
    dialog = b.see("dialog", "Change Ewa Zielińska")
    b.click("Editor: may change customers, rules and mails", "label", inside=dialog)
    b.click("Save", "button", inside=dialog)
    dialog_ends(b)
    row(b, "Editor: may change")
    act(b, "Ewa Zielińska", "Disable")
    b.click("Disable", "button", inside=b.see("dialog", "Disable Ewa Zielińska?"))
    dialog_ends(b)
    row(b, "Disabled")
    log_out(b)
    log_in(b, EVE, EVE["password"])
    b.see("[role=alert]", "do not go together")
    b.fill("E-mail", ANNA["email"])
    b.fill("Password", ANNA["password"])
    b.click("Log in")
    b.heading("Dashboard")
    b.open("settings/users")
    act(b, "Ewa Zielińska", "Let in again")
    told(b, "may log in again")
    b.gone("[data-list] .badge", "Disabled")


def the_last_administrator_stays(b, options):
    b.open("settings/users")
    act(b, "anna@shop.example", "Delete")
    dialog = b.see("dialog", "Delete")
    b.click("Delete", "button", inside=dialog)
    b.see(".dialog-error", "last administrator")
    b.click("Cancel", "button", inside=dialog)
    dialog_ends(b)


def the_audit_log_tells_what_was_done(b, options):
    b.open("settings/audit")
    b.see("[data-list] tbody tr", "Changed a user")
    b.see("[data-list] .alterations li", "viewer editor")
    b.choose(b.see("[name=area]"), "Users")
    b.wait("area in the address", lambda: "area=user" in b.driver.current_url)
    b.gone("[data-list] tbody tr", "Logged in")
    b.see("[data-list] tbody tr", "Made a user")
    text = b.see("[data-list]").text
    for secret in (EVE["password"], ANNA["password"]):
        assert secret not in text, "a password stands in the audit log"
    b.choose(b.see("[name=actor]"), "the command line")
    b.see("[data-list] .empty", "Nothing found")
    assert call(b, "GET", "/audit?area=user&limit=200")["items"], "the log is empty"


def a_user_is_deleted(b, options):
    b.open("settings/users")
    act(b, "Ewa Zielińska", "Delete")
    b.click("Delete", "button", inside=b.see("dialog", "Delete Ewa Zielińska?"))
    dialog_ends(b)
    b.gone("[data-list] tbody tr", "ewa@shop.example")


ADMIN_JOURNEYS = [
    a_user_is_invited_by_a_one_time_link, a_viewer_sees_no_administration, name_and_password_are_changed,
    a_user_is_changed_disabled_and_let_in_again, the_last_administrator_stays, the_audit_log_tells_what_was_done, a_user_is_deleted,
]
