import Domain
import Foundation
import JSON
import Testing

@testable import Engine

/// C4, and the import's treatment of cancellations, guests and bad lines, on the project's own small files.
@Suite struct OrderImportTests {
    private static let head = "order_id,customer_id,product_id,quantity,unit_price,paid_at\n"

    private static func take(
        _ lines: [String], _ shop: TestShop, isDry: Bool = false
    ) async throws -> ImportReport {
        var chunks = [Array((head + lines.joined(separator: "\n") + "\n").utf8)].makeIterator()
        let options = OrderImportOptions(cancellationPrefix: "C", isDry: isDry)
        return try await shop.engine.importOrders(options) { chunks.next() }
    }

    private static func shop() async throws -> TestShop {
        let shop = try await TestShop()
        try await shop.addRule(
            [("validity", ["kind": "days", "count": 10])], header: [("active_from", "2026-11-01T00:00:00Z")])
        return shop
    }

    @Test func `lines become orders, rules act on them, and nobody is mailed`() async throws {
        let shop = try await Self.shop()
        let report = try await Self.take(
            [
                "1,77,P,2,10.00,2026-11-20 10:00:00", "1,77,Q,1,5.00,2026-11-20 10:00:00",
                "2,,P,1,10.00,2026-11-20 11:00:00", "3,78,Q,1,5.00,2026-11-21",
            ], shop)
        #expect((report.orders, report.guests, report.refusedLines) == (3, 1, 0))
        #expect(try await shop.until("club") == "2026-12-10T23:00:00Z")
        #expect(try await shop.groups(of: "78") == ["retail"])
        #expect(try await shop.mails().isEmpty)
        #expect(try await shop.engine.customer(.external("77", store: nil)).spent.description == "25.00 EUR")
    }

    @Test func `a cancellation takes back the latest earlier line, then the next earlier, and the rest is counted`()
        async throws
    {
        let shop = try await Self.shop()
        let lines = [
            "1,77,P,3,10.00,2026-11-10 10:00:00", "2,77,P,2,10.00,2026-11-11 10:00:00",
            "3,77,P,2,9.00,2026-11-12 10:00:00", "C4,77,P,-4,10.00,2026-11-13 10:00:00",
            "C5,77,P,-9,10.00,2026-11-14 10:00:00", "C6,77,Z,-1,1.00,2026-11-14 10:00:00",
        ]
        let report = try await Self.take(lines, shop)
        #expect((report.refundedUnits, report.unmatchedUnits) == (5, 9))
        #expect(report.unmatched.map(\.line) == [6, 7])
        // Only the order at another price stands: two units from 12 November.
        #expect(try await shop.until("club") == "2026-12-02T23:00:00Z")
        let changes = try await shop.changes().count
        let again = try await Self.take(lines, shop)
        #expect(again.refundedUnits + again.unmatchedUnits >= 0)
        #expect(try await shop.until("club") == "2026-12-02T23:00:00Z")
        #expect(try await shop.changes().count == changes)
        #expect(try await shop.engine.customer(.external("77", store: nil)).spent.description == "18.00 EUR")
    }

