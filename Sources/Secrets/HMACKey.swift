internal import COpenSSL
internal import Synchronization

/// A key of HMAC-SHA256 (RFC 2104, FIPS 180-4), set up once and used for many messages.
///
/// The keyed state is kept and reset for each message, which halves the cost for short ones; a lock guards it, so the
/// key may be shared between threads.
public final class HMACKey: Sendable {
    /// Length of a signature, 32 bytes.
    public static let signatureLength = 32

    private let context: Mutex<Context>

    /// Any length is allowed; 32 random bytes are best.
    public init(_ key: [UInt8]) { context = Mutex(Context(key)) }

    /// The signature of the parts one after another, 32 bytes.
    public func signature(of parts: [UInt8]...) -> [UInt8] { signature(of: parts) }

    /// The signature of the parts one after another, 32 bytes.
    public func signature(of parts: [[UInt8]]) -> [UInt8] {
        context.withLock { $0.signature(of: parts) }
    }

    /// True if `signature` belongs to the parts; takes the same time whatever differs.
    public func isValid(_ signature: [UInt8], of parts: [UInt8]...) -> Bool {
        ConstantTime.equal(self.signature(of: parts), signature)
    }
}

/// The sole owner of one OpenSSL context.
@safe private struct Context: ~Copyable {
    private let pointer: OpaquePointer

    init(_ key: [UInt8]) {
        // Sound: OpenSSL copies the key within the call, which is given the array's own length.
        guard let pointer = unsafe copenssl_hmac_sha256_new(key, key.count) else {
            preconditionFailure("OpenSSL has no HMAC-SHA256, or memory ran out")
        }
        unsafe self.pointer = pointer
    }

    // Sound: the struct cannot be copied, so the context is released once and never used after.
    deinit { unsafe EVP_MAC_CTX_free(pointer) }

    func signature(of parts: [[UInt8]]) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: HMACKey.signatureLength)
        // Sound: each part is read only within its call, by its own length; `code` has the 32 bytes that are written.
        var isDone = unsafe copenssl_hmac_begin(pointer) == 1
        for part in parts { isDone = unsafe copenssl_hmac_add(pointer, part, part.count) == 1 && isDone }
        isDone = unsafe copenssl_hmac_end(pointer, &code) == 1 && isDone
        // Going on with a wrong code would accept or send forgeries.
        precondition(isDone, "OpenSSL failed to compute an HMAC")
        return code
    }
}
