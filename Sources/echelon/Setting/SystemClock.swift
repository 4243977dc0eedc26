internal import Domain
internal import Engine
internal import Foundation

/// The time of the machine.
struct SystemClock: WallClock {
    func now() -> Timestamp { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)) }
}
