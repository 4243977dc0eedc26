public import HTTPWire

/// One answered request, for the access log and the metrics.
public struct RequestRecord: Sendable {
    let identifier: RequestID
    /// The method; empty where the request could not be read.
    public let method: Method
    /// The pattern of its route; nil where there was none.
    public let pattern: String?
    /// The path without the query, which may hold secrets.
    public let path: String
    public let status: Status
    /// Bytes of the body that was sent.
    public let bytesSent: Int
    /// From the complete head to the last byte given to the kernel.
    public let nanoseconds: UInt64
    public let remoteAddress: String

    /// See `Request.id`.
    public var id: String { identifier.description }
}
