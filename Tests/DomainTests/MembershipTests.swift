import Domain
import Testing

/// How the default group is found (2-domain §1).
@Suite struct MembershipTests {
    static let (retail, club, gold, staff) = (ID<Group>(1), ID<Group>(2), ID<Group>(3), ID<Group>(4))

    @Test func `each step gives way to the one above it`() {
        // Rule 1 has priority 10, rule 2 has 5; a later claim is a higher grant id.
        let retail = Self.grant(1, Self.retail)
        let claim10 = Self.grant(2, Self.club, rule: 1, claims: true)
        let claim5 = Self.grant(3, Self.gold, rule: 2, claims: true)
        let pinned = Self.grant(4, Self.staff, claims: true, pinned: true)
        let steps: [(grants: [Grant], chosen: ID<Group>?, present: ID<Group>?, expected: Membership.DefaultReason)] = [
            ([], nil, nil, .store),
            ([retail], nil, nil, .store),
            ([retail], nil, Self.retail, .kept),
            ([retail, claim10], nil, Self.retail, .rule),
            ([retail, claim10], Self.retail, Self.club, .manual),
            // A choice counts only while it is held.
            ([retail, claim10], Self.gold, Self.club, .rule),
            ([retail, claim10, claim5, pinned], Self.retail, Self.club, .pinned),
        ]
        for step in steps {
            let found = Self.membership(step.grants, chosen: step.chosen, present: step.present)
            #expect(found.defaultReason == step.expected)
        }
    }

    @Test func `among claims of rules the lowest priority number wins, then the newest`() {
        let old = Self.grant(1, Self.club, rule: 2, claims: true, claimedAt: 1)
        let new = Self.grant(2, Self.gold, rule: 2, claims: true, claimedAt: 2)
        let lower = Self.grant(3, Self.staff, rule: 1, claims: true, claimedAt: 9)
        #expect(Self.membership([old, new, lower]).defaultGroup == Self.gold)
        #expect(Self.membership([old, lower]).defaultGroup == Self.club)
        #expect(Self.membership([lower]).defaultGroup == Self.staff)
    }

    @Test func `when the default is lost, the most recent former one that is still held comes back`() {
        let grants = [Self.grant(1, Self.retail), Self.grant(2, Self.club)]
        let found = Self.membership(grants, present: Self.gold, former: [Self.staff, Self.club, Self.retail])
        #expect(found.defaultGroup == Self.club)
        #expect(found.defaultReason == .former)
    }

    @Test func `the store's default must be granted only where nothing else can be the default`() {
        #expect(Self.membership([]).needsStoreDefault)
        #expect(!Self.membership([Self.grant(1, Self.retail)]).needsStoreDefault)
        #expect(!Self.membership([Self.grant(1, Self.club)], present: Self.club).needsStoreDefault)
        #expect(Self.membership([Self.grant(1, Self.club)]).needsStoreDefault)
    }

    @Test(arguments: [
        (0, false), (99, false), (100, true), (199, true), (200, false),
    ]) func `a grant holds from its first instant to before its last`(_ at: Int64, _ isHeld: Bool) {
        var grant = Self.grant(1, Self.club)
        grant.from = Timestamp(milliseconds: 100)
        grant.until = Timestamp(milliseconds: 200)
        let instant = Timestamp(milliseconds: at)
        #expect(grant.isInForce(at: instant, automation: .on(since: .zero)) == isHeld)
    }

    @Test func `an end reached with the master switch off waits, an earlier one does not`() {
        var grant = Self.grant(1, Self.club)
        grant.until = Timestamp(milliseconds: 200)
        let later = Timestamp(milliseconds: 300)
        #expect(grant.isInForce(at: later, automation: .off(since: Timestamp(milliseconds: 150))))
        #expect(!grant.isInForce(at: later, automation: .off(since: Timestamp(milliseconds: 200))))
        grant.waits = true
        #expect(grant.isInForce(at: later, automation: .on(since: later)))
        grant.endedAt = later
        #expect(!grant.isInForce(at: later, automation: .on(since: later)))
    }

    private static func membership(
        _ grants: [Grant], chosen: ID<Group>? = nil, present: ID<Group>? = nil, former: [ID<Group>] = []
    ) -> Membership {
        Membership(grants: grants, chosen: chosen, present: present, former: { former }, storeDefault: retail) { rule in
            rule == ID(1) ? 10 : 5
        }
    }

    private static func grant(
        _ id: Int64, _ group: ID<Group>, rule: Int64? = nil, claims: Bool = false, claimedAt: Int64 = 0,
        pinned: Bool = false
    ) -> Grant {
        Grant(
            id: ID(id), customer: ID(1), group: group, source: rule == nil ? .manual : .rule, origin: "\(id)",
            rule: rule.map { ID($0) }, from: .zero, claimsDefault: claims,
            claimedAt: Timestamp(milliseconds: claimedAt), isPinned: pinned, reason: Sentence("change.by_hand_silent"))
    }
}
