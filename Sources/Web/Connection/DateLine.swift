internal import HTTPWire
internal import Synchronization

/// The Date line of responses (RFC 9110 section 6.6.1), made anew once a second.
final class DateLine: Sendable {
    private struct Cached {
        var second: Int64 = .min
        var line: [UInt8] = []
    }

    private let cached = Mutex(Cached())

    func line(at second: Int64) -> [UInt8] {
        cached.withLock { cached in
            if cached.second != second {
                cached = Cached(second: second, line: HTTPDate(secondsSinceEpoch: second).fieldLine)
            }
            return cached.line
        }
    }
}
