public import HTTPWire

/// Answers a request. It runs on the loop of its connection: it may wait, but must not block.
public typealias Handler = nonisolated(nonsending) @Sendable (Request) async throws -> Response

/// One line of the route table.
public struct Route: Sendable {
    public let method: Method
    /// `/api/v1/rules/{id}`: literal segments, compared byte by byte, and `{names}` that take one segment that is not
    /// empty.
    public let pattern: String
    /// In bytes; nil: the server's default.
    public let bodyLimit: Int?
    public let handler: Handler

    public init(_ method: Method, _ pattern: String, bodyLimit: Int? = nil, _ handler: @escaping Handler) {
        self.method = method
        self.pattern = pattern
        self.bodyLimit = bodyLimit
        self.handler = handler
    }
}
