/// Text outside ASCII in header fields: `=?UTF-8?Q?…?=` and `=?UTF-8?B?…?=` (RFC 2047).
enum EncodedWord {
    /// The longest word, in octets (section 2).
    private static let limit = 75
    private static let frame = "=?UTF-8?Q?".utf8.count + "?=".utf8.count

    /// Words that decode to the text when they are read one after the other, none of them splitting a code point.
    ///
    /// - Parameters:
    ///   - first: octets that the first word may take, as it stands behind the field's name.
    static func encode(_ text: String, first: Int) -> [String] {
        let quoted = chunks(text, first: first) { $0.reduce(0) { $0 + (isSafe($1) ? 1 : 3) } }
        let based = chunks(text, first: first, isBase64: true) { $0.count }
        let words = quoted.map { "=?UTF-8?Q?\(quotedPrintable($0))?=" }
        let shorter = based.map { "=?UTF-8?B?\(String(decoding: Base64.encode($0), as: UTF8.self))?=" }
        return length(shorter) < length(words) ? shorter : words
    }

    private static func length(_ words: [String]) -> Int { words.reduce(0) { $0 + $1.utf8.count } }

    /// The text's bytes, cut between code points so that each piece fits into a word.
    private static func chunks(
        _ text: String, first: Int, isBase64: Bool = false, cost: ([UInt8]) -> Int
    ) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var piece: [UInt8] = []
        var used = 0
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            let room = min(pieces.isEmpty ? first : limit, limit) - frame
            let capacity = isBase64 ? room / 4 * 3 : room
            let needed = cost(bytes)
            if used + needed > capacity, !piece.isEmpty {
                pieces.append(piece)
                (piece, used) = ([], 0)
            }
            piece += bytes
            used += needed
        }
        if !piece.isEmpty { pieces.append(piece) }
        return pieces
    }

    /// The "Q" encoding with the few bytes that are safe in a phrase too (section 5, rule 3).
    private static func quotedPrintable(_ bytes: [UInt8]) -> String {
        var text = ""
        for byte in bytes {
            if byte == 0x20 {
                text += "_"
            } else if isSafe(byte) {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                text += "=" + Hexadecimal.pair(byte)
            }
        }
        return text
    }

    /// Written as one octet, a blank as `_`.
    private static func isSafe(_ byte: UInt8) -> Bool {
        byte.isAlphanumeric || byte == 0x20 || "!*+-/".utf8.contains(byte)
    }
}