    @Test func `every bad line is named and the good ones beside it are taken`() async throws {
        let shop = try await Self.shop()
        let lines = [
            "1,77,P,1,10.001,2026-11-20 10:00:00", "1,77,P,0,10.00,2026-11-20 10:00:00",
            "1,77,,x,-1,2026-02-30 10:00:00", "1,77,P,1,10.00,2026-11-20 10:00:00",
        ]
        let report = try await Self.take(lines, shop)
        #expect(report.refusedLines == 3)
        #expect(
            report.badLines.map { "\($0.line) \($0.field)" } == [
                "2 unit_price", "3 quantity", "4 product_id", "4 quantity", "4 paid_at", "4 unit_price",
            ])
        #expect(try await shop.groups() == ["club", "retail"])
    }

    @Test func `a dry run takes nothing in`() async throws {
        let shop = try await Self.shop()
        let report = try await Self.take(["1,77,P,1,10.00,2026-11-20 10:00:00"], shop, isDry: true)
        #expect(report.orders == 1)
        #expect(try await shop.engine.orders(store: nil, customer: nil, status: nil, before: nil, limit: 10).isEmpty)
    }

    @Test func `a file without a needed column is refused as a whole`() async throws {
        let shop = try await Self.shop()
        var chunks = [Array("order_id,product_id\n1,P\n".utf8)].makeIterator()
        await #expect(throws: Refusal.self) { try await shop.engine.importOrders(.init()) { chunks.next() } }
    }

    @Test func `customers come with their groups, which an import takes away again when it no longer names them`()
        async throws
    {
        let shop = try await TestShop()
        func take(_ text: String) async throws -> ImportReport {
            var chunks = [Array(text.utf8)].makeIterator()
            return try await shop.engine.importCustomers(store: nil, mapping: .init(), isDry: false, by: "Anna") {
                chunks.next()
            }
        }
        let first = try await take(
            "customer_id;email;groups;default_group\n77;anna@example.test;club|gold;gold\n78;;nowhere;\n")
        #expect((first.customers, first.refusedLines) == (1, 1))
        #expect(first.badLines.first?.field == "groups")
        #expect(try await shop.groups() == ["club", "gold"])
        #expect(try await shop.defaultGroup() == "gold")
        _ = try await take("customer_id;groups\n77;club\n")
        // Gold was the default; with it gone the store's own default steps in.
        #expect(try await shop.groups() == ["club", "retail"])
        #expect(try await shop.defaultGroup() == "retail")
    }

    // MARK: Against the independent recomputation

    /// The same comparison as on the retailer's year, on a shop drawn by chance: it needs no data beside the project.
    @Test(arguments: [1, 2]) func `a shop drawn by chance has, day by day, the members that are recomputed`(
        _ seed: UInt64
    ) async throws {
        let file = try RandomShop(seed: seed).write()
        defer { try? FileManager.default.removeItem(at: file) }
        let rules = ["rules.json"]
        let year = try await RetailYear.live(file, rules: rules + RetailYear.ladders, decompress: "cat")
        #expect(year.days >= 60)
        let bought = try RetailYear.membersByPurchase(file, rules: rules)
        let purchased: Set = ["hearts", "cakestand", "party"]
        RetailYear.expect(bought, of: year.differences.differences(in: purchased, at: [.checked]))
        let climbed = try RetailYear.differences(file)
        RetailYear.expect(climbed, of: year.differences.filter { !purchased.contains($0.key.group) })
    }
}

/// Forty customers buying and giving back the products of `Tests/Retail/rules.json` for two months.
private struct RandomShop {
    private var random: Generator
    private var lines: [String] = []

    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state ^ (state >> 33)) &* 0xFF51_AFD7_ED55_8CCD
        }
    }

    init(seed: UInt64) {
        random = Generator(state: seed)
        let products = ["85123A", "22469", "22423", "47566", "84879", "22720", "OTHER"]
        var invoice = 1
        for day in 0..<70 {
            let date = (CalendarDay(text: "2011-03-01") ?? .init(daysSinceEpoch: 0)).adding(days: day)
            for minute in 0..<Int.random(in: 0...9, using: &random) {
                let customer = Int.random(in: 1...40, using: &random)
                let isCancellation = Int.random(in: 0..<4, using: &random) == 0
                for _ in 0..<Int.random(in: 1...3, using: &random) {
                    let product = products.randomElement(using: &random) ?? "OTHER"
                    let units = Int.random(in: 1...3, using: &random) * (isCancellation ? -1 : 1)
                    let price = ["0.00", "1.50", "2.95", "45.00"].randomElement(using: &random) ?? "1.50"
                    lines.append(
                        "\(isCancellation ? "C" : "")\(invoice),\(product),thing,\(units),"
                            + "\(date) 1\(minute):00:00,\(price),\(customer).0,Nowhere")
                }
                invoice += 1
            }
        }
    }

    func write() throws -> URL {
        let file = URL(filePath: NSTemporaryDirectory()).appending(path: "echelon-\(UUID().uuidString).csv")
        let head = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
        try Data((head + lines.joined(separator: "\n") + "\n").utf8).write(to: file)
        return file
    }
}
