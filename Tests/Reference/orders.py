"""Orders as they stand, recomputed each time from every report ever received (spec §4)."""
import hashlib
import json

from clock import instant, minor


class Order:
    """One order's state, derived from the set of its reports: any permutation or duplication gives the same."""

    def __init__(self, world, reports):
        """`reports` is a list of (instant of arrival, report)."""
        self.world = world
        self.first_received = min(at for at, _ in reports)
        self.reports = sorted((r for _, r in reports), key=lambda r: strength(world, r))
        best = self.reports[-1]
        self.id, self.status, self.customer = best["id"], best["status"], best["customer"]
        self.version = instant(best["version"])
        self.total = minor(best["total"], world.currency)
        self.refunded = minor(best["refunded"], world.currency)
        self.placed_at = instant(carried(r.get("placed_at") for r in self.reports))
        self.payment_method = carried(r.get("payment_method") for r in self.reports)
        self.country = carried(r.get("country") for r in self.reports)
        self.lines = best.get("lines") or []
        known = [p for p in (paid_instant(world, r) for r in self.reports) if p is not None]
        self.paid_at = min(known) if known else None

    @property
    def void(self):
        return self.world.flag(self.status) == "void"

    @property
    def paid_now(self):
        """Its present status is flagged paid."""
        return self.world.flag(self.status) == "paid"

    @property
    def value(self):
        """Spend: what the order counts for now, minus refunds, never below 0, and 0 when void."""
        return 0 if self.void else max(0, self.total - self.refunded)

    def counted(self, statuses):
        """Which statuses count is a parameter of the rule (default: those flagged paid); a void order never counts."""
        if self.void:
            return False
        return self.paid_now if statuses is None else self.status in statuses

    def counted_at(self):
        """The paid-at; for counted unpaid statuses the placed-at."""
        return self.paid_at or self.placed_at or instant(self.reports[0]["version"])

    def day(self):
        return self.world.clock.day(self.counted_at())

    def line_start(self, line):
        """Original lines start with the payment; a line added later with the version that introduced it."""
        versions = [instant(r["version"]) for r in self.reports
                    if any(l["id"] == line["id"] for l in r.get("lines") or [])]
        oldest = min(instant(r["version"]) for r in self.reports)
        return self.paid_at if min(versions) == oldest else max(self.paid_at, min(versions))


def strength(world, report):
    """(version, read instant = 0, refunded amount, void, paid, status rank, body hash)."""
    flag = world.flag(report["status"])
    return (instant(report["version"]), 0, minor(report["refunded"], world.currency), flag == "void", flag == "paid",
            status_rank(world, report["status"]), body_hash(report))


def status_rank(world, status):
    """READING status-rank."""
    codes = list(world.statuses)
    return codes.index(status) if status in codes else -1


def body_hash(report):
    """READING body-hash."""
    body = {k: v for k, v in report.items() if k not in ("at", "type")}
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def paid_instant(world, report):
    """Payment accepted = entry into a paid status; paid_at given by the report, else the version's instant."""
    if report.get("paid_at"):
        return instant(report["paid_at"])
    return instant(report["version"]) if world.flag(report["status"]) == "paid" else None


def carried(values):
    """READING null-is-not-carried: the last value that is not null (weakest report first)."""
    found = None
    for value in values:
        found = value if value is not None else found
    return found


def spend(world, customer, statuses, first=None, last=None):
    """Sum over all orders of the customer as they stand whose day lies in first ... last (None = open)."""
    total = 0
    for order in world.orders_of(customer):
        if not order.counted(statuses):
            continue
        if first is not None and order.day() < first:
            continue
        if last is not None and order.day() > last:
            continue
        total += order.value
    return total


def last_counted(world, customer, statuses):
    """The instant of the latest counted order, or None."""
    moments = [o.counted_at() for o in world.orders_of(customer) if o.counted(statuses)]
    return max(moments) if moments else None
