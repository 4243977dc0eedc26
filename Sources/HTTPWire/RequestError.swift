/// Why the bytes of a request are refused. The connection cannot be read on after it: answer and close.
public struct RequestError: Error, Hashable, Sendable, CustomStringConvertible {
    /// 400, 413, 414, 417, 431, 501 or 505.
    public let status: Status
    /// What is wrong, in a few words without a byte of the request, fit to be shown to the client.
    public let reason: String

    public init(_ status: Status, _ reason: String) {
        self.status = status
        self.reason = reason
    }

    static func malformed(_ reason: String) -> RequestError { RequestError(.badRequest, reason) }

    public var description: String { "\(status.code): \(reason)" }
}
