internal import Domain
internal import Synchronization

/// Counts failed tries per address: ten within five minutes, then none until those have passed. With other figures it
/// counts whatever else is to be few.
///
/// Kept in memory, and bounded: where more addresses fail at once than are kept, the oldest are forgotten.
final class RateLimiter: Sendable {
    enum Kind: Hashable, Sendable {
        case login, token, setUp, cron, unsubscribe, widget, password
    }

    private struct Key: Hashable {
        let kind: Kind
        let address: String
    }

    private struct Window {
        let start: Timestamp
        var tries: Int
    }

    private static let mostAddresses = 10_000
    private let allowed: Int
    /// In milliseconds.
    private let length: Int64
    private let windows = Mutex<[Key: Window]>([:])

    init(allowed: Int = 10, seconds: Int64 = 300) {
        self.allowed = allowed
        length = seconds * 1_000
    }

    /// How many addresses are kept.
    var size: Int { windows.withLock { $0.count } }

    /// Counts a try. Nil where it is allowed, else the seconds to wait.
    func admit(_ kind: Kind, _ address: String, at now: Timestamp) -> Int64? {
        let key = Key(kind: kind, address: address)
        return windows.withLock { windows in
            if let window = windows[key], now.milliseconds - window.start.milliseconds < length {
                guard window.tries < allowed else {
                    return (length - (now.milliseconds - window.start.milliseconds) + 999) / 1_000
                }
                windows[key]?.tries += 1
                return nil
            }
            if windows.count >= Self.mostAddresses { makeRoom(&windows, now) }
            windows[key] = Window(start: now, tries: 1)
            return nil
        }
    }

    func forgive(_ kind: Kind, _ address: String) {
        windows.withLock { windows in
            let key = Key(kind: kind, address: address)
            guard let window = windows[key] else { return }
            if window.tries <= 1 { windows[key] = nil } else { windows[key]?.tries -= 1 }
        }
    }

    private func makeRoom(_ windows: inout [Key: Window], _ now: Timestamp) {
        windows = windows.filter { now.milliseconds - $0.value.start.milliseconds < length }
        guard windows.count >= Self.mostAddresses else { return }
        let oldest = windows.sorted { $0.value.start < $1.value.start }.prefix(Self.mostAddresses / 10)
        for (key, _) in oldest { windows[key] = nil }
    }
}
