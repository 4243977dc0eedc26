import Domain
import JSON
import Testing

@testable import Rules

/// One question to a rule that moves customers: the usual facts, for a test to change.
///
/// The customer is in `wholesale` since 2020 by import and in `club`; the default group is `wholesale`.
struct MoveCase {
    var kind: String
    var params: [JSONValue.Member]
    var sources = ["wholesale", "partner"]
    var zone: Zone
    var question: Question

    static let shop = KnownShop(
        groups: ["wholesale", "partner", "club", "retail", "staff"], statuses: ["paid", "shipped", "pending"],
        currency: Currency("EUR"))

    init(_ kind: String, _ params: JSONValue, zone name: String = "Europe/Warsaw") throws {
        self.kind = kind
        self.params = params.members ?? []
        zone = try #require(Zone(name))
        let currency = try #require(Currency("EUR"))
        let registered = try #require(Timestamp(local: "2020-01-01 12:00", zone: zone))
        var customer = CustomerFacts(
            externalID: "7", registeredAt: registered, firstKnownAt: registered, groups: ["wholesale", "club"],
            memberships: [
                MembershipFact(group: "wholesale", source: .import, from: registered),
                MembershipFact(group: "club", source: .shop, from: registered),
            ])
        customer.defaultGroup = "wholesale"
        let statuses = [
            Self.status(1, "paid", isPaid: true), Self.status(2, "shipped", isPaid: true),
            Self.status(3, "pending", isPaid: false),
        ]
        let rule = Rule(
            id: ID(9), store: ID(1), kind: kind, name: "Rule", isEnabled: true, enabledSince: registered, priority: 10,
            seasonFrom: nil, seasonUntil: nil, activeFrom: nil, definition: "", revision: 1, termsFloor: 1,
            createdAt: registered, updatedAt: registered)
        question = Question(
            rule: rule, common: CommonTerms(), shop: ShopFacts(zone: zone, currency: currency, statuses: statuses),
            customer: customer, at: registered)
    }

    private static func status(_ id: Int64, _ code: String, isPaid: Bool) -> OrderStatus {
        OrderStatus(
            id: ID(id), store: ID(1), code: code, label: code, isPaid: isPaid, isVoid: false, rank: 1, isMapped: true)
    }

    func terms() throws -> RuleTerms {
        let document: [JSONValue.Member] = [
            .init("source_groups", .array(sources.map(JSONValue.string))), .init("params", .object(params)),
        ]
        return try RuleCatalog.terms(kind: kind, document: .object(document), shop: Self.shop)
    }

    /// Local time, as `2026-04-01 00:00`.
    func instant(_ local: String) throws -> Timestamp { try #require(Timestamp(local: local, zone: zone)) }

    /// 00:00 of a local day.
    func start(_ day: String) throws -> Timestamp { zone.start(of: try #require(CalendarDay(text: day))) }

    func ask(at instant: Timestamp) throws -> Verdict {
        let terms = try terms()
        var question = question
        question.at = instant
        question.common.sourceGroups = terms.common.sourceGroups
        return terms.kind.decide(question)
    }

    func ask(_ local: String) throws -> Verdict { try ask(at: instant(local)) }

    mutating func spend(_ day: String, _ amount: Int64 = 10_000, status: Int64 = 1, orders: Int = 1) throws {
        let day = try #require(CalendarDay(text: day))
        question.customer.spend.append(SpendDay(day: day, status: ID(status), amount: amount, orders: orders))
        question.customer.spend.sort { $0.day < $1.day }
    }

    mutating func remember(_ kind: Decision.Kind, _ key: String, at local: String, change: Int64? = nil) throws {
        question.record.decisions.append(Decision(kind, key, at: try instant(local), change: change.map { ID($0) }))
    }

    mutating func set(_ name: String, _ value: JSONValue) {
        params.removeAll { $0.name == name }
        params.append(.init(name, value))
    }
}

extension MoveCase {
    /// A turnover rule of 500 EUR that runs and has decided nothing yet.
    static func turnover(_ pairs: [JSONValue.Member] = [], zone: String = "Europe/Warsaw") throws -> MoveCase {
        var found = try MoveCase(
            "turnover", ["minimum": ["amount": "500.00", "currency": "EUR"], "target": "retail"], zone: zone)
        for pair in pairs { found.set(pair.name, pair.value) }
        found.question.record.progress = Progress()
        return found
    }

    /// One that reminds on day 20 and decides on the 1st.
    static func reminding(_ reminded: String? = nil, decided: String? = nil) throws -> MoveCase {
        var found = try turnover([.init("remind_day", 20)])
        found.question.record.progress = Progress(reminded: reminded, decided: decided)
        return found
    }
}

extension Verdict {
    /// `move`, `remind` or nothing, for tables.
    var step: String { act != nil ? "move" : reminders.isEmpty ? "" : "remind" }

    var words: String { Sentences.english.render(sentence) { $0 } }

    var nextWords: String? { next.map { Sentences.english.render($0.sentence) { $0 } } }
}

extension PlannedReminder {
    subscript(name: String) -> Sentence.Value? { facts.first { $0.name == name }?.value }
}
