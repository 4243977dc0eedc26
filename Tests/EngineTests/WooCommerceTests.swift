import Domain
import Foundation
import JSON
import Secrets
import Shops
import Store
import Testing

@testable import Engine

/// Deliveries as WooCommerce sends them, through the whole engine: the project's own hand-written ones, and where it
/// lies beside the project what a running shop has sent.
@Suite struct WooCommerceTests {
    // MARK: Written by hand

    @Test func `a signed order makes its buyer a member; one byte changed and it is refused`() async throws {
        let shop = try await Self.shop()
        let body = Self.order(727, customer: 7, status: "processing", paid: "2026-11-22T11:00:00", product: 93)
        var changed = body
        changed[changed.count - 2] ^= 1
        #expect(
            try await shop.engine.receive(sourceKey: "woo", Self.signed(changed, as: body)) == .refused(.wrong))
        #expect(try await shop.engine.receive(sourceKey: "woo", Self.signed(body)) == .taken)
        #expect(try await shop.groups(of: "7") == ["club", "retail"])
        #expect(try await shop.engine.receive(sourceKey: "woo", Self.signed(body)) == .duplicate)
        #expect(try await shop.engine.receive(sourceKey: "nobody", Self.signed(body)) == .unknownSource)
    }

    @Test func `two orders that share a delivery id in one second are both taken`() async throws {
        let shop = try await Self.shop()
        for (order, customer) in [(1, 7), (2, 8)] {
            let body = Self.order(
                order, customer: customer, status: "completed", paid: "2026-11-22T11:00:00", product: 93)
            #expect(try await shop.engine.receive(sourceKey: "woo", Self.signed(body, delivery: "same")) == .taken)
        }
        #expect(try await shop.groups(of: "7") == ["club", "retail"])
        #expect(try await shop.groups(of: "8") == ["club", "retail"])
    }

    @Test func `a ping is answered and leaves nothing behind`() async throws {
        let shop = try await Self.shop()
        let ping = WebhookDelivery(
            headers: [("Content-Type", "application/x-www-form-urlencoded")], body: Array("webhook_id=1".utf8),
            receivedAt: shop.clock.now())
        #expect(try await shop.engine.receive(sourceKey: "woo", ping) == .ping)
        #expect(try await Self.inbox(shop).isEmpty)
    }

    @Test func `guests, unpaid orders and orders without a payment date give no membership`() async throws {
        let shop = try await Self.shop()
        let bodies = [
            Self.order(1, customer: 0, status: "processing", paid: "2026-11-22T11:00:00", product: 93),
            Self.order(2, customer: 7, status: "on-hold", paid: nil, product: 93),
            Self.order(3, customer: 7, status: "processing", paid: nil, product: 93),
        ]
        for body in bodies {
            #expect(try await shop.engine.receive(sourceKey: "woo", Self.signed(body)) == .taken)
        }
        #expect(try await shop.groups(of: "7") == ["retail"])
    }

    @Test func `a deletion ends the membership, and a restoration brings it back`() async throws {
        let shop = try await Self.shop()
        let body = Self.order(9, customer: 7, status: "processing", paid: "2026-11-22T11:00:00", product: 93)
        _ = try await shop.engine.receive(sourceKey: "woo", Self.signed(body))
        let deletion = Array(#"{"id":9}"#.utf8)
        #expect(
            try await shop.engine.receive(sourceKey: "woo", Self.signed(deletion, topic: "order.deleted")) == .taken)
        #expect(try await shop.groups(of: "7") == ["retail"])
        // Pushed snapshots do not undo a deletion, whatever their version.
        let later = Self.order(
            9, customer: 7, status: "completed", paid: "2026-11-22T11:00:00", product: 93,
            modified: "2026-11-22T11:30:00")
        _ = try await shop.engine.receive(sourceKey: "woo", Self.signed(later))
        #expect(try await shop.groups(of: "7") == ["retail"])
        shop.clock.set("2026-11-22T12:05:00Z")
        var restoration = Self.signed(later, topic: "order.restored")
        restoration.receivedAt = shop.clock.now()
        #expect(try await shop.engine.receive(sourceKey: "woo", restoration) == .taken)
        #expect(try await shop.groups(of: "7") == ["club", "retail"])
    }

    @Test func `a body that is not what it claims to be is named, kept as failed, and can be sent again`() async throws
    {
        let shop = try await Self.shop()
        let body = Array(#"{"id":5,"status":[7],"total":"1.2.3","currency":"EUR"}"#.utf8)
        for attempt in 1...2 {
            guard case .malformed(let problems) = try await shop.engine.receive(sourceKey: "woo", Self.signed(body))
            else { Issue.record("a broken body was taken"); return }
            #expect(Set(problems.map(\.pointer)).isSuperset(of: ["/status", "/total"]), "\(problems)")
            let kept = try await Self.inbox(shop)
            #expect(kept.map(\.state) == [.failed])
            #expect(kept.map(\.attempts) == [attempt])
        }
    }

    // MARK: From a running shop

    struct Recorded: Sendable {
        let name: String
        let delivery: WebhookDelivery
        let isPing: Bool
    }

    static let recorded: [Recorded] = {
        guard let folder = SharedData.folder?.appending(path: "payloads/woocommerce"),
            let files = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
        else { return [] }
        return files.sorted().compactMap { file in
            guard let data = try? Data(contentsOf: folder.appending(path: file)),
                let json = try? JSONValue(parsing: Array(data)), let body = json["body"]?.string
            else { return nil }
            let headers = (json["headers"]?.array ?? []).map { ($0[0]?.string ?? "", $0[1]?.string ?? "") }
            let delivery = WebhookDelivery(
                headers: headers, body: Array(body.utf8),
                receivedAt: Timestamp(rfc3339: "2026-11-22T12:00:00Z") ?? .zero)
            return Recorded(name: file, delivery: delivery, isPing: body.hasPrefix("webhook_id="))
        }
    }()

    @Test(.enabled(if: SharedData.folder != nil, "skipped: the shop's deliveries are not beside the project"))
    func `the shop's 29 deliveries give the right grants, and sent three times in any order nothing more`() async throws
    {
        #expect(Self.recorded.count == 29)
        var generator = SystemRandomNumberGenerator()
        let first = try await Self.recordedShop()
        try await Self.send(Self.recorded, to: first)
        let expected = try await Self.state(first)
        #expect(expected["3"]?.groups == ["hoodies", "retail"])
        #expect(expected["4"]?.groups == ["hoodies", "retail"])
        #expect(expected["5"]?.groups == ["hoodies", "retail"])
        #expect(expected["7"]?.groups == ["retail", "shirts"])
        #expect(expected["2"]?.groups == ["retail"])
        for _ in 1...3 {
            let shop = try await Self.recordedShop()
            try await Self.send((Self.recorded + Self.recorded + Self.recorded).shuffled(using: &generator), to: shop)
            #expect(try await Self.state(shop) == expected)
            let changes = try await shop.engine.changes(.init(), isFeed: true, limit: 200)
            #expect(changes.filter { $0.groupsAdded.contains("hoodies") }.count == 3)
        }
    }

    @Test(.enabled(if: SharedData.folder != nil, "skipped: the shop's deliveries are not beside the project"))
    func `each signed delivery of the shop is refused when one byte differs`() async throws {
        let shop = try await Self.recordedShop()
        for recorded in Self.recorded where !recorded.isPing {
            var changed = recorded.delivery
            changed.body[changed.body.count / 2] ^= 1
            #expect(try await shop.engine.receive(sourceKey: "woo", changed) == .refused(.wrong), "\(recorded.name)")
        }
        #expect(try await Self.inbox(shop).isEmpty)
    }

    struct CustomerState: Equatable {
        let groups: [String]
        let spent: String
        let orders: Int
    }

    private static func recordedShop() async throws -> TestShop {
        let shop = try await TestShop(groups: ["retail", "hoodies", "shirts"])
        try await shop.addSource("woo", .woocommerce, secret: "secret-1")
        try await shop.addRule(
            [("products", [["product_id": "14"]]), ("groups", ["hoodies"])],
            header: [("active_from", "2026-11-01T00:00:00Z")])
        try await shop.addRule(
            [("products", [["product_id": "11"]]), ("groups", ["shirts"])], name: "Shirts",
            header: [("active_from", "2026-11-01T00:00:00Z")])
        return shop
    }

    private static func send(_ deliveries: [Recorded], to shop: TestShop) async throws {
        for recorded in deliveries {
            let answer = try await shop.engine.receive(sourceKey: "woo", recorded.delivery)
            #expect(recorded.isPing ? answer == .ping : [.taken, .duplicate].contains(answer), "\(recorded.name)")
        }
    }

    private static func state(_ shop: TestShop) async throws -> [String: CustomerState] {
        let customers = try await shop.engine.customers(store: nil, text: nil, group: nil, before: nil, limit: 200)
        return Dictionary(
            uniqueKeysWithValues: customers.map { view in
                (
                    view.customer.externalID,
                    CustomerState(
                        groups: view.memberships.map(\.group.code).sorted(), spent: view.spent.description,
                        orders: view.orders)
                )
            })
    }

    // MARK: Making deliveries

    private static func shop() async throws -> TestShop {
        let shop = try await TestShop()
        try await shop.addSource("woo", .woocommerce, secret: "secret")
        try await shop.addRule(
            [("products", [["product_id": "93"]])], header: [("active_from", "2026-11-01T00:00:00Z")])
        return shop
    }

    private static func inbox(_ shop: TestShop) async throws -> [InboxEntry] {
        try await shop.engine.database.read { try $0.inbox(source: nil, state: nil, before: nil, limit: 200) }
    }

    private static func signed(
        _ body: [UInt8], as original: [UInt8]? = nil, topic: String = "order.updated", delivery: String? = nil
    ) -> WebhookDelivery {
        let signature = Base64.encode(HMACKey(Array("secret".utf8)).signature(of: original ?? body))
        return WebhookDelivery(
            headers: [
                ("Content-Type", "application/json"), ("X-WC-Webhook-Topic", topic), ("X-WC-Webhook-ID", "1"),
                ("X-WC-Webhook-Delivery-ID", delivery ?? "\(topic)-\(body.count)"),
                ("X-WC-Webhook-Signature", signature),
            ], body: body, receivedAt: Timestamp(rfc3339: "2026-11-22T12:00:00Z") ?? .zero)
    }

    private static func order(
        _ id: Int, customer: Int, status: String, paid: String?, product: Int, modified: String = "2026-11-22T11:00:01"
    ) -> [UInt8] {
        Array(
            """
            {"id":\(id),"status":"\(status)","currency":"EUR","total":"59.50","total_tax":"9.50","shipping_total":"0.00",
            "shipping_tax":"0.00","customer_id":\(customer),"date_created_gmt":"2026-11-22T10:59:00",
            "date_modified_gmt":"\(modified)","date_paid_gmt":\(paid.map { "\"\($0)\"" } ?? "null"),
            "billing":{"first_name":"Zo\\u00eb","last_name":"O\\u2019Brien","email":"zoe@example.test","country":"FR"},
            "payment_method":"bacs","line_items":[{"id":1,"product_id":\(product),"variation_id":0,"sku":"CLUB",
            "quantity":1,"total":"50.00","total_tax":"9.50","price":27.349999999999998}],"refunds":[]}
            """.utf8)
    }
}
