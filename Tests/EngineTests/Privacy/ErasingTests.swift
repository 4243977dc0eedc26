import Domain
import Foundation
import JSON
import Shops
@testable import Store
import Testing

@testable import Engine

@Suite("Erasing and exporting a person")
struct ErasingTests {
    private static let email = "anna.secret@mail.example"

    /// A customer with an order, a group by hand, a mail and a webhook; and somebody else with the same.
    private func shop() async throws -> TestShop {
        let shop = try await TestShop()
        try await shop.addSource("shop", .generic, secret: "a secret of the shop")
        try await shop.addRule()
        for (order, customer, email) in [("1", "77", Self.email), ("2", "78", "other@mail.example")] {
            var patch = CustomerPatch()
            (patch.email, patch.firstName, patch.lastName) = (email, "Anna\(customer)", "Nowak\(customer)")
            (patch.locale, patch.country) = ("pl-PL", "PL")
            _ = try await shop.engine.upsertCustomer(externalID: customer, store: nil, patch, by: "test")
            try await shop.put(try shop.order(order, customer: customer))
            _ = try await shop.engine.changeGroups(
                .external(customer, store: nil), group: "gold", .grant(until: nil, makeDefault: true, pin: false),
                reason: "friend of Anna\(customer)", by: "test")
            try await deliver(
                shop, "delivery-\(customer)", "{\"customer\":\"\(customer)\",\"mail\":\"\(email.uppercased())\"}")
        }
        return shop
    }

    private func deliver(_ shop: TestShop, _ identity: String, _ body: String) async throws {
        let now = shop.clock.now()
        try await shop.engine.database.write { transaction in
            let source = try #require(try transaction.sources().first)
            try transaction.insert(
                InboxEntry(
                    id: try transaction.nextDeliveryID(), source: source.id, identity: identity, topic: "customer",
                    receivedAt: now, state: .processed, headers: "{\"x\":1}", body: Array(body.utf8)))
        }
    }

    /// Every text and blob of every table, so that nothing is overlooked that a table was added for.
    private func everything(_ shop: TestShop) async throws -> String {
        try await shop.engine.database.read { snapshot in try snapshot.allText() }
    }

    private func isSound(_ shop: TestShop) async throws -> Bool {
        var faults = try await shop.engine.databaseFaults()
        faults += try await shop.engine.grantFaults()
        let totals = try await shop.engine.checkTotals()
        let differences = try await shop.engine.checkSpend { _ in }
        return faults.isEmpty && totals.isEmpty && differences == 0
    }

    @Test("Nothing of the person is left in any table, and nothing of others is gone")
    func leavesNothing() async throws {
        let shop = try await shop()
        #expect(try await everything(shop).contains("Anna77"))
        let erased = try await shop.engine.eraseCustomer(.external("77", store: nil), by: "test")
        #expect(erased.deliveries == 1 && erased.imports == 0 && erased.merged == 0)
        let text = try await everything(shop).lowercased()
        for trace in ["anna77", "nowak77", Self.email] { #expect(!text.contains(trace), "\(trace)") }
        for trace in ["anna78", "nowak78", "other@mail.example"] { #expect(text.contains(trace), "\(trace)") }
        #expect(try await isSound(shop))
    }

    @Test("Orders, spend and the days of changes stand; memberships have ended, and the act is in the record")
    func keepsTotals() async throws {
        let shop = try await shop()
        let before = try await shop.engine.customer(.external("77", store: nil))
        try await shop.engine.eraseCustomer(.external("77", store: nil), by: "Eva")
        let after = try await shop.engine.customer(.id(before.customer.id))
        #expect(after.spent == before.spent && after.orders == before.orders)
        #expect(after.memberships.isEmpty && after.customer.isDeleted)
        #expect(after.customer.erasedAt == shop.clock.now() && after.customer.externalID.hasPrefix("erased-"))
        let acts = try await shop.engine.database.read { try $0.actions(on: "customer \(before.customer.id)") }
        #expect(acts.last == "customer.erase")
        await #expect(throws: Refusal.self) { try await shop.engine.customer(.external("77", store: nil)) }
    }

    @Test("It cannot be undone, done twice, or written to")
    func isFinal() async throws {
        let shop = try await shop()
        let id = try await shop.engine.customer(.external("77", store: nil)).customer.id
        let change = try #require(try await shop.changes().last)
        try await shop.engine.eraseCustomer(.id(id), by: "test")
        let again = await #expect(throws: Refusal.self) { try await shop.engine.eraseCustomer(.id(id), by: "test") }
        #expect(again == .conflict("Customer \(id) was erased, which cannot be undone."))
        await #expect(throws: Refusal.self) { try await shop.engine.revert(change.change.id, by: "test") }
        await #expect(throws: Refusal.self) {
            try await shop.engine.patchCustomer(.id(id), CustomerPatch(), by: "test")
        }
        await #expect(throws: Refusal.self) {
            try await shop.engine.changeGroups(
                .id(id), group: "gold", .grant(until: nil, makeDefault: false, pin: false), reason: nil, by: "test")
        }
    }

