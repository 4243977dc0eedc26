"""Customers, grants, blocks, the default group, and what was done so far (spec §1, §6)."""
from dataclasses import dataclass, field
from datetime import datetime

from clock import Clock, due, instant, minor
from orders import Order


@dataclass
class Grant:
    """One reason for a customer to be in a group."""
    customer: str
    group: str
    source: str                 # manual | rule | import | shop
    origin: object              # "hand", "pin", "file", "default", rule number, or (rule number, order)
    start: datetime
    until: datetime | None
    until_set_at: datetime      # when this until was written (a grant written after its own end never waits)
    given: datetime             # when the server wrote it
    seq: int
    claims: bool = False
    pinned: bool = False
    rule: int | None = None
    kind: str | None = None     # kind of the rule
    opening: bool = False       # part of the first load: an undated import, or the store's default at creation
    ended: datetime | None = None


@dataclass
class Customer:
    id: str
    first_seen: datetime
    reports: list = field(default_factory=list)
    default: str | None = None
    default_version: int = 0
    former: list = field(default_factory=list)
    mails: list = field(default_factory=list)
    last_move_day: object = None


@dataclass
class Change:
    """An applied move, kept for undo and restore."""
    seq: int
    at: datetime
    rule: int
    customer: str
    key: object
    since: object
    ended: list
    target: Grant
    target_new: bool
    default_before: str | None
    default_after: str | None = None
    default_version: int = 0
    restored: bool = False
    undone: bool = False
    restoring_order: str | None = None


class Rule:
    """A rule with every revision and every enabling, so that the past can be asked."""

    def __init__(self, world, number, document, at):
        self.world, self.number, self.created = world, number, at
        self.revisions = []          # (at, document)
        self.switches = []           # (at, enabled)
        self.deleted = False
        self.edited_seq = 0
        self.adoption_due = False
        self.first_enabled = None
        self.active_from_set = instant(document.get("active_from"))
        self.replace(document, at)

    def replace(self, document, at):
        if self.revisions:
            self.edited_seq = self.world.tick()
        self.revisions.append((at, document))
        self.enable(document.get("enabled", True), at)

    def enable(self, enabled, at):
        before = self.switches[-1][1] if self.switches else False
        self.switches.append((at, enabled))
        if enabled and not before:
            self.adoption_due = True
            self.first_enabled = self.first_enabled or at

    @property
    def document(self):
        return self.revisions[-1][1]

    @property
    def kind(self):
        return self.document["kind"]

    @property
    def params(self):
        return self.document["params"]

    @property
    def priority(self):
        return self.document.get("priority", 0)

    def get(self, name, default=None):
        value = self.document.get(name)
        return default if value is None else value

    def document_at(self, moment):
        """The revision in force at that instant (before the first: the first)."""
        found = self.revisions[0][1]
        for at, document in self.revisions:
            if at <= moment:
                found = document
        return found

    def enabled_at(self, moment):
        found = False
        for at, enabled in self.switches:
            if at <= moment:
                found = enabled
        return found

    def in_season(self, moment):
        """READING season-inclusive: bare dates include both days."""
        season = self.document_at(moment).get("season") or {}
        first = self.world.clock.moment(season.get("from"))
        last = self.world.clock.moment(season.get("until"), closing=True)
        return (first is None or moment >= first) and (last is None or moment < last)

    def acting(self, moment):
        """Disabled, out of season or with the master switch off a rule decides and mails nothing."""
        return (not self.deleted and self.enabled_at(moment) and self.in_season(moment)
                and self.world.master_at(moment))

    def acted_since(self, start, now):
        """Was it acting from that instant until now without a break (asked whenever anything could switch)?"""
        moments = [start] + [at for at, _ in self.switches + self.revisions + self.world.master_log]
        return all(self.acting(m) for m in moments if start <= m <= now)

    def active_from(self):
        """Default: when it was first enabled."""
        return self.active_from_set or self.first_enabled

    def may_fire_for(self, order):
        """Order-triggered rules act only on orders paid at or after active_from; an earlier instant set at creation
        applies to orders received afterwards; orders paid while it was off do not fire later."""
        if order.paid_at is None or self.active_from() is None or order.paid_at < self.active_from():
            return False
        if order.paid_at < self.created:
            return order.first_received >= self.created and self.in_season(order.paid_at)
        return self.acting(order.paid_at)


