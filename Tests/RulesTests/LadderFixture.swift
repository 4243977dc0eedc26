import Domain
import JSON
import Testing

@testable import Rules

/// One customer in front of a ladder of Silver (500), Gold (1000, kept from 800) and Platinum (2000).
struct Climb {
    static let ruleID = ID<Rule>(7)
    static let euro = Currency("EUR") ?? { preconditionFailure() }()
    static let paid = ID<OrderStatus>(1)
    static let shipped = ID<OrderStatus>(2)

    var rule: TiersRule
    var zone: Zone
    var common = CommonTerms()
    var spend: [SpendDay] = []
    var memberships: [MembershipFact] = []
    var otherGroups: Set<String> = []
    var blocked: Set<String> = []
    var decisions: [Decision] = []
    var registered = Timestamp.zero
    var lastFactAt: Timestamp?
    var enabledSince: Timestamp? = Timestamp.zero
    var updatedAt = Timestamp.zero
    var progress: Progress? = Progress()
    var team: TeamFacts?

    static let tiers: JSONValue = [
        tier("Silver", "500.00"), tier("Gold", "1000.00", [.init("retain", euros("800.00"))]),
        tier("Platinum", "2000.00"),
    ]

    static func euros(_ amount: String) -> JSONValue { ["amount": .string(amount), "currency": "EUR"] }

    static func tier(_ name: String, _ required: String, _ more: [JSONValue.Member] = []) -> JSONValue {
        .object(
            [
                .init("name", .string(name)), .init("required", euros(required)),
                .init("group", .string(name.lowercased())),
            ] + more)
    }

    init(_ params: [JSONValue.Member] = [], tiers: JSONValue = Climb.tiers, zone: String = "UTC") throws {
        var reader = FieldReader(.object([.init("tiers", tiers)] + params))
        rule = TiersRule(reading: &reader, shop: KnownShop(currency: Self.euro))
        reader.finish()
        try #require(reader.errors == [])
        self.zone = try #require(Zone(zone))
    }

