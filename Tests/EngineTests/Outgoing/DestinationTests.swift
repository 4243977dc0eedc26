import Domain
import JSON
import Rules
import Testing

@testable import Engine
@testable import Store

/// Destinations as people keep them: made, edited, given a new secret, pinged, and their deliveries looked through.
@Suite struct DestinationTests {
    private func audit(_ telling: TellingShop) async throws -> [String] {
        try await telling.engine.database.read { snapshot in
            try snapshot.rows("SELECT action FROM audit ORDER BY id") { $0[0] as String }
        }
    }

    // MARK: Addresses

    @Test(
        arguments: [
            ("https://crm.example/hook", false), ("https://crm.example", false),
            ("https://crm.example:8443/a?b=c", false),
            ("https://[2001:db8::1]:443/", false), ("http://127.0.0.1:8080/", true), ("http://crm.local", true),
            ("https://crm.local", true),
        ] as [(String, Bool)])
    func `addresses that are taken`(url: String, allowsPrivate: Bool) async throws {
        let telling = try await TellingShop()
        var form = DestinationForm()
        (form.name, form.url, form.allowsPrivate) = ("crm", url, allowsPrivate)
        let made = try await telling.engine.createDestination(store: nil, form, by: "test")
        #expect(made.destination.record.url == url)
        #expect(made.secret.hasPrefix("whsec_") && made.secret.count == 50)
    }

