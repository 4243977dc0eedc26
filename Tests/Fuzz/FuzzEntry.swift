/// What all fuzzers share: the entry that libFuzzer calls, and the way to say that something is not as it must be.
///
/// Each fuzzer is one file `<Name>Fuzz.swift` with a function `fuzz`. `scripts/fuzz` compiles it together with this
/// file, the other files here that are no fuzzers, and the sources of the module under test, all as one module.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    // libFuzzer owns the bytes for the time of the call; they are copied at once.
    fuzz(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}

/// Ends the process, which makes libFuzzer keep the input, where the condition does not hold.
func check(_ condition: Bool, _ message: @autoclosure () -> String) {
    if !condition { fatalError(message()) }
}

/// Says both sides where they differ.
func checkEqual<Value: Equatable>(_ left: Value, _ right: Value, _ message: @autoclosure () -> String) {
    if left != right { fatalError("\(message())\n  \(left)\n  \(right)") }
}

/// A number that depends on every byte (FNV-1a): makes choices that follow from the input alone, so that the input can
/// stay exactly what goes over the wire.
func digest(_ bytes: [UInt8]) -> UInt64 {
    bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
}

/// The lines of an input that stands for header fields: those that may stand in one, without blanks around them.
func fieldLines(_ bytes: [UInt8]) -> [[UInt8]] {
    bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { trimmed(Array($0)) }
        .filter { line in line.allSatisfy { $0 == 9 || ($0 >= 32 && $0 != 127) } }
}

/// Without SP and HTAB at both ends.
func trimmed(_ bytes: [UInt8]) -> [UInt8] {
    let kept = bytes.indices.filter { bytes[$0] != 32 && bytes[$0] != 9 }
    guard let first = kept.first, let last = kept.last else { return [] }
    return Array(bytes[first...last])
}

/// With the ASCII letters in lower case, and nothing else changed.
func lowered(_ bytes: [UInt8]) -> [UInt8] { bytes.map { (65...90).contains($0) ? $0 + 32 : $0 } }

func text(_ bytes: some Sequence<UInt8>) -> String { String(decoding: Array(bytes), as: UTF8.self) }

/// Members of a set of bytes, one by one in a list.
struct ByteList {
    private var isMember = [Bool](repeating: false, count: 256)

    init(_ members: some Sequence<UInt8>) { for byte in members { isMember[Int(byte)] = true } }

    func contains(_ byte: UInt8) -> Bool { isMember[Int(byte)] }

    func with(_ more: String, without less: String = "") -> ByteList {
        ByteList((0...255).filter { (contains($0) || more.utf8.contains($0)) && !less.utf8.contains($0) })
    }
}

let tokenBytes = ByteList("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
let digitBytes = ByteList(48...57)
let hexBytes = ByteList("0123456789abcdefABCDEF".utf8)

func isToken(_ bytes: [UInt8]) -> Bool { !bytes.isEmpty && bytes.allSatisfy(tokenBytes.contains) }
