/// Why a secret value could not be used. Says nothing about the value itself.
public enum SecretsError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A sealing key is not 32 bytes long.
    case wrongKeyLength
    /// A stored password hash does not have the form `scrypt$15$8$1$salt$hash`, or its costs are out of bounds.
    case malformedPasswordHash
    /// A sealed value does not have the form `v1.` + base64url.
    case malformedSealedValue
    /// A sealed value was made with another key or for another place, or was altered.
    case wrongKeyOrPlace

    public var description: String {
        switch self {
        case .wrongKeyLength: "the key must be 32 bytes long"
        case .malformedPasswordHash: "the stored password hash is damaged"
        case .malformedSealedValue: "the stored secret is damaged"
        case .wrongKeyOrPlace: "the stored secret was sealed with another key or for another place"
        }
    }
}
