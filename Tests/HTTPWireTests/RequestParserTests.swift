import HTTPWire
import Testing

@Suite struct RequestParserTests {
    private static let next = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n"

    private func expected(_ test: WireCase) -> Reading {
        switch test.outcome {
        case .refused(let status): Reading(refusal: status)
        case .accepted(let path, let body, let keepsAlive):
            Reading(requests: [
                ReadRequest(method: method(test), path: path, body: body, keepsAlive: keepsAlive)
            ])
        }
    }

    private func method(_ test: WireCase) -> String {
        String(decoding: test.bytes.drop { $0 == 0x0D || $0 == 0x0A }.prefix { $0 != 0x20 }, as: UTF8.self)
    }

    @Test("a message means the same whole, byte by byte and split anywhere", arguments: WireCase.corpus)
    func deliveries(_ test: WireCase) {
        let expected = expected(test)
        #expect(Delivery.whole(test.bytes) == expected)
        #expect(Delivery.byteByByte(test.bytes) == expected)
        for index in 0...test.bytes.count {
            #expect(Delivery.split(test.bytes, at: index) == expected, "split at \(index)")
        }
    }

    @Test("bytes after a message are the next one; after an error there is none", arguments: WireCase.corpus)
    func trailing(_ test: WireCase) {
        var expected = expected(test)
        if expected.refusal == nil {
            expected.requests.append(ReadRequest(method: "GET", path: "/next", body: "", keepsAlive: true))
        }
        let bytes = test.bytes + Array(Self.next.utf8)
        #expect(Delivery.whole(bytes) == expected)
        #expect(Delivery.byteByByte(bytes) == expected)
        for index in 0...bytes.count { #expect(Delivery.split(bytes, at: index) == expected, "split at \(index)") }
    }

    @Test("a message that is cut off is never complete, and never an error", arguments: WireCase.corpus)
    func prefixes(_ test: WireCase) {
        guard case .accepted = test.outcome else { return }
        let bytes = test.bytes
        for count in 0..<bytes.count {
            let reading = Delivery.pieces([Array(bytes[..<count])])
            #expect(reading.requests.isEmpty && reading.refusal == nil, "cut at \(count)")
            #expect(reading.isInside == (count > 0), "cut at \(count)")
        }
    }

    @Test("after an error every call tells the same error")
    func failedForGood() {
        var parser = RequestParser()
        let bytes = Array("bad\n".utf8)
        #expect(throws: RequestError.self) { try parser.parse(bytes.span) }
        let good = Array(Self.next.utf8)
        #expect(throws: RequestError.self) { try parser.parse(good.span) }
    }

    @Test("Expect: 100-continue is told, but not in HTTP/1.0", arguments: [("1.1", true), ("1.0", false)])
    func expectation(_ version: String, _ isTold: Bool) throws {
        var parser = RequestParser()
        let bytes = Array("PUT / HTTP/\(version)\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 3\r\n\r\n".utf8)
        let step = try parser.parse(bytes.span)
        guard case .head(let head) = step.event else {
            Issue.record("no head")
            return
        }
        #expect(head.expectsContinue == isTold)
        #expect(head.framing == .length(3))
    }

    @Test("the absolute form's authority wins over the Host field")
    func authority() throws {
        var parser = RequestParser()
        let bytes = Array("GET http://b:81/c HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        guard case .head(let head) = try parser.parse(bytes.span).event else {
            Issue.record("no head")
            return
        }
        #expect(head.authority == "b:81")
    }
}
