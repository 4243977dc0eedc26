import Domain
import JSON
import Mails
import Store
import Testing

@testable import Engine

/// A4, A5, A9, X11, X13. 2-domain §8: who is written to, when, and whether it is still true.
@Suite struct OutboxRulesTests {
    private let post = FakePost()

    private func shop(on day: String = "2026-01-01") async throws -> TestShop {
        try await TestShop.open(on: day, mails: try post.means())
    }

    /// One who has bought the club's product, and so is to be told of the membership.
    private func member(on day: String = "2026-01-01") async throws -> TestShop {
        let shop = try await shop(on: day)
        try await shop.addRule()
        try await shop.register()
        try await shop.put(try shop.order())
        return shop
    }

    // MARK: Combining

    @Test func `what one customer is told at a time goes in one mail`() async throws {
        let shop = try await shop()
        try await shop.addRule(name: "Club")
        try await shop.addRule([("groups", ["gold"])], name: "Gold")
        try await shop.register()
        try await shop.put(try shop.order())
        #expect(try await shop.shortNotifications() == ["membership_granted queued", "membership_granted queued"])
        #expect(try await shop.post() == 1)
        let mail = try await shop.text(0)
        #expect(mail.together.count == 2)
        #expect(mail.subject == "News about your customer account")
        let text = try #require(mail.text)
        #expect(text.contains("Club") && text.contains("Gold"))
        #expect(try post.mails.map { try $0.field("Subject") } == ["News about your customer account"])
    }

