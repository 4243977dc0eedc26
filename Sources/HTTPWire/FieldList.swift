/// Walks along the elements of a comma-separated value (RFC 9110 section 5.6.1). Commas within quotes separate too.
struct FieldList {
    private var position = 0

    /// The next element, blanks around it cut; it may be empty. Nil after the last one, and an empty value has one.
    mutating func next(_ value: Span<UInt8>) -> Range<Int>? {
        guard position <= value.count else { return nil }
        var start = position
        var end = position
        while end < value.count, value[end] != UInt8(ascii: ",") { end += 1 }
        position = end + 1
        while start < end, value[start].isBlank { start += 1 }
        while end > start, value[end - 1].isBlank { end -= 1 }
        return start..<end
    }
}
