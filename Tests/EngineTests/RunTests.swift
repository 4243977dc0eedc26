import Domain
import JSON
import Store
import Testing

@testable import Engine

/// A6, A7: runs by cron, by hand and as rehearsals.
@Suite struct RunTests {
    private static func shopWithThreeEnds() async throws -> TestShop {
        let shop = try await TestShop()
        try await shop.addRule([("validity", ["kind": "days", "count": 1])])
        for customer in ["1", "2", "3"] { try await shop.put(try shop.order("o\(customer)", customer: customer)) }
        shop.clock.set("2026-11-24T00:00:00Z")
        return shop
    }

    @Test func `a run reports what it did, and the next one finds nothing to do`() async throws {
        let shop = try await Self.shopWithThreeEnds()
        let report = try Self.report(try await shop.cron())
        #expect(report["counts"]?["ended"]?.integer == 3)
        #expect(report["progress"]?["done"]?.integer == 3)
        #expect(report["report"]?[0]?["sentence"]?.string == "3 memberships of Club ended")
        let again = try Self.report(try await shop.cron())
        #expect(again["counts"]?["evaluated"]?.integer == 0)
        #expect(again["report"]?[0]?["sentence"]?.string == "Nothing was due")
    }

    @Test func `a dry run names who would change and changes nothing`() async throws {
        let shop = try await Self.shopWithThreeEnds()
        let before = try await shop.changes(of: "1").count
        let started = try await shop.engine.startRun(RunRequest(trigger: .manual, by: "Anna", isDry: true))
        guard case .started(_, let finished) = started else { Issue.record("not started"); return }
        let report = try Self.report(try await finished.value)
        #expect(report["items"]?.array?.count == 3)
        #expect(report["counts"]?["ended"]?.integer == 3)
        #expect(try await shop.changes(of: "1").count == before)
        #expect(try await shop.mails(of: "1") == ["membership_granted"])
        #expect(try Self.report(try await shop.cron())["counts"]?["ended"]?.integer == 3)
    }

    @Test func `a dry run may look ahead, a real one may not`() async throws {
        let shop = try await Self.shopWithThreeEnds()
        try await shop.cron()
        try await shop.put(try shop.order("later", customer: "9"))
        let ahead = Timestamp(rfc3339: "2027-01-01T00:00:00Z")
        let started = try await shop.engine.startRun(RunRequest(trigger: .cli, by: "test", isDry: true, at: ahead))
        guard case .started(_, let finished) = started else { Issue.record("not started"); return }
        #expect(try Self.report(try await finished.value)["counts"]?["ended"]?.integer == 1)
        await #expect(throws: Refusal.self) {
            try await shop.engine.startRun(RunRequest(trigger: .cli, by: "test", at: ahead))
        }
    }

    @Test func `one run at a time, and one whose process died does not stand in the way for ever`() async throws {
        let shop = try await Self.shopWithThreeEnds()
        let now = shop.clock.now()
        let lost = try await shop.engine.database.write { transaction in
            try transaction.insert(
                Run(
                    id: ID(0), store: nil, trigger: .cron, by: "gone", tasks: ["rules"], isDry: false, state: .running,
                    at: now, startedAt: now))
        }
        guard case .alreadyRunning(let run) = try await shop.engine.startRun(RunRequest(trigger: .cron, by: "test"))
        else { Issue.record("a second run was started"); return }
        #expect(run.id == lost)
        shop.clock.set(now.adding(seconds: 121))
        #expect(try await shop.cron().state == .finished)
        #expect(try await shop.engine.run(lost).state == .failed)
    }

    @Test func `a run that was killed half-way is completed by the next one, nobody twice, nobody left out`()
        async throws
    {
        let shop = try await Self.shopWithThreeEnds()
        // What a killed run leaves: one customer done and committed, the rest still due.
        let now = shop.clock.now()
        let engine = shop.engine
        let first = try await engine.customer(.external("1", store: nil)).customer.id
        try await engine.database.write { transaction in
            let reassess = Reassess(
                transaction: transaction, configuration: try engine.configuration(transaction), cause: Cause(), now: now
            )
            _ = try reassess(first)
        }
        #expect(try Self.report(try await shop.cron())["counts"]?["ended"]?.integer == 2)
        for customer in ["1", "2", "3"] {
            #expect(try await shop.changes(of: customer).filter { $0.change.kind == .expired }.count == 1)
        }
    }

    @Test func `only the task asked for is done`() async throws {
        let shop = try await Self.shopWithThreeEnds()
        let started = try await shop.engine.startRun(RunRequest(trigger: .cron, by: "test", tasks: [.inbox]))
        guard case .started(_, let finished) = started else { Issue.record("not started"); return }
        #expect(try Self.report(try await finished.value)["counts"]?["evaluated"]?.integer == 0)
    }

    private static func report(_ run: Run) throws -> JSONValue {
        #expect(run.state == .finished, "\(run.error ?? "")")
        return try JSONValue(parsing: Array(run.report.utf8))
    }
}
