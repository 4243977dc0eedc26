import HTTPWire
import Testing

@Suite struct ResponseWriterTests {
    private func head(
        _ status: Status, _ headers: Headers = [:], _ framing: ResponseFraming = .length(0),
        _ connection: ConnectionOption = .implied, common: Headers = [:]
    ) -> String {
        var output: [UInt8] = []
        let date = HTTPDate(secondsSinceEpoch: 784_111_777).fieldLine
        ResponseWriter.append(
            status, headers, framing: framing, connection: connection, date: date, common: CommonHeaders(common),
            to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    private let date = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"

    @Test("a head is written in one piece")
    func plain() {
        #expect(
            head(.ok, ["Content-Type": "text/plain"], .length(12))
                == "HTTP/1.1 200 OK\r\n\(date)Content-Type: text/plain\r\nContent-Length: 12\r\n\r\n")
    }

    @Test(
        "statuses without a body have no length (RFC 9112 section 6.3)",
        arguments: [(Status.noContent, "204 No Content"), (.notModified, "304 Not Modified")])
    func bodyless(_ status: Status, _ text: String) {
        #expect(head(status) == "HTTP/1.1 \(text)\r\n\(date)\r\n")
    }

    @Test("what follows on the connection is said where it is not implied")
    func connection() {
        #expect(head(.ok, [:], .chunked, .close).hasSuffix("Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"))
        #expect(head(.ok, [:], .length(0), .keepAlive).hasSuffix("Content-Length: 0\r\nConnection: keep-alive\r\n\r\n"))
        #expect(head(.ok, [:], .close, .close) == "HTTP/1.1 200 OK\r\n\(date)Connection: close\r\n\r\n")
    }

    @Test("a status without a reason keeps its space (RFC 9112 section 4)")
    func reasonless() { #expect(head(Status(299)).hasPrefix("HTTP/1.1 299 \r\n")) }

    @Test("common fields are added where the response does not say otherwise")
    func common() {
        let text = head(.noContent, ["x-a": "1"], common: ["X-A": "2", "X-B": "3"])
        #expect(text == "HTTP/1.1 204 No Content\r\n\(date)x-a: 1\r\nX-B: 3\r\n\r\n")
    }

    @Test("chunks are counted in hexadecimal, and an empty one is not written")
    func chunks() {
        var output: [UInt8] = []
        let data = Array("0123456789abcdef".utf8)
        let nothing: [UInt8] = []
        ResponseWriter.appendChunk(data.span, to: &output)
        ResponseWriter.appendChunk(nothing.span, to: &output)
        ResponseWriter.appendLastChunk(to: &output)
        #expect(String(decoding: output, as: UTF8.self) == "10\r\n0123456789abcdef\r\n0\r\n\r\n")
    }
}

@Suite struct HeadersTests {
    @Test("fields are found without regard to case and kept in order")
    func lookup() {
        let headers: Headers = ["Accept": "a", "X-Y": "1", "accept": "b, c ,,"]
        #expect(headers["ACCEPT"] == "a")
        #expect(headers.values("accept") == ["a", "b, c ,,"])
        #expect(headers.elements("accept") == ["a", "b", "c"])
        #expect(headers["accep"] == nil)
        #expect(headers.map(\.name) == ["Accept", "X-Y", "accept"])
    }

    @Test("setting a field replaces all of its name")
    func setting() {
        var headers: Headers = ["A": "1", "B": "2", "a": "3"]
        headers["a"] = "4"
        #expect(headers == ["B": "2", "A": "4"])
        headers["b"] = nil
        #expect(headers == ["a": "4"])
    }

    @Test(
        "a field that would break the head is not taken, and remembered",
        arguments: [
            ("X", "a\r\nSet-Cookie: b"), ("X", "a\nb"), ("X", "a\rb"), ("X", "a\u{0}b"), ("X Y", "a"), ("", "a"),
            ("X:", "a"), ("X\r\n", "a"),
        ])
    func splitting(_ name: String, _ value: String) {
        var headers: Headers = ["A": "1"]
        headers.add(name, value)
        #expect(headers.malformedField == name)
        #expect(headers == ["A": "1"])
    }
}

@Suite struct QueryTests {
    @Test("pairs are decoded and kept in order")
    func pairs() throws {
        let query = try Query(form: "a=1&b=%C3%A9+x&&a=2&c&d==".utf8)
        #expect(
            query.pairs == [.init("a", "1"), .init("b", "\u{E9} x"), .init("a", "2"), .init("c", ""), .init("d", "=")])
        #expect(query.first(named: "a") == "1")
        #expect(query.all(named: "a") == ["1", "2"])
        #expect(query["z"] == nil)
    }

    @Test("what is not percent-encoded UTF-8 is refused", arguments: ["a=%", "a=%4", "a=%GG", "%ff=a"])
    func refused(_ text: String) { #expect(throws: RequestError.self) { try Query(form: text.utf8) } }

    @Test("encoding leaves only what is unreserved")
    func encoding() { #expect("a/b \u{E9}~%\n".percentEncoded == "a%2Fb%20%C3%A9~%25%0A") }
}
