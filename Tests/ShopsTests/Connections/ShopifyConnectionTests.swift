import Domain
import FakeShops
import Shops
import Testing

/// A fake shop and a connection to it.
struct ShopifyStand {
    let clock: FakeClock
    let shop: FakeShopify
    let connection: ShopifyConnection

    init() throws {
        clock = FakeClock(try instant("2026-11-22T10:00:00Z"))
        shop = FakeShopify(clock: clock)
        connection = ShopifyConnection(shop.account, through: shop)
    }

    /// Every page of a walk: its records and problems, and how many pages there were. Waits where the shop asks for it.
    func walk(
        _ query: ShopQuery = .all, _ read: (ShopQuery, String?) async throws(ShopError) -> ShopPage
    ) async throws -> (records: [ShopRecord], problems: [ShopPage.Problem], pages: Int) {
        var (records, problems, pages, next) = ([ShopRecord](), [ShopPage.Problem](), 0, String?.none)
        repeat {
            let page = try await patiently { () throws(ShopError) in try await read(query, next) }
            (records, problems, pages) = (records + page.records, problems + page.problems, pages + 1)
            next = page.next
        } while next != nil && pages < 1_000
        return (records, problems, pages)
    }

    /// Again after as many seconds as the shop has asked for, five times at most.
    private func patiently<Value: Sendable>(_ ask: () async throws(ShopError) -> Value) async throws -> Value {
        for _ in 1...5 {
            do throws(ShopError) {
                return try await ask()
            } catch .throttled(let seconds?) {
                clock.advance(seconds: Int64(seconds))
            }
        }
        return try await ask()
    }

    func orders(_ query: ShopQuery = .all) async throws -> [OrderEvent] {
        try await walk(query, connection.orders).records.compactMap(\.event.order)
    }

    /// The order as the webhook tells it, but for the instant at which it was read.
    func pushed(_ id: String) throws -> OrderEvent {
        let body = String(decoding: try #require(shop.payload(ofOrder: id)), as: UTF8.self)
        var event = try #require(try ShopifyAdapter().decode(Sample.shopify("orders/updated", body)).order)
        event.readAt = clock.now
        return event
    }

    /// The error of what must fail.
    static func failure<Value>(_ act: () async throws(ShopError) -> Value) async -> ShopError? {
        do throws(ShopError) {
            _ = try await act()
            return nil
        } catch {
            return error
        }
    }

    /// What was asked for, by the operations' names.
    var operations: [String] {
        shop.trouble.calls.map { call in
            let text = String(decoding: call.body ?? [], as: UTF8.self)
            guard let start = text.firstRange(of: "Echelon") else { return "" }
            return String(text[start.upperBound...].prefix { $0.isLetter })
        }
    }
}

struct ShopifyConnectionTests {
    // MARK: The shop

    @Test("the check names the shop, and what the scopes do not allow")
    func check() async throws {
        let stand = try ShopifyStand()
        #expect(try await stand.connection.check() == "Shopify 2026-01, Fake shop")
        stand.shop.grant(["read_orders", "write_customers", "read_products", "read_all_orders"])
        #expect(
            try await stand.connection.check()
                == "Shopify 2026-01, Fake shop; without write_discounts no vouchers can be made")
        stand.shop.grant(["read_orders", "read_customers", "read_products"])
        let text = try await stand.connection.check()
        #expect(text.contains("only orders of the last 60 days") && text.contains("no tags can be written"))
        stand.shop.grant(["read_orders"])
        let error = await ShopifyStand.failure { () throws(ShopError) in try await stand.connection.check() }
        #expect(error == .unauthorized("the app lacks the scopes read_customers, read_products"))
    }

    @Test("Shopify has no groups and statuses of its own, and is not asked for them")
    func nothing() async throws {
        let stand = try ShopifyStand()
        #expect(try await stand.connection.groups().isEmpty)
        #expect(try await stand.connection.statuses().isEmpty)
        #expect(stand.shop.trouble.calls.isEmpty)
    }

