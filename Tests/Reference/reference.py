"""Reference evaluator of the rules: slow, plain, everything recomputed from the raw reports. For tests only.

    python3 reference.py < scenario.json > answer.json
    python3 reference.py --many < scenarios.ndjson > answers.ndjson

READINGS: where the spec is silent or can be read in two ways. "name" (where): the choice. || the alternative.

Orders
 status-rank (orders.status_rank): position of the code in the scenario's `statuses`. || any other fixed order.
 body-hash (orders.body_hash): SHA-256 of the sorted JSON body. || the engine's own hash: let no test depend on it.
 null-is-not-carried (orders.carried, World.field): a null in a report carries nothing. || null erases.
 paid-at-any-status (orders.paid_instant): a paid_at is known from any report that gives it, whatever its status.
   || only from reports in a paid status.
 counted-void (Order.counted): a void order never counts, even if a rule's `statuses` names its status. || it counts.
 counted-now (Order.counted): the present status decides; once paid and now pending does not count. || once paid counts.
 later-line (Order.line_start): a line of the lowest version known starts with the payment, any other with its own
   version. || every line starts at max(paid-at, its first version).
 country (World.country): an order's country fills the customer's where no customer event carried one. || never.
 repeat (on_order): an identical report does nothing at all, not even for a rule switched on since. || evaluates again.
Customers and default group
 pin-takes-default (world.PIN_TAKES_DEFAULT): "the pinned one" = a group with a pinned grant (newest pin) is the default.
   || a pin protects the membership only.
 hand-claims-nothing (on_grant): a grant by hand does not claim the default. || it does.
 default-at-creation (World.customer): the store's default group is granted whenever no other clause gives a default, so
   also to a customer first named by an import, and with the master switch off. || an imported group becomes the default.
 default-grant-is-shop (World.settle): that grant is of source `shop`: moves end it, ladders adopt it, no rule claims it,
   no block prevents it. At creation it counts as first load (since registration). || an own untouchable source.
 default-may-be-null (World.settle): no store default and no claim or former default held: null, though groups are held.
   || one of the groups held.
 newest-claim (World.claimed_default): newest = latest written. || latest start of the grant.
 settle-when (handlers): every event about a customer, every run (before and after the rules; not with master off) and
   confirm_ends settle the default. || only when a membership changed.
 account-start (World.account_start): no registration date: first placed-at, else first seen; for age too. || age unknown.
Time, seasons, switches
 season-inclusive (Rule.in_season): bare season dates include both whole days. || `until` exclusive.
 hand-until (on_grant): a bare date ends at the end of that day; an instant is exact.
 off-waits (World.waiting): an end waits iff the master was off at the instant of `until` and the grant stood before;
   it waits on after switch-on until confirm_ends (which works while off too), and ends then. || it ends at switch-on.
 active-from-of-creation (Rule.active_from): only the document of the creation sets it; edits do not. Moves, scheduled
   rules and checks ignore it. || edits may move it; nothing acts before it.
 received (Rule.may_fire_for): an order paid before the rule existed (active_from earlier) fires iff its first report
   came at or after the creation. || its first paid report.
 off-by-paid-at (Rule.may_fire_for): "paid meanwhile" = the rule was not acting at the paid-at. Paid while it acted but
   reported while off: purchases are applied at the next report of the customer's or run, order_paid at the order's next
   new report. || what arrives while off is lost.
Rules together
 rule-order (on_run, order_to_rule): all kinds mixed by (priority, id), each over all customers, each seeing what the one
   before did. || task by task; or all against the state at the start.
 source-groups-limit (World.in_scope): purchase, tiers, conditions with source_groups act only on members. || ignored.
 pinned-source (moves.candidate_groups): a source group that rests on a pin makes no candidate. || its others end.
 blocked-target (moves.candidate): a blocked target: neither reminder nor move; a blocked source is moved. || see left.
 target-held (moves.move): a target held already does not stop the move. || no move.
 undone-move-counts (moves.moved_today): a move undone the same day still was that day's move. || it frees the day.
 loser (turnover.decide): whoever was moved that day is asked again the next day. || only who was a candidate then.
 loss (World.losses): "another rule took away" = the newest loss of that membership (no grant left in force) was ended by
   another rule's move, demotion or revoke; ends by date, void, person, delete are no such loss. || any grant ended.
 new-period (World.returns_without_reason): newer = began after the local day of the loss: change day (turnover), since
   (inactivity), calendar period (tiers); rolling, lifetime, conditions have none. Facts are dated by arrival.
 edit-is-fact: any replacing of the returning rule's document is a newer fact. || only after `reapply`.
 ping-pong-exempt: purchases, restores and demotion landings are not asked. || all grants by rules are.
 undo-newest (moves.undo): only the newest move; if undone or restored already, or one of its own grants was written or
   ended since: ignored. || the newest one not undone; or where anything in its groups has changed.
 undo-history: grants brought back (undo, restore) start now for whole_period_only; no joining. || no gap.
 revoke-no-block-on-delete (on_delete): `revoke` ends grants, writes no block; `keep` keeps claims at the last priority.
 grant-keeps-block (on_grant): a grant by hand lifts no block.
 mail-unique (World.mail): inactivity and turnover mails once per rule x customer x template x spell/period, whatever the
   number of moves. See mail-repeats for tiers.
 mail-off (World.mail): a template set false in `mails` is not listed, but a reminder so muted counts as given.
   || no reminder is configured then, and the change comes without.
Inactivity
 joining (World.add): only from outside into the group; a person's grant to one who is in it is none. Only the joining
   of the present membership counts. || every manual grant restarts.
 conditions-promote (world.restarts_inactivity): a grant by `conditions` and turnover `reached` count as promotion;
   ladder upgrades too; demotion landings, adoption and restores not. || conditions do not.
 free-orders-count (orders.last_counted): free or fully refunded orders in a counted status are counted orders. || not.
 moves-again (inactivity.ask): brought back without joining (import) and still in the same spell: moved again, without a
   second reminder. || once per spell.
 restore-order-falls (inactivity.fell_away): void, or no longer in a paid status. || void only.
 next-order (inactivity.is_next): the reported order, in a paid status, total > 0, its paid day after the demotion's
   since-date (late reports included), rule acting at paid-at and now. || paid after the demotion.
 restore-latest (inactivity.on_order): the newest demotion by the rule, unless restored or undone; an older one left
   behind (somebody regranted in between) is not restored by a later order. || the newest of those still unrestored.
 restore-empty (moves.take_back): the own target grant goes even if nothing can come back. || then nothing is done.
 restore-about: group_restored names the since-date of the demotion.
Turnover
 missed-while-off (turnover.who_is_asked): a period is decided only if the rule acted from the change day's 00:00 until
   the run without a break (else: created later, disabled, off-season, master off). || decided at the next run.
 once-for-all (turnover.who_is_asked): the first run on/after the change day decides for everybody; only losers are asked
   again. || per customer until the next period.
 reminder-in-period (turnover.coming_periods): reminders go from the reminder day to the last counted day; where no run
   fell there, the change is skipped. || until the change day, when the deadline has passed already.
 reminder-once (turnover.remind): all reminders of a period go at its first run in that span. || at each run in it.
 change-before-reminder (turnover.run): in one run changes first.
Purchase
 one-order-one-term (purchase.steps_of): without per_unit an order is one term, from its first live line. || per line.
 later-line-step: with per_unit a later line is a step of the fold at its own start.
 withheld-stays (purchase.fires): excluded, out of scope, too young or blocked when first applied: never by itself later.
 purchase-age (purchase.fires): minimum account age is judged on the paid day. || on the day it is applied.
 revoked-leaves-fold (purchase.revoked): orders whose grant a person ended leave the fold, also after unblock.
 expired-is-not-written (purchase.refold): a term over before it is known is never granted.
 fixed-date (purchase.Chain): a fixed date is the last day and does not add up. || as any term.
 whole-terms (purchase.terms): products, groups, renew and per_unit too are those of the revision at paid-at.
Tiers
 adopted-claims (ladder.hold): an adopted rung claims the default like any other. || adoption leaves it.
 adopt-when (ladder.adopt_if_due): at every enabling (if not acting then: when it first acts); later imports are not.
   Blocked groups and excluded customers are not adopted; no mail. || imports are always adopted.
 check-upgrades-too (ladder.check_customer): with upgrade on_payment a check also upgrades. || payments only.
 payment-report (ladder.on_order): on_payment = any new report of an order that counts now. || the first entry only.
 ladder-active-from: on_payment reacts to any order that counts, as a check does. || only from active_from on.
 first-silent (ladder.run): the first check ever of a ladder sends no mail (promoted, at risk, demoted). || only promoted.
 daily-once (ladder.check_due): one check per local day, at its first run; a monthly day before first enabling is none.
 manual-check (ladder.check_due): a plain cron run never checks a `manual` ladder. || it does.
 floor (ladder.floor): manual (pins too) and purchase grants; import, shop and other rules' are none. An own rung at or
   under the floor stays while kept. || ends.
 blocked-rung (ladder.earned, demote): a blocked rung is passed over, the next lower unblocked one is taken. || none.
 ping-pong-rung (ladder.upgrade): the earned rung refused by no-ping-pong: no lower one instead. || the next lower.
 grace-end (ladder.mind_grace): the first run on/after found-day + grace_days demotes, by the spend of then, check or no
   check; any order report or run that finds the rung kept drops it. || only a check decides.
 immediate-drop (ladder.on_order): only a report that lowers the spend demotes at once. || any report.
 demoted-names-the-landing (ladder.demote): tier_demoted names the group landed on, or none. || the one lost.
 mail-repeats: a rung reached twice is listed twice. || once for ever.
Conditions
 leaf-forms (conditions): lists as {"in": [...]} (a bare value or list too); bounds {"at_least", "at_most"}, money as
   {"amount","currency"}; spend.period as a ladder's (absent = lifetime); first_paid_order true/false.
 registration (conditions.on_registered): when a registration date is first reported, if not before active_from.
 free-order-no-payment (conditions.on_order): order_paid needs total > 0 and not void; consumed even if the tree fails.
 free-orders-are-orders (conditions.paid_orders): paid_orders / first_paid_order count free orders too. || leave them out.
 order-leaves (conditions.asked_orders): without a triggering order order_total, product, category and payment_method ask
   any paid order of the customer. || false.
 first-paid-order (leaf): false without a triggering order; first by (paid-at, id) among those paid now.
 never-ordered (leaf days_since_last_order): false both ways. || infinite.
 exact (leaves): e-mail domain exact, case-folded; language and country exact.
 validity-anchor (conditions): from the paid day, the registration day, the run day. || always the day of applying.
 scheduled-daily (conditions.run): at the first run of the local day; a grant in force is left alone, one that ended is given anew while the
   tree holds. || only when the tree turns true.
 retrigger (conditions.grant): a second trigger moves the end to the later one.
 revoke-like-a-move (conditions.act): spares pins and purchase grants. || ends all.
 set-default-action (conditions.act): sets the present default of a member; claims outrank it.
 while-true-when (mind_trees): at runs and after customer and order events; order leaves look at the order that
   triggered; a new grant needs a new trigger."""
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import conditions
import inactivity
import ladder
import moves
import purchase
import turnover
from clock import instant
from orders import body_hash
from world import Rule, World

