public import Domain
internal import JSON
internal import Rules
internal import Secrets
internal import Shops
internal import Store

/// What gives a shop's data its meaning, in memory: stores, groups, statuses, sources and rules, ready for use.
/// Immutable; every write that alters it stamps it anew, and the next reader loads it again.
///
/// It is handed to whatever decides, many times for each webhook, so all of it but two parts lies behind one reference.
public struct Configuration: Sendable {
    private let content: Content
    /// By store, in priority order.
    private(set) var rules: [ID<Store>: [CompiledRule]]
    /// In whose language `words` answers.
    private var reader = Reader.english

    init(_ snapshot: Snapshot, stamp: String, box: SecretBox) throws {
        content = try Content(snapshot, stamp: stamp, box: box)
        let compiled = try snapshot.rules().map { try CompiledRule($0, revisions: snapshot.revisions(of: $0.id)) }
        rules = Dictionary(grouping: compiled, by: \.rule.store)
    }

    var stamp: String { content.stamp }
    public var stores: [Store] { content.stores }
    public var groups: [ID<Group>: Group] { content.groups }
    public var statuses: [ID<OrderStatus>: OrderStatus] { content.statuses }
    /// By themselves, as sweeps look them up for each grant: a whole group takes longer to copy than to find.
    var groupCodes: [ID<Group>: String] { content.groupCodes }
    var connectors: [ConfiguredConnector] { content.connectors }
    var destinations: [ConfiguredDestination] { content.destinations }
    var mail: ConfiguredMail { content.mail }
    var widgets: [ConfiguredWidget] { content.widgets }

    public func store(_ id: ID<Store>) throws -> Store {
        guard let store = stores.first(where: { $0.id == id }) else { throw Refusal.notFound("store \(id)") }
        return store
    }

    public func store(key: String) throws -> Store {
        guard let store = stores.first(where: { $0.key == key }) else { throw Refusal.notFound("store '\(key)'") }
        return store
    }

    /// The store meant where a request may leave it out: the only one there is.
    ///
    /// - Parameter pointer: where the request would have named it.
    public func store(keyOrOnly key: String?, at pointer: String = "?store") throws -> Store {
        if let key { return try store(key: key) }
        guard stores.count == 1, let only = stores.first else {
            throw Refusal.invalid(pointer, "is required, as there are several stores")
        }
        return only
    }

    public func group(_ store: ID<Store>, code: String) -> Group? { content.groupsByCode[store]?[code] }

    public func group(_ store: ID<Store>, externalID: String) -> Group? {
        content.groupsByExternalID[store]?[externalID]
    }

    public func groups(of store: ID<Store>) -> [Group] {
        groups.values.filter { $0.store == store }.sorted { ($0.name, $0.id) < ($1.name, $1.id) }
    }

    public func groupCodes(of store: ID<Store>) -> Set<String> { Set((content.groupsByCode[store] ?? [:]).keys) }

    public func status(_ store: ID<Store>, code: String) -> OrderStatus? { content.statusesByCode[store]?[code] }

    public func statuses(of store: ID<Store>) -> [OrderStatus] {
        statuses.values.filter { $0.store == store }.sorted { ($0.rank, $0.id) < ($1.rank, $1.id) }
    }

    func shop(_ store: ID<Store>) throws -> ShopFacts {
        guard let shop = content.shops[store] else { throw Refusal.notFound("store \(store)") }
        return shop
    }

    /// What names in a rule of the store are checked against.
    func known(_ store: Domain.Store) -> KnownShop {
        KnownShop(
            groups: groupCodes(of: store.id), statuses: Set((content.statusesByCode[store.id] ?? [:]).keys),
            currency: store.currency)
    }

    func groupIDs(_ store: ID<Store>, codes: some Sequence<String>) -> [ID<Group>] {
        codes.compactMap { content.groupsByCode[store]?[$0]?.id }
    }

    func source(key: String) -> ConfiguredSource? { content.sources[key] }

    public var allSources: [SourceRecord] { content.sources.values.map(\.record).sorted { $0.id < $1.id } }

    public func source(_ id: ID<SourceRecord>) throws -> SourceRecord {
        guard let found = allSources.first(where: { $0.id == id }) else { throw Refusal.notFound("source \(id)") }
        return found
    }

    func connector(_ id: ID<ConnectorRecord>) throws -> ConfiguredConnector {
        guard let found = connectors.first(where: { $0.record.id == id }) else {
            throw Refusal.notFound("connector \(id)")
        }
        return found
    }

    func destination(_ id: ID<DestinationRecord>) throws -> DestinationRecord {
        guard let found = destinations.first(where: { $0.record.id == id }) else {
            throw Refusal.notFound("destination \(id)")
        }
        return found.record
    }

