internal import Secrets

/// The last step in ranking two reports of one thing that agree in everything else.
enum BodyHash {
    static func of(_ body: [UInt8]) -> UInt64 {
        Digest.sha256(body).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