RUNS = {"purchase": purchase.run, "inactivity": inactivity.run, "turnover": turnover.run, "tiers": ladder.run,
        "conditions": conditions.run}


def on_customer(world, event, now):
    """A registration or change reported by the shop."""
    id = event["id"]
    known = id in world.customers and world.registered(id) is not None
    if id not in world.customers:
        world.customer(id, now)
    world.customers[id].reports.append(event)
    if not known and world.registered(id) is not None:
        for rule in world.acting_rules(now, "conditions"):
            conditions.on_registered(world, rule, id, now)
    mind_trees(world, id, now)
    world.settle(id, now)


def mind_trees(world, customer, now):
    """READING while-true-when: at runs and at events about the customer's data or orders."""
    for rule in world.acting_rules(now, "conditions"):
        conditions.mind_tree(world, rule, customer, now)


def on_import(world, event, now):
    """An import grant: silent history."""
    world.customer(event["customer"], now)
    start = instant(event.get("from"))
    world.add(event["customer"], event["group"], "import", "file", now, "import", start=start, opening=start is None)
    world.settle(event["customer"], now)


def on_grant(world, event, now):
    """A person grants; this claims no default and lifts no block."""
    world.customer(event["customer"], now)
    until = world.clock.moment(event.get("until"), closing=True)
    world.add(event["customer"], event["group"], "manual", "hand", now, "person", until=until)
    world.settle(event["customer"], now)


