"""Charts and the Activity page: what they show is what the API tells, by pointer, by keys, as a table and as a file."""

import csv
import pathlib
import tempfile

from browser import By, Keys, Lost, call

SPANS = {"30 days": 30, "90 days": 13, "365 days": 12}


def rows_of(b, chart):
    """The table behind a chart as text; it need not be open."""
    return b.driver.execute_script("return [...arguments[0].querySelectorAll('tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent));", chart)


def total(rows):
    return sum(int(cell.replace(",", "")) for row in rows for cell in row[1:] if cell != "–")


def file_after(b, act):
    """The lines of the file that comes when this is done."""
    with tempfile.TemporaryDirectory(prefix="echelon-panel-") as folder:
        b.driver.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": folder})
        act()
        found = b.wait("a file", lambda: list(pathlib.Path(folder).glob("*.csv")))
        return found[0].name, list(csv.DictReader(found[0].read_text(encoding="utf-8-sig").splitlines()))


def store(b):
    return b.driver.execute_script("return localStorage.getItem('echelon.store')") or call(b, "GET", "/stores")["items"][0]["key"]


def chart(b, place, caption=None):
    return b.see(f"{place} e-chart .chart-box", caption).find_element(By.XPATH, "./ancestor::e-chart")


# Charts

def changes_by_rule_over_the_span_that_is_chosen(b, options):
    b.menu("Dashboard")
    for words, least in SPANS.items():
        # The browser keeps 250 of them and none after.
        b.driver.execute_script("performance.clearResourceTimings()")
        b.click(words, "[data-by-rule] .segmented button")
        b.settled()
        days = words.split()[0]
        assert f"days={days}" in b.driver.current_url, "the span is not in the address"
        rows = b.wait("a drawn chart", lambda: rows_of(b, chart(b, "[data-by-rule]")))
        assert least <= len(rows) <= least + 2, f"{len(rows)} buckets for {words}"
        asked = b.driver.execute_script("return performance.getEntriesByType('resource').filter((one) => one.name.includes('/stats/changes')).at(-1).name")
        told = sum(item["changes"] for item in call(b, "GET", asked.split("/api/v1")[1])["items"])
        assert told == total(rows) > 0, f"{total(rows)} drawn, {told} told"
    b.driver.refresh()
    b.heading("Dashboard")
    b.settled()
    assert b.see("[data-by-rule] .segmented [aria-pressed=true]").text == "365 days", "the span is not kept"
    key = [one.text for one in b.all("[data-by-rule] .chart-key li")]
    names = {rule["name"] for rule in call(b, "GET", f"/rules?store={store(b)}")["items"]}
    assert names & set(key), f"no rule in the key: {key}"
    samples = [one.get_attribute("innerHTML") for one in b.all("[data-by-rule] .chart-key svg")]
    assert len(set(samples)) == len(samples) == len(key), "series are told apart by colour alone"


def read_a_chart_by_keys(b, options):
    b.open("dashboard?days=30")
    box = b.see("[data-by-rule] .chart-box")
    whole = chart(b, "[data-by-rule]")
    rows = rows_of(b, whole)
    b.press(b.see("[data-by-rule] .segmented [aria-pressed=true]"))
    b.settled()
    whole, box = chart(b, "[data-by-rule]"), b.see("[data-by-rule] .chart-box")
    b.driver.switch_to.active_element.send_keys(Keys.TAB)
    for _ in range(3):
        if b.driver.switch_to.active_element == box:
            break
        b.driver.switch_to.active_element.send_keys(Keys.TAB)
    assert b.driver.switch_to.active_element == box, "the chart cannot be reached by Tab"
    said = lambda: whole.find_element(By.CSS_SELECTOR, "[role=status]").get_attribute("textContent")
    box.send_keys(Keys.ARROW_RIGHT)
    assert said().startswith(rows[-1][0]), f"{said()} is not of {rows[-1][0]}"
    assert all(value in said() for value in rows[-1][1:]), said()
    box.send_keys(Keys.ARROW_LEFT, Keys.ARROW_LEFT)
    assert said().startswith(rows[-3][0]), said()
    assert rows[-3][0] in b.see("[data-by-rule] .chart-tip").text
    box.send_keys(Keys.HOME)
    assert said().startswith(rows[0][0]), said()
    box.send_keys(Keys.ESCAPE)
    b.gone(".chart-tip")
    assert said() == "", "it still speaks"


