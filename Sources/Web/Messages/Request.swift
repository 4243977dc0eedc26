public import HTTPWire
public import Net

/// A complete request, as a handler gets it.
public struct Request: Sendable {
    let head: RequestHead
    /// The whole body, not longer than the route allows; empty without one.
    public let body: [UInt8]
    /// What stood in the place of the pattern's `{names}`.
    public internal(set) var parameters: PathParameters
    /// The client's numeric address without a port: the peer's, or what a trusted proxy tells (see `TrustedProxies`).
    public let remoteAddress: String
    /// Whether the client came over TLS, to us or to a trusted proxy.
    public let isSecure: Bool
    /// When its head was complete.
    public let receivedAt: MonotonicTime
    let identifier: RequestID

    public var method: Method { head.method }
    public var target: RequestTarget { head.target }
    public var headers: Headers { head.headers }

    /// `host[:port]` that the request is for; nil only in HTTP/1.0. The client chose it: compare it with what you expect.
    public var authority: String? { head.authority }

    /// Decoded, without dot segments; starts with `/`, but is `*` for `OPTIONS *` and empty where the request could not
    /// be read (see `Server`).
    public var path: String { target.path }

    /// The decoded pairs after `?`.
    public var query: Query { target.query }

    /// Names the request in logs and problems: 13 characters, unique in this process, hard to meet again in another.
    public var id: String { identifier.description }

    /// A request made by hand, for tests of handlers.
    ///
    /// - Parameter target: as in a request line: `/path?query`.
    /// - Throws: where the target is malformed.
    public init(
        _ method: Method, _ target: String, headers: Headers = [:], body: [UInt8] = [],
        parameters: PathParameters = PathParameters(), remoteAddress: String = "127.0.0.1", isSecure: Bool = false
    ) throws(RequestError) {
        self.init(
            head: RequestHead(method: method, target: try RequestTarget(target, method: method), headers: headers),
            body: body, parameters: parameters, remoteAddress: remoteAddress, isSecure: isSecure,
            receivedAt: .current(), identifier: RequestID(number: 0))
    }

    init(
        head: RequestHead, body: [UInt8], parameters: PathParameters, remoteAddress: String, isSecure: Bool,
        receivedAt: MonotonicTime, identifier: RequestID
    ) {
        self.head = head
        self.body = body
        self.parameters = parameters
        self.remoteAddress = remoteAddress
        self.isSecure = isSecure
        self.receivedAt = receivedAt
        self.identifier = identifier
    }
}

/// The values of a pattern's `{names}` in one request, decoded.
public struct PathParameters: Hashable, Sendable {
    private var names: [String]
    private var values: [String]

    public init(_ pairs: KeyValuePairs<String, String> = [:]) {
        names = pairs.map(\.key)
        values = pairs.map(\.value)
    }

    init(names: [String], values: [String]) {
        self.names = names
        self.values = values
    }

    /// Nil for a name that the pattern does not have. Never empty.
    public subscript(name: String) -> String? {
        names.firstIndex(of: name).map { values[$0] }
    }
}
