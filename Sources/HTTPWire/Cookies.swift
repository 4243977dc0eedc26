/// One pair of a Cookie field, as it came: nothing is decoded, and quotes belong to the value.
public struct Cookie: Hashable, Sendable {
    /// Never empty.
    public let name: String
    public let value: String

    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// How many pairs of one request are read. A browser must keep at least 50 for a site (RFC 6265 section 6.1).
    static let limit = 256
}

extension Headers {
    /// The pairs of all Cookie fields, in order (RFC 6265 section 4.2). Blanks around a name and a value are cut; a
    /// piece without `=` or without a name is left out, and so is all that comes after 256 pairs. Bytes that are not
    /// UTF-8 read as U+FFFD.
    public var cookies: [Cookie] {
        var cookies: [Cookie] = []
        visitCookies { name, value in
            cookies.append(Cookie(String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self)))
            return cookies.count < Cookie.limit
        }
        return cookies
    }

    /// The value of the first pair of that name, compared byte by byte; nil where there is none. Browsers send the
    /// pair of the longest path first (RFC 6265 section 5.4).
    public func cookie(named name: String) -> String? {
        var found: String?
        var count = 0
        visitCookies { candidate, value in
            count += 1
            if candidate.elementsEqual(name.utf8) { found = String(decoding: value, as: UTF8.self) }
            return found == nil && count < Cookie.limit
        }
        return found
    }

    /// `cookie-string = cookie-pair *( ";" SP cookie-pair )`, `cookie-pair = cookie-name "=" cookie-value`.
    ///
    /// - Parameter visit: whether to go on.
    private func visitCookies(_ visit: (ArraySlice<UInt8>, ArraySlice<UInt8>) -> Bool) {
        for field in fields where matches(field, "cookie") {
            var rest = bytes[field.value]
            while !rest.isEmpty {
                let piece = rest.prefix { $0 != UInt8(ascii: ";") }
                rest = rest.dropFirst(piece.count + 1)
                guard let equals = piece.firstIndex(of: UInt8(ascii: "=")) else { continue }
                let name = Self.withoutBlanks(piece[..<equals])
                guard !name.isEmpty else { continue }
                guard visit(name, Self.withoutBlanks(piece[(equals + 1)...])) else { return }
            }
        }
    }

    private static func withoutBlanks(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard let last = text.lastIndex(where: { !$0.isBlank }) else { return [] }
        return text[...last].drop(while: \.isBlank)
    }
}
