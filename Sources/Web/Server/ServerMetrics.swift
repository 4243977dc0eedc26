internal import HTTPWire
internal import Synchronization

/// Counts what a server does, for `/metrics` (Prometheus text format 0.0.4).
public final class ServerMetrics: Sendable {
    /// What becomes of connections.
    enum Event: Int, CaseIterable {
        case accepted, closed, evicted, refused, handshakeFailed
    }

    private struct Counts {
        /// By method and the first digit of the status.
        var requests = [UInt64](repeating: 0, count: methods.count * 6)
        /// By upper bound; the last has none.
        var durations = [UInt64](repeating: 0, count: bounds.count + 1)
        var nanoseconds: UInt64 = 0
        var bytes: UInt64 = 0
        var events = [UInt64](repeating: 0, count: Event.allCases.count)
    }

    /// The last stands for all others.
    private static let methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "other"]
    /// In microseconds.
    private static let bounds: [UInt64] = [
        100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000,
        5_000_000, 10_000_000,
    ]
    private let counts = Mutex(Counts())

    public init() {}

    func note(_ record: RequestRecord) {
        let method = Self.index(record.method)
        let duration = Self.bounds.firstIndex { record.nanoseconds <= $0 * 1_000 } ?? Self.bounds.count
        counts.withLock { counts in
            counts.requests[method * 6 + min(5, record.status.code / 100)] += 1
            counts.durations[duration] += 1
            counts.nanoseconds += record.nanoseconds
            counts.bytes += UInt64(record.bytesSent)
        }
    }

    func note(_ event: Event, count: Int = 1) {
        guard count > 0 else { return }
        counts.withLock { $0.events[event.rawValue] += UInt64(count) }
    }

    private static func index(_ method: Method) -> Int {
        if method == .get { return 0 }
        return methods.firstIndex(of: method.rawValue) ?? methods.count - 1
    }

    // MARK: As text

    /// All counts as they are now.
    public var text: String {
        let counts = counts.withLock { $0 }
        return Self.requests(counts) + Self.durations(counts) + Self.connections(counts)
    }

    private static func family(_ name: String, _ type: String, _ help: String) -> String {
        "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    private static func requests(_ counts: Counts) -> String {
        var text = family("echelon_http_requests_total", "counter", "Requests answered, by method and class of status.")
        for (index, count) in counts.requests.enumerated() where count > 0 {
            text += "echelon_http_requests_total{method=\"\(methods[index / 6])\",code=\"\(index % 6)xx\"} \(count)\n"
        }
        text += family("echelon_http_response_bytes_total", "counter", "Bytes of bodies sent.")
        return text + "echelon_http_response_bytes_total \(counts.bytes)\n"
    }

    private static func durations(_ counts: Counts) -> String {
        let name = "echelon_http_request_duration_seconds"
        var text = family(name, "histogram", "From the complete head to the last byte given to the kernel.")
        var sum: UInt64 = 0
        for (bound, count) in zip(bounds, counts.durations) {
            sum += count
            text += "\(name)_bucket{le=\"\(Double(bound) / 1e6)\"} \(sum)\n"
        }
        sum += counts.durations[bounds.count]
        text += "\(name)_bucket{le=\"+Inf\"} \(sum)\n"
        return text + "\(name)_sum \(Double(counts.nanoseconds) / 1e9)\n\(name)_count \(sum)\n"
    }

    private static func connections(_ counts: Counts) -> String {
        func count(_ event: Event) -> UInt64 { counts.events[event.rawValue] }
        let lines: [(String, String, String, UInt64)] = [
            ("accepted_total", "counter", "Connections taken in.", count(.accepted)),
            ("evicted_total", "counter", "Idle connections closed to make room.", count(.evicted)),
            ("refused_total", "counter", "Connections refused for want of room.", count(.refused)),
            ("failed_handshakes_total", "counter", "Connections that did not come to TLS.", count(.handshakeFailed)),
            ("open", "gauge", "Connections open now.", count(.accepted) - min(count(.accepted), count(.closed))),
        ]
        return lines.map { name, type, help, value in
            family("echelon_http_connections_\(name)", type, help) + "echelon_http_connections_\(name) \(value)\n"
        }.joined()
    }
}
