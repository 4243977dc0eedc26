import Domain
import JSON
import Secrets
import Shops
import Store
import Testing

@testable import Engine

/// A shop in which a run meets everything there is: all kinds of rules, reminders, moves, falls with grace,
/// organizations, parked rules, deliveries that wait, rehearsals.
enum BusyShop {
    /// Each is read or written by some statement of a run, if the shop is busy enough.
    static let tables = [
        "FROM due", "INTO due", "UPDATE due", "DELETE FROM due", "FROM sweeps", "INTO sweeps", "FROM parks",
        "INTO parks", "DELETE FROM parks", "FROM decisions", "INTO decisions", "FROM grants", "INTO grants",
        "UPDATE grants", "FROM blocks", "FROM former_defaults", "INTO former_defaults", "FROM customers",
        "UPDATE customers", "FROM spend", "FROM organization_spend", "FROM organization_rungs",
        "INTO organization_rungs", "FROM organizations", "FROM orders", "FROM order_lines", "FROM entitlements",
        "FROM changes", "INTO changes", "INTO notifications", "INTO vouchers", "FROM runs", "INTO runs",
        "UPDATE runs SET state = ?, at", "FROM inbox", "UPDATE inbox",
    ]

    private static let groups = [
        "retail", "b2b", "club", "asleep", "small", "large", "bronze", "silver", "team-one", "team-two", "monthly",
        "buyers", "parked",
    ]

    private static func common(
        _ kind: String, _ name: String, _ params: JSONValue, sources: [String] = [], share: Int = 100
    ) -> JSONValue {
        [
            "kind": .string(kind), "name": .string(name), "active_from": "2026-01-01T00:00:00Z",
            "source_groups": .array(sources.map { .string($0) }), "max_share": .integer(share), "params": params,
        ]
    }

    private static func euros(_ amount: String) -> JSONValue { ["amount": .string(amount), "currency": "EUR"] }

    private static let rules: [JSONValue] = [
        common(
            "purchase", "Club",
            [
                "products": [["product_id": "P"], ["product_id": "93"]], "groups": ["club"], "default_group": "club",
                "validity": ["kind": "days", "count": 10], "remind_before_days": 4,
            ]),
        common(
            "inactivity", "Asleep",
            ["remind_after_days": 20, "change_after_days": 30, "target": "asleep", "restore_on_purchase": true],
            sources: ["retail", "buyers"]),
        common(
            "inactivity", "Too many", ["change_after_days": 15, "target": "parked"], sources: ["retail"], share: 1),
        common(
            "turnover", "Small",
            ["minimum": euros("100.00"), "month": "previous", "remind_day": 20, "change_day": 1, "target": "small"],
            sources: ["b2b"]),
        common(
            "turnover", "Large",
            [
                "minimum": euros("10.00"), "month": "current", "change_day": 25, "direction": "reached",
                "target": "large", "whole_period_only": false,
            ], sources: ["b2b", "small"]),
        common("tiers", "Ladder", ladder([("Bronze", "bronze", "10.00"), ("Silver", "silver", "60.00")], grace: 3)),
        common(
            "tiers", "Teams", ladder([("One", "team-one", "10.00"), ("Two", "team-two", "60.00")], perTeam: true)),
        common(
            "tiers", "Monthly",
            [
                "tiers": [["name": "Monthly", "required": euros("20.00"), "group": "monthly"]],
                "period": ["kind": "calendar", "unit": "month"], "upgrade": "on_check", "downgrade": "on_check",
                "check": ["kind": "monthly", "day": 10],
            ]),
        common(
            "conditions", "Buyers",
            [
                "trigger": "scheduled", "while_true": true, "actions": [["grant": "buyers"]],
                "when": [
                    "all": [
                        ["spend": ["at_least": euros("20.00"), "period": ["kind": "rolling", "days": 20]]],
                        ["paid_orders": ["at_least": 2]],
                    ]
                ],
            ]),
    ]

    private static func ladder(
        _ rungs: [(name: String, group: String, required: String)], grace: Int = 0, perTeam: Bool = false
    ) -> JSONValue {
        [
            "tiers": .array(
                rungs.map { rung in
                    var tier: [JSONValue.Member] = [
                        .init("name", .string(rung.name)), .init("required", euros(rung.required)),
                        .init("group", .string(rung.group)),
                    ]
                    if !perTeam { tier.append(.init("reward", ["voucher": ["percent": 10, "days_valid": 30]])) }
                    return .object(tier)
                }),
            "period": ["kind": "rolling", "days": 14], "upgrade": "on_check", "downgrade": "on_check",
            "check": ["kind": "daily"], "grace_days": .integer(grace), "per_organization": .bool(perTeam),
        ]
    }

    // MARK: Busy

    /// Three months with runs of every sort.
    static func live(_ log: StatementLog) async throws -> TestShop {
        let shop = try await TestShop(now: "2026-01-01T09:00:00Z", groups: groups, statements: log)
        for rule in rules { _ = try await shop.engine.createRule(rule, by: "test") }
        try await people(shop)
        try await delivery(shop)
        let start = shop.clock.now()
        var isConfirmed = false
        for day in 1...75 {
            shop.clock.set(start.adding(seconds: Int64(day) * 86_400))
            if day % 5 == 1, day < 60 { try await orders(day, shop) }
            if day == 22 { try await shop.run(RunRequest(trigger: .manual, by: "Anna", isDry: true)) }
            let run = try await shop.cron()
            #expect(run.state == .finished || run.state == .waiting, "\(run.error ?? "")")
            if day >= 26, !isConfirmed, run.state == .waiting {
                try await confirm(run, shop, log)
                isConfirmed = true
            }
            if day == 41 { try await shop.run(RunRequest(trigger: .manual, by: "Anna", named: [.tiers])) }
        }
        return shop
    }

