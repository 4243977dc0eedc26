public import Domain
internal import Secrets
internal import Store
internal import Synchronization

/// What is known of a request that came with an `Idempotency-Key`.
public enum KnownRequest: Sendable {
    /// Nothing: it is to be carried out, and its answer kept.
    case new(ID<RepeatableRequest>)
    /// It was carried out; this was the answer.
    case answered([UInt8])
    /// It is being carried out.
    case goingOn
    /// The key was used for another request.
    case other
    /// It was carried out, but the process ended before its answer was kept.
    case answerLost
}

extension Engine {
    /// How long a key is remembered.
    public static let keySeconds: Int64 = 86_400

    /// Takes a request that must not be carried out twice.
    ///
    /// - Parameters:
    ///   - actor: whose key it is.
    ///   - digest: SHA-256 of what is asked.
    public func begin(_ key: String, of actor: Actor, digest: [UInt8]) async throws -> KnownRequest {
        let now = clock.now()
        let found: (RepeatableRequest?, KnownRequest) = try await database.write { transaction in
            try transaction.removeRepeatableRequests(until: now.adding(seconds: -Self.keySeconds))
            let known = try transaction.repeatableRequest(actor: actor.key, key: key)
            if let known {
                if known.digest != digest { return (known, .other) }
                if known.answer != nil { return (known, .goingOn) }
                if self.liveRequests.contains(known.id) { return (nil, .goingOn) }
                if known.isActed { return (nil, .answerLost) }
                // Its process ended before it did anything.
                try transaction.remove(known.id)
            }
            let id = try transaction.insertRepeatableRequest(actor: actor.key, key: key, digest: digest, at: now)
            self.liveRequests.insert(id)
            return (nil, .new(id))
        }
        guard case (let known?, .goingOn) = found, let answer = known.answer else { return found.1 }
        return .answered(try box.open(answer, for: Self.place(known.id)))
    }

    /// Keeps the answer for as long as the key is remembered. It is sealed: it may hold a secret that is shown once.
    public func keep(_ answer: [UInt8], of id: ID<RepeatableRequest>) async throws {
        let sealed = box.seal(answer, for: Self.place(id))
        defer { liveRequests.remove(id) }
        try await database.write { try $0.keepAnswer(sealed, of: id) }
    }

    /// Forgets a request that was refused: the same one may be tried again.
    public func forget(_ id: ID<RepeatableRequest>) async throws {
        defer { liveRequests.remove(id) }
        try await database.write { try $0.remove(id) }
    }

    private static func place(_ id: ID<RepeatableRequest>) -> String { "answer \(id)" }
}

/// The requests with a key that are being carried out by this process.
final class LiveRequests: Sendable {
    private let ids = Mutex<Set<ID<RepeatableRequest>>>([])

    func contains(_ id: ID<RepeatableRequest>) -> Bool { ids.withLock { $0.contains(id) } }
    func insert(_ id: ID<RepeatableRequest>) { ids.withLock { _ = $0.insert(id) } }
    func remove(_ id: ID<RepeatableRequest>) { ids.withLock { _ = $0.remove(id) } }
}
