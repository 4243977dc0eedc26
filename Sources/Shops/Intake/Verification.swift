/// What the signature of a delivery says about its sender.
public enum Verification: Sendable, Hashable {
    /// Signed with one of the source's secrets.
    case valid
    /// Unsigned, and may be: a platform's test of the address, which changes nothing.
    case notNeeded
    /// No signature, or not all of the headers that it needs.
    case missing
    /// Signed with another secret, or altered.
    case wrong
    /// Signed rightly, but more than five minutes ago or ahead: perhaps recorded and sent again.
    case expired

    /// Whether the delivery may be decoded.
    public var isAccepted: Bool { self == .valid || self == .notNeeded }
}
