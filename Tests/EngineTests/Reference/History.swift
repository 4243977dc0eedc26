import Domain
import Foundation
import JSON
import Store
import Testing

@testable import Engine
@testable import Rules

/// Lets the engine live through a history that was drawn by chance, and tells how it stands after each run: in the form
/// of the reference evaluator's answer.
struct History {
    let shop: TestShop
    private let scenario: JSONValue
    private var rules: [ID<Rule>: Int] = [:]
    private var ids: [Int: ID<Rule>] = [:]
    private(set) var states: [String] = []
    /// The place in the scenario of the event each state follows.
    private(set) var places: [Int] = []

    init(_ scenario: JSONValue) async throws {
        self.scenario = scenario
        let first = try #require(scenario["events"]?[0]?["at"]?.string)
        let groups = (scenario["groups"]?.array ?? []).compactMap(\.string)
        shop = try await TestShop(
            now: first, zone: try #require(scenario["zone"]?.string), groups: groups,
            defaultGroup: scenario["default_group"]?.string)
    }

    mutating func live() async throws {
        let events = scenario["events"]?.array ?? []
        for (index, event) in events.enumerated() {
            shop.clock.set(try #require(event["at"]?.string))
            let type = try #require(event["type"]?.string)
            try await take(type, event)
            guard type == "run" else { continue }
            states.append(try await state())
            places.append(index)
        }
        states.append(try await state())
        places.append(events.count - 1)
    }

    // MARK: Events

    private mutating func take(_ type: String, _ event: JSONValue) async throws {
        switch type {
        case "customer": try await register(event)
        case "import": try await bring(event)
        case "grant":
            let until = event["until"]?.string.flatMap { Timestamp(rfc3339: $0) }
            try await act(event, .grant(until: until, makeDefault: false, pin: false))
        case "revoke": try await act(event, .revoke(block: nil, blockUntil: nil))
        case "unblock": try await act(event, .unblock)
        case "order": try await order(event)
        case "rule": try await rule(event)
        case "enable": try await enable(event)
        case "undo": try await undo(event)
        case "run": try await shop.cron()
        default: Issue.record("a history cannot hold \(type)")
        }
    }

    private func register(_ event: JSONValue) async throws {
        var patch = CustomerPatch()
        patch.email = event["email"]?.string
        patch.country = event["country"]?.string
        patch.locale = event["language"]?.string
        patch.registeredAt = event["registered_at"]?.string.flatMap { Timestamp(rfc3339: $0) }
        _ = try await shop.engine.upsertCustomer(
            externalID: try #require(event["id"]?.string), store: nil, patch, by: "test")
    }

    /// A membership of a file.
    private func bring(_ event: JSONValue) async throws {
        let id = try await known(event)
        let from = event["from"]?.string.flatMap { Timestamp(rfc3339: $0) }
        let code = try #require(event["group"]?.string)
        let (engine, store, now) = (shop.engine, shop.store, shop.clock.now())
        try await engine.database.write { transaction in
            let configuration = try engine.configuration(transaction)
            let group = try #require(configuration.group(store, code: code)).id
            let reassess = Reassess(
                transaction: transaction, configuration: configuration, cause: Cause(actor: .import, mails: false),
                now: now)
            _ = try reassess(id) { ledger in
                let since = min(from ?? now, now)
                let reason = Sentence("change.imported")
                try ledger.perform(.granted, reason: reason) { ledger in
                    guard !ledger.grants.contains(where: { $0.source == .import && $0.group == group }) else { return }
                    try ledger.open(
                        Grant(
                            id: ID(0), customer: id, group: group, source: .import, origin: "import", from: since,
                            claimedAt: now, reason: reason))
                }
            }
        }
    }

    /// The customer of an event, made where it is new.
    private func known(_ event: JSONValue) async throws -> ID<Customer> {
        let name = try #require(event["customer"]?.string)
        let (engine, store, now) = (shop.engine, shop.store, shop.clock.now())
        return try await engine.database.write { transaction in
            if let known = try transaction.customer(store: store, externalID: name) { return known.id }
            let intake = Intake(
                engine: engine, transaction: transaction, store: store, cause: Cause(actor: .import, mails: false),
                bodyHash: 0, receivedAt: now, now: now)
            return try intake.take(CustomerEvent(externalID: name, version: now))
        }
    }

    private func act(_ event: JSONValue, _ act: GroupAct) async throws {
        let id = try await known(event)
        let code = try #require(event["group"]?.string)
        do {
            _ = try await shop.engine.changeGroups(.id(id), group: code, act, reason: nil, by: "test")
        } catch Refusal.conflict {
            // Acts that make no sense now are left out.
        }
    }

    private func order(_ event: JSONValue) async throws {
        func instant(_ name: String) -> Timestamp? { event[name]?.string.flatMap { Timestamp(rfc3339: $0) } }
        let euro = try #require(Currency("EUR"))
        func units(_ text: String?) throws -> Int64 { try #require(Money(text ?? "", euro)).minorUnits }
        let status = try #require(event["status"]?.string)
        var order = OrderEvent(externalID: try #require(event["id"]?.string), version: instant("version"))
        order.status = StatusReport(code: status)
        order.paidAt = instant("paid_at")
        order.placedAt = instant("placed_at")
        order.isDeleted = false
        order.isTest = false
        order.amounts = OrderAmounts(currency: euro, total: try units(event["total"]?.string))
        order.refunded = try units(event["refunded"]?.string)
        order.paymentMethod = event["payment_method"]?.string
        order.customer = .registered(CustomerEvent(externalID: try #require(event["customer"]?.string), version: nil))
        order.lines = try (event["lines"]?.array ?? []).map { line in
            OrderLine(
                id: try #require(line["id"]?.string), productID: try #require(line["product_id"]?.string),
                categories: (line["categories"]?.array ?? []).compactMap(\.string),
                quantity: try #require(line["quantity"]?.integer), total: try units(line["total"]?.string))
        }
        try await shop.put(order)
    }

    private mutating func rule(_ event: JSONValue) async throws {
        let number = Int(try #require(event["rule"]?.integer))
        let document = try #require(event["document"])
        if let id = ids[number] {
            let revision = try await shop.engine.rule(id).rule.revision
            _ = try await shop.engine.replaceRule(id, revision: revision, document, by: "test")
        } else {
            let id = try await shop.engine.createRule(document, by: "test").rule.id
            ids[number] = id
            rules[id] = number
        }
    }

    private func enable(_ event: JSONValue) async throws {
        guard let id = ids[Int(event["rule"]?.integer ?? 0)] else { return }
        let revision = try await shop.engine.rule(id).rule.revision
        _ = try await shop.engine.patchRule(id, revision: revision, ["enabled": event["enabled"] ?? .null], by: "test")
    }

    /// The newest move of the customer is undone, where that can be.
    private func undo(_ event: JSONValue) async throws {
        let id = try await known(event)
        let moves = try await shop.engine.database.read { snapshot in
            try snapshot.changes(ChangeFilter(customer: id), before: nil, limit: 200).filter { $0.kind == .moved }
        }
        guard let newest = moves.first else { return }
        do {
            _ = try await shop.engine.revert(newest.id, by: "test")
        } catch Refusal.conflict {
            // Something newer rests on it.
        }
    }

    // MARK: State

    private static let told = [
        "inactivity_reminder", "group_change", "turnover_reminder", "turnover_group_change", "turnover_promoted",
        "group_restored", "tier_promoted", "tier_demoted", "tier_at_risk",
    ]

    /// `c1: gold retail, default gold, mails …` for each customer.
    private func state() async throws -> String {
        let (engine, store, now, rules) = (shop.engine, shop.store, shop.clock.now(), rules)
        return try await engine.database.read { snapshot in
            let configuration = try engine.configuration(snapshot)
            let automation = try configuration.store(store).automation
            let customers = try snapshot.customers(CustomerFilter(store: store), after: nil, limit: 200, at: now)
            return try customers.sorted { $0.externalID < $1.externalID }.map { customer in
                let grants = try snapshot.openGrants(customer.id).filter {
                    $0.isInForce(at: now, automation: automation)
                }
                let groups = Set(grants.compactMap { configuration.groups[$0.group]?.code }).sorted()
                let fallback = customer.defaultGroup.flatMap { configuration.groups[$0]?.code }
                let mails = try snapshot.notifications(customer.id, before: nil, limit: 500)
                    .filter {
                        Self.told.contains($0.template) && configuration.rule($0.rule)?.rule.kind != "conditions"
                    }
                    .map { "\($0.template)/\(rules[$0.rule] ?? 0)/\(Self.about($0))" }.sorted()
                return Self.line(customer.externalID, groups, fallback, mails)
            }.joined(separator: "\n")
        }
    }

    static func line(_ customer: String, _ groups: [String], _ fallback: String?, _ mails: [String]) -> String {
        "\(customer): \(groups.joined(separator: " ")), default \(fallback ?? "none"), mails \(mails.joined(separator: " "))"
    }

    /// What a mail is about, without what makes its key unique.
    private static func about(_ mail: Domain.Notification) -> String {
        let key = String(mail.periodKey.prefix { $0 != "#" })
        if mail.template.hasPrefix("tier") { return String(key.prefix { $0 != "/" }) }
        guard let slash = key.firstIndex(of: "/") else { return key }
        return key[..<slash] + "/again"
    }
}
