import Domain
import Foundation
import JSON
import Secrets
import Shops
import Synchronization
import Testing

@testable import Engine
@testable import Store

/// A receiver of webhooks at every address: notes what comes, checks signatures by code of its own, and answers as it is
/// told to.
final class FakeReceiver: HTTPCaller {
    enum Answer: Sendable {
        case status(Int, [HTTPField] = [])
        case noAnswer(String)
        case notSent(String)
    }

    struct Got: Sendable {
        let call: HTTPCall
        let at: Timestamp

        func field(_ name: String) -> String { call.fields.first { $0.name == name }?.value ?? "" }
        var id: String { field("webhook-id") }
        var host: String { String(call.url.split(separator: "/")[1]) }
        var json: JSONValue { (try? JSONValue(parsing: call.body ?? [])) ?? .null }
        var type: String { json["type"]?.string ?? "" }
        var customer: String { json["data"]?["customer"]?["external_id"]?.string ?? "" }
    }

    private struct State {
        var got: [Got] = []
        /// The first whose text the address or the body contains is used up.
        var queue: [(matching: String, answer: Answer)] = []
        var always: [(matching: String, answer: Answer)] = []
        var during: (@Sendable () async -> Void)?
    }

    private let state = Mutex(State())
    private let clock: ManualClock

    init(_ clock: ManualClock) { self.clock = clock }

    /// Everything so far, the oldest first.
    var got: [Got] { state.withLock(\.got) }

    func next(_ answer: Answer, matching text: String = "") { state.withLock { $0.queue.append((text, answer)) } }

    func always(_ answer: Answer, matching text: String = "") {
        state.withLock { state in
            state.always.removeAll { $0.matching == text }
            state.always.append((text, answer))
        }
    }

    /// Is run while the next request is under way.
    func during(_ act: @escaping @Sendable () async -> Void) { state.withLock { $0.during = act } }

    func call(_ request: HTTPCall) async throws(CallFailure) -> HTTPAnswer {
        let now = clock.now()
        let text = request.url + String(decoding: request.body ?? [], as: UTF8.self)
        let (answer, during) = state.withLock { state -> (Answer, (@Sendable () async -> Void)?) in
            state.got.append(Got(call: request, at: now))
            defer { state.during = nil }
            if let index = state.queue.firstIndex(where: { $0.matching.isEmpty || text.contains($0.matching) }) {
                return (state.queue.remove(at: index).answer, state.during)
            }
            let usual = state.always.last { $0.matching.isEmpty || text.contains($0.matching) }?.answer
            return (usual ?? .status(200), state.during)
        }
        await during?()
        switch answer {
        case .status(let status, let fields): return HTTPAnswer(status: status, fields: fields, askedAt: now)
        case .noAnswer(let reason): throw .noAnswer(reason)
        case .notSent(let reason): throw .notSent(reason)
        }
    }

    /// How many entries of the signature a secret has made, by the definition of HMAC (RFC 2104) over SHA-256.
    static func signatures(of got: Got, by secret: String) -> Int {
        guard var key = Data(base64Encoded: String(secret.dropFirst(6))) else { return 0 }
        key.append(Data(repeating: 0, count: 64 - key.count))
        let text = Array("\(got.id).\(got.field("webhook-timestamp")).".utf8) + (got.call.body ?? [])
        let inner = Digest.sha256(key.map { $0 ^ 0x36 } + text)
        let expected = Data(Digest.sha256(key.map { $0 ^ 0x5C } + inner)).base64EncodedString()
        return got.field("webhook-signature").split(separator: " ").filter { $0 == "v1,\(expected)" }.count
    }
}

/// A shop that tells a fake receiver.
struct TellingShop {
    let shop: TestShop
    let receiver: FakeReceiver
    /// The shop's own, with a way to the receiver.
    let engine: Engine

    init(_ shop: TestShop) {
        self.shop = shop
        receiver = FakeReceiver(shop.clock)
        engine = Engine(database: shop.engine.database, clock: shop.clock, box: shop.engine.box, caller: receiver)
    }

    init() async throws { self.init(try await TestShop()) }

    /// Another process on the same database.
    var other: Engine {
        Engine(database: shop.engine.database, clock: shop.clock, box: shop.engine.box, caller: receiver)
    }

    @discardableResult
    func add(
        _ name: String = "crm", _ kinds: Set<OutgoingEvent.Kind>? = nil, store: String? = nil
    ) async throws -> (id: ID<DestinationRecord>, secret: String) {
        var form = DestinationForm()
        (form.name, form.url, form.kinds) = (name, "https://\(name).example/hook", kinds)
        let made = try await engine.createDestination(store: store, form, by: "test")
        return (made.destination.record.id, made.secret)
    }

    func patch(_ id: ID<DestinationRecord>, _ edit: (inout DestinationForm) -> Void) async throws {
        var form = DestinationForm()
        edit(&form)
        _ = try await engine.patchDestination(id, form, by: "test")
    }

    /// One change of a customer's groups: in and out of `club`, by turns.
    func change(_ customer: String = "77") async throws {
        if try await !isKnown(customer) { try await shop.register(customer) }
        let isIn = try await shop.groups(of: customer).contains("club")
        let act: GroupAct =
            isIn ? .revoke(block: false, blockUntil: nil) : .grant(until: nil, makeDefault: false, pin: false)
        _ = try await engine.changeGroups(
            .external(customer, store: nil), group: "club", act, reason: nil, by: "test")
    }

    private func isKnown(_ customer: String) async throws -> Bool {
        let store = shop.store
        return try await engine.database.read { try $0.customer(store: store, externalID: customer) != nil }
    }

    func pass(_ seconds: Int64) { shop.clock.set(shop.clock.now().adding(seconds: seconds)) }

    /// The oldest first.
    func deliveries(
        _ state: OutgoingDelivery.State? = nil, of destination: ID<DestinationRecord>? = nil
    ) async throws -> [OutgoingDelivery] {
        var query = DeliveryQuery()
        (query.state, query.destination) = (state, destination)
        return try await engine.deliveries(query, before: nil, limit: 200).map(\.record).reversed()
    }

    func findings() async throws -> [Finding.Kind] {
        try await engine.findings(store: nil).map(\.finding.kind).sorted { $0.rawValue < $1.rawValue }
    }

    /// The records of the queue, by which a test sees that nothing was written.
    func rows() async throws -> [Int] {
        try await engine.database.read { snapshot in
            try ["outgoing_events", "deliveries"].map { try snapshot.count("SELECT count(*) FROM \($0)") }
        }
    }
}
