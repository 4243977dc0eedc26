/// Compares what the parser tells of some bytes with itself, in other pieces, and with the second reader.
enum Comparison {
    private static let bodyLimit = 600
    private static let tight = WireLimits(requestLine: 40, head: 120, fieldCount: 4, chunkLine: 16, chunkExtensions: 20)

    static func run(_ bytes: [UInt8]) {
        let digest = digest(bytes)
        let told = deliver(bytes, WireLimits(), digest)
        compare(told, PlainStream(bytes, limits: WireLimits(), bodyLimit: bodyLimit))
        _ = deliver(bytes, tight, digest)
    }

    /// Whole, byte by byte, in two pieces and in many.
    private static func deliver(_ bytes: [UInt8], _ limits: WireLimits, _ digest: UInt64) -> Delivery {
        let whole = Delivery([bytes], limits: limits, bodyLimit: bodyLimit)
        let middle = Int(digest % UInt64(bytes.count + 1))
        for (name, pieces) in [
            ("byte by byte", bytes.map { [$0] }),
            ("cut at \(middle)", [Array(bytes[..<middle]), Array(bytes[middle...])]),
            ("in many pieces", pieces(bytes, digest)),
        ] {
            let looksInside = pieces.count == 2 && digest % 16 == 0
            let other = Delivery(pieces, limits: limits, bodyLimit: bodyLimit, looksInside: looksInside)
            check(other.tells(theSameAs: whole), "\(name) it means something else\n  \(whole)\n  \(other)")
        }
        return whole
    }

    /// Pieces of 0 to 15 bytes, their lengths chosen by the digest.
    private static func pieces(_ bytes: [UInt8], _ digest: UInt64) -> [[UInt8]] {
        var (choice, rest, pieces) = (digest, bytes[...], [[UInt8]]())
        while !rest.isEmpty {
            choice = choice &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            pieces.append(Array(rest.prefix(Int(choice >> 60))))
            rest = rest.dropFirst(Int(choice >> 60))
        }
        return pieces
    }

    private static func compare(_ told: Delivery, _ plain: PlainStream) {
        checkEqual(told.requests.map(\.head), plain.requests.map(PlainHead.init), "the second reader reads other heads")
        checkEqual(told.requests.map(\.body), plain.requests.map(\.body), "the second reader reads other bodies")
        check(
            (told.refusal != nil) == (plain.end == .refused),
            "refused: \(told.refusal.map(\.description) ?? "no"), by the second reader: \(plain.end)")
    }
}
