import Domain
import Mails
import Secrets
import Store
import Testing

@testable import Engine

/// X13. RFC 8058: the link in every mail, and what it stores.
@Suite struct UnsubscribingTests {
    private let post = FakePost()

    /// A shop whose customer 77 was sent a mail, and the token in it.
    private func told() async throws -> (TestShop, String) {
        let shop = try await TestShop.open(mails: try post.means())
        try await shop.addRule()
        try await shop.register()
        try await shop.put(try shop.order())
        try await shop.post()
        let field = try #require(post.mails.first).field("List-Unsubscribe")
        let prefix = "<https://groups.example/unsubscribe/"
        #expect(field.hasPrefix(prefix) && field.hasSuffix(">"))
        return (shop, String(field.dropFirst(prefix.count).dropLast()))
    }

    private func consent(_ shop: TestShop) async throws -> Customer.MailConsent {
        try await shop.engine.customer(.external("77", store: nil)).customer.mailConsent
    }

    @Test func `a look changes nothing, a click ends the mails, another one brings them back`() async throws {
        let (shop, token) = try await told()
        let page = try await shop.engine.unsubscribePage(token: token)
        #expect(page.button?.subscribes == false)
        #expect(try await consent(shop) == .unknown)
        let done = try #require(try await shop.engine.setConsent(token: token, to: false))
        #expect(done.button?.subscribes == true)
        #expect(try await consent(shop) == .refused)
        #expect(try await shop.engine.unsubscribePage(token: token).message == done.message)
        _ = try await shop.engine.setConsent(token: token, to: true)
        #expect(try await consent(shop) == .given)
    }

    @Test(arguments: ["", ".", "1", "1.", "1.AAAAAAAAAAAAAAAAAAAAAA", "x.y", "1.2.3", "9999999999999999999.AAAA"])
    func `a link that was not made here does nothing`(_ token: String) async throws {
        let (shop, _) = try await told()
        #expect(try await shop.engine.unsubscribePage(token: token).button == nil)
        #expect(try await shop.engine.setConsent(token: token, to: false) == nil)
        #expect(try await consent(shop) == .unknown)
    }

    @Test func `no link fits another customer, and none is made with another key`() throws {
        let key = HMACKey([UInt8](repeating: 1, count: 32))
        let token = UnsubscribeToken.make(ID(77), key)
        #expect(UnsubscribeToken.read(token, key) == ID(77))
        #expect(UnsubscribeToken.read(token.replacing("77.", with: "78."), key) == nil)
        #expect(UnsubscribeToken.read(token, HMACKey([UInt8](repeating: 2, count: 32))) == nil)
    }

    @Test func `a link of a customer who was merged is about the one who is left`() async throws {
        let (shop, token) = try await told()
        try await shop.register("78")
        _ = try await shop.engine.mergeCustomer(
            .external("77", store: nil), into: .external("78", store: nil), by: "test")
        _ = try await shop.engine.setConsent(token: token, to: false)
        let left = try await shop.engine.customer(.external("78", store: nil)).customer
        #expect(left.mailConsent == .refused)
    }
}
