import Domain
import JSON
import Rules
import Shops
import Store
import Testing

@testable import Engine

typealias Members = [(String, JSONValue)]

/// Rules of every kind, local days, dated memberships, and what rules remember: for the tests of the domain's sentences.
///
/// Days are those of the shop's zone, and mean 06:00 unless said otherwise.
extension TestShop {
    static func open(
        on day: String = "2026-01-01", zone: String = "Europe/Warsaw", defaultGroup: String? = "retail",
        mails: MailMeans = MailMeans()
    ) async throws -> TestShop {
        let zone = try #require(Zone(zone))
        let now = try #require(Timestamp(local: "\(day)T06:00:00", zone: zone))
        return try await TestShop(
            now: now.description, zone: zone.identifier,
            groups: ["retail", "club", "silver", "gold", "platinum", "sleepy", "staff"], defaultGroup: defaultGroup,
            mails: mails)
    }

    // MARK: Rules

    @discardableResult
    func add(_ kind: String, _ name: String, _ params: Members, header: Members = []) async throws -> RuleView {
        var document: [JSONValue.Member] = [.init("kind", .string(kind)), .init("name", .string(name))]
        document += header.map { .init($0.0, $0.1) }
        // Of two of the same name the later one counts.
        let named = Dictionary(params, uniquingKeysWith: { $1 }).sorted { $0.key < $1.key }
        document.append(.init("params", .object(named.map { .init($0.key, $0.value) })))
        return try await engine.createRule(.object(document), by: "test")
    }

    /// From `retail` to `sleepy`: reminds after 60 days, moves after 90.
    @discardableResult
    func addInactivity(
        _ name: String = "Inactivity", from sources: [String] = ["retail"], to target: String = "sleepy",
        remind: Int? = 60, change: Int = 90, with params: Members = [], header: Members = []
    ) async throws -> RuleView {
        let own: Members = [
            ("remind_after_days", remind.map { .integer($0) } ?? .null), ("change_after_days", .integer(change)),
            ("target", .string(target)),
        ]
        return try await add("inactivity", name, own + params, header: [Self.sources(sources)] + header)
    }

    /// From `retail` to `staff`, on the first of each month: whoever bought for less than 100 EUR in the month before.
    @discardableResult
    func addTurnover(
        _ name: String = "Turnover", from sources: [String] = ["retail"], to target: String = "staff",
        minimum: String = "100.00", remindDay: Int? = nil, with params: Members = [], header: Members = []
    ) async throws -> RuleView {
        let own: Members = [
            ("minimum", euros(minimum)), ("target", .string(target)),
            ("remind_day", remindDay.map { .integer($0) } ?? .null),
        ]
        return try await add("turnover", name, own + params, header: [Self.sources(sources)] + header)
    }

    static let rungs: [(String, String)] = [("silver", "100.00"), ("gold", "500.00"), ("platinum", "1000.00")]

    /// Silver at 100 EUR, gold at 500, platinum at 1,000, of all time.
    @discardableResult
    func addLadder(
        _ name: String = "Ladder", _ rungs: [(String, String)] = TestShop.rungs, with params: Members = [],
        header: Members = []
    ) async throws -> RuleView {
        let tiers = rungs.map { group, required -> JSONValue in
            ["name": .string(group), "required": euros(required), "group": .string(group)]
        }
        return try await add("tiers", name, [("tiers", .array(tiers))] + params, header: header)
    }

    @discardableResult
    func addConditions(
        _ name: String = "Conditions", on trigger: String, when: JSONValue,
        _ actions: JSONValue = [["grant": "club"]], with params: Members = [], header: Members = []
    ) async throws -> RuleView {
        let own: Members = [("trigger", .string(trigger)), ("when", when), ("actions", actions)]
        return try await add("conditions", name, own + params, header: header)
    }

    static func sources(_ groups: [String]) -> (String, JSONValue) {
        ("source_groups", .array(groups.map(JSONValue.string)))
    }

