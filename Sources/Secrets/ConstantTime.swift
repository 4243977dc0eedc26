internal import COpenSSL

/// Comparisons whose duration does not tell where two secrets differ.
public enum ConstantTime {
    /// True if both hold the same bytes. Different lengths are told apart at once: lengths are no secret here.
    public static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        // Sound: both are read by the length they were just seen to share.
        return unsafe copenssl_equal(left, right, left.count) == 1
    }
}