def on_revoke(world, event, now):
    """A person takes the membership away: all its grants end; taking an automatic one away writes a block."""
    who, group = event["customer"], event["group"]
    world.customer(who, now)
    for grant in world.held(who, now, group):
        if grant.source == "rule":
            world.blocks.add((who, group))
        if grant.kind == "purchase":
            purchase.revoked(world, grant)
        world.end(grant, now)
    world.settle(who, now)


def on_pin(world, event, now):
    """A pinned manual grant of its own; no sense where the customer is not in the group."""
    who, group = event["customer"], event["group"]
    world.customer(who, now)
    if world.member(who, group, now):
        world.add(who, group, "manual", "pin", now, "person", pinned=True)
    world.settle(who, now)


def on_unpin(world, event, now):
    who, group = event["customer"], event["group"]
    world.customer(who, now)
    for grant in world.held(who, now, group):
        if grant.pinned:
            world.end(grant, now)
    world.settle(who, now)


def on_unblock(world, event, now):
    world.customer(event["customer"], now)
    world.blocks.discard((event["customer"], event["group"]))


def on_order(world, event, now):
    """One report about an order; a repeat does nothing."""
    reports = world.order_reports.get(event["id"], [])
    if any(body_hash(r) == body_hash(event) for _, r in reports):
        return
    before = world.order(event["id"]) if reports else None
    ladders = world.acting_rules(now, "tiers")
    people = sorted({event["customer"]} | ({before.customer} if before else set()))
    for who in people:
        world.customer(who, now)
    spent = {(r.number, who): ladder.spent(world, r, who, now) for r in ladders for who in people}
    world.order_reports[event["id"]] = reports + [(now, event)]
    after = world.order(event["id"])
    world.facts.append((world.tick(), after.customer, before, after))
    if before is not None and before.customer != after.customer:
        world.facts.append((world.tick(), before.customer, before, None))
    for rule in world.acting_rules(now):
        order_to_rule(world, rule, after, people, spent, now)
    for who in people:
        mind_trees(world, who, now)
        world.settle(who, now)


