internal import Domain
internal import Engine
internal import JSON

/// Fills a database with a believable shop: two stores, their groups and rules, two years of orders, and what a
/// merchant did by hand. Played through the engine day by day, so that every change has its reason and its date.
struct DemoShop {
    private let engine: Engine
    private let clock: DemoClock
    private let now: Timestamp
    private let customers: Int
    private let seed: UInt64

    private static let day: Int64 = 86_400
    static let by = "Demo"

    init(engine: Engine, clock: DemoClock, now: Timestamp, customers: Int, seed: UInt64) {
        self.engine = engine
        self.clock = clock
        self.now = now
        self.customers = customers
        self.seed = seed
    }

    /// When the demo's history begins.
    static func start(before now: Timestamp) -> Timestamp { now.adding(seconds: -730 * day) }

    func fill() async throws {
        try await makeMainStore()
        try await makeSecondStore()
        try await dress(
            "default", "#17594a", "https://nordlicht.example/", "Nordlicht Outdoor GmbH\nHafenstraße 12, 20457 Hamburg")
        try await dress(
            "pl", "#7a2048", "https://nordlicht.example/pl/", "Nordlicht Polska sp. z o.o.\nul. Długa 4, 80-831 Gdańsk")
        let end = now.adding(seconds: -600)
        guard let euro = Currency("EUR"), let zloty = Currency("PLN") else { return }
        let main = DemoHistory(
            customers: customers, currency: euro, countries: DemoCatalog.west, firstCustomer: 1_001,
            firstOrder: 20_001, from: clock.now(), to: end, seed: seed)
        let second = DemoHistory(
            customers: customers / 4, currency: zloty, countries: DemoCatalog.east, priceFactor: 430,
            firstCustomer: 501, firstOrder: 5_001, from: clock.now(), to: end, seed: seed + 1)
        try await play([("default", main.events), ("pl", second.events)], until: end)
        try await actByHand()
        clock.set(end)
        try await cron()
        clock.set(now)
    }

    // MARK: Stores, groups and rules

    private func makeMainStore() async throws {
        var patch = StorePatch()
        patch.name = "Nordlicht Outdoor"
        patch.zone = Zone("Europe/Berlin")
        _ = try await engine.patchStore(key: "default", patch, by: Self.by)
        try await makeGroups(
            "default",
            [
                ("retail", "Retail", nil, ""), ("club", "Trail Club", "10", "10 % on everything, early access"),
                ("climbers", "Climbers", "5", "5 % on ropes and hardware"),
                ("workshop", "Workshop guests", nil, "Free coffee in the shop"),
                ("ambassadors", "Ambassadors", "20", "Free shipping for good"), ("staff", "Staff", "30", ""),
            ])
        try await makeSource("nordlicht", "default", .woocommerce, "WooCommerce shop")
        try await makeSource("marketplace", "default", .generic, "Marketplace bridge")
        try await makeRules("default")
    }

    private func makeSecondStore() async throws {
        guard let zone = Zone("Europe/Warsaw"), let zloty = Currency("PLN") else { return }
        var store = NewStore(key: "pl", name: "Nordlicht Polska", zone: zone, currency: zloty)
        store.locale = "pl"
        _ = try await engine.createStore(store, by: Self.by)
        try await makeGroups(
            "pl",
            [
                ("retail", "Detal", nil, ""), ("club", "Klub", "10", "10 % na wszystko"),
                ("bronze", "Brązowy", "2", ""), ("silver", "Srebrny", "5", ""), ("gold", "Złoty", "10", ""),
                ("dormant", "Uśpieni", nil, ""),
            ])
        try await makeSource("nordlicht-pl", "pl", .generic, "Sklep")
        try await makeRule(
            "pl", "Klub na rok", priority: 10, products: [["sku": "CLUB-YEAR"]], groups: ["club"], isDefault: true,
            validity: ["kind": "months", "count": 12], remind: 14)
        try await makeLadder("pl", "Program lojalnościowy", currency: "PLN")
        let dormancy: JSONValue = [
            "kind": "inactivity", "name": "Dawno niewidziani", "store": "pl", "priority": 30,
            "source_groups": ["retail"],
            "params": ["remind_after_days": 150, "change_after_days": 180, "target": "dormant"],
        ]
        _ = try await engine.createRule(dormancy, by: Self.by)
    }

    /// Three rungs over a year's spend.
    private func makeLadder(_ store: String, _ name: String, currency: String) async throws {
        let rungs = [("Brąz", "400.00", "bronze"), ("Srebro", "1500.00", "silver"), ("Złoto", "4000.00", "gold")]
        let tiers = rungs.map { name, amount, group -> JSONValue in
            [
                "name": .string(name), "required": ["amount": .string(amount), "currency": .string(currency)],
                "group": .string(group),
            ]
        }
        let document: JSONValue = [
            "kind": "tiers", "name": .string(name), "store": .string(store), "priority": 20,
            "params": [
                "tiers": .array(tiers), "period": ["kind": "rolling", "days": 365], "upgrade": "on_payment",
                "downgrade": "on_check", "grace_days": 14,
            ],
        ]
        _ = try await engine.createRule(document, by: Self.by)
    }