    private static func people(_ shop: TestShop) async throws {
        for number in 1...110 {
            var patch = CustomerPatch()
            patch.email = "c\(number)@example.test"
            if number % 3 > 0 { patch.registeredAt = shop.clock.now() }
            if number <= 8 { patch.organization = .member(externalID: "team\(number % 2)", name: "Team") }
            _ = try await shop.engine.upsertCustomer(externalID: "\(number)", store: nil, patch, by: "test")
            guard number % 4 == 0, number < 40 else { continue }
            _ = try await shop.engine.changeGroups(
                .external("\(number)", store: nil), group: "b2b", .grant(until: nil, makeDefault: true, pin: false),
                reason: nil, by: "test")
        }
        _ = try await shop.engine.changeGroups(
            .external("9", store: nil), group: "asleep", .block(until: shop.clock.now().adding(seconds: 3_000_000)),
            reason: nil, by: "test")
    }

    private static func orders(_ day: Int, _ shop: TestShop) async throws {
        for number in stride(from: 1 + day % 3, through: 60, by: 3) {
            let product = number % 2 == 0 ? "P" : "Q"
            try await shop.put(
                try shop.order("\(day)-\(number)", customer: "\(number)", product: product, total: Int64(number) * 100))
        }
    }

    /// One that could not be processed when it came.
    private static func delivery(_ shop: TestShop) async throws {
        try await shop.addSource("woo", .woocommerce, secret: "secret")
        let body = Array(
            """
            {"id":727,"status":"processing","currency":"EUR","total":"59.50","total_tax":"9.50","shipping_total":"0.00",
            "shipping_tax":"0.00","customer_id":7,"date_created_gmt":"2025-12-31T10:59:00",
            "date_modified_gmt":"2025-12-31T11:00:01","date_paid_gmt":"2025-12-31T11:00:00","billing":{},
            "payment_method":"bacs","line_items":[{"id":1,"product_id":93,"variation_id":0,"sku":"CLUB",
            "quantity":1,"total":"50.00","total_tax":"9.50","price":50}],"refunds":[]}
            """.utf8)
        let signature = Base64.encode(HMACKey(Array("secret".utf8)).signature(of: body))
        let delivery = WebhookDelivery(
            headers: [
                ("Content-Type", "application/json"), ("X-WC-Webhook-Topic", "order.updated"),
                ("X-WC-Webhook-ID", "1"), ("X-WC-Webhook-Delivery-ID", "1"), ("X-WC-Webhook-Signature", signature),
            ], body: body, receivedAt: shop.clock.now())
        #expect(try await shop.engine.receive(sourceKey: "woo", delivery) == .taken)
        try await shop.engine.database.execute("UPDATE inbox SET state = 'pending'")
    }

    private static func confirm(_ run: Run, _ shop: TestShop, _ log: StatementLog) async throws {
        log.begin()
        defer { log.end() }
        _ = try await shop.engine.confirmRun(run.id, by: "Anna").finished.value
    }

    // MARK: Quiet

    /// The same rules, and nobody yet; its sweeps are made.
    static func quiet(_ log: StatementLog) async throws -> TestShop {
        let shop = try await TestShop(now: "2026-01-02T09:00:00Z", groups: groups, statements: log)
        for rule in rules { _ = try await shop.engine.createRule(rule, by: "test") }
        try await shop.addSource("woo", .woocommerce, secret: "secret")
        try await shop.cron()
        return shop
    }

    /// Customers with a group, an order, its delivery and spend, and something due for them in years.
    static func addCustomers(_ ids: ClosedRange<Int>, to shop: TestShop) async throws {
        let numbers = """
            WITH RECURSIVE numbers (n) AS (SELECT \(ids.lowerBound) UNION ALL SELECT n + 1 FROM numbers WHERE n < \(ids.upperBound))
            """
        let statements = [
            """
            INSERT INTO customers (id, store_id, external_id, registered_at, first_seen_at, default_group_id, provenance)
            SELECT n, 1, 'c' || n, 1, 1, 1, x'' FROM numbers
            """,
            """
            INSERT INTO grants (customer_id, group_id, source, origin, from_at, claimed_at, reason)
            SELECT n, 1 + n % 2, 'import', 'import', 1, 1, '{}' FROM numbers
            """,
            """
            INSERT INTO orders (store_id, external_id, customer_id, status_id, paid_at, total, received_at, provenance)
            SELECT 1, 'o' || n, n, 1, 1, 100, 1, x'' FROM numbers
            """,
            """
            INSERT INTO inbox (source_id, identity, topic, received_at, state, headers, body)
            SELECT 1, n, 'order.updated', 1, 'processed', '{}', x'' FROM numbers
            """,
            "INSERT INTO spend (customer_id, day, status_id, amount, orders) SELECT n, 20260101, 1, 100, 1 FROM numbers",
            """
            INSERT INTO due (customer_id, rule_id, store_id, due_at)
            SELECT n, 1 + n % 9, 1, 4000000000000 + n % 1000 FROM numbers
            """,
        ]
        for statement in statements { try await shop.engine.database.execute("\(numbers) \(statement)") }
    }
}
