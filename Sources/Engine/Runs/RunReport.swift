internal import Domain
internal import JSON
internal import Rules
internal import Store

/// What a run did, gathered while it goes on; stored as the JSON of the API, with its sentences in English and, under `said`,
/// as codes: see `Run.told`.
struct RunReport {
    private(set) var done = 0
    var total = 0
    private(set) var evaluated = 0
    private(set) var changed = 0
    private(set) var granted = 0
    private(set) var ended = 0
    private(set) var reminded = 0
    private(set) var mails = 0
    var replayed = 0
    /// Tries to tell destinations.
    var sent = 0
    /// Tries to send mails.
    var posted = 0
    var notes: [(store: ID<Store>, sentence: Sentence)] = []
    /// Rules that stopped for their share, and wait for a person.
    var parked: [Park] = []
    private var looked = 0
    private var perRule: [ID<Rule>?: RuleFigures] = [:]
    private var items: [JSONValue] = []
    private var saidOfItems: [SaidLine] = []
    private let listsItems: Bool

    /// A dry run lists that many of those who would change.
    private static let longestList = 100

    fileprivate struct RuleFigures {
        var joined: [ID<Group>: Int] = [:]
        var left: [ID<Group>: Int] = [:]
        var reminded = 0
    }

    init(listsItems: Bool) { self.listsItems = listsItems }

    /// So many customers were asked about.
    mutating func look(_ count: Int) { looked += count }

    mutating func add(_ outcome: Reassess.Outcome, customer: Customer, configuration: Configuration) {
        done += 1
        evaluated += 1
        if !outcome.changes.isEmpty { changed += 1 }
        mails += outcome.mails
        reminded += outcome.reminders.count
        for change in outcome.changes {
            granted += change.groupsAdded.count
            ended += change.groupsRemoved.count
            for group in change.groupsAdded { perRule[change.rule, default: .init()].joined[group, default: 0] += 1 }
            for group in change.groupsRemoved { perRule[change.rule, default: .init()].left[group, default: 0] += 1 }
        }
        for reminder in outcome.reminders { perRule[reminder.rule, default: .init()].reminded += 1 }
        guard listsItems, items.count < Self.longestList else { return }
        let sentences = outcome.changes.map(\.reason) + outcome.reminders.map(\.reminder.sentence)
        guard !sentences.isEmpty else { return }
        let said = SaidLine(customer.store, sentences)
        saidOfItems.append(said)
        items.append([
            "customer": [
                "id": .string(customer.id.description), "external_id": .string(customer.externalID),
                "name": .string(customer.displayName), "email": customer.email.map { .string($0) } ?? .null,
            ],
            "sentence": .string(said.words(configuration, for: .english)),
        ])
    }

    /// `progress`, `counts`, `report`, `said` and, for dry runs, `items`.
    func json(_ configuration: Configuration, ruleNames: [ID<Rule>: String]) -> String {
        let lines = lines(configuration)
        var members: [JSONValue.Member] = [
            .init("progress", ["done": .integer(done), "total": .integer(max(done, total))]),
            .init(
                "counts",
                [
                    "evaluated": .integer(max(evaluated, looked)), "changed": .integer(changed),
                    "granted": .integer(granted),
                    "ended": .integer(ended), "reminded": .integer(reminded), "mails": .integer(mails),
                    "replayed": .integer(replayed), "sent": .integer(sent),
                    "posted": .integer(posted),
                ]),
            .init("report", .array(lines.map { $0.value(configuration, ruleNames) })),
            .init(
                "said", ["report": .array(lines.map(\.said.value)), "items": .array(saidOfItems.map(\.value))]),
        ]
        if !parked.isEmpty { members.append(.init("waiting", .array(parked.map { waiting($0, configuration) }))) }
        if listsItems { members.append(.init("items", .array(items))) }
        return String(decoding: JSONValue.object(members).bytes, as: UTF8.self)
    }

    private func waiting(_ park: Park, _ configuration: Configuration) -> JSONValue {
        let compiled = configuration.rule(park.rule)
        let share = Int64(park.count) * 1_000 / Int64(max(park.customers, 1))
        return [
            "rule": ["id": .string(park.rule.description), "name": .string(compiled?.rule.name ?? "")],
            "count": .integer(park.count), "customers": .integer(park.customers),
            "share": .number(Decimal(mantissa: share, scale: 1).description),
            "limit": .integer(compiled?.terms.common.maxShare ?? CommonTerms.usualShare),
        ]
    }

    private func lines(_ configuration: Configuration) -> [Line] {
        var lines = notes.map { Line(nil, $0.store, $0.sentence) }
        for (rule, figures) in perRule.sortedByKey() {
            lines += figures.lines(of: rule, configuration)
        }
        if lines.isEmpty, let store = configuration.stores.first?.id {
            lines.append(Line(nil, store, Sentence("run.nothing")))
        }
        return lines
    }
}

/// One line of a run's report.
private struct Line {
    let rule: ID<Rule>?
    let said: SaidLine

    init(_ rule: ID<Rule>?, _ store: ID<Store>, _ sentence: Sentence) {
        self.rule = rule
        said = SaidLine(store, [sentence])
    }

    func value(_ configuration: Configuration, _ ruleNames: [ID<Rule>: String]) -> JSONValue {
        let named = rule.map { rule -> JSONValue in
            ["id": .string(rule.description), "name": .string(ruleNames[rule] ?? "")]
        }
        return ["rule": named ?? .null, "sentence": .string(said.words(configuration, for: .english))]
    }
}

extension RunReport.RuleFigures {
    fileprivate func lines(of rule: ID<Rule>?, _ configuration: Configuration) -> [Line] {
        var lines: [Line] = []
        for (code, counts) in [("run.granted", joined), ("run.expired", left)] {
            for (id, count) in counts.sorted(by: { $0.key < $1.key }) {
                guard let group = configuration.groups[id] else { continue }
                let facts: [Sentence.Fact] = [
                    .init("count", .number(Int64(count))), .init("groups", .groups([group.code])),
                ]
                lines.append(Line(rule, group.store, Sentence(code, facts)))
            }
        }
        if reminded > 0, let store = configuration.stores.first?.id {
            lines.append(Line(rule, store, Sentence("run.reminded", [.init("count", .number(Int64(reminded)))])))
        }
        return lines
    }
}
