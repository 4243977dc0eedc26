import Domain
import JSON
import Testing

@testable import Engine
@testable import Store

/// X1, X2. 2-domain §7: cost follows the work; a killed run is gone on with; stores do not leak.
@Suite struct Section7RunsTests {
    /// Everything of the database but the runs themselves.
    private static func contents(_ shop: TestShop) async throws -> [String: String] {
        try await shop.engine.database.read { snapshot in
            var contents: [String: String] = [:]
            for (table, columns) in [
                ("grants", "id || ',' || ifnull(ended_at, '')"), ("changes", "id"),
                ("decisions", "customer_id || kind || key || at"), ("notifications", "id || state"),
                ("due", "customer_id || ',' || rule_id || ',' || due_at"),
                ("sweeps", "rule_id || ',' || ifnull(due_at, '') || ',' || cursor"),
                ("customers", "id || ifnull(default_group_id, '')"),
            ] {
                contents[table] = try snapshot.rows("SELECT \(columns) FROM \(table) ORDER BY 1", []) {
                    $0[0] as String
                }
                .joined(separator: " ")
            }
            return contents
        }
    }

    private static func busyShop() async throws -> TestShop {
        let shop = try await TestShop.open(on: "2025-12-15")
        try await shop.addInactivity()
        try await shop.addTurnover(from: ["club"], to: "staff", remindDay: 20)
        try await shop.addLadder("Ladder", [("silver", "100.00")], with: [("grace_days", 5)])
        try await shop.addRule([("groups", ["gold"]), ("validity", ["kind": "days", "count": 30])])
        try await shop.addConditions(on: "customer_registered", when: ["country": ["in": ["PL"]]], [["grant": "club"]])
        for customer in 1...5 { try await shop.register("\(customer)", country: customer % 2 == 0 ? "PL" : "DE") }
        try await shop.buy("1", "1", total: 20_000, product: "P")
        return shop
    }

    @Test func `nothing due: nothing is written`() async throws {
        let shop = try await Self.busyShop()
        try await shop.cron(on: "2025-12-16")
        for time in ["07:00:00", "15:00:00", "23:59:59"] {
            let before = try await Self.contents(shop)
            let run = try await shop.cron(on: "2025-12-16", time)
            #expect(try shop.count(run, "evaluated") == 0)
            #expect(try await Self.contents(shop) == before)
        }
        let before = try await Self.contents(shop)
        #expect(try shop.count(try await shop.cron(on: "2025-12-17"), "evaluated") == 0)
        #expect(try await Self.contents(shop) == before)
    }

    @Test func `running often or seldom comes to the same`() async throws {
        let (often, seldom) = (try await Self.busyShop(), try await Self.busyShop())
        for day in 16...31 {
            for hour in ["00", "09", "18"] { try await often.cron(on: "2025-12-\(day)", "\(hour):00:00") }
        }
        for day in ["16", "20", "31"] { try await seldom.cron(on: "2025-12-\(day)", "18:00:00") }
        for customer in 1...5 {
            #expect(try await often.groups(of: "\(customer)") == (try await seldom.groups(of: "\(customer)")))
            #expect(try await often.mails(of: "\(customer)") == (try await seldom.mails(of: "\(customer)")))
        }
    }

    @Test func `a dry run says what a real one would do, and writes nothing`() async throws {
        let shop = try await Self.busyShop()
        for day in ["2026-01-20", "2026-02-01", "2026-02-13", "2026-03-15"] {
            try await shop.go(day)
            let before = try await Self.contents(shop)
            let dry = try await shop.run(isDry: true)
            #expect(try await Self.contents(shop) == before, "\(day)")
            let real = try await shop.run()
            for name in ["changed", "granted", "ended", "reminded"] {
                #expect(try shop.count(dry, name) == (try shop.count(real, name)), "\(name) on \(day)")
            }
        }
    }

    /// Does what a run does until it is killed: the first customers of each rule, with the cursor.
    private static func killedRun(_ shop: TestShop, after customers: Int) async throws {
        let (engine, store, now) = (shop.engine, shop.store, shop.clock.now())
        try await engine.database.write { transaction in
            let configuration = try engine.configuration(transaction)
            var run = Run(
                id: ID(0), store: nil, trigger: .cron, by: "killed", tasks: RunTask.allCases.map(\.rawValue),
                isDry: false,
                state: .running, at: now, startedAt: now)
            run.id = try transaction.insert(run)
            var plan = try RunPlan(
                run: run, store: configuration.store(store), tasks: Set(RunTask.allCases), forcesLadders: false,
                snapshot: transaction, configuration: configuration)
            while let batch = plan.nextDue(limit: 100) {
                plan.add(try plan.look(batch, snapshot: transaction, configuration: configuration))
            }
            while let batch = try plan.nextSwept(limit: 100, snapshot: transaction, configuration: configuration) {
                plan.add(try plan.look(batch, snapshot: transaction, configuration: configuration))
            }
            for actor in plan.actors.prefix(customers) {
                let reassess = Reassess(
                    transaction: transaction, configuration: configuration, cause: Cause(run: run.id), now: now,
                    asking: plan.asking(actor))
                _ = try reassess(actor.customer)
                for var sweep in plan.sweeps {
                    sweep.cursor = actor.customer
                    try transaction.put(sweep)
                }
            }
        }
        shop.clock.set(now.adding(seconds: 300))
    }

