"""A person asks what is kept of them, and then that it be no more."""

from browser import call


def a_person_is_exported_and_erased(b, options):
    store = call(b, "GET", "/stores")["items"][0]["key"]
    made = call(b, "PUT", f"/customers/ext:9901?store={store}", {"email": "leaver@mail.example", "first_name": "Lea", "last_name": "Leaver"})
    b.open(f"customers/{made['id']}")
    b.heading("Lea Leaver")
    copy = call(b, "GET", f"/customers/{made['id']}/export")
    assert copy["customer"]["email"] == "leaver@mail.example", copy["customer"]
    b.see(".privacy", "Personal data")
    b.click("Export as JSON", ".privacy button")
    b.click("Erase", ".privacy button")
    dialog = b.see("dialog", "Erase Lea Leaver for good?")
    b.fill("Type 9901 to go on", "9902")
    b.click("Erase for good", "button", inside=dialog)
    b.see("dialog [role=alert]", "not the customer's number")
    b.fill("Type 9901 to go on", "9901")
    b.click("Erase for good", "button", inside=dialog)
    b.see("e-toasts", "The customer was erased")
    b.heading("Customers")
    left = call(b, "GET", f"/customers/{made['id']}")
    assert left["email"] is None and left["erased_at"], left
    b.open(f"customers/{made['id']}")
    b.see(".privacy", "Everything personal was erased on")
    assert not b.driver.find_elements("css selector", ".privacy button"), "an erased customer can be erased again"


PRIVACY_JOURNEYS = [a_person_is_exported_and_erased]