class World:
    def __init__(self, scenario):
        self.clock = Clock(scenario["zone"])
        self.currency = scenario["currency"]
        self.statuses = scenario["statuses"]
        self.default_group = scenario.get("default_group")
        self.customers, self.rules = {}, {}
        self.order_reports = {}      # id -> [(arrival, report)]
        self.grants = []
        self.blocks = set()          # (customer, group)
        self.changes = []
        self.master_log = []         # (at, on)
        self.joins = {}              # (customer, group) -> (instant, restarts inactivity?)
        self.losses = {}             # (customer, group) -> (seq, instant, rule number or None)
        self.touched = {}            # (customer, group) -> seq of the newest act on the membership
        self.facts = []              # (seq, customer, order state before, order state after)
        self.settled = set()         # (rule, customer, key): an undo closed it
        self.memory = {}             # what each kind remembers
        self.counter = 0

    def tick(self):
        self.counter += 1
        return self.counter

    def recall(self, name, empty):
        return self.memory.setdefault(name, empty)

    def flag(self, status):
        return self.statuses.get(status, "")

    def money(self, amount):
        return minor(amount, self.currency)

    def master_at(self, moment):
        on = True
        for at, value in self.master_log:
            if at <= moment:
                on = value
        return on

    # -- orders and customers ------------------------------------------------------------------------------------

    def order(self, id):
        return Order(self, self.order_reports[id]) if id in self.order_reports else None

    def orders(self):
        return [self.order(id) for id in sorted(self.order_reports)]

    def orders_of(self, customer):
        return [o for o in self.orders() if o.customer == customer]

    def customer(self, id, at):
        """The customer; created when first named, with the store's default group."""
        if id not in self.customers:
            self.customers[id] = Customer(id, at)
            self.settle(id, at, opening=True)
        return self.customers[id]

    def field(self, customer, name):
        """Customer fields follow the newest customer event that carries them."""
        found = None
        for report in self.customers[customer].reports:
            found = report.get(name) if report.get(name) is not None else found
        return found

    def country(self, customer):
        """Customer data inside an order only fills fields that no customer event carried."""
        own = self.field(customer, "country")
        if own is not None:
            return own
        named = [o for o in self.orders_of(customer) if o.country is not None]
        return max(named, key=lambda o: (o.version, o.id)).country if named else None

    def registered(self, customer):
        return instant(self.field(customer, "registered_at"))

    def account_start(self, customer):
        """Registration, else first known order, else first seen."""
        if self.registered(customer):
            return self.registered(customer)
        placed = [o.placed_at for o in self.orders_of(customer) if o.placed_at]
        return min(placed) if placed else self.customers[customer].first_seen

    # -- memberships ---------------------------------------------------------------------------------------------

    def waiting(self, grant, now):
        """With the master switch off, a grant past its until stays in force until its end is confirmed."""
        return (grant.until is not None and grant.until <= now and grant.ended is None
                and grant.until_set_at < grant.until and not self.master_at(grant.until))

    def in_force(self, grant, now):
        """A grant holds until its until, whatever cron does."""
        if grant.ended is not None or now < grant.start:
            return False
        return grant.until is None or now < grant.until or self.waiting(grant, now)

    def held(self, customer, now, group=None):
        return [g for g in self.grants if g.customer == customer and (group is None or g.group == group)
                and self.in_force(g, now)]

    def groups(self, customer, now):
        """Member = at least one grant in force."""
        return {g.group for g in self.held(customer, now)}

    def member(self, customer, group, now):
        return group in self.groups(customer, now)

    def add(self, customer, group, source, origin, now, cause, start=None, until=None, **more):
        """Unique by customer x group x source x origin: a grant in force is changed, else a new one is written.
        Returns (grant, was it new)."""
        for g in self.held(customer, now, group):
            if (g.source, g.origin) == (source, origin):
                if g.until != until:
                    g.until, g.until_set_at = until, now
                    self.touched[customer, group] = self.tick()
                g.claims = g.claims or more.get("claims", False)
                return g, False
        self.touched[customer, group] = self.tick()
        if not self.member(customer, group, now) and cause != "return":
            self.joins[customer, group] = (start or now, restarts_inactivity(cause))
        grant = Grant(customer, group, source, origin, start or now, until, now, now, self.counter, **more)
        self.grants.append(grant)
        return grant, True

    def end(self, grant, now, by_rule=None):
        """Ends one grant; other reasons to be in the group are not touched."""
        self.touched[grant.customer, grant.group] = self.tick()
        grant.ended = now
        if not self.member(grant.customer, grant.group, now):
            self.losses[grant.customer, grant.group] = (self.counter, now, by_rule)

    def record_ends(self, now):
        """Cron records the ends that have come."""
        for g in self.grants:
            if g.ended is None and g.until is not None and g.until <= now and not self.waiting(g, now):
                self.end(g, now)
                g.ended = g.until

    def confirm_ends(self, now):
        for g in self.grants:
            if self.waiting(g, now):
                self.end(g, now)

    def span(self, grant, now):
        """From when to when the grant counts as membership. Imports and the first load count since registration
        unless the file dates them."""
        start = grant.start
        if grant.opening:
            start = min(start, self.registered(grant.customer) or self.account_start(grant.customer))
        if grant.ended is not None:
            return start, grant.ended
        return start, None if grant.until is None or self.waiting(grant, now) else grant.until

    def member_throughout(self, customer, groups, first, last, now):
        """In some of the groups at every instant of [first, last): walk from span to span."""
        reached = first
        spans = [self.span(g, now) for g in self.grants if g.customer == customer and g.group in groups]
        while reached < last:
            ends = [e for s, e in spans if s <= reached and (e is None or e > reached)]
            if not ends:
                return False
            if None in ends:
                return True
            reached = max(ends)
        return True

    # -- default group -------------------------------------------------------------------------------------------

    def settle(self, customer, now, opening=False):
        """The default group: always one of the customer's groups, by the order of the nouns page."""
        c = self.customers[customer]
        chosen = self.claimed_default(customer, now)
        held = self.groups(customer, now)
        if chosen is None and c.default in held:
            chosen = c.default
        if chosen is None:
            chosen = next((g for g in reversed(c.former) if g in held), None)
        if chosen is None and self.default_group is not None:
            chosen = self.default_group
            if chosen not in held:
                self.add(customer, chosen, "shop", "default", now, "shop", opening=opening)
        self.set_default(c, chosen)

    def set_default(self, c, group):
        if group != c.default:
            if c.default is not None:
                c.former.append(c.default)
            c.default = group
            c.default_version = self.tick()

    def claimed_default(self, customer, now):
        """The pinned one; else a manual claim; else the claim of the rule with the lowest priority number, newest
        first."""
        held = self.held(customer, now)
        newest = lambda g: (g.given, g.seq)
        pins = [g for g in held if g.pinned] if PIN_TAKES_DEFAULT else []
        if pins:
            return max(pins, key=newest).group
        manual = [g for g in held if g.source == "manual" and g.claims]
        if manual:
            return max(manual, key=newest).group
        claims = [g for g in held if g.source == "rule" and g.claims]
        if not claims:
            return None
        lowest = min(self.rules[g.rule].priority for g in claims)
        return max((g for g in claims if self.rules[g.rule].priority == lowest), key=newest).group

    # -- rules ---------------------------------------------------------------------------------------------------

    def acting_rules(self, now, *kinds):
        """Lowest priority number first, ties by rule id."""
        rules = [r for r in self.rules.values() if r.acting(now) and (not kinds or r.kind in kinds)]
        return sorted(rules, key=lambda r: (r.priority, r.number))

    def eligible(self, rule, customer, now, today=None):
        """Excluded groups and customers, minimum account age."""
        today = today or self.clock.day(now)
        if customer in rule.get("excluded_customers", []):
            return False
        if self.groups(customer, now) & set(rule.get("excluded_groups", [])):
            return False
        age = rule.get("minimum_account_age_days", 0)
        return not age or due(self.clock.day(self.account_start(customer)), age, today)

    def in_scope(self, rule, customer, now):
        """READING source-groups-limit: where a rule that moves nobody names source groups, it acts inside them."""
        sources = rule.get("source_groups", [])
        return not sources or bool(self.groups(customer, now) & set(sources))

    def mail(self, rule, customer, template, about, key=None):
        """One notification decided, unique by rule x customer x kind x period key (no key given: always a new one);
        a template switched off in the rule is not mailed."""
        sent = self.recall("sent", set())
        if key is not None and (rule.number, customer, template, key) in sent:
            return
        sent.add((rule.number, customer, template, key))
        if rule.get("mails", {}).get(template, True):
            self.customers[customer].mails.append([template, rule.number, about])

    # -- facts ---------------------------------------------------------------------------------------------------

    def newer_fact(self, rule, customer, seq):
        """A counted order, a refund, a void, or an edit of the rule, newer than that act."""
        if rule.edited_seq > seq:
            return True
        statuses = rule.params.get("statuses")
        for at, who, before, after in self.facts:
            if who == customer and at > seq and weight(before, statuses) != weight(after, statuses):
                return True
        return False

    def returns_without_reason(self, rule, customer, group, new_period_since=None):
        """No ping-pong: a rule may return a customer to a group another rule took away only because of a newer fact
        (a counted order, refund, void, edit, or a new period: one that began after the day of the loss)."""
        loss = self.losses.get((customer, group))
        if loss is None or loss[2] is None or loss[2] == rule.number or self.newer_fact(rule, customer, loss[0]):
            return False
        return new_period_since is None or new_period_since <= self.clock.day(loss[1])


PIN_TAKES_DEFAULT = True    # READING pin-takes-default


def weight(order, statuses):
    """What of an order is a fact: whether it counts, for how much, and whether it is void."""
    if order is None:
        return (None, False)
    return (order.value if order.counted(statuses) else None, order.void and order.paid_at is not None)


def restarts_inactivity(cause):
    """Joining counts when a person, a purchase or a promotion put them there; imports, shop grants and automatic
    demotions do not restart it. READING conditions-promote."""
    return cause in ("person", "purchase", "promotion", "conditions")
