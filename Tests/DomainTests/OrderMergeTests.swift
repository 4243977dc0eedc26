import Domain
import Testing

/// One order's reports in any order of arrival, any of them twice, end in one state (2-domain §4).
@Suite struct OrderMergeTests {
    static let statuses = [
        OrderStatus(
            id: ID(1), store: ID(1), code: "pending", label: "", isPaid: false, isVoid: false, rank: 0, isMapped: true),
        OrderStatus(
            id: ID(2), store: ID(1), code: "paid", label: "", isPaid: true, isVoid: false, rank: 1, isMapped: true),
        OrderStatus(
            id: ID(3), store: ID(1), code: "void", label: "", isPaid: false, isVoid: true, rank: 2, isMapped: true),
    ]

    @Test(arguments: 0..<200) func `any permutation and duplication of one order's reports ends in one state`(
        _ seed: UInt64
    ) throws {
        var random = SplitMix(state: seed)
        let events = (0..<Int.random(in: 1...6, using: &random)).map { Self.event($0, using: &random) }
        let expected = Self.fold(events)
        for _ in 0..<6 {
            let shuffled = (events + events).shuffled(using: &random)
            #expect(Self.fold(shuffled) == expected)
        }
    }

    @Test func `a field that a later report does not carry keeps its value`() throws {
        var random = SplitMix(state: 1)
        var full = Self.event(0, using: &random).event
        full.version = Timestamp(milliseconds: 1_000)
        full.status = StatusReport(code: "paid")
        full.country = "DE"
        var status = OrderEvent(externalID: "1", version: Timestamp(milliseconds: 2_000))
        status.status = StatusReport(code: "void")
        let order = Self.fold([.init(event: full, hash: 1), .init(event: status, hash: 2)])
        #expect(order.country == "DE")
        #expect(order.status == ID(3))
        #expect(order.paidAt != nil)
    }

    @Test func `provenance survives storage, and junk is refused`() throws {
        var random = SplitMix(state: 5)
        let order = Self.fold((0..<5).map { Self.event($0, using: &random) })
        #expect(Provenance(bytes: order.provenance.bytes) == order.provenance)
        #expect(Provenance(bytes: [1, 2, 3]) == nil)
    }

    struct Report: Sendable {
        var event: OrderEvent
        var hash: UInt64
    }

    private static func fold(_ reports: [Report]) -> Order {
        var order = Order(id: ID(1), store: ID(1), externalID: "1", receivedAt: .zero)
        for report in reports {
            let status = report.event.status.flatMap { report in statuses.first { $0.code == report.code } }
            let key = EventKey(
                version: report.event.version ?? .zero, readAt: report.event.readAt,
                refunded: report.event.refunded ?? 0, isVoid: status?.isVoid ?? false, isPaid: status?.isPaid ?? false,
                statusRank: status?.rank ?? 0, bodyHash: report.hash)
            _ = order.merge(report.event, status: status, customer: .some(ID(7)), key: key, receivedAt: .zero)
        }
        return order
    }

    private static func event(_ index: Int, using random: inout SplitMix) -> Report {
        // Few different versions, so that many reports tie.
        var event = OrderEvent(externalID: "1", version: Timestamp(milliseconds: .random(in: 1...3, using: &random)))
        if Bool.random(using: &random) { event.readAt = Timestamp(milliseconds: 5_000 + Int64(index)) }
        event.status = StatusReport(code: ["pending", "paid", "void"].randomElement(using: &random) ?? "paid")
        if Bool.random(using: &random) { event.paidAt = Timestamp(milliseconds: .random(in: 1...9, using: &random)) }
        if Bool.random(using: &random) { event.country = ["DE", "FR"].randomElement(using: &random) }
        event.refunded = .random(in: 0...2, using: &random)
        guard Int.random(in: 0...3, using: &random) > 0, let euro = Currency("EUR") else {
            return Report(event: event, hash: UInt64(index))
        }
        event.amounts = OrderAmounts(currency: euro, total: .random(in: 0...9, using: &random))
        event.lines = (0..<Int.random(in: 0...3, using: &random)).map { line in
            OrderLine(id: "\(line)", productID: "P", quantity: .random(in: 1...3, using: &random), total: 1)
        }
        return Report(event: event, hash: UInt64(index))
    }
}

/// A small generator with a seed, so that a failure can be seen again.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
