internal import COpenSSL

/// Bytes that nobody can foretell, from OpenSSL's generator seeded by the kernel.
public enum SecureRandom {
    /// Stops the process if the generator fails: a guessable secret would be worse.
    public static func bytes(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        // Sound: the array has the `count` bytes that are written.
        let isDone = unsafe copenssl_random(&bytes, count) == 1
        precondition(isDone, "OpenSSL's random generator failed")
        return bytes
    }
}
