"""Journeys about what rules do: one of each kind by its form, the ladder, a run that waits and is undone, a segment."""

from browser import Keys, call


def new_rule(b, kind, name):
    """The empty form of a kind, named, and switched off so that it changes nothing until a journey wants it to."""
    b.open("rules/new")
    b.press(b.see(f".kind-card[href$='kind={kind}']"))
    b.see("e-rule-form e-field[name=name] input").send_keys(name)
    b.press(b.see("e-field[name=enabled] [role=switch]"))


def part(b, path, control="input"):
    """A control by the names of the parameters that lead to it, such as `tiers required`."""
    return b.see(" ".join(f"e-field[name='{name}']" for name in path.split()) + f" {control}")


def put(control, value):
    control.send_keys(Keys.CONTROL, "a")
    control.send_keys(value)


def group(b, path, name):
    """Chooses a group, in chips or in a select."""
    chip = b.all(" ".join(f"e-field[name='{one}']" for one in path.split()) + " .choice", name)
    if chip:
        b.press(chip[0])
    else:
        b.choose(part(b, path, "select"), name)


def rule_is_created(b, name):
    b.see(".preview-words small", "In words")
    b.see(".preview-figure", "would move", patience=20)
    b.click("Create rule", "button")
    b.see(".toast", "is created")
    b.see(".rule-row", name)


def create_an_inactivity_rule(b, options):
    new_rule(b, "inactivity", "Gone quiet")
    b.click("Create rule", "button")
    b.see(".summary-errors")
    b.see("e-field[name=source_groups] .field-error")
    group(b, "source_groups", "Retail")
    put(part(b, "remind_after_days"), "60")
    put(part(b, "change_after_days"), "90")
    group(b, "target", "Workshop guests")
    rule_is_created(b, "Gone quiet")


def create_a_turnover_rule(b, options):
    new_rule(b, "turnover", "Monthly minimum")
    group(b, "source_groups", "Trail Club")
    put(part(b, "minimum"), "49,90")
    b.press(b.see("e-field[name=statuses] .choice", "Only some"))
    b.press(b.see("e-field[name=statuses] .statuses-some .choice"))
    put(part(b, "change_day"), "1")
    group(b, "target", "Retail")
    rule_is_created(b, "Monthly minimum")


def create_a_rule_of_conditions(b, options):
    new_rule(b, "conditions", "First steps")
    b.press(b.see("e-field[name=trigger] .choice"))
    row = b.see(".cond-row")
    b.choose(b.see("e-field[name=leaf] select", inside=row), "Country")
    b.see(".cond-row e-list-input input").send_keys("pl", Keys.ENTER, "de", Keys.ENTER)
    b.see(".cond-row .chip", "de")
    b.press(b.see("[data-add=group]"))
    inner = b.see(".cond-nest .cond-group")
    b.choose(b.see("e-field[name=mode] select", inside=inner), "None of these holds")
    b.choose(b.see("e-field[name=leaf] select", inside=inner), "Days since registration")
    b.see("e-preview", "Not complete yet")
    put(b.see("e-field[name=at_least] input", inside=inner), "3650")
    b.press(b.see("[data-add=row]", inside=inner))
    b.wait("two rows", lambda: len(b.all(".cond-nest .cond-row")) == 2)
    # The cursor is in the new row; from there the keyboard alone takes it away again.
    assert b.driver.switch_to.active_element.tag_name == "select", "the new condition did not get the cursor"
    b.press(b.all(".cond-nest .cond-row [data-remove]")[-1])
    b.wait("one row", lambda: len(b.all(".cond-nest .cond-row")) == 1)
    group(b, "actions grant", "Climbers")
    rule_is_created(b, "First steps")


def create_a_ladder_from_the_tiers_page(b, options):
    """With an error at the right place on the way."""
    b.menu("Tiers")
    b.click("Create a ladder", "button")
    if b.wait("form or question", lambda: b.all("dialog") or b.all("e-tiers-input")) and b.all("dialog"):
        b.click("Make them and go on", "button", inside=b.see("dialog"))
    b.see(".tier-row")
    rows = b.all(".tier-row")
    assert len(rows) == 3, f"{len(rows)} tiers in the sample"
    put(b.see("e-field[name=required] input", inside=rows[1]), "a lot")
    b.click("Create rule", "button")
    b.see(".summary-errors")
    b.see("e-field[name=required] .field-error", inside=b.all(".tier-row")[1])
    put(b.see("e-field[name=required] input", inside=b.all(".tier-row")[1]), "250")
    # A row whose amount no longer fits its place goes where it belongs.
    put(b.see("e-field[name=required] input", inside=b.all(".tier-row")[2]), "100")
    put(part(b, "name"), "Loyalty tiers")
    b.wait("rows in order", lambda: [b.see("e-field[name=required] input", inside=row).get_attribute("value") for row in b.all(".tier-row")][1] == "100")
    put(b.see("e-field[name=required] input", inside=b.all(".tier-row")[1]), "600")
    put(part(b, "name"), "Loyalty tiers")
    b.see("e-field[name=check] select").send_keys("Only when asked")
    b.press(b.see(".more-fields > summary"))
    put(part(b, "max_share"), "100")
    rule_is_created(b, "Loyalty tiers")