    private func makeGroups(_ store: String, _ groups: [(String, String, String?, String)]) async throws {
        for (code, name, percent, text) in groups {
            var rest = GroupPatch()
            rest.discountPercent = .some(percent.flatMap { Decimal($0) })
            rest.freeShipping = code == "ambassadors"
            rest.text = text
            _ = try await engine.createGroup(store: store, code: code, name: name, rest, by: Self.by)
        }
        var patch = StorePatch()
        patch.defaultGroup = "retail"
        _ = try await engine.patchStore(key: store, patch, by: Self.by)
    }

    private func makeSource(_ key: String, _ store: String, _ platform: Platform, _ name: String) async throws {
        _ = try await engine.createSource(
            key: key, store: store, platform: platform, name: name, secret: nil, by: Self.by)
    }

    private func makeRules(_ store: String) async throws {
        try await makeRule(
            store, "Trail Club for a year", priority: 10, products: [["sku": "CLUB-YEAR"]], groups: ["club"],
            isDefault: true, validity: ["kind": "months", "count": 12], remind: 14)
        try await makeRule(
            store, "Ambassador set", priority: 20, products: [["product_id": .string(DemoCatalog.ambassador)]],
            groups: ["ambassadors", "club"], validity: ["kind": "none"])
        try await makeRule(
            store, "Climbers stay for half a year", priority: 30, products: [["category": "climbing"]],
            groups: ["climbers"], validity: ["kind": "months", "count": 6], renew: "restart", excluded: ["staff"])
        try await makeRule(
            store, "Workshop guests", priority: 40, products: [["product_id": .string(DemoCatalog.workshop)]],
            groups: ["workshop"], validity: ["kind": "days", "count": 90], renew: "keep", remind: 7)
    }

    private func makeRule(
        _ store: String, _ name: String, priority: Int, products: [JSONValue], groups: [String],
        isDefault: Bool = false, validity: JSONValue, renew: String = "extend", remind: Int? = nil,
        excluded: [String] = []
    ) async throws {
        let document: JSONValue = [
            "kind": "purchase", "name": .string(name), "store": .string(store), "priority": .integer(priority),
            "excluded_groups": .array(excluded.map(JSONValue.string)),
            "params": [
                "products": .array(products), "groups": .array(groups.map(JSONValue.string)),
                "default_group": isDefault ? .string(groups[0]) : .null, "validity": validity, "renew": .string(renew),
                "remind_before_days": remind.map { .integer($0) } ?? .null,
            ],
        ]
        _ = try await engine.createRule(document, by: Self.by)
    }

    // MARK: Mails

    private func dress(_ store: String, _ accent: String, _ site: String, _ footer: String) async throws {
        var mail = StoreMail()
        (mail.accent, mail.shopURL, mail.footer) = (accent, site, footer)
        _ = try await engine.putStoreMail(mail, of: store, expecting: nil, by: Self.by)
    }

    // MARK: Two years

    /// Plays all that happened, with cron once a week and, in the last month, once a day.
    private func play(_ stores: [(String, [DemoHistory.Event])], until end: Timestamp) async throws {
        let monthBefore = end.adding(seconds: -30 * Self.day)
        var positions = stores.map { _ in 0 }
        var until = clock.now()
        while until < end {
            until = min(end, until.adding(seconds: until < monthBefore ? 7 * Self.day : Self.day))
            for (index, (store, events)) in stores.enumerated() {
                while positions[index] < events.count, events[positions[index]].at <= until {
                    try await happen(events[positions[index]], in: store)
                    positions[index] += 1
                }
            }
            clock.set(until)
            if until < end { try await cron() }
        }
    }

    private func happen(_ event: DemoHistory.Event, in store: String) async throws {
        clock.set(event.at)
        switch event.content {
        case .registration(let customer):
            var patch = CustomerPatch()
            patch.email = customer.email
            patch.firstName = customer.firstName
            patch.lastName = customer.lastName
            patch.locale = customer.locale
            patch.country = customer.country
            patch.registeredAt = customer.registeredAt
            _ = try await engine.upsertCustomer(externalID: customer.externalID, store: store, patch, by: Self.by)
        case .order(let order):
            let body = Array("\(order.externalID) \(event.at)".utf8)
            _ = try await engine.putOrder(order, store: store, body: body, by: Self.by)
        }
    }

    private func cron() async throws {
        guard case .started(_, let finished) = try await engine.startRun(RunRequest(trigger: .cron, by: "cron URL"))
        else { return }
        _ = try await finished.value
    }

    /// What a person at the desk did in the last days.
    private func actByHand() async throws {
        let found = try await engine.customers(store: "default", text: nil, group: "club", before: nil, limit: 6)
        let plain = try await engine.customers(store: "default", text: nil, group: "retail", before: nil, limit: 8)
        let acts: [(CustomerView?, String, GroupAct, String)] = [
            (
                plain.dropFirst(2).first, "staff", .grant(until: nil, makeDefault: true, pin: true),
                "Works in the Hamburg shop"
            ),
            (
                plain.dropFirst(4).first, "ambassadors", .grant(until: nil, makeDefault: false, pin: false),
                "Writes about our tents"
            ),
            (found.dropFirst(3).first, "club", .revoke(block: nil, blockUntil: nil), "Asked to leave the club"),
        ]
        for (index, (view, group, act, reason)) in acts.enumerated() {
            guard let view else { continue }
            clock.set(now.adding(seconds: -Int64(3 - index) * 7_000))
            _ = try await engine.changeGroups(.id(view.customer.id), group: group, act, reason: reason, by: "Greta")
        }
    }
}
