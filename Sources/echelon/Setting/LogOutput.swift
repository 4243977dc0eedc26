internal import Dispatch
internal import Foundation
internal import Synchronization

/// Where log lines go: standard error. Lines that may wait are collected for a moment and written together, so that a
/// busy server does not make a system call for each request.
final class LogOutput: Sendable {
    static let shared = LogOutput()

    private struct Waiting {
        var bytes: [UInt8] = []
        var isScheduled = false
    }

    /// A process that is killed loses the lines of so long.
    private static let delay = DispatchTimeInterval.milliseconds(50)
    private static let limit = 1 << 18
    private let waiting = Mutex(Waiting())
    private let queue = DispatchQueue(label: "echelon.log")

    /// Writes a line behind those that wait.
    func write(_ line: [UInt8]) {
        waiting.withLock { $0.bytes.append(contentsOf: line) }
        flush()
    }

    /// Writes a line soon.
    func collect(_ line: [UInt8]) {
        let (isFull, isFirst) = waiting.withLock { waiting in
            waiting.bytes.append(contentsOf: line)
            defer { waiting.isScheduled = true }
            return (waiting.bytes.count >= Self.limit, !waiting.isScheduled)
        }
        if isFull { flush() }
        if isFirst { queue.asyncAfter(deadline: .now() + Self.delay) { self.writeWaiting() } }
    }

    /// Writes what waits.
    func flush() { queue.sync { writeWaiting() } }

    /// Runs on the queue, which keeps the lines in order.
    private func writeWaiting() {
        let bytes = waiting.withLock { waiting in
            defer { waiting = Waiting() }
            return waiting.bytes
        }
        if !bytes.isEmpty { FileHandle.standardError.write(Data(bytes)) }
    }
}
