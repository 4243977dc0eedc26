import Domain
import JSON
import Store
import Testing

@testable import Engine

/// A1, A5, X11. 2-domain §5, `inactivity`: when it reminds and when it moves.
@Suite struct Section5InactivityTests {
    private static func shop(remind: Int? = 60, with params: Members = []) async throws -> (TestShop, ID<Rule>) {
        let shop = try await TestShop.open()
        let rule = try await shop.addInactivity(remind: remind, with: params).rule.id
        try await shop.register()
        return (shop, rule)
    }

    @Test func `who orders nothing is reminded and then moved, each from 00:00 of its day`() async throws {
        let (shop, rule) = try await Self.shop()
        try await shop.cron(on: "2026-03-01", "23:59:59")
        #expect(try await shop.mails().isEmpty)
        try await shop.cron(on: "2026-03-02", "00:00:00")
        #expect(try await shop.keyedMails() == ["inactivity_reminder 2026-01-01"])
        try await shop.cron(on: "2026-03-31", "23:59:59")
        #expect(try await shop.groups() == ["retail"])
        try await shop.cron(on: "2026-04-01", "00:00:00")
        #expect(try await shop.groups() == ["sleepy"])
        #expect(try await shop.keyedMails() == ["inactivity_reminder 2026-01-01", "group_change 2026-01-01"])
        #expect(try await shop.decisions(rule) == ["moved 2026-01-01", "reminded 2026-01-01"])
        let reason = try #require(try await shop.changes().last?.reason)
        #expect(reason == "90 days since 1 January 2026, limit 90; reminded on 2 March 2026")
    }

    // MARK: Inactive since

    @Test func `inactive since the last counted order`() async throws {
        let (shop, rule) = try await Self.shop()
        try await shop.buy("1", on: "2026-02-10")
        // One paid earlier and reported later, and one that is not paid, change nothing.
        try await shop.put(try shop.order("0", product: "Q", paid: "2026-01-20T10:00:00Z"))
        try await shop.go("2026-02-20")
        try await shop.put(try shop.order("2", product: "Q", status: "pending"))
        #expect(try await shop.says(rule).nextAt == (try await shop.instant("2026-04-11", "00:00:00")))
    }

    @Test func `statuses of the rule say which orders count`() async throws {
        let (shop, rule) = try await Self.shop(with: [("statuses", ["completed"])])
        try await shop.buy("1", on: "2026-02-10")
        #expect(try await shop.says(rule).nextAt == (try await shop.instant("2026-03-02", "00:00:00")))
        try await shop.put(try shop.order("2", product: "Q", status: "completed"))
        #expect(try await shop.says(rule).nextAt == (try await shop.instant("2026-04-11", "00:00:00")))
    }

    @Test func `never bought: since the registration, else the first known order, else the first mention`() async throws
    {
        let shop = try await TestShop.open(on: "2026-02-01")
        let rule = try await shop.addInactivity().rule.id
        try await shop.register("registered", on: "2026-01-10")
        try await shop.put(
            try shop.order("p", customer: "pending", product: "Q", paid: "2026-01-20T10:00:00Z", status: "pending"))
        try await shop.importMembers(["seen;;retail;"])
        for (customer, day) in [("registered", "2026-03-11"), ("pending", "2026-03-21"), ("seen", "2026-04-02")] {
            let next = try await shop.says(rule, of: customer).nextAt
            #expect(next == (try await shop.instant(day, "00:00:00")), "\(customer)")
        }
    }

    @Test func `include_never_bought off leaves those alone who never bought`() async throws {
        let (shop, _) = try await Self.shop(remind: nil, with: [("include_never_bought", false)])
        try await shop.buy("1", "78")
        try await shop.cron(on: "2026-04-01")
        #expect(try await shop.groups() == ["retail"])
        #expect(try await shop.groups(of: "78") == ["sleepy"])
    }

    @Test func `joining by hand or by a purchase begins anew; an import and the shop do not`() async throws {
        let shop = try await TestShop.open()
        let rule = try await shop.addInactivity(from: ["club"]).rule.id
        try await shop.addRule([], header: [("priority", 500)])
        for customer in ["hand", "import", "shop"] { try await shop.register(customer) }
        try await shop.go("2026-02-01")
        try await shop.grant("club", to: "hand")
        try await shop.importMembers(["import;;club;"])
        try await shop.shopReports("shop", groups: ["club"])
        let expected = [("hand", "2026-04-02"), ("import", "2026-03-02"), ("shop", "2026-03-02")]
        for (customer, day) in expected {
            let next = try await shop.says(rule, of: customer).nextAt
            #expect(next == (try await shop.instant(day, "00:00:00")), "\(customer)")
        }
    }

