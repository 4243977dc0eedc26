/// One record of a CSV file.
public struct CSVRecord: Sendable, Equatable {
    /// The line of the file on which the record begins, from 1.
    public let line: Int
    /// The fields' contents one after another, UTF-8.
    let bytes: [UInt8]
    /// Field n lies from `ends[n - 1]` to `ends[n]`.
    let ends: [Int32]

    /// Number of fields, at least 1.
    public var count: Int { ends.count }

    /// The field at that place, from 0; empty where the record is shorter.
    public subscript(index: Int) -> String { String(decoding: utf8(index), as: UTF8.self) }

    /// The bytes of the field, for values that need no string.
    public func utf8(_ index: Int) -> ArraySlice<UInt8> {
        guard ends.indices.contains(index) else { return [] }
        return bytes[(index == 0 ? 0 : Int(ends[index - 1]))..<Int(ends[index])]
    }

    public var fields: [String] { ends.indices.map { self[$0] } }
}
