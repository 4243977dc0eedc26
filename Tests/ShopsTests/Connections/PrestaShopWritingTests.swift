import Domain
import FakeShops
import Shops
import Testing

/// Groups and vouchers written into a PrestaShop.
struct PrestaShopWritingTests {
    private func bench(_ version: String) throws -> PrestaShopBench {
        var contents = FakePrestaShop.Contents()
        contents.version = version
        contents.groups.append(FakePrestaShop.Group(id: 4, name: "Gold"))
        let bench = try PrestaShopBench(contents)
        bench.fill()
        return bench
    }

    private func read(_ bench: PrestaShopBench) async throws -> ShopMembership {
        try #require(try await bench.connection.membership(of: "77"))
    }

    /// The methods of the writes so far.
    private func writes(_ bench: PrestaShopBench) -> [String] {
        bench.shop.trouble.calls.map(\.method.rawValue).filter { $0 != "GET" }
    }

    // MARK: Groups

    @Test(
        "a write brings the customer into exactly those groups and changes nothing else",
        arguments: ["1.7.8.11", "8.1.7", "9.0.0"], [true, false])
    func write(version: String, isRead: Bool) async throws {
        let bench = try bench(version)
        let before =
            isRead ? try await read(bench) : ShopMembership(groups: ["3", "2"], defaultGroup: "3", readAt: .zero)
        let customer = try #require(bench.shop.now.customers.first)
        bench.clock.advance(seconds: 5)
        try await bench.connection.write(
            MembershipWrite(before: before, groups: ["2", "4"], defaultGroup: "4"), of: "77")
        let after = try #require(bench.shop.now.customers.first)
        #expect(after.groups == [2, 4])
        var expected = customer.fields
        expected["id_default_group"] = "4"
        expected["date_upd"] = bench.shop.date
        #expect(after.fields == expected)
        let isOld = version.hasPrefix("1.7")
        #expect(writes(bench) == (isOld ? isRead ? ["PUT"] : ["PATCH", "PUT"] : ["PATCH"]))
        let membership = try await read(bench)
        #expect(membership == ShopMembership(groups: ["2", "4"], defaultGroup: "4", readAt: bench.clock.now))
    }

    @Test("the default group is among the groups in any case, and stays where no other is named")
    func defaultGroup() async throws {
        let bench = try bench("8.1.7")
        let before = try await read(bench)
        try await bench.connection.write(MembershipWrite(before: before, groups: ["4", "4"]), of: "77")
        #expect(try await read(bench).groups == ["4", "3"])
        #expect(try await read(bench).defaultGroup == "3")
        try await bench.connection.write(MembershipWrite(before: before, groups: ["4"], defaultGroup: "2"), of: "77")
        #expect(bench.shop.now.customers.first?.groups == [4, 2])
    }

    @Test("a write that is done twice is the same as once, also after a lost answer", arguments: ["1.7.8.11", "8.1.7"])
    func lostAnswer(version: String) async throws {
        let bench = try bench(version)
        let write = MembershipWrite(before: try await read(bench), groups: ["3", "4"])
        bench.shop.trouble.next(.loseAnswer, matching: version == "8.1.7" ? "PATCH" : "PUT")
        let failure = await PrestaShopBench.failure { () throws(ShopError) in
            try await bench.connection.write(write, of: "77")
        }
        #expect(failure == .unanswered("the connection was cut"))
        #expect(bench.shop.now.customers.first?.groups == [3, 4])
        try await bench.connection.write(write, of: "77")
        #expect(bench.shop.now.customers.first?.groups == [3, 4])
    }

    @Test("a server that lets no PATCH through is written to by PUT", arguments: [405, 501])
    func blockedPatch(status: Int) async throws {
        let bench = try bench("8.1.7")
        let customer = try #require(bench.shop.now.customers.first)
        bench.shop.trouble.next(.status(status, "<html>Method Not Allowed</html>"), matching: "PATCH")
        try await bench.connection.write(MembershipWrite(before: try await read(bench), groups: ["3"]), of: "77")
        let after = try #require(bench.shop.now.customers.first)
        #expect(after.groups == [3] && after.fields["passwd"] == customer.fields["passwd"])
        #expect(after.fields["note"] == "Likes tea & cake" && after.fields["company"] == "Müller <GmbH>")
    }

