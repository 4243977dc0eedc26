import Domain
import JSON
import Mails
import Store
import Testing

@testable import Engine

/// A4. 2-domain §8: what mails say, in whose language, and how they look.
@Suite struct LetterTests {
    private let post = FakePost()

    private func shop(baseURL: String? = "https://groups.example") async throws -> TestShop {
        let shop = try await TestShop.open(mails: try post.means(baseURL: baseURL))
        try await shop.addRule([("validity", ["kind": "months", "count": 12])])
        return shop
    }

    private func buy(_ shop: TestShop, in locale: String? = nil, _ name: String? = "Anna") async throws {
        var patch = CustomerPatch()
        patch.email = "anna@example.test"
        patch.locale = locale
        patch.firstName = name
        _ = try await shop.engine.upsertCustomer(externalID: "77", store: nil, patch, by: "test")
        try await shop.put(try shop.order())
    }

    @Test func `a mail says what happened, until when, and why`() async throws {
        let shop = try await shop()
        try await buy(shop)
        try await shop.post()
        let mail = try await shop.text(0)
        let text = try #require(mail.text)
        #expect(mail.reason.hasPrefix("Bought P in order 1"))
        #expect(text.contains("Bought P in order 1, paid on January 1, 2026; valid until January 1, 2027"))
        #expect(text.contains("Anna"))
        #expect(text.contains("January 1, 2027"))
        #expect(text.contains("Test shop"))
        #expect(!text.contains("{") && !text.contains("\u{E000}"))
    }

    @Test(arguments: [
        ("de-AT", "de"), ("pt-BR", "en"), ("zz", "en"), ("not a tag at all", "en"), ("FR_ca", "fr"),
    ])
    func `in the customer's language, else the store's, else English`(_ asked: String, _ used: String) async throws {
        let library = try FakePost.library.get()
        guard library.locales.contains(where: { $0.description == used }) else { return }
        let shop = try await shop()
        try await buy(shop, in: asked)
        try await shop.post()
        #expect(try await shop.text(0).view.letter?.locale == used)
    }

    @Test func `what the group brings stands in the mail`() async throws {
        let shop = try await shop()
        let club = try #require(try await shop.engine.groups(store: nil).first { $0.group.code == "club" })
        try await shop.engine.database.write { transaction in
            var group = club.group
            group.benefits = .init(discountPercent: Decimal("7.50"), freeShipping: true, text: "A birthday gift")
            try transaction.update(group)
            try transaction.stampConfiguration()
        }
        try await buy(shop)
        #expect(try await shop.text(0).text?.contains("7.5% discount, free shipping, A birthday gift") == true)
    }

    @Test func `names of customers and shops are text in HTML, and add no line to a subject`() async throws {
        let shop = try await shop()
        try await buy(shop, "<b>Anna</b> & \u{E000}\r\nBcc: x@example.test")
        try await shop.setMail { $0.footer = "Shop & Sons <Ltd>\nMain Street 1" }
        let html = try #require(try await shop.text(0).html)
        #expect(html.contains("&lt;b&gt;Anna&lt;/b&gt; &amp;"))
        #expect(html.contains("Shop &amp; Sons &lt;Ltd&gt;"))
        #expect(!html.contains("<b>Anna"))
        try await shop.post()
        let mail = String(decoding: try #require(post.mails.first).bytes, as: UTF8.self)
        let head = try #require(mail.split(separator: "\r\n\r\n").first)
        #expect(!head.contains("\r\nBcc"))
    }

    @Test func `look, sender and reply address are the store's`() async throws {
        let shop = try await shop()
        try await shop.setMail { mail in
            mail.accent = "#ffcc00"
            mail.logoURL = "https://shop.example/logo.png"
            mail.shopURL = "https://shop.example/"
            mail.senderName = "Zażółć \"Gęślą\""
            mail.senderAddress = "club@shop.example"
            mail.replyTo = "help@shop.example"
        }
        try await buy(shop)
        let html = try #require(try await shop.text(0).html)
        #expect(html.contains("#ffcc00") && html.contains("#000000"))
        #expect(html.contains("https://shop.example/logo.png") && html.contains("https://shop.example/"))
        try await shop.post()
        let mail = try #require(post.mails.first)
        #expect(mail.sender?.description == "club@shop.example")
        #expect(try mail.field("From").contains("<club@shop.example>"))
        #expect(try mail.field("Reply-To").contains("help@shop.example"))
    }

    @Test(arguments: [("https://groups.example", true), ("http://groups.example", false), (nil as String?, false)])
    func `the one-click field takes an https address of the server`(_ baseURL: String?, _ isThere: Bool) async throws {
        let shop = try await shop(baseURL: baseURL)
        try await buy(shop)
        try await shop.post()
        let head = String(decoding: try #require(post.mails.first).bytes, as: UTF8.self)
        #expect(head.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click") == isThere)
        #expect(try await shop.text(0).text?.contains("/unsubscribe/") == (baseURL != nil))
    }

    @Test func `a rule that stops tells each administrator, and nobody else`() async throws {
        let shop = try await TestShop.open(mails: try post.means())
        try await shop.importMembers((1...120).map { "\($0);2026-01-01;retail;" })
        try await shop.addUser("boss", .admin)
        try await shop.addUser("owner", .admin, language: "xx")
        try await shop.addUser("clerk", .editor)
        try await shop.addInactivity(remind: nil)
        try await shop.cron(on: "2026-04-01")
        #expect(Set(post.recipients) == ["boss@shop.example", "owner@shop.example"])
        let run = try #require(try await shop.notifications().first?.run)
        let text = try #require(try await shop.text(0).text)
        #expect(text.contains("https://groups.example/#/runs/\(run)"))
        #expect(text.contains("120 customers"))
        #expect(!text.contains("unsubscribe"))
    }

    @Test func `a voucher that comes with a rung stands in the mail of the rung`() async throws {
        let shop = try await TestShop.open(mails: try post.means())
        let tiers: JSONValue = [
            [
                "name": "Gold", "required": euros("100.00"), "group": "gold",
                "reward": ["voucher": ["percent": 10, "days_valid": 30]],
            ]
        ]
        try await shop.add("tiers", "Ladder", [("tiers", tiers)])
        try await shop.register()
        try await shop.buy("1", on: "2026-01-05", total: 20_000)
        let told = try #require(try await shop.notifications().last)
        guard case .text(let code)? = told.facts.first(where: { $0.name == "voucher_code" })?.value else {
            throw Refusal.notFound("a voucher")
        }
        let text = try #require(try await shop.text(0).text)
        #expect(text.contains(code) && text.contains("10%") && text.contains("February 4, 2026"))
    }
}