    /// Edits the rule's document as it stands.
    func edit(_ rule: ID<Rule>, params: Members = [], header: Members = []) async throws {
        let view = try await engine.rule(rule)
        var members = view.document.members ?? []
        var inner = members.first { $0.name == "params" }?.value.members ?? []
        for (name, value) in params {
            inner.removeAll { $0.name == name }
            inner.append(.init(name, value))
        }
        for (name, value) in header + [("params", .object(inner))] {
            members.removeAll { $0.name == name }
            members.append(.init(name, value))
        }
        _ = try await engine.replaceRule(rule, revision: view.rule.revision, .object(members), by: "test")
    }

    func enable(_ rule: ID<Rule>, _ isEnabled: Bool) async throws {
        let revision = try await engine.rule(rule).rule.revision
        _ = try await engine.patchRule(rule, revision: revision, ["enabled": .bool(isEnabled)], by: "test")
    }

    func delete(_ rule: ID<Rule>, grants: Engine.Leaving) async throws -> Int {
        let revision = try await engine.rule(rule).rule.revision
        return try await engine.deleteRule(rule, revision: revision, grants: grants, by: "test")
    }

    func setAutomation(_ isOn: Bool) async throws {
        var patch = StorePatch()
        patch.isAutomated = isOn
        _ = try await engine.patchStore(key: "default", patch, by: "test")
    }

    // MARK: Time

    func instant(_ day: String, _ time: String = "06:00:00") async throws -> Timestamp {
        let zone = try await engine.store(key: "default").store.zone
        return try #require(Timestamp(local: "\(day)T\(time)", zone: zone))
    }

    func go(_ day: String, _ time: String = "06:00:00") async throws { clock.set(try await instant(day, time)) }

    @discardableResult
    func cron(on day: String, _ time: String = "06:00:00") async throws -> Run {
        try await go(day, time)
        return try await run()
    }

    /// A run now that came to its end, or waits.
    @discardableResult
    func run(
        _ tasks: Set<RunTask> = Set(RunTask.allCases), forced: Bool = false, isDry: Bool = false
    ) async throws -> Run {
        let request = RunRequest(trigger: .cron, by: "test", tasks: tasks, isDry: isDry, named: forced ? [.tiers] : [])
        guard case .started(_, let finished) = try await engine.startRun(request) else {
            throw Refusal.conflict("a run is going on")
        }
        let run = try await finished.value
        #expect(run.state == .finished || run.state == .waiting, "\(run.error ?? "")")
        return run
    }

    /// One run on each day, from the first to the last.
    func cronDaily(from first: String, to last: String) async throws {
        var day = try #require(CalendarDay(text: first))
        let end = try #require(CalendarDay(text: last))
        while day <= end {
            try await cron(on: day.description)
            day = day.adding(days: 1)
        }
    }

    // MARK: Customers and orders

    func register(
        _ customer: String = "77", on day: String? = nil, email: String? = nil, in organization: String? = nil,
        country: String? = nil
    ) async throws {
        var patch = CustomerPatch()
        patch.registeredAt = if let day { try await instant(day) } else { clock.now() }
        patch.email = email ?? "c\(customer)@example.test"
        patch.country = country
        patch.organization = organization.map { .member(externalID: $0, name: nil) }
        _ = try await engine.upsertCustomer(externalID: customer, store: nil, patch, by: "test")
    }

    /// One customer a line: `customer_id;registered_at;groups;member_since`.
    @discardableResult
    func importMembers(
        _ lines: [String], head: String = "customer_id;registered_at;groups;member_since"
    ) async throws -> ImportReport {
        var chunks = [Array("\(head)\n\(lines.joined(separator: "\n"))\n".utf8)].makeIterator()
        let report = try await engine.importCustomers(store: nil, mapping: .init(), isDry: false, by: "test") {
            chunks.next()
        }
        #expect(report.badLines.isEmpty)
        return report
    }

    /// What the shop's connector would report of a customer now.
    func shopReports(_ customer: String = "77", groups: [String]) async throws {
        let (store, engine, now) = (store, engine, clock.now())
        try await engine.database.write { transaction in
            let configuration = try engine.configuration(transaction)
            var event = CustomerEvent(externalID: customer, version: now)
            event.groups = groups.compactMap { configuration.group(store, code: $0)?.externalID }
            let intake = Intake(
                engine: engine, transaction: transaction, store: store, cause: Cause(actor: .shop), bodyHash: 0,
                receivedAt: now, now: now)
            let _: ID<Customer> = try intake.take(event)
        }
    }

