import Domain
import FakeShops
import JSON
import Shops
import Testing

/// Tags and discounts that `ShopifyConnection` writes.
struct ShopifyWritingTests {
    private func stand(_ tags: [String]) throws -> ShopifyStand {
        let stand = try ShopifyStand()
        stand.shop.add(FakeShopifyCustomer("77", email: "anna@example.test", tags: tags))
        stand.clock.advance(seconds: 10)
        return stand
    }

    /// Reads, and brings the customer to these groups.
    private func write(_ groups: [String], _ stand: ShopifyStand) async throws(ShopError) {
        guard let before = try await stand.connection.membership(of: "77") else { throw .refused("nobody") }
        try await stand.connection.write(MembershipWrite(before: before, groups: groups), of: "77")
    }

    // MARK: Tags

    @Test("a customer's tags are the membership, all of them, as of the moment of asking")
    func membership() async throws {
        let stand = try stand(["VIP", "gold"])
        let membership = try await stand.connection.membership(of: "77")
        #expect(membership == ShopMembership(groups: ["VIP", "gold"], readAt: stand.clock.now))
        #expect(try await stand.connection.membership(of: "78") == nil)
    }

    @Test("only what differs is written, and what is equal is not asked for")
    func differences() async throws {
        let stand = try stand(["VIP", "silver"])
        try await write(["gold", "VIP"], stand)
        #expect(stand.shop.customer("77")?.tags == ["VIP", "gold"])
        #expect(stand.operations == ["Tags", "AddTags", "RemoveTags"])
        try await write(["VIP", "gold"], stand)
        #expect(stand.operations.count == 4)
        try await write(["VIP"], stand)
        #expect(stand.operations.suffix(2) == ["Tags", "RemoveTags"])
        #expect(stand.shop.customer("77")?.tags == ["VIP"])
    }

    @Test("a tag that came between reading and writing stays, and writing twice is as once")
    func between() async throws {
        let stand = try stand(["silver"])
        let before = try #require(try await stand.connection.membership(of: "77"))
        stand.shop.change(customer: "77") { $0.tags.append("new") }
        let write = MembershipWrite(before: before, groups: ["gold"])
        for _ in 1...2 {
            try await stand.connection.write(write, of: "77")
            #expect(stand.shop.customer("77")?.tags == ["new", "gold"])
        }
    }

    @Test("a tag that changes its case only goes before it comes, and is there afterwards")
    func renaming() async throws {
        let stand = try stand(["Gold", "VIP"])
        try await write(["gold", "VIP"], stand)
        #expect(stand.shop.customer("77")?.tags == ["VIP", "gold"])
    }

    @Test("tags with quotes and other letters arrive as they are")
    func letters() async throws {
        let stand = try stand([])
        let tags = ["a\"b", "Straße 5", "{$x}", "日本"]
        try await write(tags, stand)
        #expect(stand.shop.customer("77")?.tags == tags)
    }

    @Test(
        "a tag that Shopify would change is refused, and nothing is written",
        arguments: [
            ("a,b", false), (" a", false), ("a ", false), ("", false), (String(repeating: "x", count: 256), false),
            (String(repeating: "x", count: 255), true), ("a b", true),
        ])
    func wrongTags(tag: String, isGood: Bool) async throws {
        let stand = try stand(["old"])
        let error = await ShopifyStand.failure { () throws(ShopError) in try await write(["old", tag], stand) }
        #expect((error == nil) == isGood)
        #expect(stand.shop.customer("77")?.tags == (isGood ? ["old", tag] : ["old"]))
    }

    @Test("a customer who is gone is refused in the shop's words")
    func gone() async throws {
        let stand = try stand([])
        stand.shop.beforeNextAnswer { _ in }
        stand.shop.beforeNextAnswer { $0.delete(customer: "77") }
        let error = await ShopifyStand.failure { () throws(ShopError) in try await write(["a"], stand) }
        #expect(error == .refused("Customer does not exist"))
    }

    @Test("an answer that is lost leaves it open; the same again is right")
    func lost() async throws {
        let stand = try stand([])
        let before = try #require(try await stand.connection.membership(of: "77"))
        stand.shop.trouble.next(.loseAnswer)
        let write = MembershipWrite(before: before, groups: ["a"])
        let error = await ShopifyStand.failure { () throws(ShopError) in
            try await stand.connection.write(write, of: "77")
        }
        #expect(error == .unanswered("the connection was cut"))
        try await stand.connection.write(write, of: "77")
        #expect(stand.shop.customer("77")?.tags == ["a"])
    }

