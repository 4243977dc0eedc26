internal import COpenSSL

/// A password as it is stored: scrypt (RFC 7914) with its costs and salt beside it.
///
/// The text is `scrypt$<log2 N>$<r>$<p>$<salt>$<hash>`, salt and hash in base64url.
public struct PasswordHash: Sendable, CustomStringConvertible {
    /// What a guess costs: time and memory (128 · r · 2^log2N bytes) grow with both.
    struct Cost: Hashable, Sendable {
        var log2N: UInt32
        var r: UInt32
        var p: UInt32

        /// 32 MB and some 80 ms on one core of today.
        static let present = Cost(log2N: 15, r: 8, p: 1)

        /// A stored text must not be able to take all memory or minutes of time.
        var isBearable: Bool { (10...20).contains(log2N) && (1...16).contains(r) && (1...4).contains(p) }
    }

    let cost: Cost
    let salt: [UInt8]
    let hash: [UInt8]

    /// Hashes a new password with a random salt. Slow on purpose: keep it off the event loops.
    public init(of password: String) {
        self.init(of: password, salt: SecureRandom.bytes(16), cost: .present)
    }

    init(of password: String, salt: [UInt8], cost: Cost) {
        self.cost = cost
        self.salt = salt
        hash = Self.scrypt(Array(password.utf8), salt: salt, cost: cost, length: 32)
    }

    /// Reads a stored text.
    public init(stored text: String) throws(SecretsError) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "scrypt", let log2N = UInt32(parts[1]), let r = UInt32(parts[2]),
            let p = UInt32(parts[3]), let salt = Base64.decode(parts[4], .url),
            let hash = Base64.decode(parts[5], .url),
            salt.count >= 8, hash.count == 32
        else { throw .malformedPasswordHash }
        cost = Cost(log2N: log2N, r: r, p: p)
        guard cost.isBearable else { throw .malformedPasswordHash }
        self.salt = salt
        self.hash = hash
    }

    /// The text to store.
    public var description: String {
        let (salt, hash) = (Base64.encode(salt, .url), Base64.encode(hash, .url))
        return "scrypt$\(cost.log2N)$\(cost.r)$\(cost.p)$\(salt)$\(hash)"
    }

    /// True if this is the password, byte for byte in UTF-8. As slow as hashing.
    public func matches(_ password: String) -> Bool {
        let candidate = Self.scrypt(Array(password.utf8), salt: salt, cost: cost, length: hash.count)
        return ConstantTime.equal(candidate, hash)
    }

    /// True if the costs are not those of today, so that the next successful login should store a new hash.
    public var needsRehash: Bool { cost != .present }

    static func scrypt(_ password: [UInt8], salt: [UInt8], cost: Cost, length: Int) -> [UInt8] {
        var key = [UInt8](repeating: 0, count: length)
        // Sound: password and salt are read by their own lengths; `key` has the `length` bytes that are written.
        let isDone =
            unsafe copenssl_scrypt(
                password, password.count, salt, salt.count, cost.log2N, cost.r, cost.p, &key, length) == 1
        precondition(isDone, "OpenSSL failed to compute scrypt: is there memory left?")
        return key
    }
}
