"""A customer's page goes on paper: black on white, without what can only be pressed."""

from browser import call


def a_customer_goes_on_paper_in_black(b, options):
    store = call(b, "GET", "/stores")["items"][0]["key"]
    customer = call(b, "GET", f"/customers?store={store}&limit=1")["items"][0]
    b.open(f"customers/{customer['id']}")
    b.see(".card h2", "Timeline")
    root = b.see("html")
    before = root.get_attribute("data-theme")
    tell = "document.documentElement.toggleAttribute('data-theme', false); if (arguments[0]) document.documentElement.dataset.theme = arguments[0]"
    ink = "return Math.max(...getComputedStyle(document.body).color.match(/\\d+/g).map(Number))"
    try:
        b.driver.execute_script(tell, "dark")
        assert b.driver.execute_script(ink) > 200, "the dark scheme has no light ink"
        b.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
        assert b.driver.execute_script(ink) < 60, "ink on paper is pale"
        for css in ("e-nav", "e-topbar", ".page-actions"):
            assert not any(part.is_displayed() for part in b.driver.find_elements("css selector", css)), f"{css} is on paper"
    finally:
        b.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
        b.driver.execute_script(tell, before)


PAPER_JOURNEYS = [a_customer_goes_on_paper_in_black]
