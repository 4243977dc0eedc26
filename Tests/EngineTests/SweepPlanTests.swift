import Domain
import JSON
import Secrets
import Shops
import Store
import Testing

@testable import Engine

/// What a run reads follows from what is due, never from the size of the shop (2-domain §7). The statements are those
/// that the engine really runs, so a new one is looked at by itself.
@Suite struct SweepPlanTests {
    /// A row each for a rule, a group, a source and so on: they do not grow with the customers, and are read as a whole
    /// where a merchant has changed one of them.
    private static let configuration: Set = [
        "stores", "groups", "statuses", "sources", "rules", "rule_revisions", "settings", "users",
    ]

    /// Statements that may walk through a table or a store's part of it, and why that costs no more than the work.
    private static let walks = [
        ("SELECT id FROM organizations", "a sweep looks at all of them, fifty at a time"),
        ("SELECT count(*) FROM (SELECT 1 FROM customers", "counts no further than tells whether a rule moves too many"),
        ("DELETE FROM findings", "once a day; a finding is a matter for a person, and there are few"),
        ("DELETE FROM sessions", "once a day; as many as people who work with the panel"),
        ("SELECT id FROM imports WHERE state <> 'running'", "once a day; a row for each file of the last month"),
        ("SELECT count(*) FROM findings", "a dry run, of the same"),
        ("SELECT count(*) FROM sessions", "a dry run, of the same"),
        ("SELECT count(*) FROM imports", "a dry run, of the same"),
        ("SELECT count(*) FROM changes WHERE id <= ?", "a dry run counts what it would take away"),
        ("SELECT count(*) FROM customers INDEXED BY", "only once a rule is parked, to tell of how many"),
    ]

    /// What SQLite says where it goes through all rows, or through all of a store: a search by an id's lower bound ends
    /// with the table.
    private static func walks(_ step: String) -> Bool {
        step.hasPrefix("SCAN ") || step.hasSuffix("(rowid>?)") || step.hasSuffix("(store_id=?)")
    }

    @Test func `every statement of a run goes by an index`() async throws {
        let log = StatementLog()
        let shop = try await BusyShop.live(log)
        let statements = log.statements
        #expect(statements.count > 40, "a run has become too quiet to say anything")
        for table in BusyShop.tables {
            #expect(statements.contains { $0.contains(table) }, "no statement about \(table)")
        }
        for statement in statements where !Self.walks.contains(where: { statement.hasPrefix($0.0) }) {
            for step in try await shop.engine.database.plan(statement) where Self.walks(step) {
                let table = String(step.split(separator: " ")[1])
                #expect(Self.configuration.contains(table), "\(step): \(statement)")
            }
        }
    }

    /// 7-quality: "cron with nothing due … the same pages read as with 10,000".
    @Test func `cron with nothing due reads the same pages in a shop of 20,000 as in one of 1,000`() async throws {
        let log = StatementLog()
        let shop = try await BusyShop.quiet(log)
        try await BusyShop.addCustomers(1...1_000, to: shop)
        let few = try await Self.pages(of: shop, log)
        try await BusyShop.addCustomers(1_001...20_000, to: shop)
        let many = try await Self.pages(of: shop, log)
        #expect(few == many)
        #expect((10...500).contains(many))
    }

    /// What the third of three runs asks for: by then everything that is read once is known.
    private static func pages(of shop: TestShop, _ log: StatementLog) async throws -> Int {
        var pages = 0
        for _ in 1...3 {
            let before = log.pages
            let run = try await shop.cron()
            pages = log.pages - before
            let counts = try JSONValue(parsing: Array(run.report.utf8))["counts"]
            #expect(run.state == .finished)
            #expect(counts?["evaluated"]?.integer == 0)
        }
        return pages
    }
}
