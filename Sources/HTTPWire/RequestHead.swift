/// The protocol's minor version as it matters to a server. Higher minor versions are treated as 1.1 (RFC 9110
/// section 2.5).
public enum HTTPVersion: Hashable, Sendable {
    case http10
    case http11
}

/// How the length of a request's body is told (RFC 9112 section 6.3).
public enum BodyFraming: Hashable, Sendable {
    /// No body.
    case none
    /// Content-Length, in bytes; may be 0.
    case length(Int)
    /// Transfer-Encoding: chunked.
    case chunked
}

/// A request without its body, already held to the rules on Host, Content-Length and Transfer-Encoding.
///
/// A class, because it is handed on several times on its way to a handler and never changes.
public final class RequestHead: Sendable {
    public let method: Method
    public let target: RequestTarget
    public let version: HTTPVersion
    public let headers: Headers
    public let framing: BodyFraming
    /// Whether the client wants to go on using the connection (RFC 9112 section 9.3).
    public let keepsAlive: Bool
    /// `Expect: 100-continue`: the client waits for an interim answer before it sends the body (RFC 9110 section
    /// 10.1.1). Never for HTTP/1.0.
    public let expectsContinue: Bool

    public init(
        method: Method, target: RequestTarget, version: HTTPVersion = .http11, headers: Headers = Headers(),
        framing: BodyFraming = .none, keepsAlive: Bool = true, expectsContinue: Bool = false
    ) {
        self.method = method
        self.target = target
        self.version = version
        self.headers = headers
        self.framing = framing
        self.keepsAlive = keepsAlive
        self.expectsContinue = expectsContinue
    }

    /// `host[:port]` that the request is for: of the absolute target, else of the Host field. Nil in HTTP/1.0 without
    /// either.
    public var authority: String? { target.authority ?? headers["host"] }

    /// Whether a body follows that is not empty.
    public var hasBody: Bool { framing != .none && framing != .length(0) }
}
