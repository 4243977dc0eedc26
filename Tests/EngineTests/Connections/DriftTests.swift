import Domain
import Store
import Testing

@testable import Engine

/// Spec 2 section 6, echo: what the shop was told and does not show any more.
@Suite struct DriftTests {
    /// A shop whose customer `7` was told to be in `club` (external id 2), and seen there at 12:00.
    private struct Case {
        let shop: TestShop
        let connector: ID<ConnectorRecord>
        let customer: ID<Customer>
        let club: ID<Group>

        init(drift: ConnectorRecord.Drift = .adopt, others: Int = 0, pin: Bool = false) async throws {
            shop = try await TestShop()
            connector = try await shop.addConnector(drift: drift)
            for number in 0..<others { try await shop.customer("other-\(number)") }
            try await shop.customer("7")
            _ = try await shop.engine.changeGroups(
                .external("7", store: nil), group: "club", .grant(until: nil, makeDefault: false, pin: pin),
                reason: nil, by: "test")
            (customer, club) = try await shop.engine.database.read { [shop] snapshot in
                let configuration = try shop.engine.configuration(snapshot)
                let customer = try #require(try snapshot.customer(store: shop.store, externalID: "7"))
                return (customer.id, try #require(configuration.group(shop.store, code: "club")).id)
            }
            try await verify()
        }

        /// As the write-back leaves it: seen in the shop, nothing queued.
        private func verify() async throws {
            let now = shop.clock.now()
            try await shop.engine.database.write { [customer, connector] transaction in
                for var record in try transaction.shopMemberships(customer) {
                    record.verifiedAt = now
                    try transaction.put(record)
                }
                for write in try transaction.dueWrites(connector, until: now, limit: 10) {
                    _ = try transaction.finish(write)
                }
            }
        }

        /// What the shop shows, so many seconds after 12:00.
        func see(_ groups: Set<String>, after seconds: Int64) async throws {
            let readAt = (Timestamp(rfc3339: "2026-11-22T12:00:00Z") ?? .zero).adding(seconds: seconds)
            shop.clock.set(readAt)
            try await shop.engine.database.write { [self] transaction in
                try drift(transaction).judge(customer, store: shop.store, groups: groups, readAt: readAt)
            }
        }

        @discardableResult
        func settle(_ decision: ConnectorRecord.Drift? = nil) async throws -> Int {
            try await shop.engine.database.write { [self] transaction in
                try drift(transaction).settle(
                    shop.engine, at: shop.clock.now(), decision: decision, by: "test")
            }
        }

        private func drift(_ transaction: Transaction) throws -> Drift {
            let configuration = try shop.engine.configuration(transaction)
            return Drift(
                transaction: transaction, connector: try configuration.connector(connector),
                configuration: configuration)
        }

        var record: ShopMembershipRecord? {
            get async throws {
                try await shop.engine.database.read { [customer, club] snapshot in
                    try snapshot.shopMemberships(customer).first { $0.group == club }
                }
            }
        }

        var queued: Int {
            get async throws {
                try await shop.engine.database.read { [connector] in try $0.shopWriteCount(connector, .queued) }
            }
        }

        var isBlocked: Bool {
            get async throws {
                try await shop.engine.database.read { [customer, club] in
                    try $0.blocks(customer).contains { $0.group == club }
                }
            }
        }
    }

    @Test(
        "a group taken away in the shop is believed only after a second reading ten minutes later",
        arguments: [
            ([(60, false)], 0), ([(60, false), (659, false)], 0), ([(60, false), (660, false)], 1),
            ([(60, false), (300, true), (900, false)], 0),
            ([(60, false), (300, true), (900, false), (1_500, false)], 1),
            // A reading as old as the write says nothing.
            ([(0, false), (600, false)], 0), ([(0, false), (600, false), (1_200, false)], 1),
        ] as [([(Int64, Bool)], Int)])
    func second(readings: [(Int64, Bool)], settled: Int) async throws {
        let drift = try await Case()
        for (seconds, isThere) in readings { try await drift.see(isThere ? ["1", "2"] : ["1"], after: seconds) }
        #expect(try await drift.settle() == settled)
        #expect(try await drift.shop.groups(of: "7").contains("club") == (settled == 0))
        #expect(try await drift.isBlocked == (settled == 1))
    }

    @Test("adopting is one run, and undoing it lifts the block")
    func undo() async throws {
        let drift = try await Case()
        for seconds in [60, 660] as [Int64] { try await drift.see(["1"], after: seconds) }
        #expect(try await drift.settle() == 1)
        let run = try #require(try await drift.shop.engine.runs(before: nil, limit: 1).first)
        #expect(run.tasks == ["drift"])
        let undone = try await drift.shop.engine.revertRun(run.id, skipsBlocked: false, by: "test")
        #expect(undone.reverted == 1)
        #expect(try await drift.shop.groups(of: "7").contains("club"))
        #expect(try await !drift.isBlocked)
        // The shop does not have it: it is told again.
        #expect(try await drift.record?.verifiedAt == nil)
    }

    @Test("a connector that writes again does not believe the shop, and a pin is not the shop's to take")
    func reapply() async throws {
        for drift in [try await Case(drift: .reapply), try await Case(pin: true)] {
            for seconds in [60, 660] as [Int64] { try await drift.see(["1"], after: seconds) }
            #expect(try await drift.settle() == 1)
            #expect(try await drift.shop.groups(of: "7").contains("club"))
            #expect(try await !drift.isBlocked)
            #expect(try await drift.record?.verifiedAt == nil)
            #expect(try await drift.queued == 1)
        }
    }

    @Test("what we do not write is never drift")
    func unwritten() async throws {
        let drift = try await Case()
        var form = ConnectorForm()
        form.writesGroups = false
        _ = try await drift.shop.engine.patchConnector(drift.connector, form, by: "test")
        for seconds in [60, 660] as [Int64] { try await drift.see(["1"], after: seconds) }
        #expect(try await drift.record?.missingSince == nil)
        #expect(try await drift.settle() == 0)
    }
}

extension DriftTests {
    @Test("too much drift adopts nothing until a person has decided", arguments: [(100, false), (99, true)])
    func blastRadius(others: Int, isSmall: Bool) async throws {
        // Of 101 customers, 11 are more than a tenth; a shop of 100 has no limit.
        let shop = try await TestShop()
        let connector = try await shop.addConnector()
        for number in 0...others { try await shop.customer("\(number)") }
        let missing = try await shop.lose("club", of: (0...10).map(String.init), connector)
        #expect(missing == 11)
        let settled = try await shop.settleDrift(connector)
        #expect(settled == (isSmall ? 11 : 0))
        let view = try await shop.engine.connector(connector)
        #expect((view.state.parkedAt != nil) == !isSmall)
        let findings = try await shop.engine.findings(store: nil).map(\.finding.kind)
        #expect(findings.contains(.driftParked) == !isSmall)
        guard !isSmall else { return }
        #expect(try await shop.engine.settleDrift(of: connector, .adopt, by: "Anna") == 11)
        #expect(try await shop.engine.connector(connector).state.parkedAt == nil)
        #expect(try await !shop.engine.findings(store: nil).map(\.finding.kind).contains(.driftParked))
        #expect(try await shop.groups(of: "3") == ["retail"])
    }
}
