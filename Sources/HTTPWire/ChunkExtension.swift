/// `chunk-ext = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )` (RFC 9112 section 7.1.1).
enum ChunkExtension {
    static func isValid(_ text: ArraySlice<UInt8>) -> Bool {
        var rest = text
        while !rest.isEmpty {
            skipBlanks(&rest)
            guard rest.popFirst() == UInt8(ascii: ";") else { return false }
            skipBlanks(&rest)
            guard skipToken(&rest) else { return false }
            let afterName = rest
            skipBlanks(&rest)
            guard rest.first == UInt8(ascii: "=") else {
                rest = afterName
                continue
            }
            rest.removeFirst()
            skipBlanks(&rest)
            guard rest.first == UInt8(ascii: "\"") ? skipQuoted(&rest) : skipToken(&rest) else { return false }
        }
        return true
    }

    private static func skipBlanks(_ text: inout ArraySlice<UInt8>) {
        while let byte = text.first, byte.isBlank { text.removeFirst() }
    }

    private static func skipToken(_ text: inout ArraySlice<UInt8>) -> Bool {
        let token = ByteClass.token
        let start = text.count
        while let byte = text.first, token.contains(byte) { text.removeFirst() }
        return text.count < start
    }

    /// `quoted-string = DQUOTE *( qdtext / quoted-pair ) DQUOTE` (RFC 9110 section 5.6.4).
    private static func skipQuoted(_ text: inout ArraySlice<UInt8>) -> Bool {
        text.removeFirst()
        while let byte = text.popFirst() {
            if byte == UInt8(ascii: "\"") { return true }
            guard byte.isFieldContent else { return false }
            if byte == UInt8(ascii: "\\") {
                guard let escaped = text.popFirst(), escaped.isFieldContent else { return false }
            }
        }
        return false
    }
}