    @Test(
        arguments: [
            ("http://crm.example/", false), ("ftp://crm.example/", true), ("crm.example", false), ("https://", false),
            ("https:///hook", false), ("https://user@crm.example/", false), ("https://user:word@crm.example/", true),
            ("https://crm.example/#part", false), ("https://crm.example:/", false), ("https://crm.example:0/", false),
            ("https://crm.example:65536/", false), ("https://crm.example:8a/", false), ("https://:443/", false),
            ("https://[]/", false), ("https://[::1]x/", false), ("https://crm.example/a b", false),
            ("https://crm.example/\u{E4}", false), ("HTTPS//crm.example", false), ("", false),
        ] as [(String, Bool)])
    func `addresses that are refused`(url: String, allowsPrivate: Bool) async throws {
        let telling = try await TellingShop()
        var form = DestinationForm()
        (form.name, form.url, form.allowsPrivate) = ("crm", url, allowsPrivate)
        let refused = form
        let error = await #expect(throws: Refusal.self) {
            try await telling.engine.createDestination(store: nil, refused, by: "test")
        }
        guard case .invalid(let faults)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(faults.map(\.pointer) == ["/url"])
        #expect(try await telling.engine.destinations(store: nil).isEmpty)
        #expect(try await audit(telling).isEmpty)
    }

    // MARK: Keeping

    @Test func `what is edited stays so, and every act is on record`() async throws {
        let telling = try await TellingShop()
        let (id, _) = try await telling.add()
        try await telling.patch(id) { form in
            (form.name, form.url, form.kinds) = ("CRM", "http://10.0.0.1/", [.reminded])
            (form.isEnabled, form.allowsPrivate) = (false, true)
        }
        let record = try await telling.engine.destination(id).record
        #expect(record.name == "CRM" && record.url == "http://10.0.0.1/" && record.kinds == [.reminded])
        #expect(!record.isEnabled && record.disabledBy == .person && record.allowsPrivate)
        let faults = await #expect(throws: Refusal.self) {
            try await telling.patch(id) { ($0.allowsPrivate, $0.kinds, $0.name) = (false, [], "") }
        }
        if case .invalid(let errors)? = faults { #expect(Set(errors.map(\.pointer)) == ["/url", "/events", "/name"]) }
        #expect(try await telling.engine.destination(id).record == record)
        _ = try await telling.engine.rotateSecret(of: id, by: "test")
        _ = try await telling.engine.pingDestination(id, by: "test")
        _ = try await telling.engine.replayFailed(id, by: "test")
        try await telling.engine.deleteDestination(id, by: "test")
        #expect(
            try await audit(telling) == [
                "destination.create", "destination.edit", "destination.rotate_secret", "destination.ping",
                "destination.replay_failed", "destination.delete",
            ])
        await #expect(throws: Refusal.notFound("destination \(id)")) { try await telling.engine.destination(id) }
    }

    @Test func `a deleted destination takes its deliveries along, and the events that nobody else was told`()
        async throws
    {
        let telling = try await TellingShop()
        let (first, _) = try await telling.add("first", [.groupsChanged])
        try await telling.shop.register()
        let (second, _) = try await telling.add("second", [.groupsChanged])
        try await telling.change()
        #expect(try await telling.rows() == [2, 3])
        try await telling.engine.deleteDestination(first, by: "test")
        #expect(try await telling.rows() == [1, 1])
        #expect(try await telling.deliveries().map(\.destination) == [second])
        #expect(try await telling.engine.database.read { try $0.faults() }.isEmpty)
    }

    @Test func `the former secret signs along for a day`() async throws {
        let telling = try await TellingShop()
        let (id, former) = try await telling.add("crm", [.groupsChanged])
        let (view, new) = try await telling.engine.rotateSecret(of: id, by: "test")
        #expect(new != former && view.record.previousSecretUntil == telling.shop.clock.now().adding(seconds: 86_400))
        for (pause, both) in [(86_399, 1), (1, 0)] as [(Int64, Int)] {
            telling.pass(pause)
            try await telling.change()
            _ = try await telling.engine.deliverDue()
            let got = try #require(telling.receiver.got.last)
            #expect(FakeReceiver.signatures(of: got, by: new) == 1)
            #expect(FakeReceiver.signatures(of: got, by: former) == both)
            #expect(got.field("webhook-signature").split(separator: " ").count == 1 + both)
        }
    }

    // MARK: Ping

    @Test func `a ping goes at once, to one that is off or rests too, and changes nothing`() async throws {
        let telling = try await TellingShop()
        let (id, secret) = try await telling.add()
        try await telling.patch(id) { $0.isEnabled = false }
        let before = try await telling.engine.destination(id).state
        let good = try await telling.engine.pingDestination(id, by: "test")
        #expect(good.status == 200 && good.error == nil && good.milliseconds == 0)
        let got = try #require(telling.receiver.got.first)
        #expect(got.type == "ping" && got.json["data"]?["destination"]?["name"] == "crm")
        #expect(got.id.hasPrefix("msg_ping_") && FakeReceiver.signatures(of: got, by: secret) == 1)
        telling.receiver.next(.status(410))
        #expect(try await telling.engine.pingDestination(id, by: "test").status == 410)
        telling.receiver.next(.noAnswer("no answer within 30 s"))
        let bad = try await telling.engine.pingDestination(id, by: "test")
        #expect(bad.status == nil && bad.error == "no answer within 30 s")
        #expect(Set(telling.receiver.got.map(\.id)).count == 3)
        #expect(try await telling.engine.destination(id).state == before)
        #expect(try await telling.rows() == [0, 0])
        #expect(try await telling.findings().isEmpty)
    }

    @Test func `words of a failure are cut to 300 characters`() async throws {
        let telling = try await TellingShop()
        let (id, _) = try await telling.add()
        telling.receiver.next(.notSent(String(repeating: "x", count: 301)))
        #expect(try await telling.engine.pingDestination(id, by: "test").error?.count == 300)
    }

    // MARK: Deliveries

    @Test func `deliveries are found by destination, state, type and customer, newest first`() async throws {
        let telling = try await TellingShop()
        let (crm, _) = try await telling.add("crm", [.groupsChanged])
        let (log, _) = try await telling.add("log", [.groupsChanged, .runFinished])
        for customer in ["77", "78"] { try await telling.shop.register(customer) }
        try await telling.shop.cron()
        _ = try await telling.engine.deliverDue()
        try await telling.change("78")
        func ids(_ narrow: (inout DeliveryQuery) -> Void) async throws -> [Int64] {
            var query = DeliveryQuery()
            narrow(&query)
            return try await telling.engine.deliveries(query, before: nil, limit: 200).map(\.record.id.rawValue)
        }
        #expect(try await ids { _ in } == [7, 6, 5, 4, 3, 2, 1])
        #expect(try await ids { $0.destination = crm } == [6, 3, 1])
        #expect(try await ids { ($0.destination, $0.state) = (log, .queued) } == [7])
        #expect(try await ids { $0.state = .delivered } == [5, 4, 3, 2, 1])
        #expect(try await ids { $0.kind = .runFinished } == [5])
        #expect(try await ids { $0.customer = .external("78", store: nil) } == [7, 6, 4, 3])
        #expect(try await ids { ($0.customer, $0.destination) = (.external("77", store: nil), log) } == [2])
        #expect(try await ids { $0.store = "default" } == [])
        let page = try await telling.engine.deliveries(DeliveryQuery(), before: ID(6), limit: 2).map(
            \.record.id.rawValue)
        #expect(page == [5, 4])
    }

    @Test func `a delivery is sent again under its id, alone or with all that were given up`() async throws {
        let telling = try await TellingShop()
        let (id, _) = try await telling.add("crm", [.groupsChanged])
        for customer in ["1", "2", "3"] { try await telling.shop.register(customer) }
        let all = try await telling.deliveries()
        await #expect(throws: Refusal.conflict("Delivery \(all[0].id) is in the queue.")) {
            try await telling.engine.replayDelivery(all[0].id, by: "test")
        }
        _ = try await telling.engine.deliverDue()
        await #expect(throws: Refusal.conflict("Delivery \(all[0].id) is not in the queue.")) {
            try await telling.engine.cancelDelivery(all[0].id, by: "test")
        }
        let replayed = try await telling.engine.replayDelivery(all[0].id, by: "test").record
        #expect(replayed.state == .queued && replayed.attempts == 0 && replayed.deliveredAt == nil)
        _ = try await telling.engine.deliverDue()
        #expect(telling.receiver.got.count == 4)
        #expect(telling.receiver.got.last?.id == "msg_\(all[0].event)")
        #expect(try await telling.engine.replayFailed(id, by: "test") == 0)
        try await telling.engine.database.write { transaction in
            for var delivery in all.prefix(2) {
                delivery.state = .failed
                try transaction.update(delivery)
            }
        }
        #expect(try await telling.engine.replayFailed(id, by: "test") == 2)
        #expect(try await telling.engine.deliverDue() == 2)
        #expect(try await telling.engine.destination(id).delivered == 3)
    }
}
