import Testing

/// Some bytes and what must become of them.
struct WireCase: Sendable, CustomTestStringConvertible {
    enum Outcome: Sendable, Equatable {
        /// Path and body of the one request.
        case accepted(String, body: String = "", keepsAlive: Bool = true)
        case refused(Int)
    }

    /// The RFC's section, and what is tried.
    let name: String
    let bytes: String
    let outcome: Outcome

    init(_ name: String, _ bytes: String, _ outcome: Outcome) {
        self.name = name
        self.bytes = bytes
        self.outcome = outcome
    }

    /// With a minimal head around a line that matters.
    static func field(_ name: String, _ line: String, _ outcome: Outcome) -> WireCase {
        WireCase(name, "GET / HTTP/1.1\r\nHost: a\r\n\(line)\r\n\r\n", outcome)
    }

    static func target(_ name: String, _ target: String, _ outcome: Outcome) -> WireCase {
        WireCase(name, "GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n", outcome)
    }

    static func chunked(_ name: String, _ body: String, _ outcome: Outcome) -> WireCase {
        WireCase(name, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(body)", outcome)
    }

    var testDescription: String { name }
}
