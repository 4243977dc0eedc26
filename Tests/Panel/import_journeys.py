"""Files in and out: what a person hands in, looks over, takes in and gets back."""

import csv
import io
import pathlib
import tempfile
import urllib.request

from browser import By, Keys, Lost, call

MANY = 20_000


def hand_in(b, kind, name, content):
    """Chooses what is in the file, and the file; its own page opens."""
    b.open("imports")
    b.click(kind, ".segmented button")
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, name)
        path.write_bytes(content)
        b.driver.find_element(By.CSS_SELECTOR, "e-drop-zone input").send_keys(str(path))
        b.heading(name)
    b.settled()


def figure(b, name):
    """The number under a word of the result."""
    return b.see(".stat", name).text.split("\n")[-1]


def meaning(b, column):
    """What a column was taken for."""
    select = b.see(f"select[data-column='{column}']")
    return next(option.text for option in select.find_elements(By.TAG_NAME, "option") if option.is_selected())


def fetched(b, href):
    """A file behind a link, with the browser's session."""
    cookies = "; ".join(f"{one['name']}={one['value']}" for one in b.driver.get_cookies())
    with urllib.request.urlopen(urllib.request.Request(href, headers={"Cookie": cookies})) as answer:
        assert "attachment" in answer.headers["Content-Disposition"]
        return answer.read().decode("utf-8")


def club(b):
    """What the group with the code club is called."""
    return next(one["name"] for one in call(b, "GET", "/groups?limit=200")["items"] if one["code"] == "club")


def a_customers_file_is_checked_then_taken_in(b, options):
    lines = ["Kundennummer;E-Mail;Vorname;Nachname;Registriert am;Bemerkung"]
    lines += [f"IMP{n};imp{n}@shop.example;Jürgen;Müßig {n};{n:02}.03.2024;x" for n in range(1, 21)]
    lines += ["IMP90;no address;Jörg;Weiß;04.03.2024;x", "IMP91;imp91@shop.example;Jörg;Weiß;31.02.2024;x"]
    hand_in(b, "Customers", "kunden.csv", ("\r\n".join(lines) + "\r\n").encode("windows-1252"))
    b.see(".head-text", "WINDOWS-1252")
    b.see(".head-text", "separated by semicolons")
    assert meaning(b, "Kundennummer").startswith("Customer’s id"), meaning(b, "Kundennummer")
    assert meaning(b, "Bemerkung") == "not used"
    b.see(".mapping-value", "Müßig 1")
    # Without a column for what is needed, the page says so at once, and the server refuses in words.
    b.choose(b.see("select[data-column='Kundennummer']"), "not used")
    b.see("[data-missing]", "Customer’s id in the shop")
    b.click("Check the file")
    b.see(".banner-bad", "Customer’s id in the shop")
    b.choose(b.see("select[data-column='Kundennummer']"), "Customer’s id in the shop *")
    b.click("day, month, year")
    b.click("Check the file")
    b.see(".banner-warn", "2 lines cannot be taken in")
    assert (figure(b, "Would be new"), figure(b, "Bad lines")) == ("20", "2")
    b.see("td", "'no address' is not an e-mail address")
    b.see("tbody th", "22")
    bad = list(csv.reader(io.StringIO(fetched(b, b.see("a[download]", "File of bad lines").get_attribute("href"))), delimiter=";"))
    assert [row[0] for row in bad[1:]] == ["IMP90", "IMP91"] and bad[0][-2:] == ["import_line", "import_error"], bad
    b.open("customers?q=imp20@shop.example")
    b.see(".empty")
    b.driver.back()
    b.click("Take in 20 lines")
    b.see(".banner-ok", "The file is taken in")
    assert figure(b, "New") == "20"
    b.open("customers?q=imp20@shop.example")
    b.see("td, th", "Müßig 20")


def a_file_with_the_same_columns_is_read_as_before(b, options):
    hand_in(b, "Customers", "mehr.csv", "Kundennummer;E-Mail;Vorname;Nachname;Registriert am;Bemerkung\nIMP1;imp1@shop.example;Ute;Groß;05.03.2024;x\n".encode())
    b.see("p", "As it was chosen for the last file")
    b.click("Check the file")
    b.see(".banner-ok", "Every line is good")
    assert figure(b, "Would change") == "1"
    b.click("Change the columns")
    b.see("e-mapping")
    b.click("Forget the file")
    b.click("Forget the file", "button", inside=b.see("dialog"))
    b.see(".toast", "The file is deleted")


