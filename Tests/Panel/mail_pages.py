"""What journeys over mails look at and do on more than one page."""

import contextlib

WELCOME = "mails/templates/membership_granted?store=default&locale=en"


def part(b, name, control="input", inside=None):
    return b.see(f"e-field[name='{name}'] {control}", inside=inside)


@contextlib.contextmanager
def inside_frame(b):
    b.driver.switch_to.frame(b.see("e-mail-frame iframe"))
    try:
        yield
    finally:
        b.driver.switch_to.default_content()


def mail_reads(b, text):
    """The shown mail has these words."""
    def look():
        with inside_frame(b):
            return text in b.driver.find_element("css selector", "body").text
    b.wait(f"mail with {text}", look)


def told(b, text, patience=10):
    """A note with these words comes; it is put away, so that it covers nothing."""
    b.see(".toast", text, patience=patience)
    for button in b.all(".toast-close"):
        b.press(button)
    b.wait("no note", lambda: not b.all(".toast"))


def dialog_ends(b):
    b.wait("no dialog", lambda: not b.all("dialog"))