    /// An order of product Q that is paid on that day and reported at once; today where no day is named.
    func buy(
        _ id: String, _ customer: String = "77", on day: String? = nil, total: Int64 = 5_000, product: String = "Q"
    ) async throws {
        if let day { try await go(day, "12:00:00") }
        try await put(try order(id, customer: customer, product: product, total: total))
    }

    /// The order as it was bought, reported anew now: cancelled, or partly given back.
    func cancel(_ id: String, _ customer: String = "77", total: Int64 = 5_000, product: String = "Q") async throws {
        try await put(
            try order(
                id, customer: customer, product: product, version: clock.now().description, status: "cancelled",
                total: total))
    }

    func refund(_ id: String, _ amount: Int64, _ customer: String = "77", total: Int64) async throws {
        var event = try order(id, customer: customer, product: "Q", version: clock.now().description, total: total)
        event.paidAt = nil
        event.refunded = amount
        try await put(event)
    }

    @discardableResult
    func act(_ group: String, _ act: GroupAct, on customer: String = "77") async throws -> ChangeView? {
        try await engine.changeGroups(
            .external(customer, store: nil), group: group, act, reason: nil, by: "Anna")
    }

    func grant(_ group: String, to customer: String = "77", until: Timestamp? = nil) async throws {
        try await act(group, .grant(until: until, makeDefault: false, pin: false), on: customer)
    }

    /// Undoes the customer's latest change of that kind.
    @discardableResult
    func undo(_ kind: Change.Kind, of customer: String = "77") async throws -> ChangeView {
        let change = try #require(
            try await changes(of: customer).last { $0.change.kind == kind && $0.revertedBy == nil })
        return try await engine.revert(change.change.id, by: "Anna")
    }

    // MARK: Looking

    func id(of customer: String = "77") async throws -> ID<Customer> {
        try await engine.customer(.external(customer, store: nil)).customer.id
    }

    /// Reminders and other mails as `template key`, the oldest first.
    func keyedMails(of customer: String = "77") async throws -> [String] {
        let id = try await id(of: customer)
        return try await engine.database.read { snapshot in
            try snapshot.notifications(id, before: nil, limit: 200).map { "\($0.template) \($0.periodKey)" }.reversed()
        }
    }

    /// What a rule remembers, as `kind key`, sorted.
    func decisions(_ rule: ID<Rule>, _ customer: String = "77") async throws -> [String] {
        let id = try await id(of: customer)
        return try await engine.database.read { snapshot in
            try snapshot.decisions(id, rule: rule).map { "\($0.kind.rawValue) \($0.key)" }.sorted()
        }
    }

    /// The kinds of the customer's changes from the `first` on.
    func kinds(of customer: String = "77") async throws -> [Change.Kind] {
        try await changes(of: customer).map(\.change.kind)
    }

    func rule(_ name: String) async throws -> ID<Rule> {
        try #require(try await engine.rules(store: nil).first { $0.rule.name == name }).rule.id
    }

    /// What a rule says of the customer now, or at an instant.
    func says(_ rule: ID<Rule>, of customer: String = "77", at instant: Timestamp? = nil) async throws
        -> Explanation.RuleAnswer
    {
        let explanation = try await engine.explain(.external(customer, store: nil), at: instant)
        return try #require(explanation.rules.first { $0.rule.id == rule })
    }

    func report(_ run: Run) throws -> JSONValue { try JSONValue(parsing: Array(run.report.utf8)) }

    /// The sentences of a run's report.
    func sentences(_ run: Run) throws -> [String] {
        try report(run)["report"]?.array?.compactMap { $0["sentence"]?.string } ?? []
    }

    func count(_ run: Run, _ name: String) throws -> Int64? { try report(run)["counts"]?[name]?.integer }
}

/// `{"amount": …, "currency": "EUR"}`
func euros(_ amount: String) -> JSONValue { ["amount": .string(amount), "currency": "EUR"] }