    @Test(arguments: [0, 1, 3, 5])
    func `a second run goes on where a killed one stopped: nobody twice, nobody left out`(
        _ done: Int
    ) async throws {
        let shop = try await TestShop.open(on: "2025-12-15")
        let turnover = try await shop.addTurnover(remindDay: 20).rule.id
        try await shop.addInactivity(from: ["staff"], to: "sleepy", remind: nil, change: 10)
        for customer in 1...5 { try await shop.register("\(customer)") }
        try await shop.go("2026-01-20")
        try await Self.killedRun(shop, after: done)
        try await shop.run()
        for customer in 1...5 { #expect(try await shop.mails(of: "\(customer)") == ["turnover_reminder"]) }
        try await shop.go("2026-02-01")
        try await Self.killedRun(shop, after: done)
        try await shop.run()
        for customer in 1...5 {
            #expect(try await shop.groups(of: "\(customer)") == ["staff"])
            #expect(try await shop.kinds(of: "\(customer)").filter { $0 == .moved }.count == 1)
            #expect(try await shop.decisions(turnover, "\(customer)") == ["moved 2026-01", "reminded 2026-01"])
        }
        try await shop.cron(on: "2026-02-02")
        for customer in 1...5 { #expect(try await shop.groups(of: "\(customer)") == ["sleepy"]) }
    }

    @Test func `explain, preview and the run say the same`() async throws {
        let shop = try await Self.busyShop()
        try await shop.go("2026-04-01")
        try await shop.run()
        try await shop.go("2026-05-15")
        let rule = try await shop.rule("Inactivity")
        let preview = try await shop.engine.previewRule(
            document: nil, id: rule, store: nil, at: nil, since: nil, limit: nil)
        var told: [String: Explanation.Answer] = [:]
        for customer in 1...5 { told["\(customer)"] = try await shop.says(rule, of: "\(customer)").verdict }
        let moving = Set(preview.items.filter { $0.outcome == .move }.map(\.customer.externalID))
        #expect(Set(told.filter { $0.value == .change }.keys) == moving)
        #expect(!moving.isEmpty)
        try await shop.run()
        for customer in 1...5 {
            #expect(try await shop.groups(of: "\(customer)").contains("sleepy") == moving.contains("\(customer)"))
        }
    }

    // MARK: Two stores

    @Test func `two stores do not leak: customers, rules, runs and switches are each their own`() async throws {
        let shop = try await TestShop.open()
        let zone = try #require(Zone("America/New_York"))
        let currency = try #require(Currency("USD"))
        _ = try await shop.engine.createStore(
            NewStore(key: "us", name: "US", zone: zone, currency: currency), by: "test")
        for code in ["retail", "sleepy", "club"] {
            _ = try await shop.engine.createGroup(store: "us", code: code, name: code, GroupPatch(), by: "test")
        }
        var patch = StorePatch()
        patch.defaultGroup = "retail"
        _ = try await shop.engine.patchStore(key: "us", patch, by: "test")
        try await shop.addInactivity(remind: nil, change: 30, header: [("store", "default")])
        try await shop.addConditions(
            on: "customer_registered", when: ["account_age_days": ["at_least": 0]], header: [("store", "us")])
        for store in ["default", "us"] {
            var customer = CustomerPatch()
            customer.registeredAt = shop.clock.now()
            customer.email = "anna@example.test"
            _ = try await shop.engine.upsertCustomer(externalID: "77", store: store, customer, by: "test")
        }
        func groups(_ store: String) async throws -> [String] {
            try await shop.engine.customer(.external("77", store: store)).memberships.map(\.group.code).sorted()
        }
        #expect(try await groups("default") == ["retail"])
        #expect(try await groups("us") == ["club", "retail"])
        try await shop.cron(on: "2026-01-31")
        #expect(try await groups("default") == ["sleepy"])
        #expect(try await groups("us") == ["club", "retail"])
        // A rule of one store knows no group of the other; an order of one counts in none other.
        await #expect(throws: Refusal.self) { try await shop.addInactivity(to: "staff", header: [("store", "us")]) }
        let order = try shop.order("1", product: "Q")
        _ = try await shop.engine.putOrder(order, store: "us", body: Array("1".utf8), by: "test")
        #expect(try await groups("default") == ["sleepy"])
        #expect(try await shop.engine.customer(.external("77", store: "default")).orders == 0)
        var off = StorePatch()
        off.isAutomated = false
        _ = try await shop.engine.patchStore(key: "us", off, by: "test")
        _ = try await shop.engine.putOrder(
            try shop.order("2", product: "Q"), store: "default", body: Array("2".utf8), by: "test")
        #expect(try await groups("default") == ["retail"])
    }
}
