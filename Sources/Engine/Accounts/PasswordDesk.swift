internal import Foundation
internal import Secrets
internal import Synchronization

/// More passwords wait to be checked than the server takes at once; the asker may try again in a moment.
public struct Overloaded: Error, Sendable {
    public init() {}
}

/// Hashes and checks passwords, one after the other, on a thread of its own: each takes 32 MB and some 80 ms, which no
/// event loop may spend.
final class PasswordDesk: Sendable {
    static let shared = PasswordDesk()

    private struct Queue {
        var waiting: [@Sendable () -> Void] = []
        var isWorking = false
    }

    private static let longestQueue = 32
    private let queue = Mutex(Queue())
    /// What a password is compared with where there is no such user, so that the answer takes as long.
    private let decoy = Mutex<PasswordHash?>(nil)

    func hash(_ password: String) async throws -> String {
        try await perform { PasswordHash(of: password).description }
    }

    /// Whether the password fits the stored hash, and whether that should be made anew. Takes as long without a hash.
    func check(_ password: String, against stored: String?) async throws -> (fits: Bool, isOutdated: Bool) {
        try await perform {
            guard let stored, let hash = try? PasswordHash(stored: stored) else {
                _ = self.decoyHash().matches(password)
                return (false, false)
            }
            return (hash.matches(password), hash.needsRehash)
        }
    }

    private func decoyHash() -> PasswordHash {
        decoy.withLock { decoy in
            let hash = decoy ?? PasswordHash(of: "no user has this password")
            decoy = hash
            return hash
        }
    }

    private func perform<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async throws -> Value {
        let value: Value? = await withCheckedContinuation { continuation in
            let isTaken = enqueue { continuation.resume(returning: work()) }
            if !isTaken { continuation.resume(returning: nil) }
        }
        guard let value else { throw Overloaded() }
        return value
    }

    /// False where the queue is full.
    private func enqueue(_ work: @escaping @Sendable () -> Void) -> Bool {
        let (isTaken, mustStart) = queue.withLock { queue in
            guard queue.waiting.count < Self.longestQueue else { return (false, false) }
            queue.waiting.append(work)
            defer { queue.isWorking = true }
            return (true, !queue.isWorking)
        }
        if mustStart { Thread.detachNewThread { self.drain() } }
        return isTaken
    }

    private func drain() {
        while let work = next() { work() }
    }

    private func next() -> (@Sendable () -> Void)? {
        queue.withLock { queue in
            guard !queue.waiting.isEmpty else {
                queue.isWorking = false
                return nil
            }
            return queue.waiting.removeFirst()
        }
    }
}