def a_chart_as_a_table_and_as_a_file(b, options):
    b.open("dashboard?days=30")
    assert not b.all("[data-by-rule] table"), "the table shows unasked"
    b.click("Show as table", "[data-by-rule] summary")
    table = b.see("[data-by-rule] table")
    assert table.find_element(By.TAG_NAME, "caption").get_attribute("textContent") == "Changes by rule"
    assert all(one.get_attribute("scope") == "row" for one in table.find_elements(By.CSS_SELECTOR, "tbody th")), "rows without a scope"
    drawn = total(rows_of(b, chart(b, "[data-by-rule]")))
    name, lines = file_after(b, lambda: b.click("Download CSV", "[data-by-rule] button"))
    assert name.startswith("changes-"), name
    assert sum(int(line["changes"]) for line in lines) == drawn, "the file tells other figures than the chart"
    b.click("Show as table", "[data-by-rule] summary")


def a_group_over_time(b, options):
    b.open("groups")
    group = max(call(b, "GET", f"/groups?store={store(b)}")["items"], key=lambda one: one["members"])
    b.click(group["name"], "tbody a")
    b.heading(group["name"])
    b.settled()
    size = rows_of(b, chart(b, "[data-figures]", "Members of"))
    assert int(size[-1][1].replace(",", "")) == group["members"], f"{size[-1]} drawn, {group['members']} members"
    moves = chart(b, "[data-figures]", "Joined and left")
    assert [one.text for one in moves.find_elements(By.CSS_SELECTOR, ".chart-key li")] == ["Joined", "Left"]
    b.see("h2", "What members get")
    b.see("h2", "Who puts customers here")


def what_a_rule_did(b, options):
    b.menu("Rules")
    spark = b.see(".rule-spark .chart-box")
    assert "changes in 90 days" in spark.get_attribute("aria-label"), spark.get_attribute("aria-label")
    rule = busiest_rule(b)
    b.click(rule["name"], ".rule-row a")
    b.heading(rule["name"])
    b.click("Statistics", ".tabs a")
    b.click("365 days", ".segmented button")
    b.settled()
    items = call(b, "GET", f"/stats/rules?store={store(b)}&rule={rule['id']}&from={b.driver.execute_script('return new Date(Date.now() - 364 * 864e5).toISOString().slice(0, 10)')}&bucket=month")["items"]
    for label, column in (("Candidates", "candidates"), ("Reminded", "reminded"), ("Bought within 30 days", "bought"), ("Restored", "restored")):
        shown = b.see(".stat", label).text.split("\n")[1]
        assert shown == f"{sum(item[column] for item in items):,}", f"{label}: {shown}"
    b.click("See all changes")
    b.heading("Activity")
    assert f"rule={rule['id']}" in b.driver.current_url


def busiest_rule(b):
    items = call(b, "GET", f"/stats/changes?store={store(b)}&bucket=month")["items"]
    sums = {}
    for item in items:
        if item["rule"] and item["rule_name"]:
            sums[item["rule"]] = sums.get(item["rule"], 0) + item["changes"]
    known = {rule["id"]: rule for rule in call(b, "GET", f"/rules?store={store(b)}")["items"]}
    return known[max((one for one in sums if one in known), key=sums.get)]


def figures_on_the_other_pages(b, options):
    b.menu("Runs")
    runs = rows_of(b, chart(b, "[data-figures]"))
    assert len(runs) == 30 and total(runs) > 0, runs
    b.menu("Mails")
    mails = rows_of(b, chart(b, "[data-figures]"))
    assert len(mails) == 30 and total(mails) > 0, mails


def a_ladder_over_time(b, options):
    """In the store whose ladder was counted; one that another journey has just made was not yet."""
    counted = {item["rule"] for item in call(b, "GET", "/stats/tiers?bucket=month")["items"] if item["day"]}
    ladder = next(rule for rule in call(b, "GET", "/rules")["items"] if rule["id"] in counted)
    names = {one["key"]: one["name"] for one in call(b, "GET", "/stores")["items"]}
    before = store(b)
    b.choose(b.see("e-topbar select"), names[ladder["store"]])
    try:
        b.menu("Tiers")
        if b.all("select[name=ladder]"):
            b.choose(b.see("select[name=ladder]"), ladder["name"])
            b.settled()
        for caption in ("Members per rung", "Spend per rung", "Within 10 %", "At risk of falling"):
            whole = chart(b, "[data-figures]", caption)
            assert [one.text for one in whole.find_elements(By.CSS_SELECTOR, ".chart-key li")] == [tier["name"] for tier in ladder["params"]["tiers"]], caption
        rungs = call(b, "GET", f"/rules/{ladder['id']}/ladder")["rungs"]
        last = rows_of(b, chart(b, "[data-figures]", "Members per rung"))[-1]
        assert all(one.replace(",", "").isdigit() for one in last[1:]) and len(last) == len(rungs) + 1, last
        b.see("h2", "What joining did")
    finally:
        b.choose(b.see("e-topbar select"), names[before])
        b.settled()


# Activity

