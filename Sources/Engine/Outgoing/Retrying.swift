internal import Domain

/// When something that failed is tried again. Pure: the chance in it is made of the id and the attempt.
struct Retrying {
    /// Seconds after the first try, the second and so on; the last one is for all further tries.
    private let steps: [Int64]
    /// After that it is given up, in seconds from the first try.
    let span: Int64
    /// The longest wait that a receiver may ask for, in seconds.
    private static let longestAsked: Int64 = 86_400

    /// Events to destinations.
    static let deliveries = Retrying(steps: [5, 300, 1_800, 7_200, 18_000, 36_000, 86_400], span: 3 * 86_400)

    /// Mails that a server does not take for now. Greylisting lasts some minutes mostly; RFC 5321 section 4.5.4.1 wants
    /// half an hour between tries in the long run, and four days at most.
    static let mails = Retrying(steps: [330, 900, 1_800, 3_600, 7_200, 14_400], span: 3 * 86_400)

    /// The next try; nil to give up. One more falls on the end of the span, so that it is whole.
    ///
    /// - Parameters:
    ///   - attempt: how many there were, from 1.
    ///   - since: the first try.
    ///   - asked: seconds that the receiver asks for.
    func next(
        after attempt: Int, of id: Int64, failedAt: Timestamp, since: Timestamp, asked: Int64?
    ) -> Timestamp? {
        let end = since.adding(seconds: span)
        guard failedAt < end else { return nil }
        let scheduled = min(failedAt.adding(milliseconds: wait(after: attempt, of: id)), end)
        return max(scheduled, failedAt.adding(seconds: asked ?? 0))
    }

    /// Milliseconds: the step, and up to a fifth more, so that what failed together does not come back together.
    func wait(after attempt: Int, of id: Int64) -> Int64 {
        let step = steps[min(max(attempt, 1), steps.count) - 1] * 1_000
        let chance = Self.scattered(UInt64(bitPattern: id) &* 64 &+ UInt64(truncatingIfNeeded: attempt))
        return step + Int64(chance % UInt64(step / 5 + 1))
    }

    /// Spreads neighbouring numbers evenly over all (the finishing steps of SplitMix64).
    private static func scattered(_ number: UInt64) -> UInt64 {
        var bits = number &+ 0x9E37_79B9_7F4A_7C15
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    /// How long a destination rests, in seconds, by how many rests in a row there were, from 1: a minute, then twice as
    /// long each time, an hour at most.
    static func rest(_ count: Int) -> Int64 { min(3_600, 60 << Int64(min(max(count, 1), 10) - 1)) }

    // MARK: Retry-After

    /// Seconds from `now` that the field asks for, 24 h at most; nil for what cannot be read.
    ///
    ///     Retry-After = HTTP-date / delay-seconds        (RFC 9110 section 10.2.3)
    static func asked(_ field: String?, now: Timestamp) -> Int64? {
        guard let text = field, !text.isEmpty else { return nil }
        if text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            return min(Int64(text) ?? longestAsked, longestAsked)
        }
        guard let instant = instant(text) else { return nil }
        // A part of a second counts as one: it is not tried before.
        let milliseconds = instant.milliseconds - now.milliseconds
        return min(max(0, (milliseconds + 999) / 1_000), longestAsked)
    }

    /// The form of a date that senders must use; the two obsolete ones are not read.
    ///
    ///     IMF-fixdate = day-name "," SP date1 SP time-of-day SP GMT        (RFC 9110 section 5.6.7)
    private static func instant(_ text: String) -> Timestamp? {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0].hasSuffix(","), parts[5] == "GMT", parts[1].utf8.count == 2,
            let month = months.firstIndex(of: String(parts[2]))
        else { return nil }
        let number = month + 1 < 10 ? "0\(month + 1)" : "\(month + 1)"
        return Timestamp(rfc3339: "\(parts[3])-\(number)-\(parts[1])T\(parts[4])Z")
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
