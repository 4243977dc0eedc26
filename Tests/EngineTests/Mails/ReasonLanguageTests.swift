import Domain
import JSON
import Mails
import Store
import Testing

@testable import Engine

/// The reason in a mail is in the customer's language, with days and amounts as in the rest of it; what the panel and other
/// servers are told does not depend on who caused it.
@Suite struct ReasonLanguageTests {
    private static let languages = [
        ("pl", "Zakup: "), ("fr-CA", "Achat de "), ("de-AT", "Kauf von "), ("es", "Compra de "), ("en", "Bought "),
        ("pt-BR", "Bought "),
    ]

    @Test(arguments: languages)
    func `a customer reads the reason in their own language, else in English`(
        _ language: String, _ words: String
    ) async throws {
        let post = FakePost()
        let shop = try await TestShop.open(mails: try post.means())
        try await shop.addRule([("groups", ["club"])])
        try await shop.register("77")
        var patch = CustomerPatch()
        patch.locale = language
        _ = try await shop.engine.upsertCustomer(externalID: "77", store: nil, patch, by: "test")
        try await shop.put(try shop.order("o77", customer: "77"))
        #expect(try await shop.post() == 1)
        let sent = try await shop.text(0)
        #expect(sent.text?.contains(words) == true, "\(sent.text ?? "")")
        #expect(sent.reason.hasPrefix("Bought "))
    }

    @Test func `undoing what was undone tells the first reason again`() async throws {
        let shop = try await TestShop()
        try await shop.addRule([("groups", ["club"])])
        try await shop.put(try shop.order("o77", customer: "77"))
        let given = try #require(try await shop.changes().last)
        let undone = try await shop.engine.revert(given.change.id, by: "Anna")
        #expect(undone.reason == "Undone: \(given.reason)")
        let polish = shop.engine.answering(Reader(preferring: ["pl"]))
        #expect(try await polish.change(undone.change.id).reason.hasPrefix("Cofnięto: „Zakup: "))
        let back = try await shop.engine.revert(undone.change.id, by: "Anna")
        #expect(back.reason == "Put back after it was undone: \(given.reason)")
        let again = try await shop.engine.revert(back.change.id, by: "Anna")
        #expect(again.reason == "Undone: \(given.reason)")
    }

    @Test(arguments: [
        (["pl-PL"], "pl"), (["cs", "fr"], "fr"), (["en", "pl"], "en"), ([], "en"), (["", "x-y"], "en"),
        (["de-1996"], "de"),
    ])
    func `a reader gets the first language that there are words for`(_ tags: [String], _ language: String) {
        #expect(Reader(preferring: tags).language == language)
    }
}
