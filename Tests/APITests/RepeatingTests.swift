import Domain
import Engine
import HTTPWire
import JSON
import Store
import Synchronization
import Testing
import Web

@testable import API
@testable import Engine

@Suite("Idempotency-Key")
struct RepeatingTests {
    private func create(
        _ shop: Shop, _ key: String, code: String = "gold", as visitor: Visitor? = nil
    ) async throws -> Reply {
        try await shop.send(
            .post, "groups", ["code": .string(code), "name": "Gold"], headers: [("Idempotency-Key", key)], as: visitor)
    }

    @Test("The same key gets the same answer, and nothing is done twice")
    func same() async throws {
        let shop = try await Shop(groups: [])
        let first = try await create(shop, "k1")
        let before = try await shop.fingerprint()
        let second = try await create(shop, "k1")
        #expect(first.status == 201 && second.status == 201 && second.bytes == first.bytes)
        #expect(second.headers["Location"] == first.headers["Location"])
        #expect(first.headers["Idempotency-Replayed"] == nil && second.headers["Idempotency-Replayed"] == "true")
        #expect(try await shop.fingerprint() == before)
    }

    @Test("Another body, query or path with the same key is refused")
    func other() async throws {
        let shop = try await Shop(groups: [])
        #expect(try await create(shop, "k1").status == 201)
        let reply = try await create(shop, "k1", code: "silver")
        #expect(reply.status == 422 && reply.slug == "key-reused")
        let elsewhere = try await shop.send(
            .post, "runs", ["code": "gold", "name": "Gold"], headers: [("Idempotency-Key", "k1")])
        #expect(elsewhere.status == 422 && elsewhere.slug == "key-reused")
        #expect(try await shop.send(.get, "groups").items.count == 1)
    }

    @Test("A key is its sender's own")
    func perActor() async throws {
        let shop = try await Shop(groups: [])
        let admin = try await shop.server.person(.admin)
        #expect(try await create(shop, "k1").status == 201)
        #expect(try await create(shop, "k1", as: admin).status == 409)
        #expect(try await create(shop, "k1", code: "silver", as: admin).status == 201)
    }

    @Test("A refusal is not remembered: what was refused may be tried again")
    func refusals() async throws {
        let shop = try await Shop(groups: ["gold"])
        #expect(try await create(shop, "k1").slug == "conflict")
        #expect(try await shop.send(.delete, "groups/1").status < 300)
        #expect(try await create(shop, "k1").status == 201)
        #expect(try await create(shop, "k2", code: "").status == 422)
        #expect(try await create(shop, "k2", code: "silver").status == 201)
    }

    @Test("A key is forgotten after 24 hours", arguments: [(86_399, true), (86_400, false)])
    func retention(seconds: Int, isRemembered: Bool) async throws {
        let shop = try await Shop(groups: [])
        #expect(try await create(shop, "k1").status == 201)
        shop.server.clock.pass(seconds: Int64(seconds))
        let reply = try await create(shop, "k1")
        #expect(reply.status == (isRemembered ? 201 : 409))
    }

    @Test("A secret that is shown once is shown again to its own key, and lies sealed in between")
    func secrets() async throws {
        let shop = try await Shop(groups: [])
        let body: JSONValue = ["name": "ERP", "scopes": ["read"]]
        let key = [("Idempotency-Key", "k1")]
        let first = try await shop.send(.post, "tokens", body, headers: key)
        let second = try await shop.send(.post, "tokens", body, headers: key)
        let secret = try #require(first["token"]?.string)
        #expect(second["token"]?.string == secret)
        let known = try await shop.server.engine.database.read {
            try $0.repeatableRequest(actor: "token 1", key: "k1")
        }
        #expect(known?.isActed == true && known?.answer?.contains(secret) == false)
    }

    @Test("A key that cannot be one is refused", arguments: ["a b", String(repeating: "k", count: 256), "é"])
    func malformed(key: String) async throws {
        let shop = try await Shop(groups: [])
        #expect(try await create(shop, key).status == 400)
    }

    @Test("While the first is under way the second waits for nothing: 409")
    func goingOn() async throws {
        let shop = try await Shop(groups: [])
        let service = shop.server.service
        let probe = Probe()
        let endpoint = Endpoint(.post, "/api/v1/groups", .needs(.settings, .editor)) { call in
            // The same request once more, before the first is answered.
            let again = try await shop.send(
                .post, "groups", ["code": "gold", "name": "Gold"], headers: [("Idempotency-Key", "k1")])
            probe.note(again.status)
            return call.noContent
        }
        let reply = try await shop.server.send(
            .post, "/api/v1/groups", .json(["code": "gold", "name": "Gold"]), as: shop.visitor,
            headers: [("Idempotency-Key", "k1")], through: Router([service.route(endpoint)]))
        #expect(reply.status == 204 && probe.status == 409)
    }

    @Test("Where the process ended in between: done is not done again, and what was not done is")
    func lost() async throws {
        let shop = try await Shop(groups: [])
        let engine = shop.server.engine
        let actor = Actor(.token, id: 1, name: "token test")
        let digest: [UInt8] = [1]
        guard case .new(let acted) = try await engine.begin("a", of: actor, digest: digest),
            case .new(let idle) = try await engine.begin("b", of: actor, digest: digest)
        else { return #expect(Bool(false), "both are new") }
        let acting = engine.acting(Act(actor, at: shop.server.clock.now(), repeatable: acted))
        _ = try await acting.createGroup(store: nil, code: "gold", name: "Gold", GroupPatch(), by: "test")
        // As a new process sees it.
        engine.liveRequests.remove(acted)
        engine.liveRequests.remove(idle)
        guard case .answerLost = try await engine.begin("a", of: actor, digest: digest) else {
            return #expect(Bool(false), "it was carried out")
        }
        guard case .new = try await engine.begin("b", of: actor, digest: digest) else {
            return #expect(Bool(false), "it was not")
        }
    }
}

private final class Probe: Sendable {
    private let inner = Mutex<Int?>(nil)

    var status: Int? { inner.withLock { $0 } }
    func note(_ status: Int) { inner.withLock { $0 = status } }
}
