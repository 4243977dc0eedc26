import Glibc
import HTTPWire
import Testing

/// Four times the bytes may cost about four times the work; sixteen times would be what an attacker looks for.
///
/// Work is the time that this thread alone was on a processor, the least of several runs: others only ever add to it.
/// Between 4 and 16 there is room for what they do to the caches. A shape counts as too costly only where it is so three
/// times in a row.
@Suite(.serialized) struct LinearCostTests {
    /// What an attacker would send more of, and what is done with it.
    struct Shape: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// The input, made of so many units.
        let bytes: @Sendable (Int) -> [UInt8]
        let work: @Sendable ([UInt8]) -> Bool
    }

    private static let units = 1_000

    @Test("four times the bytes cost less than eight times the work", arguments: shapes)
    func linear(_ shape: Shape) {
        let (small, large) = (shape.bytes(Self.units), shape.bytes(Self.units * 4))
        #expect(large.count > small.count * 3)
        var ratios: [Double] = []
        repeat {
            let (few, many) = (Self.cost(shape, small), Self.cost(shape, large))
            ratios.append(many / max(few, 0.000_001))
        } while ratios.count < 3 && (ratios.last ?? 0) >= 8
        #expect((ratios.last ?? .infinity) < 8, "\(ratios)")
    }

    /// The least processor time of five runs, in seconds.
    private static func cost(_ shape: Shape, _ bytes: [UInt8]) -> Double {
        (0..<5).reduce(Double.infinity) { least, _ in
            let start = processorTime()
            #expect(shape.work(bytes), "\(shape.testDescription) is refused")
            return min(least, processorTime() - start)
        }
    }

    private static func processorTime() -> Double {
        var time = timespec()
        // The call writes the one structure that it is given.
        unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1_000_000_000
    }

    // MARK: Shapes

    private static let shapes: [Shape] = heads + bodies + fields

    private static let heads: [Shape] = [
        message("many fields") { get("X: y\r\n", $0) },
        message("a long value") { get("X: \(many("abcdefgh", $0))\r\n") },
        message("a long name") { get("\(many("abcdefgh", $0)): y\r\n") },
        message("many blanks after a value") { get("X: y\(many("        ", $0))\r\n") },
        message("many codings before chunked", isRefused: true) {
            get("Transfer-Encoding: \(many("a,", $0))chunked\r\n")
        },
        message("many fields with codings", isRefused: true) { get("Transfer-Encoding: a, b\r\n", $0) },
        message("many connection options") { get("Connection: \(many("a, ", $0))close\r\n") },
        message("many fields with connection options") { get("Connection: a, b\r\n", $0) },
        message("a target full of encodings") { get("", path: "/" + many("%C3%A9", $0)) },
        message("a target full of slashes") { get("", path: many("/", $0)) },
        message("a target full of dots") { get("", path: "/" + many("...a/", $0)) },
        message("many &") { get("", path: "/?" + many("a=b&", $0)) },
        message("many & alone") { get("", path: "/?" + many("&", $0)) },
        message("many =") { get("", path: "/?a" + many("=", $0)) },
        message("many encodings in a query") { get("", path: "/?a=" + many("%20+", $0)) },
        message("a long authority") { get("", path: "http://" + many("a.", $0) + "/") },
        message("many small requests") { many("GET / HTTP/1.1\r\nHost: a\r\n\r\n", $0) },
    ]

    private static let bodies: [Shape] = [
        message("tiny chunks") { chunked(many("1\r\na\r\n", $0) + "0\r\n\r\n") },
        message("a long extension") { chunked("1;a=\(many("abcdefgh", $0))\r\na\r\n0\r\n\r\n") },
        message("many extensions") { chunked("1\(many(";a=b", $0))\r\na\r\n0\r\n\r\n") },
        message("many blanks in an extension") { chunked("1;a=\(many("    ", $0))b\r\na\r\n0\r\n\r\n") },
        message("quoted pairs in an extension") { chunked("1;a=\"\(many("\\\"", $0))\"\r\na\r\n0\r\n\r\n") },
        message("chunks with extensions") { chunked(many("1;a=b\r\na\r\n", $0) + "0\r\n\r\n") },
        message("many trailers") { chunked("0\r\n\(many("X: y\r\n", $0))\r\n") },
        message("a long body") { chunked("0\r\n\r\n") + post(many("abcdefgh", $0)) },
    ]

    private static let fields: [Shape] = [
        field("many ;", "Accept-Encoding", ";") { !AcceptEncoding($0).prefersGzip },
        field("many codings", "Accept-Encoding", "a;q=0.5, ") { !AcceptEncoding($0).prefersGzip },
        field("many ranges", "Range", "0-1,", start: "bytes=") { ByteRanges($0, size: 10) == .whole },
        field("many , in a range", "Range", ",", start: "bytes=0-1") { ByteRanges($0, size: 10) == .parts([0..<2]) },
        field("many digits in a range", "Range", "9", start: "bytes=-") {
            ByteRanges($0, size: 10) == .parts([0..<10])
        },
        field("many tags", "If-None-Match", "\"b\", ") { conditions.judge($0, $0.negotiationFields) == .proceed },
        field("many , between tags", "If-Match", ",") {
            conditions.judge($0, $0.negotiationFields) == .failed("If-Match")
        },
        field("a long tag", "If-None-Match", "b", start: "\"") {
            conditions.judge($0, $0.negotiationFields) == .proceed
        },
        field("a long date", "If-Modified-Since", "Sun, ") { conditions.judge($0, $0.negotiationFields) == .proceed },
        field("many elements", "X-List", "a, ") { !$0.elements("x-list").isEmpty },
        Shape(testDescription: "a form", bytes: { Array(many("a=%20&", $0).utf8) }) {
            (try? Query(form: $0))?.isEmpty == false
        },
        Shape(testDescription: "a name told in encodings", bytes: { Array(many("a b", $0).utf8) }) {
            !String(decoding: $0, as: UTF8.self).percentEncoded.isEmpty
        },
    ]

    private static let conditions = Conditions(
        tag: EntityTag("a"), modified: HTTPDate(secondsSinceEpoch: 0), isDateStrong: true,
        now: HTTPDate(secondsSinceEpoch: 1))

    private static func many(_ unit: String, _ count: Int) -> String { String(repeating: unit, count: count) }

    private static func get(_ line: String, _ count: Int = 1, path: String = "/") -> String {
        "GET \(path) HTTP/1.1\r\nHost: a\r\n\(many(line, count))\r\n"
    }

    private static func chunked(_ body: String) -> String {
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(body)"
    }

    private static func post(_ body: String) -> String {
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    /// Fed to a parser without limits in pieces of 1,000 bytes, so that what begins again with every piece is seen.
    private static func message(
        _ name: String, isRefused: Bool = false, _ text: @escaping @Sendable (Int) -> String
    ) -> Shape {
        Shape(testDescription: name, bytes: { Array(text($0).utf8) }) { bytes in
            let most = 1 << 30
            let limits = WireLimits(
                requestLine: most, head: most, fieldCount: most, chunkLine: most, chunkExtensions: most)
            var parser = RequestParser(limits: limits, bodyLimit: most)
            do throws(RequestError) {
                for start in stride(from: 0, to: bytes.count, by: 1_000) {
                    try read(&parser, bytes.span.extracting(start..<min(start + 1_000, bytes.count)))
                }
            } catch {
                return isRefused
            }
            return !isRefused && !parser.isInsideRequest
        }
    }

    private static func read(_ parser: inout RequestParser, _ piece: Span<UInt8>) throws(RequestError) {
        var position = 0
        while true {
            let step = try parser.parse(piece.extracting(position..<piece.count))
            position += step.consumed
            if case .more = step.event { return }
        }
    }

    private static func field(
        _ name: String, _ field: String, _ unit: String, start: String = "",
        _ work: @escaping @Sendable (Headers) -> Bool
    ) -> Shape {
        Shape(testDescription: name, bytes: { Array((start + many(unit, $0)).utf8) }) { bytes in
            work([field: String(decoding: bytes, as: UTF8.self)])
        }
    }
}
