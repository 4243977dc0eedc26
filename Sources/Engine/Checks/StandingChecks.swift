internal import Domain
internal import Rules
internal import Store

/// What is so or not so in one store as things stand: found whenever somebody looks, by the configuration and by what
/// indexes tell. No customer is read, so that it costs the same in every shop.
struct StandingChecks {
    let store: Domain.Store
    let snapshot: Snapshot
    let configuration: Configuration
    let now: Timestamp

    /// Customers are counted up to here.
    static let longestCount = 10_000
    /// How long what was queued for a shop may be on its way.
    static let patienceSeconds: Int64 = 3_600

    func found() throws -> [Finding] {
        let rules = RuleChecks(store: store, snapshot: snapshot, configuration: configuration, now: now)
        return try rules.found() + groups() + cron() + shops() + overdue()
    }

    /// Brings what is stored in line with what was found. Nothing is written where both agree.
    func settle(_ found: [Finding], _ transaction: Transaction) throws {
        let stored = try stored()
        for finding in found where stored[finding.identity].map({ !Self.agree($0, finding) }) ?? true {
            try transaction.note(finding)
        }
        let identities = Set(found.map(\.identity))
        for finding in stored.values where !identities.contains(finding.identity) {
            try transaction.resolve(finding.id, at: now)
        }
    }

    /// Whether what is stored is what was found.
    func isSettled(_ found: [Finding]) throws -> Bool {
        let stored = try stored()
        return stored.count == found.count
            && found.allSatisfy { finding in stored[finding.identity].map { Self.agree($0, finding) } ?? false }
    }

    private func stored() throws -> [[String]: Finding] {
        let all = try Finding.Kind.standing.flatMap { try snapshot.findings(store: store.id, kind: $0, limit: 1_000) }
        return Dictionary(all.map { ($0.identity, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private static func agree(_ stored: Finding, _ found: Finding) -> Bool {
        stored.sentence == found.sentence && stored.links == found.links && stored.count == found.count
            && stored.subjectLabel == found.subjectLabel
    }

    // MARK: Groups

    private func groups() throws -> [Finding] {
        let groups = configuration.groups(of: store.id)
        var found: [Finding] = []
        if store.defaultGroup == nil, !groups.isEmpty {
            found.append(aboutStore(.storeDefaultMissing, Sentence("finding.store_default_missing")))
        }
        let isMapped = groups.contains { $0.externalID != nil }
        let named = Set((configuration.rules[store.id] ?? []).flatMap(\.terms.namedGroups))
        for group in groups where group.externalID == nil && group.id != store.defaultGroup {
            let isUsed = try named.contains(group.code) || !snapshot.holders(of: group.id, after: nil, limit: 1).isEmpty
            guard isMapped || !isUsed else { continue }
            found.append(about(group, isUsed ? .groupUnmapped : .groupIdle))
        }
        return found
    }

    private func about(_ group: Group, _ kind: Finding.Kind) -> Finding {
        Finding(
            id: ID(0), store: store.id, kind: kind, subjectType: "group", subjectID: group.id.rawValue,
            subjectLabel: group.name,
            sentence: Sentence("finding.\(kind.rawValue)", [.init("groups", .groups([group.code]))]), firstAt: now,
            lastAt: now)
    }

    // MARK: Cron

    private func cron() throws -> [Finding] {
        guard store.automation.isOn, (configuration.rules[store.id] ?? []).contains(where: { $0.rule.isEnabled }),
            try Overviewing.isCronSilent(snapshot, now)
        else { return [] }
        guard let last = try snapshot.lastRun(trigger: .cron)?.startedAt else {
            return [aboutStore(.cronSilent, Sentence("finding.cron_never"))]
        }
        let day = Sentence.Fact("day", .day(store.zone.day(at: last)))
        return [aboutStore(.cronSilent, Sentence("finding.cron_silent", [day]))]
    }

    /// Terms that were over a day ago, and whose end nothing has recorded.
    private func overdue() throws -> [Finding] {
        guard store.automation.isOn else { return [] }
        let dayAgo = now.adding(seconds: -Engine.longestCronSilenceSeconds)
        let count = try snapshot.customersOverdue(store: store.id, at: dayAgo, limit: Self.longestCount).count
        return count == 0 ? [] : [aboutStore(.endsOverdue, Sentence("finding.ends_overdue"), count: count)]
    }

    private func aboutStore(_ kind: Finding.Kind, _ sentence: Sentence, count: Int = 1) -> Finding {
        Finding(
            id: ID(0), store: store.id, kind: kind, subjectType: "store", subjectID: store.id.rawValue,
            subjectLabel: store.name, sentence: sentence, count: count, firstAt: now, lastAt: now)
    }

    // MARK: Shops

    private func shops() throws -> [Finding] {
        let waitingSince = now.adding(seconds: -Self.patienceSeconds)
        return try configuration.connectors.filter { $0.source.store == store.id }.flatMap { connector in
            let id = connector.record.id
            // One that asks who is right says so itself.
            let isParked = try snapshot.state(of: id).parkedAt != nil
            let missing =
                isParked ? 0 : try snapshot.customersMissing(id, after: ID(0), limit: Self.longestCount).count
            let ended = try snapshot.customersStillInShop(
                id, waitingSince: waitingSince, after: ID(0), limit: Self.longestCount
            ).count
            return [about(connector, .shopDiffers, missing), about(connector, .endedInShop, ended)].compactMap { $0 }
        }
    }

    private func about(_ connector: ConfiguredConnector, _ kind: Finding.Kind, _ count: Int) -> Finding? {
        guard count > 0 else { return nil }
        return Finding(
            id: ID(0), store: store.id, kind: kind, subjectType: "connector",
            subjectID: connector.record.id.rawValue, subjectLabel: connector.source.name,
            sentence: Sentence("finding.\(kind.rawValue)", [.init("source", .text(connector.source.name))]),
            count: count, firstAt: now, lastAt: now)
    }
}
