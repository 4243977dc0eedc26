import HTTPWire
import Testing

/// Messages of the corpus with a few bytes changed: whatever they are now, they must be it however they arrive.
@Suite struct MutationTests {
    /// A small generator that gives the same numbers in every run.
    private struct Numbers: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var word = state
            word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
            word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
            return word ^ (word >> 31)
        }
    }

    /// The bytes that mean something to a reader of HTTP.
    private static let alphabet = Array("\r\n\r\n \t:;,=\"/*#?%0159afZ+-_\u{0}\u{1}\u{7F}".utf8) + [0x80, 0xFF]

    private static func mutated(_ bytes: [UInt8], _ numbers: inout Numbers) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...3, using: &numbers) {
            let index = Int.random(in: 0..<bytes.count, using: &numbers)
            let byte = alphabet.randomElement(using: &numbers) ?? 0
            switch Int.random(in: 0..<4, using: &numbers) {
            case 0: bytes[index] = byte
            case 1: bytes.insert(byte, at: index)
            case 2 where bytes.count > 1: bytes.remove(at: index)
            default: bytes.insert(contentsOf: bytes[index...].prefix(8), at: index)
            }
        }
        return bytes
    }

    @Test("a changed message means the same whole, byte by byte and in two pieces", arguments: 0..<16)
    func deliveries(_ seed: UInt64) {
        var numbers = Numbers(state: seed)
        let limits = WireLimits(requestLine: 60, head: 160, fieldCount: 5, chunkLine: 20, chunkExtensions: 24)
        let parser = RequestParser(limits: limits, bodyLimit: 40)
        for test in WireCase.corpus {
            let bytes = Self.mutated(test.bytes, &numbers)
            let whole = Delivery.whole(bytes, parser)
            #expect(Delivery.byteByByte(bytes, parser) == whole, "\(bytes)")
            let index = Int.random(in: 0...bytes.count, using: &numbers)
            #expect(Delivery.split(bytes, at: index, parser) == whole, "\(bytes) split at \(index)")
        }
    }
}
