/// A small generator of numbers that look random: the same seed gives the same numbers, everywhere and for ever.
///
/// Steele, Lea, Flood: "Fast splittable pseudorandom number generators" (2014), in the form of Vigna's reference code.
struct SplitMix64 {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// One of many streams that have nothing to do with each other.
    init(seed: UInt64, stream: Int) {
        var first = SplitMix64(seed: seed)
        state = first.next() ^ Self.mixed(UInt64(truncatingIfNeeded: stream) &+ 1)
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Self.mixed(state)
    }

    /// 0 … `bound` − 1. The tiny unevenness of the multiplication (below one in four thousand million for bounds of
    /// ordinary size) is of no consequence here.
    mutating func below(_ bound: Int64) -> Int64 {
        Int64(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    private static func mixed(_ value: UInt64) -> UInt64 {
        var value = value
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
