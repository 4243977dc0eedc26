/// Makes access tokens: a prefix by which people and secret scanners know them, and 32 random bytes in base64url.
public struct TokenGenerator: Sendable {
    /// A new token. The text is shown once; only the digest is stored.
    public struct Token: Sendable {
        public let text: String
        /// SHA-256 of the text, 32 bytes. The text is random enough that no salt or slow hash is needed.
        public let digest: [UInt8]
    }

    private let prefix: String
    private let random: @Sendable (Int) -> [UInt8]

    /// - Parameters:
    ///   - prefix: such as `ech_`.
    ///   - random: where the bytes come from; only tests give another.
    public init(prefix: String, random: @escaping @Sendable (Int) -> [UInt8] = SecureRandom.bytes) {
        self.prefix = prefix
        self.random = random
    }

    public func make() -> Token {
        let text = prefix + Base64.encode(random(32), .url)
        return Token(text: text, digest: Self.digest(of: text))
    }

    /// What a presented token is looked up by.
    public static func digest(of text: String) -> [UInt8] { Digest.sha256(Array(text.utf8)) }
}
