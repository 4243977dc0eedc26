/// The member names that a reader of one kind of object cares about, laid out for look-up by bytes.
///
/// Made once per kind and kept in a `static let`; finding a name then costs no allocation and one comparison.
public struct JSONKeys<Field: Sendable>: Sendable {
    @usableFromInline let fields: [Field]
    @usableFromInline let table: JSONKeyTable

    /// Names and what they stand for. At most 64, all different.
    public init(_ names: KeyValuePairs<String, Field>) {
        fields = names.map(\.value)
        table = JSONKeyTable(names.map(\.key))
    }
}

extension JSONKeys where Field: CaseIterable & RawRepresentable<String> {
    /// All cases of an enumeration by their raw values.
    public init(_ type: Field.Type) {
        let cases = Array(Field.allCases)
        fields = cases
        table = JSONKeyTable(cases.map(\.rawValue))
    }
}

/// An open-addressing hash table from names to their positions in a list.
@usableFromInline
struct JSONKeyTable: Sendable {
    /// The names one after another; name n lies from `ends[n - 1]` to `ends[n]`.
    private let bytes: [UInt8]
    private let ends: [Int32]
    /// Position of a name, or -1. The count is a power of two and at least four times that of the names.
    private let slots: [Int8]

    init(_ names: [String]) {
        precondition(names.count <= 64, "JSONKeys holds at most 64 names")
        precondition(Set(names).count == names.count, "JSONKeys needs different names")
        bytes = names.flatMap { Array($0.utf8) }
        var ends: [Int32] = []
        for name in names { ends.append((ends.last ?? 0) + Int32(name.utf8.count)) }
        self.ends = ends
        var slots = [Int8](repeating: -1, count: 256)
        for (index, name) in names.enumerated() {
            var slot = Self.hash(Array(name.utf8).span)
            while slots[slot] >= 0 { slot = (slot + 1) & 255 }
            slots[slot] = Int8(index)
        }
        self.slots = slots
    }

    /// The position of the name that consists of exactly these bytes.
    func index(of name: Span<UInt8>) -> Int? {
        var slot = Self.hash(name)
        while slots[slot] >= 0 {
            let candidate = Int(slots[slot])
            if isName(candidate, name) { return candidate }
            slot = (slot + 1) & 255
        }
        return nil
    }

    private func isName(_ index: Int, _ name: Span<UInt8>) -> Bool {
        let start = index == 0 ? 0 : Int(ends[index - 1])
        guard Int(ends[index]) - start == name.count else { return false }
        for offset in name.indices where bytes[start + offset] != name[offset] { return false }
        return true
    }

    /// Length, first, middle and last byte tell the names of an order apart well enough.
    private static func hash(_ name: Span<UInt8>) -> Int {
        guard !name.isEmpty else { return 0 }
        let count = name.count
        let mix = Int(name[0]) &* 7 &+ Int(name[count / 2]) &* 31 &+ Int(name[count - 1]) &* 131 &+ count &* 17
        return (mix ^ (mix >> 8)) & 255
    }
}