def tiers_are_checked(b, options):
    b.menu("Tiers")
    b.see("e-ladder .rung-name", "Gold")
    b.click("Check now", "button")
    b.see(".toast", "Checked", patience=60)
    b.settled()
    b.driver.execute_script("document.querySelector('e-ladder a.rung').focus()")
    b.driver.switch_to.active_element.send_keys(Keys.ENTER)
    b.see("[data-people] h2")
    b.see("[data-people] tbody tr, [data-people] .empty")
    b.press(b.see("[data-only=at_risk]"))
    b.wait("filter in the address", lambda: "only=at_risk" in b.driver.current_url)
    b.settled()


def confirm_a_waiting_run(b, options):
    """A rule that moves more than its limit allows parks; the run waits for a person."""
    if not any(one["code"] == "sleepers" for one in call(b, "GET", "/groups")["items"]):
        call(b, "POST", "/groups", {"store": "default", "code": "sleepers", "name": "Sleepers"})
        b.driver.refresh()
    new_rule(b, "inactivity", "Sleepers")
    group(b, "source_groups", "Retail")
    put(part(b, "change_after_days"), "30")
    group(b, "target", "Sleepers")
    b.press(b.see(".more-fields > summary"))
    put(part(b, "max_share"), "1")
    b.press(b.see("e-field[name=enabled] [role=switch]"))
    b.see("e-preview .banner", "More than the limit", patience=20)
    rule_is_created(b, "Sleepers")
    b.menu("Runs")
    b.click("Run now", "button")
    box = b.see(".waiting", "would move", patience=60)
    assert "Sleepers" in box.text and "limit" in box.text, box.text
    b.settled()
    b.press(b.see(".waiting [data-action=confirm]"))
    b.see("[data-present] h2", "The run is over", patience=60)
    b.settled()
    assert not b.all(".waiting"), "the run still waits"


def undo_a_run(b, options):
    """The run that was just confirmed."""
    b.menu("Runs")
    b.press(b.see("[data-list] tbody a"))
    b.heading("Run of")
    b.settled()
    b.click("Undo this run", "button")
    dialog = b.see("dialog", patience=30)
    assert any(letter.isdigit() for letter in b.see("h2", inside=dialog).text), "the dialog names no number"
    b.press(b.see("[name=skip_blocked] [role=switch]", inside=dialog))
    b.press(b.see("button[type=submit]", inside=dialog))
    b.see(".toast", "undone", patience=60)
    b.settled()


def save_a_segment(b, options):
    b.menu("Customers")
    b.click("Segments", ".tabs a")
    b.heading("Segments")
    b.click("New segment")
    b.heading("New segment")
    b.fill("Name", "Germans who spend")
    put(b.see(".cond-row e-field[name=at_least] input"), "50")
    b.see(".preview-figure", "customer", patience=20)
    b.press(b.see("[data-add=row]"))
    row = b.wait("second row", lambda: b.all(".cond-row")[1])
    b.choose(b.see("e-field[name=leaf] select", inside=row), "Country")
    b.see("e-segment-count", "Not complete yet")
    b.see("e-list-input input", inside=row).send_keys("de", Keys.ENTER)
    b.see(".preview-figure", "customer", patience=20)
    b.click("Create segment", "button")
    b.see(".toast", "is created")
    b.heading("Germans who spend")
    b.see("[data-list] tbody tr, [data-list] .empty")
    b.see("[data-action=csv]")
    b.menu("Customers")
    b.click("Segments", ".tabs a")
    b.see("tbody tr", "Germans who spend")


RULE_JOURNEYS = [
    create_an_inactivity_rule, create_a_turnover_rule, create_a_rule_of_conditions, create_a_ladder_from_the_tiers_page, tiers_are_checked,
    save_a_segment, confirm_a_waiting_run, undo_a_run,
]
