internal import COpenSSL

/// TLS of one connection without its socket: ciphertext in, plain text out, and back. Owns OpenSSL's state.
///
/// Each call may leave ciphertext to send in the loop's scratch. It has to be taken before the next call of any engine
/// on the loop, and before a suspension.
@safe
final class TLSEngine {
    enum Step {
        case done
        /// All input was read; more is needed.
        case wantsInput
        /// There is more to send than the scratch holds: send it and call again.
        case wantsOutput
        /// The peer said close_notify (RFC 8446 section 6.1).
        case ended
        case failed
    }

    /// The most that is encrypted at once, one record (RFC 8446 section 5.1).
    static let recordLimit = 16_384

    let isServer: Bool
    let scratch: TLSScratch
    private let host: String
    /// Released in deinit only.
    let pointer: OpaquePointer

    init(_ context: TLSServerContext, _ scratch: TLSScratch) throws(TLSError) {
        // The context lives for the call; the connection then holds a reference of its own.
        guard let pointer = unsafe copenssl_tls_new(context.pointer, 1) else {
            throw .setUp("a TLS connection cannot be made: \(TLSError.lastReason())")
        }
        unsafe self.pointer = pointer
        isServer = true
        host = ""
        self.scratch = scratch
    }

    /// - Parameter host: a name in ASCII, or a numeric IPv4 or IPv6 address without brackets.
    init(_ context: TLSClientContext, host: String, _ scratch: TLSScratch) throws(TLSError) {
        // The context lives for the call; the connection then holds a reference of its own.
        guard let pointer = unsafe copenssl_tls_new(context.pointer, 0) else {
            throw .setUp("a TLS connection cannot be made: \(TLSError.lastReason())")
        }
        unsafe self.pointer = pointer
        isServer = false
        self.host = host
        self.scratch = scratch
        // SNI has no dot at the end (RFC 6066 section 3), and certificates have none either.
        let name = host.hasSuffix(".") ? String(host.dropLast()) : host
        let isPlain = name.utf8.allSatisfy { 0x21...0x7E ~= $0 }
        // The text lives for the call.
        guard isPlain, unsafe copenssl_tls_set_host(pointer, name) == 1 else {
            throw .setUp("\"\(host)\" is no host name that a certificate could be for: write it in ASCII")
        }
    }

    // Released once; nothing else keeps the pointer.
    deinit { unsafe SSL_free(pointer) }

    // MARK: Steps

    /// - Returns: what came of it, and how many bytes of the input were read.
    func handshake(_ input: Span<UInt8>) -> (Step, consumed: Int) {
        unsafe step(input) { wire in unsafe copenssl_tls_handshake(pointer, &wire) }
    }

    /// Decrypts all of the input into the scratch, as far as records are complete.
    func read(_ input: Span<UInt8>) -> (Step, consumed: Int) {
        var count = 0
        let plain = unsafe scratch.plain
        let result = unsafe step(input) { wire in
            // The scratch is as long as its count says, and its memory is nobody else's.
            unsafe copenssl_tls_read(pointer, &wire, plain.baseAddress, plain.count, &count)
        }
        scratch.plainCount = count
        return result
    }

    /// Encrypts all of the bytes.
    ///
    /// - Precondition: 1 to `recordLimit` bytes, after the handshake.
    func write(_ bytes: Span<UInt8>) -> Step {
        // The span's memory is valid for its count while the span is borrowed.
        unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe step(Span()) { wire in
                unsafe copenssl_tls_write(pointer, &wire, bytes.baseAddress, bytes.count)
            }.0
        }
    }

    /// Says close_notify. May be called once, after the handshake, and not after a failure.
    func close() { _ = unsafe step(Span()) { wire in unsafe copenssl_tls_close(pointer, &wire) } }

    private func step(_ input: Span<UInt8>, _ call: (inout copenssl_wire) -> Int32) -> (Step, consumed: Int) {
        // OpenSSL reads and writes what is lent by its length, and forgets it before `call` returns.
        unsafe input.withUnsafeBufferPointer { input in
            var wire = unsafe copenssl_wire(
                input: input.baseAddress, input_length: input.count, output: scratch.output.baseAddress,
                output_capacity: scratch.output.count, output_length: 0)
            let result = unsafe call(&wire)
            scratch.outputCount = unsafe wire.output_length
            return (Self.step(result), consumed: unsafe input.count - wire.input_length)
        }
    }

    private static func step(_ result: Int32) -> Step {
        switch Int(result) {
        case COPENSSL_TLS_DONE: .done
        case COPENSSL_TLS_WANTS_INPUT: .wantsInput
        case COPENSSL_TLS_WANTS_OUTPUT: .wantsOutput
        case COPENSSL_TLS_ENDED: .ended
        default: .failed
        }
    }

    // MARK: What was agreed, and why not

    /// `TLSv1.3`
    var protocolVersion: String { unsafe Self.text(SSL_get_version(pointer)) }

    var cipher: String { unsafe Self.text(SSL_CIPHER_get_name(SSL_get_current_cipher(pointer))) }

    var isResumed: Bool { unsafe SSL_session_reused(pointer) == 1 }

    var applicationProtocol: String? {
        var name: UnsafePointer<UInt8>?
        // OpenSSL answers memory of the connection, which is copied here.
        let count = unsafe copenssl_tls_protocol(pointer, &name)
        guard count > 0 else { return nil }
        return unsafe String(decoding: UnsafeBufferPointer(start: name, count: count), as: UTF8.self)
    }

    /// Why the handshake that just failed did so. To be asked before anything else is called on this thread.
    func failure() -> TLSError {
        let verdict = isServer ? Int(X509_V_OK) : unsafe SSL_get_verify_result(pointer)
        if verdict != Int(X509_V_OK) { return .unverified(CertificateVerdict.words(for: verdict, host: host)) }
        let alert = copenssl_tls_alert()
        // A constant of the library.
        let words = unsafe Self.text(SSL_alert_desc_string_long(alert))
        if alert >= 0 { return .refused("the other side answered: \(words)") }
        return .refused(TLSError.lastReason())
    }

    /// - Parameter text: a constant of the library.
    private static func text(_ text: UnsafePointer<CChar>?) -> String {
        guard let text = unsafe text else { return "" }
        return unsafe String(cString: text)
    }
}
