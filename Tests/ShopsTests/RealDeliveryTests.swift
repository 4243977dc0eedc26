import Domain
import Foundation
import JSON
import Shops
import Testing

/// Deliveries recorded from a running WooCommerce. They are not part of this repository: the folder is looked for in
/// `$ECHELON_SHARED` and then beside the repository, and the suite is **skipped** where there is none.
enum RealDeliveries {
    static let folder: URL? = {
        let root = URL(filePath: #filePath).appending(path: "../../../..").standardizedFileURL
        let shared =
            ProcessInfo.processInfo.environment["ECHELON_SHARED"].map { URL(filePath: $0) }
            ?? root.appending(path: "shared")
        let folder = shared.appending(path: "data/payloads/woocommerce")
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }()

    /// All recordings by file name.
    static func all() throws -> [(name: String, delivery: WebhookDelivery)] {
        guard let folder else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".json") }
            .sorted()
            .map { ($0, try read(folder.appending(path: $0))) }
    }

    private static func read(_ file: URL) throws -> WebhookDelivery {
        let recording = try JSONValue(parsing: Array(try Data(contentsOf: file)))
        let headers = (recording["headers"]?.array ?? []).map { ($0[0]?.string ?? "", $0[1]?.string ?? "") }
        return WebhookDelivery(
            headers: headers.map { (name: $0.0, value: $0.1) }, body: Array((recording["body"]?.string ?? "").utf8),
            receivedAt: .zero)
    }
}

@Suite(.enabled(if: RealDeliveries.folder != nil, "skipped: the folder of recorded deliveries is not here"))
struct RealDeliveryTests {
    private let adapter = WooCommerceAdapter()

    /// Order id: status, customer, minor units of total and refunds, lines.
    private static let orders: [String: (String, String?, Int64, Int64, Int)] = [
        "18": ("completed", "7", 3_735, 0, 1), "19": ("processing", nil, 30_570, 0, 4),
        "20": ("completed", "4", 23_115, 0, 3), "21": ("completed", "5", 16_405, 0, 3),
        "22": ("processing", nil, 7_955, 3_978, 1), "24": ("completed", "3", 21_620, 0, 2),
    ]

    /// Customer id: first name, country.
    private static let customers = [
        "2": ("Zoë", "FR"), "3": ("Łukasz", "PL"), "4": ("李", "CN"), "5": ("Ann", "GB"), "6": ("José", "ES"),
        "7": ("Ed", "US"),
    ]

    @Test("all are accepted, and none with a byte changed")
    func signatures() throws {
        let key = try #require(adapter.signingKey(from: "secret-1"))
        let deliveries = try RealDeliveries.all()
        #expect(deliveries.count >= 29)
        for (name, delivery) in deliveries {
            let isPing = delivery.body.starts(with: Array("webhook_id=".utf8))
            #expect(
                adapter.verify(delivery, keys: [key], now: .zero) == (isPing ? .notNeeded : .valid), "\(name)")
            guard !isPing else { continue }
            for index in stride(from: 0, to: delivery.body.count, by: 97) + [delivery.body.count - 1] {
                var changed = delivery
                changed.body[index] ^= 0x04
                #expect(adapter.verify(changed, keys: [key], now: .zero) == .wrong, "\(name) at \(index)")
            }
        }
    }

    @Test("no two are the same delivery, though many share a delivery id")
    func identities() throws {
        let deliveries = try RealDeliveries.all().filter { $0.delivery.header("x-wc-webhook-id") != nil }
        #expect(Set(deliveries.map { adapter.identity(of: $0.delivery) }).count == deliveries.count)
        #expect(Set(deliveries.compactMap { $0.delivery.header("x-wc-webhook-delivery-id") }).count < deliveries.count)
    }

    @Test("pings, customers and orders are decoded to what was sent")
    func decoding() throws {
        var (pings, customers) = (0, 0)
        for (name, delivery) in try RealDeliveries.all() {
            switch try adapter.decode(delivery) {
            case .ping: pings += 1
            case .customer(let event):
                customers += 1
                #expect(event.version != nil && event.registeredAt != nil && event.isDeleted == false, "\(name)")
                #expect(event.email?.hasSuffix("@example.test") == true, "\(name)")
                guard let (firstName, country) = Self.customers[event.externalID] else { continue }
                #expect(event.firstName == firstName && event.country == country, "\(name)")
            case .order(let event): check(event, name)
            case .unused, .merge: Issue.record("\(name)")
            }
        }
        #expect(pings >= 5)
        #expect(customers >= 12)
    }

    private func check(_ event: OrderEvent, _ name: String) {
        guard let (status, customer, total, refunded, lines) = Self.orders[event.externalID] else { return }
        #expect(event.status == StatusReport(code: status), "\(name)")
        #expect(event.amounts?.total == total, "\(name)")
        #expect(event.amounts?.currency.code == "EUR", "\(name)")
        #expect(event.refunded == refunded, "\(name)")
        #expect(event.lines?.count == lines, "\(name)")
        #expect(event.lines?.allSatisfy { $0.sku?.hasPrefix("SKU-") == true && $0.variantID == nil } == true, "\(name)")
        #expect(event.paidAt != nil && event.placedAt != nil && event.version != nil, "\(name)")
        #expect(event.paymentMethod == "bacs", "\(name)")
        switch event.customer {
        case .registered(let person): #expect(person.externalID == customer, "\(name)")
        case .guest(let email): #expect(customer == nil && email?.hasPrefix("guest") == true, "\(name)")
        case nil: Issue.record("\(name) has no customer")
        }
    }
}