    // MARK: Vouchers

    private func voucher(_ discount: ShopVoucher.Discount, code: String = "GOLD-1", customer: String = "77") throws
        -> ShopVoucher
    {
        ShopVoucher(
            code: code, name: "Gold \"2026\"", discount: discount, from: try instant("2026-11-22T00:00:00Z"),
            until: try instant("2026-12-23T00:00:00Z"), customer: customer, email: "anna@example.test")
    }

    private func euros(_ cents: Int64, _ currency: String = "EUR") throws -> ShopVoucher.Discount {
        .amount(Money(minorUnits: cents, currency: try #require(Currency(currency))))
    }

    @Test(
        "a percentage is a part of one, exactly",
        arguments: [(1, "0.01"), (10, "0.10"), (29, "0.29"), (99, "0.99"), (100, "1.00")])
    func percent(percent: Int, text: String) async throws {
        let stand = try stand([])
        try await stand.connection.make(try voucher(.percent(percent)))
        let expected = FakeShopifyDiscount(
            code: "GOLD-1", title: "Gold \"2026\"", percentage: text, amount: nil, startsAt: "2026-11-22T00:00:00Z",
            endsAt: "2026-12-23T00:00:00Z", customers: ["gid://shopify/Customer/77"], usageLimit: 1,
            isOncePerCustomer: true)
        #expect(stand.shop.discounts == [expected])
    }

    @Test("an amount is in the shop's currency, and another currency is refused")
    func amount() async throws {
        let stand = try stand([])
        try await stand.connection.make(try voucher(try euros(1_050)))
        #expect(stand.shop.discounts.map(\.amount) == ["10.50"])
        let foreign = try voucher(try euros(1_000, "USD"), code: "GOLD-2")
        let error = await ShopifyStand.failure { () throws(ShopError) in try await stand.connection.make(foreign) }
        #expect(error == .refused("the voucher is in USD, the shop's currency is EUR"))
        #expect(stand.shop.discounts.count == 1)
    }

    @Test("a code that is there already is left as it is, whatever its case")
    func there() async throws {
        let stand = try stand([])
        try await stand.connection.make(try voucher(.percent(10)))
        for code in ["GOLD-1", "gold-1"] {
            try await stand.connection.make(try voucher(.percent(20), code: code))
        }
        #expect(stand.shop.discounts.map(\.percentage) == ["0.10"])
        #expect(!stand.operations.dropFirst(2).contains("MakeDiscount"))
    }

    @Test("a code that came between looking and making is left as it is too")
    func race() async throws {
        let stand = try stand([])
        let other = FakeShopifyDiscount(
            code: "GOLD-1", title: "x", percentage: "0.5", amount: nil, startsAt: "2026-11-22T00:00:00Z", endsAt: nil,
            customers: [], usageLimit: nil, isOncePerCustomer: false)
        stand.shop.beforeNextAnswer { _ in }
        stand.shop.beforeNextAnswer { $0.add(other) }
        try await stand.connection.make(try voucher(.percent(10)))
        #expect(stand.shop.discounts == [other])
        #expect(stand.operations == ["Discount", "MakeDiscount", "Discount"])
    }

    @Test("a voucher whose answer was lost is not made twice")
    func lostVoucher() async throws {
        let stand = try stand([])
        stand.shop.beforeNextAnswer { _ in }
        stand.shop.beforeNextAnswer { $0.trouble.next(.loseAnswer) }
        let voucher = try voucher(.percent(10))
        let error = await ShopifyStand.failure { () throws(ShopError) in try await stand.connection.make(voucher) }
        #expect(error == .unanswered("the connection was cut"))
        try await stand.connection.make(voucher)
        #expect(stand.shop.discounts.count == 1)
    }

    @Test("a voucher for somebody the shop does not have is refused in its words")
    func nobody() async throws {
        let stand = try stand([])
        for (customer, words) in [("78", "Customer is invalid"), ("7/8", "no customer has such an id")] {
            let voucher = try voucher(.percent(10), customer: customer)
            let error = await ShopifyStand.failure { () throws(ShopError) in try await stand.connection.make(voucher) }
            #expect(error == .refused(words))
        }
        #expect(stand.shop.discounts.isEmpty)
    }
}
