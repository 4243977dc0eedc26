import Domain
import JSON
import Testing

@testable import Rules

/// Terms worked out by hand (2-domain §5, `purchase`).
@Suite struct PurchaseFoldTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let validity: JSONValue
        var renew = "extend"
        var perUnit = true
        /// Day of payment and units, in the order of their ids.
        let orders: [(day: String, units: Int64)]
        /// The last day that each order gives; nil for an order that gives nothing.
        let lastDays: [String?]
    }

    static let cases: [Case] = [
        Case(
            testDescription: "a chain sums months from its anchor: 31 Jan + 1 + 1 is 31 Mar",
            validity: ["kind": "months", "count": 1], orders: [("2027-01-31", 1), ("2027-02-10", 1)],
            lastDays: ["2027-02-28", "2027-03-31"]),
        Case(
            testDescription: "29 February ends a month that began on the 31st of a leap year",
            validity: ["kind": "months", "count": 1], orders: [("2028-01-31", 1)], lastDays: ["2028-02-29"]),
        Case(
            testDescription: "two units of a month are two months", validity: ["kind": "months", "count": 1],
            orders: [("2027-01-31", 2)], lastDays: ["2027-03-31"]),
        Case(
            testDescription: "units count once where each unit does not count",
            validity: ["kind": "days", "count": 10], perUnit: false, orders: [("2027-01-01", 3)],
            lastDays: ["2027-01-11"]),
        Case(
            testDescription: "bought on the last day, the chain goes on", validity: ["kind": "days", "count": 10],
            orders: [("2027-01-01", 1), ("2027-01-11", 1)], lastDays: ["2027-01-11", "2027-01-21"]),
        Case(
            testDescription: "bought on the day after, a new chain begins", validity: ["kind": "days", "count": 10],
            orders: [("2027-01-01", 1), ("2027-01-12", 1)], lastDays: ["2027-01-11", "2027-01-22"]),
        Case(
            testDescription: "restart counts from the newest purchase, units or not",
            validity: ["kind": "days", "count": 10], renew: "restart",
            orders: [("2027-01-01", 5), ("2027-01-03", 2)], lastDays: ["2027-01-11", "2027-01-13"]),
        Case(
            testDescription: "keep ignores a purchase within the term", validity: ["kind": "days", "count": 10],
            renew: "keep", orders: [("2027-01-01", 1), ("2027-01-11", 1), ("2027-01-12", 1)],
            lastDays: ["2027-01-11", nil, "2027-01-22"]),
        Case(
            testDescription: "a fixed date holds to its end and gives nothing afterwards",
            validity: ["kind": "date", "date": "2027-01-05"],
            orders: [("2027-01-01", 1), ("2027-01-05", 1), ("2027-01-06", 1)],
            lastDays: ["2027-01-05", "2027-01-05", nil]),
    ]

    @Test(arguments: cases) func `terms are folded as the rule says`(_ test: Case) throws {
        let purchases = try test.orders.enumerated().map { index, order in
            try Self.purchase(index + 1, order.day, order.units, test)
        }
        let terms = PurchaseFold(purchases, zone: .utc).terms
        let found = purchases.map { purchase in terms.first { $0.order == purchase.order }?.lastDay?.description }
        #expect(found == test.lastDays)
        // The order in which the purchases are handed over means nothing.
        #expect(PurchaseFold(purchases.reversed(), zone: .utc).terms.map(\.lastDay) == terms.map(\.lastDay))
    }

    @Test func `the first of two given back, the second counts from its own day`() throws {
        let test = Case(testDescription: "", validity: ["kind": "days", "count": 10], orders: [], lastDays: [])
        var first = try Self.purchase(1, "2027-01-01", 1, test)
        let second = try Self.purchase(2, "2027-01-05", 1, test)
        first.lines[0].line.refundedQuantity = 1
        let terms = PurchaseFold([first, second], zone: .utc).terms
        #expect(terms.map(\.lastDay?.description) == ["2027-01-15"])
    }

    @Test func `without an end, a membership has none, whatever is bought later`() throws {
        let test = Case(testDescription: "", validity: ["kind": "none"], orders: [], lastDays: [])
        let terms = PurchaseFold(
            [try Self.purchase(1, "2027-01-01", 1, test), try Self.purchase(2, "2028-01-01", 1, test)], zone: .utc
        ).terms
        #expect(terms.map(\.lastDay) == [nil, nil])
    }

    private static func purchase(_ id: Int64, _ day: String, _ units: Int64, _ test: Case) throws -> Purchase {
        let paidAt = try #require(Timestamp(rfc3339: "\(day)T12:00:00Z"))
        var reader = FieldReader(
            .object([
                .init("products", [["product_id": "P"]]), .init("groups", ["club"]), .init("validity", test.validity),
                .init("renew", .string(test.renew)), .init("per_unit", .bool(test.perUnit)),
            ]))
        let terms = PurchaseRule(reading: &reader, shop: .unchecked)
        #expect(reader.errors.isEmpty)
        let line = OrderLine(id: "1", productID: "P", quantity: units, total: 100)
        return Purchase(
            order: ID(id), orderName: "\(id)", paidAt: paidAt, isLive: true, lines: [.init(line: line, start: paidAt)],
            terms: terms)
    }

    private static func purchase(_ id: Int, _ day: String, _ units: Int64, _ test: Case) throws -> Purchase {
        try purchase(Int64(id), day, units, test)
    }
}
