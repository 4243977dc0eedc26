"""Several customers at once: chosen, moved, and moved back."""

from browser import By, call


def clubs(b, query):
    """Customer numbers and whether each is in the club."""
    return {one["external_id"]: "club" in one["groups"] for one in call(b, "GET", f"/customers?limit=200&{query}")["items"]}


def several_customers_join_a_group_and_leave_it_again(b, options):
    for number in range(1, 4):
        call(b, "PUT", f"/customers/ext:bulk-{number}?store=default", {"email": f"bulk{number}@shop.example", "first_name": "Bea", "last_name": f"Bulk {number}"})
    group = next(one["name"] for one in call(b, "GET", "/groups?limit=200")["items"] if one["code"] == "club")
    b.open("dashboard")
    b.open("customers?q=bulk")
    assert not b.all("e-bulk")
    b.press(b.see("[data-choose]"))
    b.see("e-bulk", "1 chosen")
    b.click("Choose all that match")
    b.see("e-bulk", "3 chosen")
    b.click("Add to a group", "e-bulk button")
    dialog = b.see("dialog", "Add 3 customers to a group?")
    b.choose(dialog.find_element(By.TAG_NAME, "select"), group)
    b.click("Add to a group", "button", inside=dialog)
    b.see(".toast", "3 customers changed.")
    b.gone("e-bulk")
    assert all(clubs(b, "q=bulk").values())
    b.click("Undo", "button", inside=b.see(".toast", "3 customers changed."))
    b.see(".toast", "3 changes are undone.")
    assert not any(clubs(b, "q=bulk").values())


def who_cannot_be_changed_is_named_and_stays_chosen(b, options):
    b.open("dashboard")
    b.open("customers?q=bulk")
    b.press(b.see("[data-choose]"))
    b.click("Pin", "e-bulk button")
    b.click("Pin", "button[type=submit]", inside=b.see("dialog", "Pin a membership of 1 customer?"))
    b.see("dialog", "For 1 customer it could not be done")
    b.click("Close", "button[type=submit]", inside=b.see("dialog"))
    b.see("e-bulk", "1 chosen")
    b.click("Choose nobody")
    b.gone("e-bulk")


BULK_JOURNEYS = [several_customers_join_a_group_and_leave_it_again, who_cannot_be_changed_is_named_and_stays_chosen]