    /// Who is to be told of that in a store; nil for what concerns all of several stores.
    func destinations(wanting kind: OutgoingEvent.Kind, of store: ID<Store>?) -> [ID<DestinationRecord>] {
        destinations.filter { $0.wants(kind, of: store) }.map(\.record.id)
    }

    func rule(_ id: ID<Rule>) -> CompiledRule? {
        for rules in rules.values {
            if let found = rules.first(where: { $0.rule.id == id }) { return found }
        }
        return nil
    }

    /// The same with another form of one rule, its terms apart.
    func with(_ rule: Rule) -> Configuration {
        var copy = self
        copy.rules[rule.store] = rules[rule.store]?.map { compiled in
            var changed = compiled
            if compiled.rule.id == rule.id { changed.rule = rule }
            return changed
        }
        return copy
    }

    /// A group's name, by its code; the code itself for one that is gone.
    public func groupName(_ store: ID<Store>) -> (String) -> String {
        let names = content.groupsByCode[store] ?? [:]
        return { names[$0]?.name ?? $0 }
    }

    // MARK: Words

    var isReadInEnglish: Bool { reader.isEnglish }

    /// The same for another reader.
    func read(by reader: Reader) -> Configuration {
        guard !reader.isEnglish || !self.reader.isEnglish else { return self }
        var copy = self
        copy.reader = reader
        return copy
    }

    /// A sentence in words of the store's groups.
    ///
    /// - Parameter reader: whom it is for; nil for whoever asks the engine.
    public func words(_ sentence: Sentence, store: ID<Store>, for reader: Reader? = nil) -> String {
        (reader ?? self.reader).words(sentence, groupName: groupName(store))
    }

    /// Several sentences, each closed by a full stop.
    func words(_ sentences: [Sentence], store: ID<Store>, for reader: Reader? = nil) -> String {
        (reader ?? self.reader).words(sentences, groupName: groupName(store))
    }
}

/// All of a configuration but its rules.
private final class Content: Sendable {
    let stamp: String
    let stores: [Store]
    let groups: [ID<Group>: Group]
    let statuses: [ID<OrderStatus>: OrderStatus]
    let groupCodes: [ID<Group>: String]
    /// What rules see of each store.
    let shops: [ID<Store>: ShopFacts]
    let groupsByCode: [ID<Store>: [String: Group]]
    let groupsByExternalID: [ID<Store>: [String: Group]]
    let statusesByCode: [ID<Store>: [String: OrderStatus]]
    let sources: [String: ConfiguredSource]
    let connectors: [ConfiguredConnector]
    let destinations: [ConfiguredDestination]
    let mail: ConfiguredMail
    let widgets: [ConfiguredWidget]

    init(_ snapshot: Snapshot, stamp: String, box: SecretBox) throws {
        self.stamp = stamp
        stores = try snapshot.stores()
        let groups = try snapshot.groups()
        self.groups = Dictionary(uniqueKeysWithValues: groups.map { ($0.id, $0) })
        groupCodes = self.groups.mapValues(\.code)
        let byStore = Dictionary(grouping: groups, by: \.store)
        groupsByCode = byStore.mapValues { Dictionary(uniqueKeysWithValues: $0.map { ($0.code, $0) }) }
        groupsByExternalID = byStore.mapValues { groups in
            Dictionary(uniqueKeysWithValues: groups.compactMap { group in group.externalID.map { ($0, group) } })
        }
        let statuses = try snapshot.statuses()
        self.statuses = Dictionary(uniqueKeysWithValues: statuses.map { ($0.id, $0) })
        statusesByCode = Dictionary(grouping: statuses, by: \.store).mapValues { statuses in
            Dictionary(uniqueKeysWithValues: statuses.map { ($0.code, $0) })
        }
        shops = Dictionary(
            uniqueKeysWithValues: stores.map { store in
                let own = statuses.filter { $0.store == store.id }
                return (
                    store.id,
                    ShopFacts(
                        zone: store.zone, currency: store.currency, statuses: own,
                        automatedSince: store.automation.since)
                )
            })
        let configured = try snapshot.sources().map { try ConfiguredSource($0, box: box) }
        sources = Dictionary(uniqueKeysWithValues: configured.map { ($0.record.key, $0) })
        connectors = try snapshot.connectors().map { record in
            guard let source = configured.first(where: { $0.record.id == record.source })?.record else {
                throw DatabaseProblem.corrupt("connectors.source_id")
            }
            return try ConfiguredConnector(record, source, box: box)
        }
        destinations = try snapshot.destinations().map { try ConfiguredDestination($0, box: box) }
        mail = try ConfiguredMail(snapshot, box: box)
        widgets = try snapshot.widgets().values.map { try ConfiguredWidget($0, box: box) }
    }
}

