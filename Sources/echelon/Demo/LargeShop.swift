internal import Domain
internal import Engine
internal import JSON

/// What a large made-up shop needs before its customers come: its store, groups, order statuses, and one rule of each
/// kind, switched off. `Store.Seeding` then writes the customers and orders.
struct LargeShop {
    private let engine: Engine
    private let clock: DemoClock
    private let now: Timestamp

    private static let by = DemoShop.by

    init(engine: Engine, clock: DemoClock, now: Timestamp) {
        self.engine = engine
        self.clock = clock
        self.now = now
    }

    /// Does nothing where it has been done already, and only the customers are missing.
    func prepare() async throws {
        guard try await engine.groups(store: nil).isEmpty else { return }
        var patch = StorePatch()
        patch.name = "Nordlicht Outdoor"
        patch.zone = Zone("Europe/Berlin")
        patch.locale = "de"
        _ = try await engine.patchStore(key: "default", patch, by: Self.by)
        _ = try await engine.createSource(
            key: "nordlicht", store: "default", platform: .woocommerce, name: "WooCommerce shop", secret: nil,
            by: Self.by)
        try await makeGroups()
        clock.set(now)
        for rule in Self.rules { _ = try await engine.createRule(rule, by: Self.by) }
    }

    private func makeGroups() async throws {
        let groups = [
            ("retail", "Retail", nil), ("wholesale", "Wholesale", "15"), ("vip", "VIP", "12"), ("club", "Club", "10"),
            ("bronze", "Bronze", "2"), ("silver", "Silver", "5"), ("gold", "Gold", "8"),
        ]
        for (code, name, percent) in groups {
            var rest = GroupPatch()
            rest.discountPercent = .some(percent.flatMap { Decimal($0) })
            rest.freeShipping = code == "gold" || code == "vip"
            _ = try await engine.createGroup(store: "default", code: code, name: name, rest, by: Self.by)
        }
        var patch = StorePatch()
        patch.defaultGroup = "retail"
        _ = try await engine.patchStore(key: "default", patch, by: Self.by)
    }

    // MARK: Rules

    private static let rules = [purchase, inactivity, turnover, tiers, conditions]

    private static func rule(
        _ kind: String, _ name: String, priority: Int64, source: [String] = [], _ params: JSONValue
    ) -> JSONValue {
        [
            "kind": .string(kind), "name": .string(name), "store": "default", "enabled": false,
            "priority": .integer(priority), "source_groups": .array(source.map(JSONValue.string)), "params": params,
        ]
    }

    private static let purchase = rule(
        "purchase", "Club for a year", priority: 10,
        [
            "products": [["sku": "SKU-1234"]], "groups": ["club"], "default_group": .null,
            "validity": ["kind": "months", "count": 12], "renew": "extend", "remind_before_days": 14,
        ])

    private static let inactivity = rule(
        "inactivity", "Wholesale needs orders", priority: 20, source: ["wholesale"],
        [
            "remind_after_days": 150, "change_after_days": 180, "target": "retail", "restore_on_purchase": true,
            "include_never_bought": true,
        ])

    private static let turnover = rule(
        "turnover", "Wholesale from 500 EUR a month", priority: 30, source: ["wholesale"],
        [
            "minimum": ["amount": "500.00", "currency": "EUR"], "statuses": ["processing", "completed"],
            "month": "previous", "remind_day": 20, "change_day": 1, "direction": "below", "target": "retail",
            "whole_period_only": true,
        ])

    private static let tiers = rule(
        "tiers", "Bronze, silver, gold", priority: 40,
        [
            "tiers": [
                tier("Bronze", "100.00", "bronze"), tier("Silver", "500.00", "silver"), tier("Gold", "1500.00", "gold"),
            ],
            "period": ["kind": "rolling", "days": 365], "upgrade": "on_payment", "downgrade": "on_check",
            "check": ["kind": "daily"], "grace_days": 14,
        ])

    private static func tier(_ name: String, _ required: String, _ group: String) -> JSONValue {
        ["name": .string(name), "required": ["amount": .string(required), "currency": "EUR"], "group": .string(group)]
    }

    private static let conditions = rule(
        "conditions", "New customers from Poland", priority: 50,
        [
            "trigger": "customer_registered", "when": ["all": [["country": ["in": ["PL"]]]]],
            "actions": [["grant": "vip", "validity": ["kind": "days", "count": 90]]],
        ])
}
