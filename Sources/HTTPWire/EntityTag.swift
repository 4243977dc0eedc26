/// The name of one version of a representation (RFC 9110 section 8.8.3).
public struct EntityTag: Hashable, Sendable, CustomStringConvertible {
    /// How two tags are compared (RFC 9110 section 8.8.3.2): only strongly can it be told that the bytes are the same.
    public enum Comparison: Sendable { case strong, weak }

    /// With its quotes.
    public let opaque: String
    public let isWeak: Bool

    /// - Precondition: `text` is made of visible ASCII without a quote.
    public init(_ text: String, isWeak: Bool = false) {
        precondition(text.utf8.allSatisfy { ByteClass.entityTag.contains($0) }, "an entity tag holds a foreign byte")
        opaque = "\"\(text)\""
        self.isWeak = isWeak
    }

    /// As it stands in the ETag field.
    public var description: String { isWeak ? "W/\(opaque)" : opaque }

    /// Whether the field of that name, `If-Match` or `If-None-Match`, names this tag or says `*`, which means any.
    /// A field that breaks the grammar names nothing.
    public func isNamed(in headers: Headers, _ name: String, _ comparison: Comparison) -> Bool {
        var isNamed = false
        for field in headers.cursors(name) {
            var cursor = field
            guard let found = find(&cursor, comparison) else { return false }
            if found { isNamed = true }
        }
        return isNamed
    }

    /// `"*" / #entity-tag`; nil where it is neither.
    private func find(_ cursor: inout FieldCursor, _ comparison: Comparison) -> Bool? {
        if cursor.skip(UInt8(ascii: "*")) { return cursor.isAtEnd ? true : nil }
        var isFound = false
        cursor.skipListGap()
        while !cursor.isAtEnd {
            guard let (tag, isTagWeak) = Self.read(&cursor), cursor.isAtElementEnd() else { return nil }
            let isComparable = comparison == .weak || !(isTagWeak || isWeak)
            if isComparable, cursor.equals(tag, opaque) { isFound = true }
            cursor.skipListGap()
        }
        return isFound
    }

    /// `entity-tag = [ weak ] opaque-tag`: `weak = %s"W/"`, `opaque-tag = DQUOTE *etagc DQUOTE`.
    ///
    /// - Returns: the place of the opaque tag with its quotes.
    static func read(_ cursor: inout FieldCursor) -> (opaque: Range<Int>, isWeak: Bool)? {
        let isWeak = cursor.skip(UInt8(ascii: "W"))
        if isWeak { guard cursor.skip(UInt8(ascii: "/")) else { return nil } }
        let start = cursor.position
        guard cursor.skip(UInt8(ascii: "\"")) else { return nil }
        cursor.skipEntityTagText()
        guard cursor.skip(UInt8(ascii: "\"")) else { return nil }
        return (start..<cursor.position, isWeak)
    }
}

extension ByteClass {
    /// The ASCII part of `etagc = %x21 / %x23-7E / obs-text` (RFC 9110 section 8.8.3).
    static let entityTag = visible.subtracting(ByteClass("\""))
}

extension FieldCursor {
    /// `*etagc`, beyond ASCII too.
    fileprivate mutating func skipEntityTagText() {
        while let byte = next, byte >= 0x80 || ByteClass.entityTag.contains(byte) { _ = skip(byte) }
    }
}
