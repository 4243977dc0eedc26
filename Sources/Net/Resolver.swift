internal import CLinux
internal import Synchronization

/// Finds the addresses of a name.
public enum Resolver {
    /// A name that was not found, or not in time; the reason.
    public struct Failure: Error, Sendable, CustomStringConvertible {
        public let description: String
    }

    /// Looks the name up on a thread of its own, as the system's look-up blocks. A numeric address is its own answer.
    ///
    /// - Returns: numeric addresses in the order in which they are best tried, at least one.
    /// - Throws: `Failure`. After the deadline the thread is left to itself.
    public static func addresses(of name: String, within limit: Duration) async throws -> [String] {
        if IPAddress(name) != nil { return [name] }
        let answer = Answer()
        try Thread.start { answer.give(look(up: name)) }
        let timer = Task {
            try await Task.sleep(for: limit)
            answer.give(.failure(Failure(description: "looking up \(name) took too long")))
        }
        defer { timer.cancel() }
        return try await answer.wait().get()
    }

    private static func look(up name: String) -> Result<[String], Failure> {
        var bytes = [CChar](repeating: 0, count: 4_096)
        // The text lives for the call, and the array is as long as its count says.
        let error = unsafe name.withCString { name in
            unsafe bytes.withUnsafeMutableBufferPointer { unsafe linux_resolve(name, $0.baseAddress, $0.count) }
        }
        guard error == 0 else {
            // A constant of the library.
            let reason = unsafe linux_resolve_error(error).map { unsafe String(cString: $0) }
            return .failure(Failure(description: "\(name) was not found: \(reason ?? "unknown error")"))
        }
        let text = String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        var addresses: [String] = []
        for line in text.split(separator: "\n") where !addresses.contains(String(line)) {
            addresses.append(String(line))
        }
        return addresses.isEmpty ? .failure(Failure(description: "\(name) has no address")) : .success(addresses)
    }

    /// The first of two answers: that of the look-up and that of the timer.
    private final class Answer: Sendable {
        private struct State {
            var result: Result<[String], Failure>?
            var waiter: CheckedContinuation<Result<[String], Failure>, Never>?
        }

        private let state = Mutex(State())

        func give(_ result: Result<[String], Failure>) {
            let waiter = state.withLock { state in
                guard state.result == nil else { return nil as CheckedContinuation<Result<[String], Failure>, Never>? }
                state.result = result
                return state.waiter.take()
            }
            waiter?.resume(returning: result)
        }

        func wait() async -> Result<[String], Failure> {
            await withCheckedContinuation { continuation in
                let result = state.withLock { state in
                    if state.result == nil { state.waiter = continuation }
                    return state.result
                }
                if let result { continuation.resume(returning: result) }
            }
        }
    }
}
