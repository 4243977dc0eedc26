internal import Synchronization

/// The number of a request, written in 13 letters and digits.
struct RequestID: Hashable, Sendable, CustomStringConvertible {
    let number: UInt64

    /// Digits and lower-case letters without the ones that are easily confused (i, l, o, u).
    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

    /// Short enough to be kept within the String itself.
    var description: String {
        let alphabet = Self.alphabet
        var text = [UInt8](repeating: 0, count: 13)
        for index in text.indices { text[index] = alphabet[Int(number >> UInt64(60 - 5 * index) & 31)] }
        return String(decoding: text, as: UTF8.self)
    }
}

/// Gives out numbers that do not repeat within 2^64, and that do not tell how many there were.
final class RequestIDs: Sendable {
    private let seed: UInt64
    private let count = Atomic<UInt64>(0)

    init(seed: UInt64) { self.seed = seed }

    func next() -> RequestID {
        let count = count.wrappingAdd(1, ordering: .relaxed).newValue
        // An odd factor maps the numbers modulo 2^64 one to one.
        return RequestID(number: seed &+ count &* 0x9E37_79B9_7F4A_7C15)
    }
}
