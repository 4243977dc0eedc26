/// Why a request got no answer. None of them says whether the server has done what it was asked, but for those that say
/// that nothing was sent.
public enum OutboundError: Error, Sendable, CustomStringConvertible {
    /// The host leads to an address of this network or machine, and was not allowed. Nothing was sent.
    case forbiddenAddress(host: String)
    /// The name was not found. Nothing was sent.
    case unresolved(String)
    /// No connection, or no TLS; the reason. Nothing of the request was sent.
    case notConnected(String)
    /// The connection broke, or the answer was none, after something was sent.
    case broken(String)
    case timedOut

    public var description: String {
        switch self {
        case .forbiddenAddress(let host):
            "\(host) leads to an address of this machine or its network, which is not allowed for it"
        case .unresolved(let reason), .notConnected(let reason), .broken(let reason): reason
        case .timedOut: "there was no answer in time"
        }
    }
}
