import Domain
import FakeShops
import Shops
import Testing

/// Groups and vouchers that are written into the shop.
struct WooCommerceWriteTests {
    private static func bring(_ shop: WooShop, _ id: Int64, to groups: [String]) async throws {
        let before = try #require(try await shop.connection.membership(of: "\(id)"))
        try await shop.connection.write(MembershipWrite(before: before, groups: groups), of: "\(id)")
    }

    private static func groups(_ shop: WooShop, _ id: Int64) async throws -> [String]? {
        try await shop.connection.membership(of: "\(id)")?.groups
    }

    // MARK: Meta data

    @Test("a customer without the list is in no group; what is written is read back, also an empty list")
    func meta() async throws {
        let shop = try WooShop()
        let id = shop.fake.add(FakeWooCustomer())
        #expect(
            try await shop.connection.membership(of: "\(id)") == ShopMembership(groups: [], readAt: shop.clock.now))
        for groups in [["vip"], ["vip", "3", "Stały klient „A”"], ["3"], []] {
            for _ in 0..<2 { try await Self.bring(shop, id, to: groups) }
            #expect(try await Self.groups(shop, id) == groups)
            #expect(shop.fake.customer(id)?.meta.count == 1)
        }
        #expect(try await shop.connection.customer("\(id)")?.event.customer?.groups == [])
    }

    @Test("other data of the customer stay, and a list that is there twice becomes one")
    func otherMeta() async throws {
        let shop = try WooShop()
        var customer = FakeWooCustomer()
        customer.meta = [
            .init(id: 901, key: "last_update", value: "\"1\""), .init(id: 902, key: "echelon_groups", value: "[\"a\"]"),
            .init(id: 903, key: "echelon_groups", value: "[\"b\"]"),
        ]
        let id = shop.fake.add(customer)
        #expect(try await Self.groups(shop, id) == ["a"])
        try await Self.bring(shop, id, to: ["c"])
        #expect(shop.fake.customer(id)?.meta.map(\.id) == [901, 902])
        #expect(try await Self.groups(shop, id) == ["c"])
        #expect(shop.fake.customer(id)?.roles == ["customer"])
    }

    @Test("a lost answer may have taken effect; writing again changes nothing")
    func lostAnswer() async throws {
        let shop = try WooShop()
        let id = shop.fake.add(FakeWooCustomer())
        shop.fake.trouble.next(.loseAnswer, matching: "PUT")
        let error = await shopError { try await Self.bring(shop, id, to: ["a"]) }
        #expect(error == .unanswered("the connection was cut"))
        #expect(try await Self.groups(shop, id) == ["a"])
        try await Self.bring(shop, id, to: ["a"])
        #expect(try await Self.groups(shop, id) == ["a"])
    }

    @Test("a customer who is gone is refused", arguments: [[:], WooShop.roles])
    func gone(values: [String: String]) async throws {
        let shop = try WooShop(values: values)
        let write = MembershipWrite(before: .init(groups: [], readAt: shop.clock.now), groups: ["vip"])
        guard case .refused? = await shopError({ try await shop.connection.write(write, of: "77") }) else {
            Issue.record("it was not refused")
            return
        }
    }

    // MARK: Roles

    private static func roleShop(_ roles: [String]) throws -> (WooShop, Int64) {
        let shop = try WooShop(values: WooShop.roles)
        var customer = FakeWooCustomer()
        customer.roles = roles
        return (shop, shop.fake.add(customer))
    }

    @Test("all roles are read, one by one and for a page at once")
    func readRoles() async throws {
        let (shop, id) = try Self.roleShop(["customer", "vip"])
        for _ in 0..<120 { shop.fake.add(FakeWooCustomer()) }
        #expect(try await Self.groups(shop, id) == ["customer", "vip"])
        #expect(try await shop.connection.customer("\(id)")?.event.customer?.groups == ["customer", "vip"])
        let before = shop.fake.trouble.calls.count
        let (ids, pages) = try await shop.customers()
        #expect(ids.count == 121)
        #expect(pages.flatMap(\.records).allSatisfy { $0.event.customer?.groups?.first == "customer" })
        #expect(shop.fake.trouble.calls.count - before == 4)
        #expect(try await shop.connection.check().hasPrefix("WooCommerce"))
    }

    @Test(
        "roles are written as a whole, those that came meanwhile are kept, and nobody is left without one",
        arguments: [
            (["customer"], ["customer"], ["customer", "vip"], ["customer", "vip"]),
            (["customer", "vip"], ["customer", "vip"], ["customer"], ["customer"]),
            (["customer", "editor"], ["customer"], ["customer", "vip"], ["customer", "editor", "vip"]),
            (["vip"], ["vip"], [], ["customer"]), ([], [], ["vip"], ["vip"]),
            (["shop_manager"], ["shop_manager"], ["shop_manager", "vip"], ["shop_manager", "vip"]),
        ] as [([String], [String], [String], [String])])
    func writeRoles(now: [String], before: [String], wanted: [String], after: [String]) async throws {
        let (shop, id) = try Self.roleShop(now)
        let write = MembershipWrite(before: .init(groups: before, readAt: shop.clock.now), groups: wanted)
        for _ in 0..<2 { try await shop.connection.write(write, of: "\(id)") }
        #expect(shop.fake.customer(id)?.roles == after)
        #expect(shop.fake.trouble.calls.count { $0.method == .post } <= 1)
    }

    @Test(
        "the rights of the staff are neither taken nor given",
        arguments: [
            (["administrator"], ["administrator", "vip"]), (["administrator", "customer"], ["customer"]),
            (["shop_manager", "customer"], ["customer"]), (["customer"], ["customer", "administrator"]),
            (["customer"], ["customer", "shop_manager"]),
        ] as [([String], [String])])
    func staff(now: [String], wanted: [String]) async throws {
        let (shop, id) = try Self.roleShop(now)
        let error = await shopError { try await Self.bring(shop, id, to: wanted) }
        #expect(error == .refused("the roles of the shop's staff are not changed (user \(id))"))
        #expect(shop.fake.customer(id)?.roles == now)
        #expect(!shop.fake.trouble.calls.contains { $0.method == .post })
    }

    @Test("a role that WordPress does not know is refused, and nothing is lost")
    func unknownRole() async throws {
        let (shop, id) = try Self.roleShop(["customer"])
        let error = await shopError { try await Self.bring(shop, id, to: ["customer", "gold"]) }
        #expect(error == .refused("it answered 400 (rest_user_invalid_role: The role gold does not exist.)"))
        #expect(shop.fake.customer(id)?.roles == ["customer"])
    }

    @Test("an application password is not sent in the clear, but to a machine of the same network")
    func plainPassword() async throws {
        let shop = try WooShop("http://shop.example", values: WooShop.roles)
        let error = await shopError { _ = try await shop.connection.membership(of: "1") }
        #expect(error == .unauthorized("an application password is sent over https only"))
        #expect(shop.fake.trouble.calls.isEmpty)
        let local = try WooShop("http://127.0.0.1", values: WooShop.roles, allowsPrivateAddress: true)
        local.fake.set { $0.isLocal = true }
        let id = local.fake.add(FakeWooCustomer())
        #expect(try await Self.groups(local, id) == ["customer"])
    }

    @Test("a wrong password, and a user who may not edit users, are found by the check")
    func checkUser() async throws {
        for values in [["application_password": "wrong"], ["user": "nobody"], ["user": ""]] {
            let shop = try WooShop(values: WooShop.roles.merging(values) { $1 })
            guard case .unauthorized(let reason)? = await shopError({ _ = try await shop.connection.check() }) else {
                Issue.record("\(values)")
                return
            }
            #expect(!reason.contains("wrong") && !reason.contains("abcd"))
        }
        let (shop, id) = try Self.roleShop(["customer"])
        shop.fake.set { $0.userIsAdministrator = false }
        let error = await shopError { _ = try await shop.connection.check() }
        #expect(error?.reason.contains("list_users") == true)
        guard case .unauthorized? = await shopError({ _ = try await Self.groups(shop, id) }) else {
            Issue.record("it was let in")
            return
        }
    }

    // MARK: Vouchers

    private static func voucher(_ discount: ShopVoucher.Discount, email: String? = "a@example.test") throws
        -> ShopVoucher
    {
        ShopVoucher(
            code: "GOLD-7Q", name: "Gold", discount: discount, from: try instant("2026-11-22T10:00:00Z"),
            until: try instant("2026-12-31T23:00:00Z"), customer: "1", email: email)
    }

    @Test("a voucher is good once, for one address, to its last second", arguments: ["UTC", "Europe/Warsaw"])
    func vouchers(zone: String) async throws {
        let shop = try WooShop(zone: try #require(Zone(zone)))
        let (euro, yen) = (try #require(Currency("EUR")), try #require(Currency("JPY")))
        let discounts: [(ShopVoucher.Discount, String, String)] = [
            (.percent(15), "percent", "15"), (.amount(Money(minorUnits: 1_050, currency: euro)), "fixed_cart", "10.50"),
            (.amount(Money(minorUnits: 1_050, currency: yen)), "fixed_cart", "1050"),
        ]
        for (index, discount) in discounts.enumerated() {
            var voucher = try Self.voucher(discount.0)
            voucher.code += "\(index)"
            for _ in 0..<2 { try await shop.connection.make(voucher) }
            let coupon = try #require(shop.fake.coupons.last)
            #expect(shop.fake.coupons.count == index + 1)
            #expect(coupon.code == "gold-7q\(index)" && coupon.type == discount.1 && coupon.amount == discount.2)
            #expect(coupon.expires == (try instant("2026-12-31T22:59:59Z")))
            #expect(coupon.usageLimit == 1 && !coupon.isIndividual && coupon.emails == ["a@example.test"])
        }
    }

    @Test("without an address the customer's own is taken; without any, no voucher is made for everyone")
    func address() async throws {
        let shop = try WooShop()
        var customer = FakeWooCustomer()
        #expect(shop.fake.add(customer) == 1)
        let error = await shopError { try await shop.connection.make(try Self.voucher(.percent(5), email: nil)) }
        #expect(error == .refused("customer 1 has no e-mail address for the voucher to be bound to"))
        #expect(shop.fake.coupons.isEmpty)
        customer.email = "anna@example.test"
        shop.fake.changeCustomer(1) { $0.email = "anna@example.test" }
        try await shop.connection.make(try Self.voucher(.percent(5), email: nil))
        #expect(shop.fake.coupons.map(\.emails) == [["anna@example.test"]])
    }

    @Test("a lost answer makes no second voucher, nor does one made between looking and making")
    func voucherTwice() async throws {
        let shop = try WooShop()
        shop.fake.trouble.next(.loseAnswer, matching: "POST")
        let voucher = try Self.voucher(.percent(5))
        #expect(await shopError { try await shop.connection.make(voucher) } == .unanswered("the connection was cut"))
        shop.fake.trouble.next(.status(200, "[]"), matching: "GET")
        try await shop.connection.make(voucher)
        try await shop.connection.make(voucher)
        #expect(shop.fake.coupons.count == 1)
        #expect(shop.fake.trouble.calls.count { $0.method == .post } == 2)
    }
}
