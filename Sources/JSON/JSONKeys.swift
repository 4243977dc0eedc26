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
    private let names: [[UInt8]]
    /// Position in `names`, or -1. The count is a power of two and at least four times that of the names.
    private let slots: [Int8]

    init(_ names: [String]) {
        precondition(names.count <= 64, "JSONKeys holds at most 64 names")
        precondition(Set(names).count == names.count, "JSONKeys needs different names")
        self.names = names.map { Array($0.utf8) }
        var slots = [Int8](repeating: -1, count: 256)
        for (index, name) in self.names.enumerated() {
            var slot = Self.hash(name.span)
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
            if Self.equal(names[candidate], name) { return candidate }
            slot = (slot + 1) & 255
        }
        return nil
    }

    /// Length, first, middle and last byte tell the names of an order apart well enough.
    private static func hash(_ name: Span<UInt8>) -> Int {
        guard !name.isEmpty else { return 0 }
        let count = name.count
        let mix = Int(name[0]) &* 7 &+ Int(name[count / 2]) &* 31 &+ Int(name[count - 1]) &* 131 &+ count &* 17
        return (mix ^ (mix >> 8)) & 255
    }

    private static func equal(_ left: [UInt8], _ right: Span<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        for index in left.indices where left[index] != right[index] { return false }
        return true
    }
}
