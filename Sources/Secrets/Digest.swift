internal import COpenSSL

/// Cryptographic digests.
public enum Digest {
    /// SHA-256 (FIPS 180-4) of `bytes`; 32 bytes.
    public static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        // Sound: `bytes` is read by its own length; `digest` has the 32 bytes that are written.
        let isDone = unsafe copenssl_sha256(bytes, bytes.count, &digest) == 1
        precondition(isDone, "OpenSSL failed to compute a digest")
        return digest
    }
}