/// A rule with its terms read, those of earlier revisions too.
struct CompiledRule: Sendable {
    var rule: Rule
    let terms: RuleTerms
    /// Whether the calendar, and not each customer's own facts, says when everyone is asked. Found once: a sweep wants to
    /// know it with each customer.
    let isSwept: Bool
    /// Oldest first.
    private let revisions: [(revision: Int, at: Timestamp, terms: RuleTerms)]

    init(_ rule: Rule, revisions: [RuleRevision]) throws {
        self.rule = rule
        terms = try Self.read(rule.kind, rule.definition)
        isSwept = Self.isSwept(terms)
        self.revisions = try revisions.map { ($0.revision, $0.at, try Self.read(rule.kind, $0.document)) }
    }

    /// For a rule that is not stored yet.
    init(unsaved rule: Rule, terms: RuleTerms) {
        self.rule = rule
        self.terms = terms
        isSwept = Self.isSwept(terms)
        revisions = [(rule.revision, rule.createdAt, terms)]
    }

    private static func read(_ kind: String, _ definition: String) throws -> RuleTerms {
        let document = try JSONValue(parsing: Array(definition.utf8))
        return try RuleCatalog.terms(
            kind: kind, document: document, shop: .unchecked, alsoAllowed: RuleDocument.header)
    }

    var kind: any RuleKind { terms.kind }

    private static func isSwept(_ terms: RuleTerms) -> Bool { terms.kind.nextSweep(after: .zero, zone: .utc) != nil }

    /// Codes of the statuses that the rule counts; nil where those flagged paid are.
    var statusesNamed: [String]? {
        terms.document.first { $0.name == "params" }?.value["statuses"]?.array?.compactMap(\.string)
    }

    /// The terms in force at an instant, but none older than the floor that `reapply` has set.
    func terms(at instant: Timestamp) -> RuleTerms {
        let allowed = revisions.filter { $0.revision >= rule.termsFloor }
        return allowed.last { $0.at <= instant }?.terms ?? allowed.first?.terms ?? terms
    }
}

/// A source with its secrets opened and its adapter at hand.
struct ConfiguredSource: Sendable {
    let record: SourceRecord
    let adapter: any ShopAdapter
    private let key: HMACKey?
    private let previous: (key: HMACKey, until: Timestamp)?

    init(_ record: SourceRecord, box: SecretBox) throws {
        self.record = record
        let adapter = AdapterCatalog.adapter(for: record.platform)
        self.adapter = adapter
        func open(_ sealed: String) throws -> HMACKey? {
            adapter.signingKey(from: try box.openText(sealed, for: Self.place(record.key)))
        }
        key = try open(record.sealedSecret)
        if let sealed = record.previousSecret, let until = record.previousSecretUntil, let key = try open(sealed) {
            previous = (key, until)
        } else {
            previous = nil
        }
    }

    /// The keys that a signature may be made with now, the newest first.
    func keys(at instant: Timestamp) -> [HMACKey] {
        [key, previous.flatMap { $0.until > instant ? $0.key : nil }].compactMap { $0 }
    }

    /// What a sealed secret is bound to.
    static func place(_ key: String) -> String { "sources.secret/\(key)" }
}

/// A connector with its account opened.
struct ConfiguredConnector: Sendable {
    let record: ConnectorRecord
    let source: SourceRecord
    /// By the names of `ConnectionCatalog.fields`.
    let values: [String: String]

    init(_ record: ConnectorRecord, _ source: SourceRecord, box: SecretBox) throws {
        self.record = record
        self.source = source
        let account = try JSONValue(parsing: box.open(record.sealedAccount, for: Self.place(source.key)))
        values = Dictionary(
            uniqueKeysWithValues: (account.members ?? []).compactMap { member in
                member.value.string.map { (member.name, $0) }
            })
    }

    /// The stores whose customers it is about: the source's own, or those that the shops of a multistore belong to.
    var stores: Set<ID<Store>> { record.shops.isEmpty ? [source.store] : Set(record.shops.values) }

    /// The store that a record of the shop belongs to; nil for a shop of a multistore that is left out.
    func store(ofShop shop: String?) -> ID<Store>? {
        guard !record.shops.isEmpty, let shop else { return source.store }
        return record.shops[shop]
    }

    /// What a sealed account is bound to.
    static func place(_ key: String) -> String { "connectors.account/\(key)" }
}
