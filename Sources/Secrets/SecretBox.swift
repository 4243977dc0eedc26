internal import COpenSSL

/// Seals secrets for storage with AES-256-GCM (NIST SP 800-38D) under one key.
///
/// Each sealed value is bound to its *place* (`sources.secret/17`): copied to another row or column it does not open.
/// The text is `v1.` + base64url of a random nonce (12 bytes), the ciphertext and the tag (16 bytes). Random nonces are
/// safe for 2^32 values under one key.
public struct SecretBox: Sendable, CustomStringConvertible, CustomReflectable {
    private static let version = "v1."
    private static let nonceLength = 12
    private static let tagLength = 16

    private let key: [UInt8]
    private let random: @Sendable (Int) -> [UInt8]

    /// - Parameters:
    ///   - key: 32 bytes.
    ///   - random: where nonces come from; only tests give another.
    public init(
        key: [UInt8], random: @escaping @Sendable (Int) -> [UInt8] = SecureRandom.bytes
    ) throws(SecretsError) {
        guard key.count == 32 else { throw .wrongKeyLength }
        self.key = key
        self.random = random
    }

    /// Printing a box must not print its key.
    public var description: String { "SecretBox" }
    public var customMirror: Mirror { Mirror(self, children: []) }

    public func seal(_ plain: [UInt8], for place: String) -> String {
        let nonce = random(Self.nonceLength)
        precondition(nonce.count == Self.nonceLength)
        let context = Array(place.utf8)
        var sealed = [UInt8](repeating: 0, count: plain.count)
        var tag = [UInt8](repeating: 0, count: Self.tagLength)
        // Sound: key and nonce have the fixed lengths checked above; `sealed` is as long as `plain`, the tag 16 bytes.
        let isDone =
            unsafe copenssl_aes256gcm_seal(
                key, nonce, context, context.count, plain, plain.count, &sealed, &tag) == 1
        precondition(isDone, "OpenSSL failed to encrypt")
        return Self.version + Base64.encode(nonce + sealed + tag, .url)
    }

    public func seal(_ plain: String, for place: String) -> String { seal(Array(plain.utf8), for: place) }

    public func open(_ text: String, for place: String) throws(SecretsError) -> [UInt8] {
        guard text.hasPrefix(Self.version), let bytes = Base64.decode(text.dropFirst(Self.version.count), .url),
            bytes.count >= Self.nonceLength + Self.tagLength
        else { throw .malformedSealedValue }
        let nonce = Array(bytes.prefix(Self.nonceLength))
        let tag = Array(bytes.suffix(Self.tagLength))
        let sealed = Array(bytes.dropFirst(Self.nonceLength).dropLast(Self.tagLength))
        let context = Array(place.utf8)
        var plain = [UInt8](repeating: 0, count: sealed.count)
        // Sound: the parts were cut to the fixed lengths just above; `plain` is as long as `sealed`.
        let isDone =
            unsafe copenssl_aes256gcm_open(
                key, nonce, context, context.count, sealed, sealed.count, tag, &plain) == 1
        guard isDone else { throw .wrongKeyOrPlace }
        return plain
    }

    /// Opens a value that was sealed as text.
    public func openText(_ text: String, for place: String) throws(SecretsError) -> String {
        guard let plain = String(validating: try open(text, for: place), as: UTF8.self) else {
            throw .malformedSealedValue
        }
        return plain
    }
}