    @Test("a key that may not write is told so, and nothing is tried beside", arguments: ["1.7.8.11", "8.1.7"])
    func noRight(version: String) async throws {
        let bench = try bench(version)
        bench.shop.edit { $0.rights["customers"] = ["GET"] }
        let write = MembershipWrite(before: try await read(bench), groups: ["3"])
        let failure = await PrestaShopBench.failure { () throws(ShopError) in
            try await bench.connection.write(write, of: "77")
        }
        let method = version == "8.1.7" ? "PATCH" : "PUT"
        #expect(
            failure
                == .unauthorized(
                    "the key lacks the right \(method) for customers: tick it under Advanced Parameters › Webservice"))
        #expect(writes(bench) == [method])
        #expect(bench.shop.now.customers.first?.groups == [3, 2])
    }

    @Test("who is no longer in the shop cannot be written to", arguments: ["1.7.8.11", "8.1.7"])
    func gone(version: String) async throws {
        let bench = try bench(version)
        let write = MembershipWrite(before: try await read(bench), groups: ["3"])
        bench.shop.delete(customer: 77)
        let failure = await PrestaShopBench.failure { () throws(ShopError) in
            try await bench.connection.write(write, of: "77")
        }
        guard case .refused? = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(bench.shop.now.customers.isEmpty)
    }

    @Test("nobody is left without any group")
    func noGroup() async throws {
        let bench = try bench("8.1.7")
        let before = ShopMembership(groups: ["3"], readAt: bench.clock.now)
        let failure = await PrestaShopBench.failure { () throws(ShopError) in
            try await bench.connection.write(MembershipWrite(before: before, groups: []), of: "77")
        }
        #expect(failure == .refused("a customer of PrestaShop is in one group at least"))
        #expect(bench.shop.trouble.calls.isEmpty)
    }

    @Test("an answer without a list of groups is no membership")
    func noList() async throws {
        let bench = try bench("8.1.7")
        bench.shop.move(customer: 77, to: [], defaultGroup: 3)
        let failure = await PrestaShopBench.failure { () throws(ShopError) in
            _ = try await bench.connection.membership(of: "77")
        }
        #expect(failure == .malformed("the answer names no groups of the customer"))
        #expect(try await bench.connection.customer("77")?.event.customer?.groups == nil)
    }

    // MARK: The XML of 1.7

    private static let whole = """
        <?xml version="1.0" encoding="UTF-8"?>
        <prestashop xmlns:xlink="http://www.w3.org/1999/xlink">
        <customer>
        <id><![CDATA[77]]></id><id_default_group xlink:href="https://shop.example/api/groups/3">3</id_default_group>
        <passwd><![CDATA[the-password]]></passwd><lastname>M</lastname><firstname>A</firstname><email>a@b</email>
        <associations><groups nodeType="group" api="groups"/></associations>
        </customer>
        </prestashop>

        """

    private func put(_ answered: String) async throws -> (ShopError?, [HTTPCall]) {
        let bench = try bench("1.7.8.11")
        let before = try await read(bench)
        bench.shop.trouble.next(.status(200, answered), matching: "GET https://shop.example/api/customers/77")
        let failure = await PrestaShopBench.failure { () throws(ShopError) in
            try await bench.connection.write(
                MembershipWrite(before: before, groups: ["3", "4"], defaultGroup: "4"), of: "77")
        }
        return (failure, bench.shop.trouble.calls.filter { $0.method == .put })
    }

    @Test("of what was answered only the two elements are replaced")
    func editedXML() async throws {
        let (_, puts) = try await put(Self.whole)
        let expected = Self.whole
            .replacing(
                "<id_default_group xlink:href=\"https://shop.example/api/groups/3\">3</id_default_group>",
                with: "<id_default_group>4</id_default_group>"
            )
            .replacing(
                "<groups nodeType=\"group\" api=\"groups\"/>",
                with: "<groups><group><id>3</id></group><group><id>4</id></group></groups>")
        #expect(puts.map { String(decoding: $0.body ?? [], as: UTF8.self) } == [expected])
    }

    @Test(
        "an answer that is not exactly a customer's is not written back",
        arguments: [
            ("77]]>", "78]]>"), ("<id><![CDATA[77]]></id>", ""), ("<id>", "<id><id>1</id>"),
            ("<groups nodeType=\"group\" api=\"groups\"/>", ""),
            ("<groups nodeType=\"group\" api=\"groups\"/>", "<groups/><groups/>"),
            ("</id_default_group>", "</id_default_group><id_default_group>1</id_default_group>"),
            ("<passwd><![CDATA[the-password]]></passwd>", ""), ("the-password", ""), ("<email>a@b</email>", "<email/>"),
            ("<customer>", "<!DOCTYPE x><customer>"), ("<customer>", "<!-- x --><customer>"),
            ("<customer>", "<?php x ?><customer>"), ("<customer>", "<customer a=b>"),
            ("<customer>", "<customer a=\"<\">"),
            ("<customer>", "<customer a=\"1\"b=\"2\">"), ("</customer>", ""), ("</customer>", "</customers>"),
            ("</customer>", "</customer><customer><id>77</id></customer>"), ("</prestashop>\n", "</prestashop>x"),
            ("</prestashop>\n", "</prestashop><prestashop/>"), ("<prestashop", "<shop"), ("<?xml", "x<?xml"),
            ("?>", ">"), ("<lastname>M", "<lastname><![CDATA[M"),
        ])
    func refusedXML(old: String, new: String) async throws {
        try #require(Self.whole.contains(old))
        let (failure, puts) = try await put(Self.whole.replacing(old, with: new))
        #expect(
            failure == .malformed("the customer's XML is not what a PrestaShop answers; nothing was written"))
        #expect(puts.isEmpty)
    }

    @Test("an answer cut off anywhere is not written back")
    func cutXML() async throws {
        let whole = Self.whole
        for length in stride(from: 0, to: whole.count - 1, by: 41) {
            let (failure, puts) = try await put(String(whole.prefix(length)))
            #expect(failure != nil && puts.isEmpty, "\(length)")
        }
    }

    @Test("an error that repeats what was sent does not carry it on")
    func repeatedXML() async throws {
        let bench = try bench("1.7.8.11")
        let write = MembershipWrite(before: try await read(bench), groups: ["3"])
        let message = "XML error : x\\nXML length : 9\\nOriginal XML : <passwd>the-password</passwd>"
        bench.shop.trouble.next(
            .status(500, "{\"errors\":[{\"code\":127,\"message\":\"\(message)\"}]}"), matching: "PUT")
        let failure = await PrestaShopBench.failure { () throws(ShopError) in
            try await bench.connection.write(write, of: "77")
        }
        guard case .failing(let reason)? = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(reason.hasPrefix("it answered 500: XML error : x") && !reason.contains("the-password"))
    }

    // MARK: Vouchers

    private func voucher(
        _ discount: ShopVoucher.Discount, code: String = "GOLD-1", name: String = "Thanks & <welcome>\u{1}"
    ) throws -> ShopVoucher {
        ShopVoucher(
            code: code, name: name, discount: discount, from: try instant("2026-11-22T10:00:00Z"),
            until: try instant("2026-12-31T23:00:00Z"), customer: "77", email: "zoe@example.test")
    }

    @Test("a percentage for one customer, once, by the shop's clocks")
    func percent() async throws {
        let bench = try bench("8.1.7")
        try await bench.connection.make(try voucher(.percent(15)))
        let rule = try #require(bench.shop.now.cartRules.first)
        #expect(
            rule.fields == [
                "id_customer": "77", "code": "GOLD-1", "date_from": "2026-11-22 11:00:00",
                "date_to": "2026-12-31 23:59:59", "quantity": "1", "quantity_per_user": "1", "priority": "1",
                "partial_use": "0", "highlight": "0", "active": "1", "reduction_percent": "15",
            ])
        #expect(rule.names == [1: "Thanks & <welcome> ", 2: "Thanks & <welcome> "])
    }

    @Test("an amount with tax, in the shop's own id of the currency")
    func amount() async throws {
        let bench = try bench("8.1.7")
        bench.shop.edit { $0.currencies.insert(FakePrestaShop.Code(id: 7, iso: "USD", isDeleted: true), at: 0) }
        let dollar = try #require(Currency("USD"))
        try await bench.connection.make(try voucher(.amount(Money(minorUnits: 1_250, currency: dollar))))
        let fields = try #require(bench.shop.now.cartRules.first?.fields)
        #expect(fields["reduction_amount"] == "12.50" && fields["reduction_tax"] == "1")
        #expect(fields["reduction_currency"] == "2" && fields["reduction_percent"] == nil)
        let pound = try #require(Currency("GBP"))
        let other = try voucher(.amount(Money(minorUnits: 1, currency: pound)), code: "GOLD-2")
        let failure = await PrestaShopBench.failure { () throws(ShopError) in try await bench.connection.make(other) }
        #expect(failure == .refused("the shop has no currency GBP"))
        #expect(bench.shop.now.cartRules.count == 1)
    }

    @Test("one of the same code is left as it is, also where the first answer was lost")
    func voucherTwice() async throws {
        let bench = try bench("1.7.8.11")
        let voucher = try voucher(.percent(10))
        bench.shop.trouble.next(.loseAnswer, matching: "POST")
        let failure = await PrestaShopBench.failure { () throws(ShopError) in try await bench.connection.make(voucher) }
        #expect(failure == .unanswered("the connection was cut"))
        try await bench.connection.make(voucher)
        #expect(bench.shop.now.cartRules.count == 1)
        #expect(writes(bench) == ["POST"])
    }

    @Test(
        "a code that a filter would read as its own is refused", arguments: ["", "A|B", "A]", "A,B", "%", "Ä", "A B"])
    func badCode(code: String) async throws {
        let bench = try bench("8.1.7")
        let voucher = try voucher(.percent(10), code: code)
        let failure = await PrestaShopBench.failure { () throws(ShopError) in try await bench.connection.make(voucher) }
        #expect(failure == .refused("a voucher's code is made of letters, digits, - and _"))
        #expect(bench.shop.trouble.calls.isEmpty)
    }
}
