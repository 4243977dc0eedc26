/// How the length of a response's body is told (RFC 9112 section 6.3).
public enum ResponseFraming: Hashable, Sendable {
    /// Content-Length, in bytes.
    case length(Int)
    /// Transfer-Encoding: chunked. For HTTP/1.1 clients only.
    case chunked
    /// Neither: the end of the connection ends the body.
    case close
}

/// What follows the response on its connection (RFC 9112 section 9.3).
public enum ConnectionOption: Hashable, Sendable {
    /// HTTP/1.1, which keeps alive without saying so.
    case implied
    /// `Connection: keep-alive`, for HTTP/1.0 clients that asked for it.
    case keepAlive
    case close
}

/// Fields that go with every response that has none of the same name.
public struct CommonHeaders: Sendable {
    let headers: Headers
    private let lengths: UInt64

    public init(_ headers: Headers = Headers()) {
        self.headers = headers
        lengths = headers.nameLengths
    }

    /// Whether a name may be among ours: never false where it is, and rarely true where it is not.
    func mayHold(oneOf others: Headers) -> Bool { lengths & others.nameLengths != 0 }
}

/// Writes responses into a buffer of bytes.
public enum ResponseWriter {
    /// Appends status line and fields, the empty line included. Content-Length, Transfer-Encoding, Connection and Date
    /// are written from the arguments and must not be among `headers`, unless the caller means to say them twice.
    ///
    /// - Parameters:
    ///   - headers: `malformedField` must be nil (see there).
    ///   - framing: left out for statuses that forbid a body.
    ///   - date: a complete `Date` line from `HTTPDate.fieldLine`; empty for none.
    ///   - common: written too.
    /// - Precondition: the fields are well-formed; that is what keeps a response from being split.
    public static func append(
        _ status: Status, _ headers: Headers, framing: ResponseFraming, connection: ConnectionOption,
        date: [UInt8], common: CommonHeaders = CommonHeaders(), to output: inout [UInt8]
    ) {
        precondition(
            headers.malformedField == nil && common.headers.malformedField == nil,
            "a malformed field would break the head")
        appendStatusLine(status, to: &output)
        output.append(contentsOf: date)
        output.append(contentsOf: headers.bytes)
        if common.mayHold(oneOf: headers) {
            common.headers.appendLines(without: headers, to: &output)
        } else {
            output.append(contentsOf: common.headers.bytes)
        }
        if !status.forbidsBody { appendFraming(framing, to: &output) }
        switch connection {
        case .implied: break
        case .keepAlive: output.append(contentsOf: "Connection: keep-alive\r\n".utf8)
        case .close: output.append(contentsOf: "Connection: close\r\n".utf8)
        }
        output.append(.carriageReturn)
        output.append(.lineFeed)
    }

    /// `HTTP/1.1 100 Continue` (RFC 9110 section 15.2.1).
    public static func appendContinue(to output: inout [UInt8]) {
        output.append(contentsOf: "HTTP/1.1 100 Continue\r\n\r\n".utf8)
    }

    /// One chunk (RFC 9112 section 7.1). Empty data appends nothing: an empty chunk would end the body.
    public static func appendChunk(_ data: Span<UInt8>, to output: inout [UInt8]) {
        guard !data.isEmpty else { return }
        output.append(contentsOf: String(data.count, radix: 16).utf8)
        output.append(contentsOf: "\r\n".utf8)
        output.append(copying: data)
        output.append(contentsOf: "\r\n".utf8)
    }

    /// The last chunk, without trailers.
    public static func appendLastChunk(to output: inout [UInt8]) {
        output.append(contentsOf: "0\r\n\r\n".utf8)
    }

    /// `status-line = HTTP-version SP status-code SP [ reason-phrase ]` (RFC 9112 section 4).
    private static func appendStatusLine(_ status: Status, to output: inout [UInt8]) {
        if status.code == 200 {
            output.append(contentsOf: "HTTP/1.1 200 OK\r\n".utf8)
            return
        }
        output.append(contentsOf: "HTTP/1.1 ".utf8)
        output.append(decimal: status.code)
        output.append(0x20)
        output.append(contentsOf: status.reason.utf8)
        output.append(contentsOf: "\r\n".utf8)
    }

    private static func appendFraming(_ framing: ResponseFraming, to output: inout [UInt8]) {
        switch framing {
        case .length(let length):
            output.append(contentsOf: "Content-Length: ".utf8)
            output.append(decimal: length)
            output.append(contentsOf: "\r\n".utf8)
        case .chunked: output.append(contentsOf: "Transfer-Encoding: chunked\r\n".utf8)
        case .close: break
        }
    }
}

extension [UInt8] {
    /// Appends a number that is not negative.
    mutating func append(decimal number: Int) {
        var divisor = 1
        while number / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            append(0x30 + UInt8(truncatingIfNeeded: number / divisor % 10))
            divisor /= 10
        }
    }
}
