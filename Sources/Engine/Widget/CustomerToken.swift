internal import Domain
internal import Secrets

/// A shop's word that a request comes from one of its customers: `ep1.STORE.CUSTOMER.EXP.SIGNATURE`.
///
/// STORE is the store's key. CUSTOMER is the customer's id in the shop as UTF-8 in base64url without `=` (RFC 4648
/// section 5), empty for a guest. EXP is the second since 1970 from which the token is no longer good. SIGNATURE is
/// HMAC-SHA-256 under the store's widget key over all that stands before its dot, in base64url without `=`. The shop makes
/// it (docs/widget.md); nothing of it is kept here.
struct CustomerToken: Sendable, Equatable {
    let store: String
    /// The external id; empty for a guest.
    let customer: String
    /// Seconds since 1970.
    let expiry: Int64
    private let signed: [UInt8]
    private let signature: [UInt8]

    /// How far ahead the expiry may lie.
    static let longestSeconds: Int64 = 86_400
    private static let version = "ep1"
    private static let mostBytes = 2_048

    /// Nil for a text of another form. The signature is not looked at yet.
    init?(_ text: String) {
        guard text.utf8.count <= Self.mostBytes else { return nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0] == Self.version, (1...64).contains(parts[1].utf8.count),
            let id = Base64.decode(parts[2], .url), let customer = String(validating: id, as: UTF8.self),
            customer.unicodeScalars.count <= 191,
            let expiry = Int64(parts[3]), expiry > 0, String(expiry) == parts[3],
            let signature = Base64.decode(parts[4], .url), signature.count == HMACKey.signatureLength
        else { return nil }
        store = String(parts[1])
        self.customer = customer
        self.expiry = expiry
        self.signature = signature
        signed = Array(text.utf8.dropLast(parts[4].utf8.count + 1))
    }

    /// Whether one of the keys made it. Takes the same time wherever the signatures differ.
    func isSigned(by keys: [HMACKey]) -> Bool { keys.contains { $0.isValid(signature, of: signed) } }
}