    static func day(_ text: String) throws -> CalendarDay { try #require(CalendarDay(text: text)) }

    static func instant(_ text: String) throws -> Timestamp { try #require(Timestamp(rfc3339: text)) }

    /// Noon of a local day.
    func noon(_ text: String) throws -> Timestamp {
        zone.start(of: try Self.day(text)).adding(seconds: 12 * 3_600)
    }

    func midnight(_ text: String) throws -> Timestamp { zone.start(of: try Self.day(text)) }

    /// Adds what an order counts for, in whole euros, reported at noon of that day.
    mutating func spent(_ euros: Int64, on text: String, status: ID<OrderStatus> = Climb.paid) throws {
        spend.append(SpendDay(day: try Self.day(text), status: status, amount: euros * 100, orders: 1))
        spend.sort { $0.day < $1.day }
        lastFactAt = max(try noon(text), lastFactAt ?? .zero)
    }

    /// The rung held by the rule itself.
    mutating func hold(_ group: String) {
        memberships.append(MembershipFact(group: group, source: .rule, rule: Self.ruleID, from: .zero))
    }

    var held: Set<String> {
        Set(memberships.filter { $0.source == .rule && $0.rule == Self.ruleID }.map(\.group))
    }

    func question(_ at: Timestamp, _ moment: Moment) -> Question {
        let rule = Rule(
            id: Self.ruleID, store: ID(1), kind: "tiers", name: "Ladder", isEnabled: true, enabledSince: enabledSince,
            priority: 10, seasonFrom: nil, seasonUntil: nil, activeFrom: nil, definition: "", revision: 1,
            termsFloor: 1, createdAt: .zero, updatedAt: updatedAt)
        let statuses = [
            Self.status(Self.paid, "paid", isPaid: true), Self.status(Self.shipped, "shipped", isPaid: false),
        ]
        var customer = CustomerFacts(
            externalID: "77", registeredAt: registered, firstKnownAt: registered,
            groups: otherGroups.union(memberships.filter(\.isInForce).map(\.group)), memberships: memberships,
            blocked: blocked, spend: spend, lastFactAt: lastFactAt)
        customer.team = team
        // A report of an order that counts; with a refund a cent less than before.
        if case .order(_, let becamePaid) = moment {
            let amount: Int64 = becamePaid ? 0 : -1
            customer.spendChange = [SpendDay(day: zone.day(at: at), status: Self.paid, amount: amount, orders: 1)]
        }
        return Question(
            rule: rule, common: common, shop: ShopFacts(zone: zone, currency: Self.euro, statuses: statuses),
            customer: customer, record: RuleRecord(decisions: decisions, progress: progress), at: at, moment: moment)
    }

    private static func status(_ id: ID<OrderStatus>, _ code: String, isPaid: Bool) -> OrderStatus {
        OrderStatus(
            id: id, store: ID(1), code: code, label: code, isPaid: isPaid, isVoid: false, rank: 1, isMapped: true)
    }

    func ask(_ at: Timestamp, _ moment: Moment = .check(isForced: false)) -> Verdict {
        let verdict = rule.decide(question(at, moment))
        Self.expectWords(verdict)
        return verdict
    }

    /// Asks at noon.
    func ask(_ day: String, _ moment: Moment = .check(isForced: false)) throws -> Verdict {
        ask(try noon(day), moment)
    }

    /// Does what the engine does with a verdict.
    mutating func apply(_ verdict: Verdict, at instant: Timestamp) {
        if let act = verdict.act {
            memberships.removeAll { $0.source == .rule && $0.rule == Self.ruleID && act.releases.contains($0.group) }
            memberships.removeAll { act.adopts.contains($0.source) && act.adoptsIn.contains($0.group) }
            for grant in act.joins {
                memberships.append(
                    MembershipFact(group: grant.group, source: .rule, rule: Self.ruleID, from: grant.from))
            }
        }
        for note in verdict.notes {
            switch note {
            case .remember(let kind, let key):
                decisions.removeAll { $0.kind == kind && $0.key == key }
                decisions.append(Decision(kind, key, at: instant))
            case .forget(let kind, let key): decisions.removeAll { $0.kind == kind && $0.key == key }
            }
        }
    }

    /// Asks, and applies the answer; at a check, as a run that makes the check of that day.
    @discardableResult
    mutating func go(_ at: Timestamp, _ moment: Moment = .check(isForced: false)) -> Verdict {
        let verdict = ask(at, moment)
        apply(verdict, at: at)
        if moment.isCheck { progress = progress.map { rule.advanced($0, to: at, zone: zone) } }
        return verdict
    }

    @discardableResult
    mutating func go(_ day: String, _ moment: Moment = .check(isForced: false)) throws -> Verdict {
        go(try noon(day), moment)
    }

    /// Every sentence has words, and every placeholder of them its fact.
    private static func expectWords(_ verdict: Verdict) {
        var sentences = [verdict.sentence] + verdict.reminders.map(\.sentence)
        sentences += [verdict.next?.sentence, verdict.act?.reason, verdict.act?.mail?.sentence].compactMap { $0 }
        for sentence in sentences {
            guard let words = English.words[sentence.code] else {
                Issue.record("no words for \(sentence.code)")
                continue
            }
            for part in words.split(separator: "{").dropFirst() {
                let name = String(part.prefix { $0 != "}" && $0 != "|" && $0 != ":" })
                #expect(sentence[name] != nil, "\(sentence.code) lacks \(name)")
            }
        }
    }
}

extension Moment {
    static let payment = Moment.order(ID(1), becamePaid: true)
    static let refund = Moment.order(ID(1), becamePaid: false)
    static let check = Moment.check(isForced: false)
    static let forced = Moment.check(isForced: true)
}

extension Verdict {
    /// The verdict in short: `promoted gold -silver`, `remind tier_at_risk`, or `nothing`.
    var short: String {
        var words: [String] = []
        if let act {
            words.append("\(act.kind.rawValue) \(act.joins.map(\.group).joined(separator: "+"))")
            words += act.releases.map { "-\($0)" }
        }
        words += reminders.map { "remind \($0.template)" }
        return words.isEmpty ? "nothing" : words.joined(separator: " ")
    }

    var nextDay: String? { next.map { Zone.utc.day(at: $0.at).description } }
}
