import Testing

/// Some bytes and what must become of them.
///
/// The tables are in the files `Corpus*.swift`, one for each topic. A case's name starts with the section that asks for
/// the outcome: `9112-3.2` is RFC 9112 section 3.2.
struct WireCase: Sendable, CustomTestStringConvertible {
    enum Outcome: Sendable, Equatable {
        /// Path and body of the one request.
        case accepted(String, body: String = "", keepsAlive: Bool = true)
        case refused(Int)
    }

    /// The RFC's section, and what is tried.
    let name: String
    let bytes: [UInt8]
    let outcome: Outcome

    /// - Parameter text: each character is the byte of its number, up to U+00FF.
    init(_ name: String, _ text: String, _ outcome: Outcome) {
        self.name = name
        bytes = text.unicodeScalars.map { UInt8($0.value) }
        self.outcome = outcome
    }

    /// With a minimal head around a line that matters.
    static func field(_ name: String, _ line: String, _ outcome: Outcome) -> WireCase {
        WireCase(name, "GET / HTTP/1.1\r\nHost: a\r\n\(line)\r\n\r\n", outcome)
    }

    static func target(_ name: String, _ target: String, _ outcome: Outcome) -> WireCase {
        WireCase(name, "GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n", outcome)
    }

    /// With a minimal head around a Host field.
    static func host(_ name: String, _ value: String, _ outcome: Outcome) -> WireCase {
        WireCase(name, "GET / HTTP/1.1\r\nHost: \(value)\r\n\r\n", outcome)
    }

    /// A POST with some fields and what follows them.
    static func post(_ name: String, _ lines: String, _ body: String, _ outcome: Outcome) -> WireCase {
        WireCase(name, "POST / HTTP/1.1\r\nHost: a\r\n\(lines)\r\n\r\n\(body)", outcome)
    }

    static func length(_ name: String, _ value: String, _ outcome: Outcome) -> WireCase {
        post(name, "Content-Length: \(value)", "hello", outcome)
    }

    /// A Transfer-Encoding before a body that is chunked well.
    static func coding(_ name: String, _ value: String, _ outcome: Outcome) -> WireCase {
        post(name, "Transfer-Encoding: \(value)", "5\r\nhello\r\n0\r\n\r\n", outcome)
    }

    /// A request line before a minimal head.
    static func line(_ name: String, _ line: String, _ outcome: Outcome) -> WireCase {
        WireCase(name, "\(line)\r\nHost: a\r\n\r\n", outcome)
    }

    /// The first line of a chunk of five bytes.
    static func chunkLine(_ name: String, _ line: String, _ outcome: Outcome) -> WireCase {
        chunked(name, "\(line)\r\nhello\r\n0\r\n\r\n", outcome)
    }

    /// What follows the line of the last chunk.
    static func trailer(_ name: String, _ section: String, _ outcome: Outcome) -> WireCase {
        chunked(name, "5\r\nhello\r\n0\r\n\(section)", outcome)
    }

    static func chunked(_ name: String, _ body: String, _ outcome: Outcome) -> WireCase {
        WireCase(name, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(body)", outcome)
    }

    var testDescription: String { name }
}
