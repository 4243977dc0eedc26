"""Local days of the store, months and terms (spec §3), and exact money (§2)."""
import calendar
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

EXPONENTS = {"JPY": 0, "KRW": 0, "CLP": 0, "VND": 0, "KWD": 3, "BHD": 3, "TND": 3, "JOD": 3, "OMR": 3}


def instant(text):
    """RFC 3339 -> an aware UTC datetime (None stays None)."""
    if text is None:
        return None
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(timezone.utc)


def minor(amount, currency):
    """Money is whole minor units: "12.50" EUR -> 1250; more decimals than the currency has are refused."""
    text = amount["amount"] if isinstance(amount, dict) else amount
    scaled = Decimal(text) * (10 ** EXPONENTS.get(currency, 2))
    if scaled != scaled.to_integral_value():
        raise ValueError("too many decimals: " + str(text))
    return int(scaled)


def clamp(year, month, day):
    """Month days 29-31 mean the last day of shorter months, each month anew."""
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def add_months(day, count):
    """A term of N months clamps from the original anchor: 31 Jan + 1 = 28 Feb, + 2 = 31 Mar."""
    index = day.year * 12 + day.month - 1 + count
    return clamp(index // 12, index % 12 + 1, day.day)


class Clock:
    def __init__(self, zone):
        self.zone = ZoneInfo(zone)

    def day(self, moment):
        """A day is a local calendar day of the store."""
        return moment.astimezone(self.zone).date()

    def start(self, day):
        """00:00 local of that day, as an instant."""
        return datetime(day.year, day.month, day.day, tzinfo=self.zone).astimezone(timezone.utc)

    def end(self, day):
        """The first instant after that local day."""
        return self.start(day + timedelta(days=1))

    def moment(self, text, closing=False):
        """An instant, or a bare date: its start, or its end when it closes a span."""
        if text is None:
            return None
        if "T" in text:
            return instant(text)
        day = date.fromisoformat(text)
        return self.end(day) if closing else self.start(day)


def due(anchor_day, days, today):
    """"N days after D" is due when the local day >= D + N."""
    return today >= anchor_day + timedelta(days=days)
