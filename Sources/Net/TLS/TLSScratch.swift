/// Memory that all TLS connections of a loop share, for the time between two suspensions: what one call of the engine
/// decrypted, and the ciphertext it wants to send.
@safe
final class TLSScratch {
    /// All that 64 KiB of ciphertext can hold, after the beginning of a record that came before (RFC 8446 section 5.2:
    /// at most 16,640 bytes).
    static let capacity = LoopCore.scratchCapacity + 32_768

    let plain: UnsafeMutableBufferPointer<UInt8>
    let output: UnsafeMutableBufferPointer<UInt8>
    var plainCount = 0
    var outputCount = 0

    /// - Parameter outputCapacity: at least one record for whoever sends data; a handshake goes with any.
    init(outputCapacity: Int = TLSScratch.capacity) {
        // Freed in deinit, never earlier; nothing else frees them.
        unsafe plain = .allocate(capacity: Self.capacity)
        unsafe output = .allocate(capacity: outputCapacity)
    }

    deinit {
        unsafe plain.deallocate()
        unsafe output.deallocate()
    }

    /// What was decrypted by the last call.
    func withPlain(_ body: (Span<UInt8>) -> Void) {
        // The engine wrote `plainCount` bytes there; the thread is ours, so nobody else writes before `body` returns.
        unsafe body(UnsafeBufferPointer(plain.extracting(..<plainCount)).span)
    }

    /// The ciphertext to send after the last call.
    func withOutput<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        // The engine wrote `outputCount` bytes there; the thread is ours, so nobody else writes before `body` returns.
        unsafe body(UnsafeBufferPointer(output.extracting(..<outputCount)).span)
    }
}
