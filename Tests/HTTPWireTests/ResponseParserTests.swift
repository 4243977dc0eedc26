import HTTPWire
import Testing

@Suite struct ResponseParserTests {
    private struct Read: Equatable {
        var status = 0
        var body = ""
        var isComplete = false
        var failure: String?
    }

    /// Feeds the pieces, and then the end of the connection.
    private func read(_ pieces: [[UInt8]], _ method: Method) -> Read {
        var parser = ResponseParser(answering: method, bodyLimit: 20)
        var read = Read()
        do {
            for piece in pieces { try feed(piece, &parser, &read) }
            if !read.isComplete {
                try parser.finish()
                read.isComplete = true
            }
        } catch {
            // How much came before the failure depends on the pieces.
            read = Read(failure: "\(error)")
        }
        return read
    }

    private func feed(_ piece: [UInt8], _ parser: inout ResponseParser, _ read: inout Read) throws {
        var position = 0
        while !read.isComplete {
            let rest = piece.span.extracting(position...)
            let step = try parser.parse(rest)
            position += step.consumed
            switch step.event {
            case .more: if position == piece.count { return }
            case .head(let head): read.status = head.status.code
            case .body(let range): for index in range { read.body.unicodeScalars.append(Unicode.Scalar(rest[index])) }
            case .end: read.isComplete = true
            }
        }
    }

    private static let cases: [(String, String, Method, String)] = [
        ("9112-6.3 a length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", .get, "200 hello"),
        ("9112-6.3 an empty body", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", .get, "200 "),
        (
            "9112-6.3 chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", .get,
            "200 hello"
        ),
        ("9112-6.3 up to the end", "HTTP/1.0 200 OK\r\n\r\nhello", .get, "200 hello"),
        (
            "9110-15.2 interim answers are passed over",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 1\r\n\r\nx",
            .post, "201 x"
        ),
        ("9112-6.3 HEAD has no body", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", .head, "200 "),
        ("9112-6.3 204 has none", "HTTP/1.1 204 No Content\r\n\r\n", .get, "204 "),
        ("9112-6.3 304 has none", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", .get, "304 "),
        ("9112-4 without a phrase", "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", .get, "200 "),
        ("9112-4 an empty phrase", "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", .get, "200 "),
        ("9112-6.3 equal lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx", .get, "200 x"),
        ("9112-8 an early end", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", .get, "the answer ended early"),
        (
            "9112-8 an early end within chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
            .get, "the answer ended early"
        ),
        ("9112-8 nothing at all", "", .get, "the answer ended early"),
        ("9112-4 another protocol", "SSH-2.0-OpenSSH_9.2p1 Debian\r\n\r\n", .get, "the answer is not HTTP/1.1"),
        ("9112-4 a code that is none", "HTTP/1.1 20x OK\r\n\r\n", .get, "the status line is malformed"),
        ("9112-4 a code of four digits", "HTTP/1.1 2000 OK\r\n\r\n", .get, "the status line is malformed"),
        (
            "9112-6.3 two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx", .get,
            "the answer's Content-Length is malformed"
        ),
        (
            "9112-6.3 a length that is none", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", .get,
            "the answer's Content-Length is malformed"
        ),
        (
            "9112-6.3 another coding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", .get,
            "the answer has an unknown transfer coding"
        ),
        (
            "a body over the limit by its length", "HTTP/1.1 200 OK\r\nContent-Length: 21\r\n\r\n", .get,
            "the answer is too large"
        ),
        (
            "a body over the limit up to the end", "HTTP/1.1 200 OK\r\n\r\n012345678901234567890", .get,
            "the answer is too large"
        ),
        ("9112-2.2 bare LF", "HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n", .get, "a line does not end in CRLF"),
    ]

    @Test("every answer is read the same however it arrives", arguments: cases.indices)
    func reads(index: Int) {
        let (name, text, method, expected) = Self.cases[index]
        let bytes = Array(text.utf8)
        let whole = read([bytes], method)
        #expect((whole.failure ?? "\(whole.status) \(whole.body)") == expected, "\(name)")
        #expect(read(bytes.map { [$0] }, method) == whole, "\(name), byte by byte")
        for split in bytes.indices {
            #expect(
                read([Array(bytes[..<split]), Array(bytes[split...])], method) == whole, "\(name), split at \(split)")
        }
    }
}
