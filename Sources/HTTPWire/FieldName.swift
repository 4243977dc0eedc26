/// Comparing names on the wire, which hold letters in any case (RFC 9110 section 5.1).
extension Span where Element == UInt8 {
    /// Whether the bytes are those of the text but for the case of letters.
    ///
    /// - Parameter lowercase: ASCII without capitals.
    func isEqual(to lowercase: String) -> Bool {
        guard count == lowercase.utf8.count else { return false }
        var index = 0
        for byte in lowercase.utf8 {
            guard self[index].lowercased == byte else { return false }
            index += 1
        }
        return true
    }

    /// Whether the bytes become those of the text where `_` is read as `-`, as gateways of the CGI kind do.
    ///
    /// - Parameter lowercase: ASCII without capitals.
    func imitates(_ lowercase: String) -> Bool {
        guard count == lowercase.utf8.count else { return false }
        var index = 0
        var isOther = false
        for byte in lowercase.utf8 {
            if byte == UInt8(ascii: "-"), self[index] == UInt8(ascii: "_") {
                isOther = true
            } else if self[index].lowercased != byte {
                return false
            }
            index += 1
        }
        return isOther
    }
}