def activity_is_narrowed_and_kept_as_a_file(b, options):
    b.menu("Activity")
    assert len(b.all("tbody tr")) > 10, "hardly any changes"
    rule = busiest_rule(b)
    b.choose(b.see("select[name=rule]"), rule["name"])
    b.wait("only of the rule", lambda: all(rule["name"] in row.text for row in b.all("tbody tr")))
    b.settled()
    assert f"rule={rule['id']}" in b.driver.current_url
    shown = len(b.all("tbody tr"))
    if b.all(".table-foot button"):
        b.click("Show more", ".table-foot button")
        b.wait("more rows", lambda: len(b.all("tbody tr")) > shown)
    name, lines = file_after(b, lambda: b.click("Export CSV", "button"))
    assert name.startswith("changes-") and len(lines) >= len(b.all("tbody tr")), f"{len(lines)} lines in {name}"
    assert {line["rule"] for line in lines} == {rule["name"]}, "the file is not narrowed"
    b.driver.refresh()
    b.heading("Activity")
    b.settled()
    assert b.see("select[name=rule]").get_attribute("value") == rule["id"], "the filter is not kept"
    b.click("Clear filters", "button")
    b.wait("others too", lambda: any(rule["name"] not in row.text for row in b.all("tbody tr")))
    assert "rule=" not in b.driver.current_url
    run = next((one for one in call(b, "GET", "/runs?limit=100")["items"] if call(b, "GET", f"/changes?store={store(b)}&run={one['id']}&limit=1")["items"]), None)
    if run:
        b.open(f"activity?run={run['id']}")
        expected = call(b, "GET", f"/changes?store={store(b)}&run={run['id']}&limit=50")["items"]
        assert len(b.all("tbody tr")) == len(expected), "not the changes of the run"


def details_of_a_change(b, options):
    change = next(one for one in call(b, "GET", "/notifications?limit=50")["items"] if one["change"] and one["customer"] and one["store"] == store(b))
    b.open(f"activity?customer={change['customer']['id']}")
    whole = call(b, "GET", f"/changes/{change['change']}")
    b.press(b.see(f"[data-change='{whole['id']}']"))
    pane = b.see("dialog.drawer")
    b.see(".facts", "Number", inside=pane)
    assert whole["reason"] in pane.text, "no reason told"
    b.wait("the mail", lambda: pane.find_elements(By.CSS_SELECTOR, f"[data-mails] a[href='#/mails/{change['id']}']"))
    b.wait("who was told", lambda: pane.find_element(By.CSS_SELECTOR, "[data-told]").text)
    pane.send_keys(Keys.ESCAPE)
    b.gone("dialog.drawer")
    assert b.driver.switch_to.active_element.get_attribute("data-change") == whole["id"], "the focus is lost"


def rule_with_two_to_undo(b):
    """A rule of whose latest changes two can be undone, the second of which put someone into a group."""
    for rule in call(b, "GET", f"/rules?store={store(b)}")["items"]:
        found = [one for one in call(b, "GET", f"/changes?store={store(b)}&rule={rule['id']}&limit=50")["items"] if one["revertible"]]
        if len(found) > 1 and any(one["groups_added"] for one in found[1:]):
            return rule["id"]
    raise Lost("two changes that can be undone")


def a_change_is_undone_or_refused_in_words(b, options):
    rule = rule_with_two_to_undo(b)
    b.open(f"activity?rule={rule}")
    buttons = b.all("[data-revert]")
    first = buttons[0].get_attribute("data-revert")
    b.press(buttons[0])
    b.see(".toast", "undone")
    b.settled()
    b.wait("a row that is undone", lambda: "undone" in b.see(f"[data-change='{first}']").find_element(By.XPATH, "./ancestor::tr").text)
    joined = next(one for one in call(b, "GET", f"/changes?store={store(b)}&rule={rule}&limit=50")["items"] if one["revertible"] and one["groups_added"])
    button = b.see(f"[data-revert='{joined['id']}']")
    # Someone else takes the group away meanwhile: the list here does not know it yet.
    call(b, "POST", f"/customers/{joined['customer']['id']}/groups", {"action": "revoke", "group": joined["groups_added"][0], "reason": "Moved away"})
    b.press(button)
    row = button.find_element(By.XPATH, "./ancestor::tr")
    assert "newer" in b.see(".activity-refused", inside=row).text, row.text


FIGURE_JOURNEYS = [
    changes_by_rule_over_the_span_that_is_chosen, read_a_chart_by_keys, a_chart_as_a_table_and_as_a_file, a_group_over_time, what_a_rule_did,
    figures_on_the_other_pages, a_ladder_over_time, activity_is_narrowed_and_kept_as_a_file, details_of_a_change, a_change_is_undone_or_refused_in_words,
]