    @Test("an app without a token fetches one, keeps it, and fetches another once it is no longer taken")
    func clientCredentials() async throws {
        let stand = try ShopifyStand()
        let app = FakeShopifyApp(shop: stand.shop)
        var account = stand.shop.account
        account.values = ["client_id": "app", "client_secret": "shpss_x y&z"]
        let connection = ShopifyConnection(account, through: app)
        _ = try await connection.check()
        _ = try await connection.check()
        #expect(app.fetched == 1)
        app.expire()
        _ = try await connection.check()
        #expect(app.fetched == 2)
        account.values["client_secret"] = "other"
        let refusal = await ShopifyStand.failure { () throws(ShopError) in
            try await ShopifyConnection(account, through: app).check()
        }
        #expect(refusal.map { if case .unauthorized = $0 { true } else { false } } == true)
        #expect(refusal?.reason.contains("other") == false)
        account.values = [:]
        #expect(
            await ShopifyStand.failure { () throws(ShopError) in
                try await ShopifyConnection(account, through: app).check()
            } == .unauthorized("give the app's access token, or its client id and client secret"))
    }

    @Test(
        "a version that lacks fields or is none, and a token that cannot be one, are not sent",
        arguments: [
            ("2025-10", "t", true), ("2026-10", "t", true), ("", "t", true), ("2025-07", "t", false),
            ("2026-1", "t", false), ("2026-01/x", "t", false), ("../2026", "t", false), ("2026-01", "", false),
            ("2026-01", "a b", false), ("2026-01", "a\r\nX: y", false), ("2026-01", "ä", false),
        ])
    func usable(version: String, token: String, isSent: Bool) async throws {
        let stand = try ShopifyStand()
        var account = stand.shop.account
        account.values = ["api_version": version, "access_token": token]
        let connection = ShopifyConnection(account, through: stand.shop)
        #expect(await ShopifyStand.failure { () throws(ShopError) in try await connection.check() } != nil)
        #expect(stand.shop.trouble.calls.isEmpty == !isSent)
    }

    // MARK: Customers

    @Test("a customer is what the webhook tells, with the tags as groups")
    func customer() async throws {
        let stand = try ShopifyStand()
        var anna = FakeShopifyCustomer("77", email: "anna@example.test", firstName: "Änna", country: "DE")
        anna.tags = ["VIP", "gold \"x\""]
        stand.shop.add(anna)
        stand.shop.add(FakeShopifyCustomer("78"))
        let body = String(decoding: try #require(stand.shop.payload(ofCustomer: "77")), as: UTF8.self)
        var expected = try #require(try ShopifyAdapter().decode(Sample.shopify("customers/update", body)).customer)
        #expect(expected.groups == nil)
        expected.groups = ["VIP", "gold \"x\""]
        expected.readAt = stand.clock.now
        let record = try #require(try await stand.connection.customer("77"))
        #expect(record.event == .customer(expected))
        #expect(record.digest.count == 32 && record.shop == nil)
        let page = try await stand.connection.customers(.all, at: nil)
        #expect(page.records.first == record && page.next == nil)
        #expect(page.records.last?.event.customer?.groups == [])
        #expect(page.records.last?.event.customer?.email == nil)
    }

    @Test("customers come in the order of their ids, a hundred at a time, and the changed ones alone where asked")
    func customerPages() async throws {
        let stand = try ShopifyStand()
        for id in (1...100).reversed() { stand.shop.add(FakeShopifyCustomer("\(id)")) }
        #expect(try await stand.connection.customers(.all, at: nil).next == nil)
        stand.clock.advance(seconds: 60)
        stand.shop.add(FakeShopifyCustomer("101"))
        let (records, problems, pages) = try await stand.walk(.all, stand.connection.customers)
        #expect(records.compactMap(\.event.customer?.externalID) == (1...101).map { "\($0)" })
        #expect(problems.isEmpty && pages == 2)
        let since = stand.clock.now
        for (wait, count) in [(0, 1), (-60, 101), (1, 0)] as [(Int64, Int)] {
            let found = try await stand.walk(.changed(since: since.adding(seconds: wait)), stand.connection.customers)
            #expect(found.records.count == count)
        }
    }

    @Test("a change of tags changes the digest, and nothing else does")
    func digest() async throws {
        let stand = try ShopifyStand()
        stand.shop.add(FakeShopifyCustomer("77", tags: ["a"]))
        let before = try await stand.connection.customer("77")?.digest
        stand.clock.advance(seconds: 5)
        #expect(try await stand.connection.customer("77")?.digest == before)
        stand.shop.change(customer: "77") { ($0.tags, $0.updatedAt) = (["b"], $0.createdAt) }
        #expect(try await stand.connection.customer("77")?.digest != before)
    }

    @Test(
        "ids that are none of Shopify's are nobody's, and are not sent",
        arguments: [
            "", "0", "007", "../77", "7 7", "77\"", "gid://shopify/Customer/77", "-1", "٣", "99999999999999999999",
        ]
    )
    func hostile(id: String) async throws {
        let stand = try ShopifyStand()
        #expect(try await stand.connection.customer(id) == nil)
        #expect(try await stand.connection.order(id) == nil)
        #expect(try await stand.connection.membership(of: id) == nil)
        let write = MembershipWrite(before: ShopMembership(groups: [], readAt: stand.clock.now), groups: ["a"])
        let error = await ShopifyStand.failure { () throws(ShopError) in try await stand.connection.write(write, of: id)
        }
        #expect(error == .refused("no customer has such an id"))
        #expect(stand.shop.trouble.calls.isEmpty)
    }

    @Test("what the shop does not have is nil, and an empty shop has one empty page")
    func empty() async throws {
        let stand = try ShopifyStand()
        #expect(try await stand.connection.customer("77") == nil)
        #expect(try await stand.connection.order("77") == nil)
        #expect(try await stand.connection.membership(of: "77") == nil)
        #expect(try await stand.connection.customers(.all, at: nil) == ShopPage())
        #expect(try await stand.connection.orders(.changed(since: .zero), at: nil) == ShopPage())
    }
}