    @Test func `a ladder's promotion begins anew, its demotion does not`() async throws {
        let shop = try await TestShop.open()
        let rule = try await shop.addInactivity(from: ["silver", "gold"]).rule.id
        try await shop.addLadder("Ladder", [("silver", "10.00"), ("gold", "100.00")], with: [("upgrade", "on_check")])
        try await shop.run()
        try await shop.buy("1", on: "2026-01-02", total: 20_000)
        try await shop.cron(on: "2026-01-20")
        #expect(try await shop.groups() == ["gold", "retail"])
        #expect(try await shop.says(rule).nextAt == (try await shop.instant("2026-03-21", "00:00:00")))
        try await shop.go("2026-02-01")
        try await shop.refund("1", 15_000, total: 20_000)
        try await shop.cron(on: "2026-02-02")
        #expect(try await shop.groups() == ["retail", "silver"])
        #expect(try await shop.says(rule).nextAt == (try await shop.instant("2026-03-03", "00:00:00")))
    }

    @Test func `an automatic demotion into a source group does not begin anew`() async throws {
        let shop = try await TestShop.open()
        try await shop.addInactivity("First", to: "sleepy", remind: nil, change: 30)
        let second = try await shop.addInactivity("Second", from: ["sleepy"], to: "staff", remind: nil, change: 60).rule
            .id
        try await shop.register()
        try await shop.cron(on: "2026-01-31")
        #expect(try await shop.says(second).nextAt == (try await shop.instant("2026-03-02", "00:00:00")))
    }

    // MARK: Reminders

    @Test func `one reminder per spell, and a new one for a new spell`() async throws {
        let (shop, _) = try await Self.shop()
        try await shop.cronDaily(from: "2026-03-02", to: "2026-03-10")
        try await shop.buy("1", on: "2026-03-11")
        try await shop.cronDaily(from: "2026-05-01", to: "2026-05-20")
        #expect(try await shop.keyedMails() == ["inactivity_reminder 2026-01-01", "inactivity_reminder 2026-03-11"])
    }

    @Test func `nobody moves without a reminder: who is reminded late is moved that much later`() async throws {
        let (shop, _) = try await Self.shop()
        try await shop.cron(on: "2026-03-20")
        try await shop.cronDaily(from: "2026-04-01", to: "2026-04-18")
        #expect(try await shop.groups() == ["retail"])
        try await shop.cron(on: "2026-04-19")
        #expect(try await shop.groups() == ["sleepy"])
    }

    @Test func `anyone past both limits when the rule starts is reminded first`() async throws {
        let shop = try await TestShop.open()
        try await shop.register()
        try await shop.go("2026-06-01")
        try await shop.addInactivity()
        try await shop.cronDaily(from: "2026-06-01", to: "2026-06-30")
        #expect(try await shop.groups() == ["retail"])
        #expect(try await shop.keyedMails() == ["inactivity_reminder 2026-01-01"])
        try await shop.cron(on: "2026-07-01")
        #expect(try await shop.groups() == ["sleepy"])
    }

    @Test func `the reminder is given when it is decided, whatever becomes of the mail`() async throws {
        let shop = try await TestShop.open()
        try await shop.addInactivity()
        try await shop.importMembers(["77;2026-01-01;retail;"])
        try await shop.register("79")
        var refusing = CustomerPatch()
        refusing.mailConsent = .refused
        _ = try await shop.engine.patchCustomer(.external("79", store: nil), refusing, by: "test")
        try await shop.cron(on: "2026-03-02")
        // The first has no address, the other wants no mail.
        for customer in ["77", "79"] {
            #expect(try await shop.mails(of: customer) == ["inactivity_reminder"])
        }
        try await shop.cron(on: "2026-04-01")
        for customer in ["77", "79"] { #expect(try await shop.groups(of: customer) == ["sleepy"]) }
    }

    @Test func `where the rule mails no reminder, it counts as given all the same`() async throws {
        let shop = try await TestShop.open()
        try await shop.addInactivity(header: [("mails", ["inactivity_reminder": false])])
        try await shop.register()
        try await shop.cron(on: "2026-03-02")
        #expect(try await shop.mails().isEmpty)
        try await shop.cron(on: "2026-04-01")
        #expect(try await shop.groups() == ["sleepy"])
    }

    @Test func `without remind_after_days there is no reminder`() async throws {
        let (shop, _) = try await Self.shop(remind: nil)
        try await shop.cronDaily(from: "2026-03-01", to: "2026-04-01")
        #expect(try await shop.keyedMails() == ["group_change 2026-01-01"])
    }

    @Test func `an unsent reminder is cancelled by a counted order`() async throws {
        let (shop, _) = try await Self.shop()
        try await shop.cron(on: "2026-03-02")
        try await shop.buy("1", on: "2026-03-03")
        let id = try await shop.id()
        let states = try await shop.engine.database.read {
            try $0.notifications(id, before: nil, limit: 10).map(\.state)
        }
        #expect(states == [.cancelled])
    }

    @Test func `an order between reminder and move calls the move off`() async throws {
        let (shop, _) = try await Self.shop()
        try await shop.cron(on: "2026-03-02")
        try await shop.buy("1", on: "2026-03-31")
        try await shop.cronDaily(from: "2026-04-01", to: "2026-05-29")
        #expect(try await shop.groups() == ["retail"])
        #expect(try await shop.mails() == ["inactivity_reminder"])
    }
}
