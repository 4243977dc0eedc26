import HTTPWire
import Testing

/// Each limit with the last length that is accepted and the first that is not.
@Suite struct LimitTests {
    private let limits = WireLimits(requestLine: 40, head: 120, fieldCount: 4, chunkLine: 16, chunkExtensions: 20)

    private func status(_ text: String, bodyLimit: Int = 10) -> Int? {
        let parser = RequestParser(limits: limits, bodyLimit: bodyLimit)
        let bytes = Array(text.utf8)
        let whole = Delivery.whole(bytes, parser)
        #expect(Delivery.byteByByte(bytes, parser) == whole)
        for index in 0...bytes.count { #expect(Delivery.split(bytes, at: index, parser) == whole) }
        return whole.refusal
    }

    @Test("a request line beyond the limit is 414, also without its end", arguments: [(26, nil), (27, 414)])
    func requestLine(_ length: Int, _ expected: Int?) {
        let line = "GET /" + String(repeating: "a", count: length) + " HTTP/1.1"
        #expect(line.utf8.count == length + 14)
        #expect(status(line + "\r\nHost: a\r\n\r\n") == expected)
        #expect(status(String(line.prefix(41))) == expected)
    }

    @Test("a line that is too long for its method alone is 400", arguments: [(39, 414), (40, 400), (41, 400)])
    func method(_ length: Int, _ expected: Int?) {
        let method = String(repeating: "A", count: length)
        #expect(status(method + " / HTTP/1.1\r\nHost: a\r\n\r\n") == expected)
        #expect(status("\r\n" + method + " / HTTP/1.1\r\nHost: a\r\n\r\n") == expected)
    }

    @Test("a head beyond the limit is 431, also without its end", arguments: [(88, nil), (89, 431)])
    func head(_ length: Int, _ expected: Int?) {
        let start = "GET / HTTP/1.1\r\nHost: a\r\nX: "
        let value = String(repeating: "a", count: length)
        let head = start + value + "\r\n\r\n"
        #expect(head.utf8.count == (expected == nil ? 120 : 121))
        #expect(status(head) == expected)
        #expect(status(start + value + "aaaa") == expected)
    }

    @Test("more fields than the limit are 431", arguments: [(3, nil), (4, 431)])
    func fieldCount(_ count: Int, _ expected: Int?) {
        let fields = String(repeating: "X: y\r\n", count: count)
        #expect(status("GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n") == expected)
    }

    @Test("a body beyond the limit is 413, told or chunked", arguments: [(10, nil), (11, 413)])
    func body(_ length: Int, _ expected: Int?) {
        let body = String(repeating: "a", count: length)
        let head = "POST / HTTP/1.1\r\nHost: a\r\n"
        #expect(status(head + "Content-Length: \(length)\r\n\r\n" + body) == expected)
        let size = String(length, radix: 16)
        #expect(status(head + "Transfer-Encoding: chunked\r\n\r\n\(size)\r\n\(body)\r\n0\r\n\r\n") == expected)
        let singles = String(repeating: "1\r\na\r\n", count: length)
        #expect(status(head + "Transfer-Encoding: chunked\r\n\r\n\(singles)0\r\n\r\n") == expected)
    }

    @Test("a told length beyond the limit is refused before the body comes")
    func bodyAhead() {
        #expect(status("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n") == 413)
    }

    @Test("a chunk beyond the limit is refused before its data comes", arguments: [("a", nil), ("b", 413)])
    func chunkAhead(_ size: String, _ expected: Int?) {
        let head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        #expect(status(head + size + "\r\n") == expected)
        #expect(status(head + "1\r\nx\r\n" + (expected == nil ? "9" : "a") + "\r\n") == expected)
    }

    @Test("the limit can be set for one request, and holds for that one only")
    func oneRequest() throws {
        var parser = RequestParser(bodyLimit: 2)
        let text = Array("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n".utf8)
        let body = Array("abc".utf8)
        let nothing: [UInt8] = []
        _ = try parser.parse(text.span)
        parser.limitBody(to: 3)
        _ = try parser.parse(body.span)
        _ = try parser.parse(nothing.span)
        _ = try parser.parse(text.span)
        #expect(throws: RequestError.self) { try parser.parse(body.span) }
    }

    @Test("a chunk line beyond the limit is 400", arguments: [(13, nil), (14, 400)])
    func chunkLine(_ length: Int, _ expected: Int?) {
        let line = "1;a" + String(repeating: "a", count: length)
        let text = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(line)\r\nx\r\n0\r\n\r\n"
        #expect(status(text) == expected)
    }

    @Test("all chunk extensions together beyond the limit are 413", arguments: [(10, nil), (11, 413)])
    func chunkExtensions(_ count: Int, _ expected: Int?) {
        let chunks = String(repeating: "1;a\r\nx\r\n", count: count)
        let text = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(chunks)0\r\n\r\n"
        #expect(status(text, bodyLimit: 100) == expected)
    }

    @Test("trailers are held to the limits of a head", arguments: [(4, nil), (5, 431)])
    func trailers(_ count: Int, _ expected: Int?) {
        let fields = String(repeating: "X: y\r\n", count: count)
        let text = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\(fields)\r\n"
        #expect(status(text) == expected)
    }
}
