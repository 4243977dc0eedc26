"""What the move rules (inactivity, turnover) share (spec §6): candidates, the move, restore and undo."""
from world import Change


def candidate_groups(world, rule, customer, now):
    """Every source group the customer is in, but one that rests on a purchase grant in term makes no candidate.
    READING pinned-source: nor one that rests on a pin."""
    found = []
    for group in rule.get("source_groups", []):
        held = world.held(customer, now, group)
        if held and not any(g.pinned or g.kind == "purchase" for g in held):
            found.append(group)
    return found


def candidate(world, rule, customer, now):
    """In a source group, not excluded, old enough, and the target not blocked."""
    return (bool(candidate_groups(world, rule, customer, now)) and world.eligible(rule, customer, now)
            and (customer, rule.params["target"]) not in world.blocks)


def moved_today(world, customer, now):
    """At most one move per customer per local day."""
    return world.customers[customer].last_move_day == world.clock.day(now)


def move(world, rule, customer, now, key, since, cause):
    """Ends the grants in the source groups, grants the target, which claims the default where a source group was it."""
    c = world.customers[customer]
    groups = candidate_groups(world, rule, customer, now)
    claims = c.default in groups
    ended = [g for group in groups for g in world.held(customer, now, group)]
    before = c.default
    target, new = world.add(customer, rule.params["target"], "rule", rule.number, now, cause, claims=claims,
                            rule=rule.number, kind=rule.kind)
    for grant in ended:
        world.end(grant, now, by_rule=rule.number)
    world.settle(customer, now)
    c.last_move_day = world.clock.day(now)
    world.changes.append(Change(world.tick(), now, rule.number, customer, key, since, ended, target, new, before,
                                c.default, c.default_version))


def take_back(world, change, now, respect_blocks):
    """Grants it ended come back if still within term, its own target grant goes, the default returns if untouched."""
    c = world.customers[change.customer]
    untouched = c.default_version == change.default_version
    for old in change.ended:
        if may_return(world, old, now, respect_blocks):
            world.add(old.customer, old.group, old.source, old.origin, now, "return", until=old.until,
                      claims=old.claims, rule=old.rule, kind=old.kind)
    if change.target.ended is None and (change.target_new or respect_blocks):
        world.end(change.target, now)
    if untouched and change.default_before != change.default_after \
            and world.member(change.customer, change.default_before, now):
        world.set_default(c, change.default_before)
    world.settle(change.customer, now)


def may_return(world, old, now, respect_blocks):
    """Still within term; pins and blocks win; a ladder that holds another rung by now keeps that."""
    if old.until is not None and old.until <= now:
        return False
    if respect_blocks and (old.customer, old.group) in world.blocks:
        return False
    if any((g.source, g.origin) == (old.source, old.origin) for g in world.held(old.customer, now, old.group)):
        return False
    if old.kind == "tiers":
        return not any(g.rule == old.rule for g in world.held(old.customer, now))
    return True


def undo(world, customer, now):
    """Undo marks rule x customer x spell/period as settled; refused where something newer rests on it."""
    mine = [ch for ch in world.changes if ch.customer == customer]
    if not mine or mine[-1].undone or mine[-1].restored:
        return
    change = mine[-1]
    again = {(g.group, g.source, g.origin) for g in world.held(customer, now)}
    if change.target.ended is not None or any((g.group, g.source, g.origin) in again for g in change.ended):
        return
    take_back(world, change, now, respect_blocks=False)
    change.undone = True
    world.settled.add((change.rule, customer, change.key))
