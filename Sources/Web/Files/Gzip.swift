internal import CZlib

/// Compression of whole files by zlib.
enum Gzip {
    /// Smaller files gain nothing that a packet would notice, in bytes.
    static let smallest = 512
    /// Larger ones would keep the loop busy for too long, in bytes.
    static let largest = 1 << 20

    /// The content in the form of gzip (RFC 1952) at the highest level; nil where that saves less than an eighth, or
    /// where the length is not between `smallest` and `largest`.
    static func compress(_ content: [UInt8]) -> [UInt8]? {
        guard (smallest...largest).contains(content.count) else { return nil }
        let capacity = content.count - content.count / 8
        var length = 0
        // zlib reads `content.count` bytes and writes at most `capacity` ones; both arrays stay where they are for the call.
        let compressed = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
            length = unsafe content.withUnsafeBufferPointer { input in
                unsafe Int(zlib_gzip(input.baseAddress, input.count, output.baseAddress, capacity))
            }
            count = max(0, length)
        }
        return length > 0 ? compressed : nil
    }
}
