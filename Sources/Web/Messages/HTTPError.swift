public import HTTPWire

/// A refusal with a status, thrown by handlers, the router and the server itself.
public struct HTTPError: Error, Sendable, CustomStringConvertible {
    public let status: Status
    /// Fit to be shown to the client.
    public let reason: String
    /// Fields that belong to the status: `Allow`, `Retry-After`, `WWW-Authenticate`.
    public let headers: Headers

    public init(_ status: Status, _ reason: String, headers: Headers = [:]) {
        self.status = status
        self.reason = reason
        self.headers = headers
    }

    init(_ error: RequestError) { self.init(error.status, error.reason) }

    public var description: String { "\(status): \(reason)" }

    /// The plain answer that is given where nobody makes a better one. Errors of other kinds become 500 without their
    /// text.
    public static func plainResponse(_ error: any Error) -> Response {
        guard let error = error as? HTTPError else {
            return .text("\(Status.internalServerError)\n", status: .internalServerError)
        }
        var response = Response.text("\(error.status): \(error.reason)\n", status: error.status)
        for (name, value) in error.headers { response.headers.add(name, value) }
        return response
    }
}
