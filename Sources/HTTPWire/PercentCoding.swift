/// Percent-encoding (RFC 3986 section 2.1), decoded strictly.
enum PercentCoding {
    /// The text behind `bytes`; nil where a `%` is not followed by two hexadecimal digits, or where the result is not
    /// UTF-8. It may hold control bytes.
    ///
    /// - Parameter plusIsSpace: as in `application/x-www-form-urlencoded`.
    static func decode(_ bytes: some Collection<UInt8>, plusIsSpace: Bool = false) -> String? {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var iterator = bytes.makeIterator()
        while let byte = iterator.next() {
            if byte == UInt8(ascii: "%") {
                guard let high = iterator.next()?.hexadecimalValue, let low = iterator.next()?.hexadecimalValue else {
                    return nil
                }
                decoded.append(high << 4 | low)
            } else {
                decoded.append(plusIsSpace && byte == UInt8(ascii: "+") ? 0x20 : byte)
            }
        }
        return String(validating: decoded, as: UTF8.self)
    }

    /// The text with every byte that is not unreserved encoded (RFC 3986 section 2.3).
    static func encode(_ text: String) -> String {
        let unreserved = ByteClass.unreserved
        var encoded = ""
        for byte in text.utf8 {
            if unreserved.contains(byte) {
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                encoded += byte < 16 ? "%0" : "%"
                encoded += String(byte, radix: 16, uppercase: true)
            }
        }
        return encoded
    }
}

extension String {
    /// The text percent-encoded so that it may stand as one path segment, query name or query value.
    public var percentEncoded: String { PercentCoding.encode(self) }
}
