import Domain
import JSON
import Shops
import Store
import Testing

@testable import Engine

/// How events reach destinations: signed, in order, again after a failure, and never by two at once.
@Suite struct SendingTests {
    @Test func `a change is sent once, signed, with the customer and the groups in it`() async throws {
        let telling = try await TellingShop()
        let (id, secret) = try await telling.add()
        try await telling.shop.addRule()
        try await telling.shop.put(telling.shop.order())
        #expect(try await telling.engine.deliverDue() > 0)
        let got = try #require(telling.receiver.got.last { $0.type == "customer.groups_changed" })
        #expect(got.call.method == .post && got.call.url == "https://crm.example/hook")
        #expect(!got.call.allowsPrivateAddress)
        #expect(got.field("content-type") == "application/json")
        #expect(got.field("webhook-timestamp") == "\(telling.shop.clock.now().milliseconds / 1_000)")
        #expect(FakeReceiver.signatures(of: got, by: secret) == 1)
        let data = try #require(got.json["data"])
        #expect(data["groups_added"]?[0]?["code"] == "club" && data["groups_added"]?[0]?["external_id"] == "2")
        #expect(data["customer"]?["external_id"] == "77" && data["customer"]?["store"] == "default")
        #expect(data["rule"]?["name"] == "Club" && data["rule"]?["kind"] == "purchase")
        let change = try #require(try await telling.shop.changes().last)
        #expect(data["change_id"]?.string == change.change.id.description)
        #expect(data["reason"]?.string == change.reason)
        #expect(try await telling.deliveries(.delivered).count == telling.receiver.got.count)
        #expect(Set(telling.receiver.got.map(\.id)).count == telling.receiver.got.count)
        #expect(try await telling.engine.deliverDue() == 0)
        let view = try await telling.engine.destination(id)
        #expect(view.delivered == telling.receiver.got.count && view.queued == 0 && view.failed == 0)
        #expect(view.state.status == 200 && view.state.deliveredAt == telling.shop.clock.now())
    }

    @Test(
        arguments: [
            (.status(500), "It answered 500"), (.status(404), "It answered 404"),
            (.status(302), "It answered 302, and redirects are not followed"), (.status(199), "It answered 199"),
            (.noAnswer("no answer within 30 s"), "no answer within 30 s"), (.notSent("refused"), "refused"),
        ] as [(FakeReceiver.Answer, String)])
    func `whatever is no 2xx is tried again under the same id`(answer: FakeReceiver.Answer, error: String) async throws
    {
        let telling = try await TellingShop()
        let (_, secret) = try await telling.add("crm", [.groupsChanged])
        try await telling.shop.register()
        _ = try await telling.engine.deliverDue()
        try await telling.change()
        telling.receiver.next(answer)
        #expect(try await telling.engine.deliverDue() == 1)
        let failed = try #require(try await telling.deliveries(.queued).first)
        #expect(failed.error == error && failed.attempts == 1 && failed.leasedUntil == nil)
        let wait = Retrying.deliveries.wait(after: 1, of: failed.id.rawValue)
        #expect(failed.nextAt == telling.shop.clock.now().adding(milliseconds: wait))
        telling.shop.clock.set(failed.nextAt.adding(milliseconds: -1))
        #expect(try await telling.engine.deliverDue() == 0)
        telling.shop.clock.set(failed.nextAt)
        #expect(try await telling.engine.deliverDue() == 1)
        let tries = telling.receiver.got.suffix(2)
        #expect(Set(tries.map(\.id)).count == 1 && Set(tries.map(\.call.body)).count == 1)
        #expect(tries.allSatisfy { FakeReceiver.signatures(of: $0, by: secret) == 1 })
        #expect(try await telling.deliveries(.queued).isEmpty)
    }

    @Test(arguments: [200, 201, 204, 299]) func `every 2xx is a delivery`(status: Int) async throws {
        let telling = try await TellingShop()
        try await telling.add()
        try await telling.change()
        telling.receiver.always(.status(status))
        _ = try await telling.engine.deliverDue()
        #expect(try await telling.deliveries(.queued).isEmpty)
        #expect(try await telling.deliveries(.delivered).last?.status == status)
    }

    @Test func `after three days of failures it is given up, and people are told`() async throws {
        let telling = try await TellingShop()
        let (id, _) = try await telling.add("crm", [.runFinished])
        try await telling.shop.cron()
        telling.receiver.always(.status(500))
        let start = telling.shop.clock.now()
        while let waiting = try await telling.deliveries(.queued).first {
            let rest = try await telling.engine.destination(id).state.restsUntil
            telling.shop.clock.set(max(waiting.nextAt, rest ?? .zero))
            #expect(try await telling.engine.deliverDue() == 1)
        }
        #expect(telling.shop.clock.now() == start.adding(seconds: 3 * 86_400))
        let given = try #require(try await telling.deliveries(.failed).first)
        #expect(given.attempts == telling.receiver.got.count && (9...10).contains(given.attempts))
        #expect(try await telling.findings() == [.destinationFailing])
        telling.pass(86_400)
        #expect(try await telling.engine.deliverDue() == 0)
    }

