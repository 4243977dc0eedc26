import Domain
import JSON
import Mails
import Store
import Testing

@testable import Engine

/// The reason in a mail is in the customer's language, with days and amounts as in the rest of it; what the panel and other
/// servers are told does not depend on who caused it.
@Suite struct ReasonLanguageTests {
    private static let mails = [
        ("pl", "Zakup: Club, zamówienie o77 opłacone 3 maja 2027"),
        ("fr-CA", "Achat de Club, commande o77 payée le 3 mai 2027"),
        ("de-AT", "Kauf von Club, Bestellung o77, bezahlt am 3. Mai 2027"),
        ("es", "Compra de Club, pedido o77 pagado el 3 de mayo de 2027"),
        ("en", "Bought Club in order o77, paid on May 3, 2027"),
        ("pt-BR", "Bought Club in order o77, paid on 2027-05-03"),
    ]

    @Test(arguments: mails)
    func `the reason is in the language of the mail, else in English, and its days as in the rest of the mail`(
        _ locale: String, _ words: String
    ) async throws {
        let shop = try await TestShop()
        let configuration = try await shop.engine.latestConfiguration()
        let values = MailValues(
            format: MailFormat(try #require(MailLocale(locale))), configuration: configuration,
            store: try configuration.store(key: "default"), words: [:])
        let day = try #require(CalendarDay(year: 2027, month: 5, day: 3))
        let reason = Sentence(
            "purchase.bought",
            [.init("product", .text("Club")), .init("order", .text("o77")), .init("paid_on", .day(day))])
        #expect(values.values([], reason: reason)["reason"] == .text(words))
    }

    @Test func `what was undone is told in the language of whoever asks`() async throws {
        let shop = try await TestShop()
        try await shop.addRule([("groups", ["club"])])
        try await shop.put(try shop.order("o77", customer: "77"))
        let given = try #require(try await shop.changes().last)
        let undone = try await shop.engine.revert(given.change.id, by: "Anna")
        #expect(undone.reason == "Undone: \(given.reason)")
        let polish = shop.engine.answering(Reader(preferring: ["pl"]))
        #expect(try await polish.change(undone.change.id).reason.hasPrefix("Cofnięto: „Zakup: "))
    }

    @Test(arguments: [
        (["pl-PL"], "pl"), (["cs", "fr"], "fr"), (["en", "pl"], "en"), ([], "en"), (["", "x-y"], "en"),
        (["de-1996"], "de"),
    ])
    func `a reader gets the first language that there are words for`(_ tags: [String], _ language: String) {
        #expect(Reader(preferring: tags).language == language)
    }
}
