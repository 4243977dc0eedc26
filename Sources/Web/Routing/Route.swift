public import HTTPWire

/// Answers a request. It runs on the loop of its connection: it may wait, but must not block.
public typealias Handler = nonisolated(nonsending) @Sendable (Request) async throws -> Response

/// Answers a request whose body it reads by itself, piece by piece. It is called as soon as the head is there.
public typealias StreamHandler = nonisolated(nonsending) @Sendable (Request, RequestBody) async throws -> Response

/// One line of the route table.
public struct Route: Sendable {
    /// How the body of a request reaches the one who answers.
    enum Intake: Sendable {
        /// With the request, when it is complete.
        case whole(Handler)
        case stream(StreamHandler)
    }

    public let method: Method
    /// `/api/v1/rules/{id}`: literal segments, compared byte by byte, and `{names}` that take one segment that is not
    /// empty.
    public let pattern: String
    /// In bytes; nil: the server's default.
    public let bodyLimit: Int?
    let intake: Intake

    public init(_ method: Method, _ pattern: String, bodyLimit: Int? = nil, _ handler: @escaping Handler) {
        self.method = method
        self.pattern = pattern
        self.bodyLimit = bodyLimit
        intake = .whole(handler)
    }

    /// A route whose handler reads the body by itself.
    public init(_ method: Method, _ pattern: String, bodyLimit: Int? = nil, streaming handler: @escaping StreamHandler)
    {
        self.method = method
        self.pattern = pattern
        self.bodyLimit = bodyLimit
        intake = .stream(handler)
    }
}