def order_to_rule(world, rule, order, people, spent, now):
    """READING rule-order: on an order the rules act by priority, then id."""
    if rule.kind == "inactivity":
        inactivity.on_order(world, rule, order, now)
    elif rule.kind == "conditions":
        conditions.on_order(world, rule, order, now)
    for who in people:
        if rule.kind == "purchase":
            purchase.refold(world, rule, who, now)
        elif rule.kind == "tiers":
            ladder.on_order(world, rule, who, order, spent[rule.number, who], now)


def on_rule(world, event, now):
    """Creates the rule, or replaces it: an edit."""
    number = event["rule"]
    if number in world.rules:
        world.rules[number].replace(event["document"], now)
    else:
        world.rules[number] = Rule(world, number, event["document"], now)
    adopt_now(world, world.rules[number], now)


def adopt_now(world, rule, now):
    if rule.kind == "tiers":
        ladder.adopt_if_due(world, rule, now)


def on_enable(world, event, now):
    rule = world.rules.get(event["rule"])
    if rule is not None and not rule.deleted:
        rule.enable(event["enabled"], now)
        adopt_now(world, rule, now)


def on_delete(world, event, now):
    """Delete asks grants=keep or revoke; no block is written."""
    rule = world.rules.get(event["rule"])
    if rule is None or rule.deleted:
        return
    rule.deleted = True
    if event["grants"] == "revoke":
        for grant in [g for g in world.grants if g.rule == rule.number and world.in_force(g, now)]:
            world.end(grant, now)
            world.settle(grant.customer, now)


def on_switch(world, event, now):
    world.master_log.append((now, event["on"]))


def on_confirm_ends(world, event, now):
    world.confirm_ends(now)
    for customer in sorted(world.customers):
        world.settle(customer, now)


def on_undo(world, event, now):
    world.customer(event["customer"], now)
    moves.undo(world, event["customer"], now)


def on_run(world, event, now):
    """A cron run: ends are recorded, then every acting rule by (priority, id), then defaults are settled. With the
    master switch off nothing changes."""
    if not world.master_at(now):
        return
    world.record_ends(now)
    for customer in sorted(world.customers):
        world.settle(customer, now)
    for rule in world.acting_rules(now):
        RUNS[rule.kind](world, rule, now)
    for customer in sorted(world.customers):
        world.settle(customer, now)


HANDLERS = {"customer": on_customer, "import": on_import, "grant": on_grant, "revoke": on_revoke, "pin": on_pin,
            "unpin": on_unpin, "unblock": on_unblock, "order": on_order, "rule": on_rule, "enable": on_enable,
            "delete": on_delete, "switch": on_switch, "confirm_ends": on_confirm_ends, "run": on_run, "undo": on_undo}


def state(world, at):
    now = instant(at)
    return {"at": at, "customers": {
        id: {"groups": sorted(world.groups(id, now)), "default": c.default, "mails": sorted(c.mails)}
        for id, c in sorted(world.customers.items())}}


def evaluate(scenario):
    """One answer for one scenario."""
    world, states = World(scenario), []
    for event in scenario["events"]:
        HANDLERS[event["type"]](world, event, instant(event["at"]))
        if event["type"] == "run":
            states.append(state(world, event["at"]))
    if scenario["events"]:
        states.append(state(world, scenario["events"][-1]["at"]))
    return {"states": states}


def main():
    if "--many" in sys.argv:
        for line in sys.stdin:
            if line.strip():
                print(json.dumps(evaluate(json.loads(line))), flush=True)
    else:
        json.dump(evaluate(json.load(sys.stdin)), sys.stdout, indent=1)
        print()


if __name__ == "__main__":
    main()
