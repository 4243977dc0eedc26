public import HTTPWire

/// What a handler answers. Content-Length, Transfer-Encoding, Connection and Date are the server's to write.
public struct Response: Sendable {
    /// Writes a body piece by piece, on the loop of the connection: it may wait, but must not block. Where it throws
    /// after something was sent, the connection is broken, so that nobody takes a part for the whole.
    public typealias Producer = nonisolated(nonsending) @Sendable (BodyWriter) async throws -> Void

    public enum Body: Sendable {
        case empty
        case bytes([UInt8])
        /// - length: in bytes, where it is known; the producer must write exactly so many.
        case stream(length: Int?, Producer)
    }

    public var status: Status
    public var headers: Headers
    public var body: Body

    public init(_ status: Status = .ok, headers: Headers = [:], body: Body = .empty) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// A body of the given media type.
    public static func bytes(_ bytes: [UInt8], type: String, status: Status = .ok) -> Response {
        Response(status, headers: ["Content-Type": type], body: .bytes(bytes))
    }

    /// `application/json`, already written.
    public static func json(_ bytes: [UInt8], status: Status = .ok) -> Response {
        Response(status, headers: jsonHeaders, body: .bytes(bytes))
    }

    /// `text/plain` in UTF-8.
    public static func text(_ text: String, status: Status = .ok) -> Response {
        Response(status, headers: textHeaders, body: .bytes(Array(text.utf8)))
    }

    /// 204.
    public static var noContent: Response { Response(.noContent) }

    /// - Parameter location: an absolute path or URL, already percent-encoded.
    public static func redirect(to location: String, status: Status = .seeOther) -> Response {
        Response(status, headers: ["Location": location])
    }

    private static let jsonHeaders: Headers = ["Content-Type": "application/json"]
    private static let textHeaders: Headers = ["Content-Type": "text/plain; charset=utf-8"]
}