    // MARK: Order

    @Test func `of one customer the later event waits for the earlier; others go on`() async throws {
        let telling = try await TellingShop()
        try await telling.add("crm", [.groupsChanged])
        for customer in ["77", "78"] { try await telling.shop.register(customer) }
        _ = try await telling.engine.deliverDue()
        let before = telling.receiver.got.count
        for _ in 1...3 { for customer in ["77", "78"] { try await telling.change(customer) } }
        telling.receiver.always(.status(500), matching: #""external_id":"77","email""#)
        #expect(try await telling.engine.deliverDue() == 4)
        #expect(telling.receiver.got.dropFirst(before).filter { $0.customer == "78" }.count == 3)
        #expect(telling.receiver.got.dropFirst(before).filter { $0.customer == "77" }.count == 1)
        telling.receiver.always(.status(200), matching: #""external_id":"77","email""#)
        telling.pass(6)
        #expect(try await telling.engine.deliverDue() == 3)
        for customer in ["77", "78"] {
            let ids = telling.receiver.got.dropFirst(before).filter { $0.customer == customer }.compactMap {
                $0.json["data"]?["change_id"]?.string.flatMap { Int($0) }
            }
            #expect(ids == ids.sorted() && Set(ids).count == 3)
        }
    }

    @Test func `an event that was given up or cancelled holds up nobody`() async throws {
        let telling = try await TellingShop()
        try await telling.add("crm", [.groupsChanged])
        try await telling.shop.register()
        _ = try await telling.engine.deliverDue()
        for _ in 1...3 { try await telling.change() }
        let waiting = try await telling.deliveries(.queued)
        #expect(waiting.count == 3)
        telling.receiver.next(.status(500))
        #expect(try await telling.engine.deliverDue() == 1)
        _ = try await telling.engine.cancelDelivery(waiting[0].id, by: "test")
        #expect(try await telling.engine.deliverDue() == 2)
        #expect(try await telling.deliveries(.delivered).suffix(2).map(\.id) == waiting.dropFirst().map(\.id))
        #expect(try await telling.deliveries(.cancelled).map(\.id) == [waiting[0].id])
    }

    @Test func `one destination that fails does not hold up another`() async throws {
        let telling = try await TellingShop()
        try await telling.add("bad", [.groupsChanged])
        let (good, _) = try await telling.add("good", [.groupsChanged])
        telling.receiver.always(.noAnswer("no answer"), matching: "bad.example")
        for _ in 1...8 { try await telling.change() }
        _ = try await telling.engine.deliverDue()
        #expect(try await telling.deliveries(.queued, of: good).isEmpty)
        #expect(telling.receiver.got.filter { $0.host == "bad.example" }.count == 1)
    }

    // MARK: Two processes

    @Test func `what one process is sending, another does not send`() async throws {
        let telling = try await TellingShop()
        try await telling.add("crm", [.groupsChanged])
        try await telling.shop.register()
        let other = telling.other
        telling.receiver.during {
            let tries = try? await other.deliverDue()
            #expect(tries == 0)
        }
        #expect(try await telling.engine.deliverDue() == 1)
        #expect(telling.receiver.got.count == 1)
    }

    @Test func `killed between sending and noting, it is sent again with the same id; who comes late says nothing`()
        async throws
    {
        let telling = try await TellingShop()
        try await telling.add("crm", [.groupsChanged])
        try await telling.shop.register()
        let other = telling.other
        let seconds = Sending.leaseSeconds
        telling.receiver.next(.status(500))
        telling.receiver.during {
            for (pause, expected) in [(seconds - 1, 0), (1, 1)] {
                telling.pass(pause)
                let tries = try? await other.deliverDue()
                #expect(tries == expected)
            }
        }
        _ = try await telling.engine.deliverDue()
        #expect(telling.receiver.got.count == 2)
        #expect(Set(telling.receiver.got.map(\.id)).count == 1)
        let delivery = try #require(try await telling.deliveries().first)
        #expect(delivery.state == .delivered && delivery.status == 200 && delivery.attempts == 2)
    }

    // MARK: What a receiver asks for

    @Test func `Retry-After of 429 holds up the whole destination`() async throws {
        let telling = try await TellingShop()
        try await telling.add("crm", [.groupsChanged])
        try await telling.shop.register()
        telling.receiver.next(.status(429, [HTTPField("Retry-After", "600")]))
        #expect(try await telling.engine.deliverDue() == 1)
        try await telling.shop.register("78")
        telling.pass(599)
        #expect(try await telling.engine.deliverDue() == 0)
        telling.pass(1)
        #expect(try await telling.engine.deliverDue() == 2)
    }

    @Test func `410 switches the destination off; what waits is kept, and sent when it is on again`() async throws {
        let telling = try await TellingShop()
        let (id, _) = try await telling.add("crm", [.groupsChanged])
        try await telling.shop.register()
        telling.receiver.next(.status(410))
        #expect(try await telling.engine.deliverDue() == 1)
        let off = try await telling.engine.destination(id)
        #expect(!off.record.isEnabled && off.record.disabledBy == .receiver && off.queued == 1)
        #expect(try await telling.findings() == [.destinationDisabled])
        // Nothing new is written for it, and nothing is sent.
        try await telling.change()
        telling.pass(30 * 86_400)
        #expect(try await telling.engine.deliverDue() == 0)
        #expect(try await telling.engine.destination(id).queued == 1)
        try await telling.patch(id) { $0.isEnabled = true }
        #expect(try await telling.findings().isEmpty)
        // Its three days begin anew.
        telling.receiver.next(.status(500))
        #expect(try await telling.engine.deliverDue() == 1)
        telling.pass(6)
        #expect(try await telling.engine.deliverDue() == 1)
        #expect(try await telling.engine.destination(id).delivered == 1)
    }

    @Test func `after five failures in a row it rests, longer each time; one trial shows whether it is back`()
        async throws
    {
        let telling = try await TellingShop()
        let (id, _) = try await telling.add("crm", [.groupsChanged])
        for number in 1...12 { try await telling.shop.register("\(number)") }
        telling.receiver.always(.status(503))
        #expect(try await telling.engine.deliverDue() == 5)
        for seconds in [60, 120, 240, 480, 960, 1_920, 3_600, 3_600] as [Int64] {
            let state = try await telling.engine.destination(id).state
            #expect(state.restsUntil == telling.shop.clock.now().adding(seconds: seconds))
            telling.pass(seconds - 1)
            #expect(try await telling.engine.deliverDue() == 0)
            telling.pass(1)
            #expect(try await telling.engine.deliverDue() == 1)
        }
        #expect(try await telling.findings() == [.destinationFailing])
        telling.receiver.always(.status(200))
        telling.pass(3_600)
        _ = try await telling.engine.deliverDue()
        let state = try await telling.engine.destination(id).state
        #expect(state.failures == 0 && state.rests == 0 && state.restsUntil == nil)
        #expect(try await telling.findings().isEmpty)
        telling.pass(86_400)
        _ = try await telling.engine.deliverDue()
        #expect(try await telling.engine.destination(id).delivered == 12)
    }

    @Test func `four failures and a success in between are no reason to rest`() async throws {
        let telling = try await TellingShop()
        let (id, _) = try await telling.add("crm", [.groupsChanged])
        for number in 1...4 { try await telling.shop.register("\(number)") }
        for _ in 1...4 { telling.receiver.next(.status(500)) }
        #expect(try await telling.engine.deliverDue() == 4)
        #expect(try await telling.engine.destination(id).state.restsUntil == nil)
        try await telling.shop.register("5")
        #expect(try await telling.engine.deliverDue() == 1)
        #expect(try await telling.engine.destination(id).state.failures == 0)
        #expect(try await telling.findings().isEmpty)
    }

    @Test func `cron sends what waits, until nothing is due`() async throws {
        let telling = try await TellingShop()
        try await telling.add("crm", [.groupsChanged])
        for number in 1...7 { try await telling.shop.register("\(number)") }
        let request = RunRequest(trigger: .cron, by: "test", tasks: [.deliveries])
        guard case .started(_, let finished) = try await telling.engine.startRun(request) else {
            Issue.record("another run is going on")
            return
        }
        let run = try await finished.value
        #expect(run.state == .finished)
        #expect(try telling.shop.count(run, "sent") == 7)
        #expect(telling.receiver.got.count == 7)
    }

    @Test func `a process that sends nothing leaves the queue alone`() async throws {
        let telling = try await TellingShop()
        try await telling.add()
        try await telling.shop.register()
        #expect(try await telling.shop.engine.deliverDue() == 0)
        let run = try await telling.shop.cron()
        #expect(try telling.shop.count(run, "sent") == 0)
        #expect(try await telling.deliveries().allSatisfy { $0.state == .queued && $0.attempts == 0 })
    }
}
