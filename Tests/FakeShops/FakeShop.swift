public import Domain
public import Shops
internal import Synchronization

/// What every fake shop can be told to do wrong, one request after the other; and what it was asked.
///
/// A fake is an `HTTPCaller` that holds a shop's data and answers as the platform's documentation says. It embeds one of
/// these, gives each request to `intercept` first, and answers only where that returns nil.
public final class FakeTrouble: Sendable {
    public enum Kind: Sendable, Equatable {
        /// Answers 429 and, where given, `Retry-After`.
        case throttle(seconds: Int?)
        /// Answers with that status and body, and does nothing.
        case status(Int, String)
        /// Nothing arrives at the shop.
        case refuseConnection
        /// The shop does what it is asked, and the answer is lost.
        case loseAnswer
    }

    private struct State {
        var queue: [(matching: String, kind: Kind)] = []
        var calls: [HTTPCall] = []
    }

    private let state = Mutex(State())

    public init() {}

    /// The next request whose `METHOD url` contains `text` meets with this. Several wait for one request each.
    public func next(_ kind: Kind, matching text: String = "") {
        state.withLock { $0.queue.append((text, kind)) }
    }

    /// Every request so far, the oldest first.
    public var calls: [HTTPCall] { state.withLock(\.calls) }

    /// Runs `answer`, unless there is trouble for this request.
    public func intercept(
        _ call: HTTPCall, at now: Timestamp, answer: () -> HTTPAnswer
    ) throws(CallFailure) -> HTTPAnswer {
        let kind = state.withLock { state -> Kind? in
            state.calls.append(call)
            let line = "\(call.method.rawValue) \(call.url)"
            guard let index = state.queue.firstIndex(where: { $0.matching.isEmpty || line.contains($0.matching) })
            else { return nil }
            return state.queue.remove(at: index).kind
        }
        switch kind {
        case nil: return answer()
        case .throttle(let seconds)?:
            let fields = seconds.map { [HTTPField("Retry-After", "\($0)")] } ?? []
            return HTTPAnswer(status: 429, fields: fields, askedAt: now)
        case .status(let status, let body)?: return HTTPAnswer(status: status, body: Array(body.utf8), askedAt: now)
        case .refuseConnection?: throw .notSent("connection refused")
        case .loseAnswer?:
            _ = answer()
            throw .noAnswer("the connection was cut")
        }
    }
}

/// The time of a fake shop, moved by the test.
public final class FakeClock: Sendable {
    private let instant: Mutex<Timestamp>

    public init(_ start: Timestamp) { instant = Mutex(start) }

    public var now: Timestamp { instant.withLock { $0 } }

    public func advance(seconds: Int64) { instant.withLock { $0 = $0.adding(seconds: seconds) } }

    public func set(_ instant: Timestamp) { self.instant.withLock { $0 = instant } }
}