    @Test func `nothing of a run goes out before the run is over`() async throws {
        let shop = try await member()
        let run = try await shop.engine.database.write { [store = shop.store, now = shop.clock.now()] transaction in
            let run = try transaction.insert(
                Run(
                    id: ID(0), store: store, trigger: .cron, by: "test", tasks: ["rules"], isDry: false,
                    state: .running,
                    at: now, startedAt: now))
            var told = try #require(
                try transaction.notifications(NotificationFilter(), before: nil, limit: 1).first)
            told.run = run
            told.periodKey = "of the run"
            try transaction.insert(told)
            return run
        }
        #expect(try await shop.post() == 1)
        #expect(try await shop.shortNotifications() == ["membership_granted sent", "membership_granted queued"])
        try await shop.engine.database.write { transaction in
            var ended = try #require(try transaction.run(run))
            ended.state = .finished
            try transaction.update(ended, beatAt: ended.at)
        }
        #expect(try await shop.post() == 1)
    }

    // MARK: Who

    @Test(arguments: [
        (Customer.MailConsent.unknown, false, "membership_granted sent"),
        (.unknown, true, "membership_granted cancelled (not_opted_in)"),
        (.given, true, "membership_granted sent"),
        (.refused, false, "membership_granted cancelled (refused)"),
        (.refused, true, "membership_granted cancelled (refused)"),
    ])
    func `consent decides`(_ consent: Customer.MailConsent, _ isOptIn: Bool, _ outcome: String) async throws {
        let shop = try await member()
        try await shop.consent(consent)
        try await shop.setMail { $0.requiresOptIn = isOptIn }
        try await shop.post()
        #expect(try await shop.shortNotifications() == [outcome])
        #expect(post.mails.count == (outcome.hasSuffix("sent") ? 1 : 0))
    }

    @Test(arguments: [
        ("zoë@example.test", "membership_granted cancelled (bad_address)"), ("a@b", "membership_granted sent"),
    ])
    func `an address that no server takes is told of, and holds nobody else up`(
        _ address: String, _ outcome: String
    ) async throws {
        let shop = try await shop()
        try await shop.addRule()
        try await shop.register(email: address)
        try await shop.put(try shop.order())
        try await shop.register("78")
        try await shop.put(try shop.order("2", customer: "78"))
        try await shop.post()
        let told = try await shop.shortNotifications()
        #expect(told == [outcome, "membership_granted sent"])
    }

    @Test func `who has no address, and who is deleted before it goes, gets nothing`() async throws {
        let shop = try await shop()
        try await shop.addRule()
        try await shop.put(try shop.order("1", customer: "77"))
        try await shop.register("78")
        try await shop.put(try shop.order("2", customer: "78"))
        _ = try await shop.engine.deleteCustomer(.external("78", store: nil), by: "test")
        try await shop.post()
        #expect(
            try await shop.shortNotifications() == [
                "membership_granted cancelled (no_address)", "membership_granted cancelled (erased)",
            ])
    }

    // MARK: When

    @Test(arguments: [
        ("2026-01-01", "21:59:00", true), ("2026-01-01", "22:00:00", false), ("2026-01-02", "07:59:00", false),
        ("2026-01-02", "08:00:00", true),
    ])
    func `quiet hours hold mails back in the store's time`(_ day: String, _ time: String, _ goes: Bool) async throws {
        let shop = try await member()
        try await shop.setMail { $0.quiet = QuietHours(from: 22 * 60, until: 8 * 60) }
        try await shop.go(day, time)
        #expect(try await shop.post() == (goes ? 1 : 0))
    }

    @Test func `quiet hours are those of each store`() async throws {
        let shop = try await member()
        var other = NewStore(
            key: "other", name: "Other", zone: try #require(Zone("America/New_York")),
            currency: try #require(Currency("EUR")))
        other.locale = "en"
        _ = try await shop.engine.createStore(other, by: "test")
        var mail = StoreMail()
        mail.quiet = QuietHours(from: 0, until: 1_439)
        _ = try await shop.engine.putStoreMail(mail, of: "other", expecting: 0, by: "test")
        #expect(try await shop.post() == 1)
    }

    @Test func `no customer gets more than the store allows, and what waits is told together`() async throws {
        let shop = try await member()
        try await shop.addRule([("groups", ["gold"]), ("products", [["product_id": "G"]])], name: "Gold")
        try await shop.addRule([("groups", ["silver"]), ("products", [["product_id": "S"]])], name: "Silver")
        try await shop.setMail { $0.cap = StoreMail.Cap(count: 1, days: 7) }
        #expect(try await shop.post() == 1)
        try await shop.go("2026-01-02")
        try await shop.put(try shop.order("2", product: "G"))
        try await shop.go("2026-01-03")
        try await shop.put(try shop.order("3", product: "S"))
        #expect(try await shop.post() == 0)
        try await shop.go("2026-01-08", "06:00:00")
        #expect(try await shop.post() == 0)
        shop.clock.set(shop.clock.now().adding(milliseconds: 1))
        #expect(try await shop.post() == 1)
        #expect(try await shop.text(1).together.count == 2)
    }

    // MARK: Still true

    @Test func `X11: a reminder that was not sent yet is cancelled when the customer buys`() async throws {
        let shop = try await shop()
        try await shop.addInactivity()
        try await shop.register()
        try await shop.cron(on: "2026-03-02")
        #expect(post.mails.count == 1)
        // The same again for one whose mail had to wait.
        try await shop.register("78")
        try await shop.setMail { $0.quiet = QuietHours(from: 0, until: 1_439) }
        try await shop.cron(on: "2026-05-02")
        try await shop.buy("1", "78", on: "2026-05-02")
        try await shop.setMail { $0.quiet = nil }
        try await shop.post()
        #expect(
            try await shop.shortNotifications().filter { $0.hasPrefix("inactivity") } == [
                "inactivity_reminder sent", "inactivity_reminder cancelled (bought)",
            ])
    }

    /// A reminder of 20 January that waits behind quiet hours.
    private func belowMinimum() async throws -> TestShop {
        let shop = try await shop()
        try await shop.addTurnover(remindDay: 20, with: [("whole_period_only", false)])
        try await shop.register()
        try await shop.buy("1", on: "2026-01-05", total: 4_000)
        try await shop.setMail { $0.quiet = QuietHours(from: 0, until: 1_439) }
        try await shop.cron(on: "2026-01-20")
        try await shop.setMail { $0.quiet = nil }
        return shop
    }

    @Test func `a turnover reminder tells the figures of the day it is sent`() async throws {
        let shop = try await belowMinimum()
        try await shop.buy("2", on: "2026-01-25", total: 1_500)
        #expect(try await shop.post() == 1)
        #expect(try await shop.text(0).text?.contains("€45.00") == true)
    }

    @Test func `a turnover reminder is not sent once the minimum is reached`() async throws {
        let shop = try await belowMinimum()
        try await shop.buy("2", on: "2026-01-25", total: 6_000)
        #expect(try await shop.post() == 0)
        #expect(try await shop.shortNotifications() == ["turnover_reminder cancelled (no_longer_true)"])
    }

    @Test(arguments: [("2026-01-31", 1), ("2026-02-01", 0)])
    func `a turnover reminder is not sent once it is too late`(_ day: String, _ count: Int) async throws {
        let shop = try await belowMinimum()
        try await shop.go(day, "12:00:00")
        #expect(try await shop.post() == count)
    }

    @Test func `a reminder of a rule that was switched off is not sent`() async throws {
        let shop = try await belowMinimum()
        try await shop.enable(try #require(try await shop.notifications().first).rule, false)
        #expect(try await shop.post() == 0)
        #expect(try await shop.shortNotifications() == ["turnover_reminder cancelled (no_longer_true)"])
    }

    @Test func `a change that was made is told of, whatever came after`() async throws {
        let shop = try await member()
        try await shop.enable(try #require(try await shop.notifications().first).rule, false)
        #expect(try await shop.post() == 1)
    }
}