    @Test("Whoever comes again is a new customer, and the old orders are not theirs")
    func comesAgain() async throws {
        let shop = try await shop()
        let old = try await shop.engine.customer(.external("77", store: nil)).customer.id
        try await shop.engine.eraseCustomer(.id(old), by: "test")
        // The shop still reports the old order, refunded: it stays nobody's.
        var late = try shop.order("1", version: "2026-11-23T12:00:00Z", status: "refunded")
        late.refunded = 1_000
        try await shop.put(late)
        await #expect(throws: Refusal.self) { try await shop.engine.customer(.external("77", store: nil)) }
        #expect(try await shop.engine.customer(.id(old)).spent.minorUnits == 0)
        try await shop.put(try shop.order("3"))
        let new = try await shop.engine.customer(.external("77", store: nil))
        #expect(new.customer.id != old && new.orders == 1)
        #expect(try await isSound(shop))
    }

    @Test("Those merged into the customer go with it, and are not erased by themselves")
    func merged() async throws {
        let shop = try await shop()
        let old = try await shop.engine.customer(.external("77", store: nil)).customer.id
        _ = try await shop.engine.mergeCustomer(
            .external("77", store: nil), into: .external("78", store: nil), by: "test")
        await #expect(throws: Refusal.self) { try await shop.engine.eraseCustomer(.id(old), by: "test") }
        let erased = try await shop.engine.eraseCustomer(.external("78", store: nil), by: "test")
        #expect(erased.merged == 1)
        let text = try await everything(shop).lowercased()
        for trace in ["anna77", "anna78", Self.email] { #expect(!text.contains(trace), "\(trace)") }
        #expect(try await isSound(shop))
    }

    @Test("A mail that is being sent holds it up, and one that waits is dropped")
    func mails() async throws {
        let shop = try await shop()
        let (id, store, now) = (
            try await shop.engine.customer(.external("77", store: nil)).customer.id, shop.store, shop.clock.now()
        )
        let letter = try await shop.engine.database.write { transaction in
            var letter = Letter(
                id: ID(0), store: store, recipient: .customer(id), messageID: "a@b", createdAt: now)
            letter.id = try transaction.insert(letter)
            (letter.leasedUntil, letter.address, letter.text) = (now.adding(seconds: 30), Self.email, "Dear Anna77")
            try transaction.update(letter)
            return letter
        }
        await #expect(throws: Refusal.self) { try await shop.engine.eraseCustomer(.id(id), by: "test") }
        shop.clock.set(now.adding(seconds: 31))
        try await shop.engine.eraseCustomer(.id(id), by: "test")
        let left = try await shop.engine.database.read { try $0.letter(letter.id) }
        #expect(left?.state == .dropped && left?.address == nil && left?.text == nil)
    }

    @Test("The export holds the person's fields, orders, changes, webhooks and notes, and nothing of others")
    func exports() async throws {
        let shop = try await shop()
        let export = try await shop.engine.exportPerson(.external("77", store: nil), by: "test")
        #expect(export.customer.customer.email == Self.email && export.orders.count == 1)
        #expect(!export.changes.isEmpty && export.importLines.isEmpty)
        let text = export.records.map { "\($0.table) \($0.rows.map { String(decoding: $0.bytes, as: UTF8.self) })" }
            .joined()
        for trace in ["friend of Anna77", Self.email.uppercased(), "Nowak77"] {
            #expect(text.contains(trace), "\(trace)")
        }
        #expect(!text.contains("Anna78") && !text.contains("other@mail.example"))
    }

    @Test(
        "Lines of a file that name a person are found",
        arguments: [
            ("id;mail\n77;x\n78;y\n", [2]), ("id,mail\n177,x\n778,y\n", []), ("id\tmail\n\"77\"\tx\n", [2]),
            ("a,ANNA.SECRET@mail.example,b\r\nc,d,e", [1]), ("", []), ("77", [1]),
        ])
    func findsLines(text: String, lines: [Int]) throws {
        let needles = FileNeedles(addresses: [Self.email], ids: ["77"])
        let path = NSTemporaryDirectory() + "echelon-lines-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        for encoding in [String.Encoding.utf8, .utf16LittleEndian] {
            try #require(text.data(using: encoding)).write(to: URL(filePath: path))
            #expect(needles.lines(of: path).map(\.number) == lines)
        }
    }
}

extension Snapshot {
    /// All text there is in the database.
    fileprivate func allText() throws -> String {
        let tables = try rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'") {
            $0[0] as String
        }
        return try tables.map { table in
            let columns = try rows("SELECT name FROM pragma_table_info('\(table)')") { $0[0] as String }
            let all = columns.map { "coalesce(CAST(\"\($0)\" AS TEXT), '')" }.joined(separator: " || '|' || ")
            return try rows("SELECT \(all) FROM \"\(table)\"") { $0[0] as String }.joined(separator: "\n")
        }.joined(separator: "\n")
    }

    fileprivate func actions(on subject: String) throws -> [String] {
        try rows("SELECT action FROM audit WHERE subject = '\(subject)' ORDER BY id") { $0[0] as String }
    }
}