def polish_letters_of_a_spreadsheet_are_read(b, options):
    hand_in(b, "Customers", "klienci.csv", "Nr klienta;E-mail;Imię;Nazwisko\nPL1;pl1@shop.example;Małgorzata;Brzęczyszczykiewicz-Łąka\n".encode("windows-1250"))
    b.see(".head-text", "WINDOWS-1250")
    b.see(".mapping-value", "Małgorzata")
    assert meaning(b, "Imię") == "First name", meaning(b, "Imię")


def group_changes_by_keyboard_alone(b, options):
    hand_in(b, "Group changes", "vip.csv", b"email,groups\nimp2@shop.example,club\nnobody@shop.example,club\n")
    for wanted in ("Check the file", "Take in 1 line"):
        button = b.see("button", wanted)
        for _ in range(80):
            if b.driver.switch_to.active_element == button:
                break
            b.driver.switch_to.active_element.send_keys(Keys.TAB)
        else:
            raise Lost(f"{wanted} by the Tab key")
        button.send_keys(Keys.ENTER)
        b.see(".stats")
    assert (figure(b, "Changed"), figure(b, "Bad lines")) == ("1", "1")
    b.open("customers?q=imp2@shop.example")
    b.press(b.see("tbody a"))
    b.see(".chip, .membership, .page", club(b))


def orders_with_a_cancellation(b, options):
    hand_in(b, "Orders", "orders.csv", (
        "Order;Customer;SKU;Qty;Price;Paid;State\n"
        "97001;IMP3;TEE;2;19,99;2026-03-01 10:00;Bezahlt\n97002;IMP3;MUG;1;8,50;2026-03-02 10:00;Bezahlt\n"
        "C97003;IMP3;TEE;-1;19,99;2026-03-03 10:00;Bezahlt\n").encode())
    for column, field in (("Order", "Order’s id *"), ("Customer", "Customer’s id in the shop"), ("SKU", "SKU"), ("Qty", "Quantity *"), ("Price", "Price of one *"),
                          ("Paid", "Paid on"), ("State", "Order status")):
        b.choose(b.see(f"select[data-column='{column}']"), field)
    b.click("a comma: 19,99")
    b.fill("Orders that begin so", "C")
    b.see("h2", "What do these words mean?")
    b.see("select[data-word='Bezahlt'] option[value=completed]").click()
    b.click("Check the file")
    b.see(".stats")
    assert (figure(b, "Would be new"), figure(b, "Cancellations")) == ("2", "1")
    b.click("Take in 3 lines")
    b.see(".banner-ok", "The file is taken in")
    assert figure(b, "Given back") == "1"


def many_lines_go_on_while_nobody_looks(b, options):
    lines = "".join(f"MANY{n},many{n}@shop.example,Mia {n}\n" for n in range(MANY))
    hand_in(b, "Customers", "many.csv", f"customer_id,email,first_name\n{lines}".encode())
    b.click("Check the file")
    bar = b.see("[role=progressbar]")
    assert bar.get_attribute("aria-label") == "How much of the file is read"
    b.see(".banner-ok", "Every line is good", patience=120)
    b.click("Take in 20,000 lines")
    b.see("[role=progressbar]")
    here = b.driver.current_url
    b.menu("Dashboard")
    b.driver.get(here)
    b.see(".banner-ok", "The file is taken in", patience=180)
    assert figure(b, "New") == "20,000"
    b.open("imports")
    b.see("tbody tr", "many.csv")


def what_cannot_be_taken_in_is_said_in_words(b, options):
    b.open("imports")
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "book.csv")
        path.write_bytes(b"PK\x03\x04" + bytes(200))
        b.driver.find_element(By.CSS_SELECTOR, "e-drop-zone input").send_keys(str(path))
        b.see(".banner-bad", "“book.csv” cannot be taken in")
    b.see("e-drop-zone")


def a_list_is_had_as_a_file(b, options):
    b.open("imports/export")
    line = b.see("li[data-kind=customers]")
    everyone = fetched(b, line.find_element(By.CSS_SELECTOR, "a").get_attribute("href"))
    assert "imp2@shop.example" in everyone and "imp3@shop.example" in everyone
    b.choose(line.find_element(By.CSS_SELECTOR, "select"), club(b))
    members = fetched(b, line.find_element(By.CSS_SELECTOR, "a").get_attribute("href"))
    assert "imp2@shop.example" in members and "imp3@shop.example" not in members


IMPORT_JOURNEYS = [
    a_customers_file_is_checked_then_taken_in, a_file_with_the_same_columns_is_read_as_before, polish_letters_of_a_spreadsheet_are_read, group_changes_by_keyboard_alone, orders_with_a_cancellation,
    many_lines_go_on_while_nobody_looks, what_cannot_be_taken_in_is_said_in_words, a_list_is_had_as_a_file,
]
