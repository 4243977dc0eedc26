internal import Net
internal import Synchronization

/// How many requests each address may make: so many a second, and some more at once after a quiet time.
///
/// A bucket for each address, filled with time and emptied by requests. Kept in memory and bounded: where more addresses
/// come than are kept, those whose bucket is full again are forgotten, and if there are none, all are.
final class RequestRates: Sendable {
    private struct Bucket {
        var tokens: Double
        var at: MonotonicTime
    }

    private static let mostAddresses = 16_384
    private let perSecond: Double
    private let burst: Double
    private let buckets = Mutex<[String: Bucket]>([:])

    /// Nil where the limit is 0: there is none.
    init?(_ limit: RateLimit) {
        guard limit.perSecond > 0 else { return nil }
        perSecond = Double(limit.perSecond)
        burst = Double(max(1, limit.burst))
    }

    /// How many addresses are kept.
    var size: Int { buckets.withLock { $0.count } }

    /// Counts a request.
    ///
    /// - Returns: nil where it is allowed, else the whole seconds to wait.
    func admit(_ address: String, at now: MonotonicTime) -> Int? {
        buckets.withLock { buckets in
            let tokens = buckets[address].map { filled($0, now) } ?? burst
            if buckets.count >= Self.mostAddresses, buckets[address] == nil { makeRoom(&buckets, now) }
            guard tokens >= 1 else {
                buckets[address] = Bucket(tokens: tokens, at: now)
                return Int(((1 - tokens) / perSecond).rounded(.up))
            }
            buckets[address] = Bucket(tokens: tokens - 1, at: now)
            return nil
        }
    }

    private func filled(_ bucket: Bucket, _ now: MonotonicTime) -> Double {
        min(burst, bucket.tokens + Double(now.nanoseconds(since: bucket.at)) / 1e9 * perSecond)
    }

    private func makeRoom(_ buckets: inout [String: Bucket], _ now: MonotonicTime) {
        buckets = buckets.filter { filled($0.value, now) < burst }
        if buckets.count >= Self.mostAddresses { buckets.removeAll(keepingCapacity: true) }
    }
}
