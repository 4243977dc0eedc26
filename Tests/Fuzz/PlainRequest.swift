/// A second reader of requests, written for being obvious: it gets all bytes at once, cuts them into lines, and knows
/// nothing of pieces. What the parser tells must be what this one reads.
struct PlainRequest: Equatable {
    var method: [UInt8]
    var target: PlainTarget
    var isVersion10: Bool
    var fields: [[[UInt8]]]
    var length: Int?
    var isChunked: Bool
    var keepsAlive: Bool
    var expectsContinue: Bool
    var body: [UInt8] = []

    /// RFC 9112 sections 3 and 5: the lines of one head, without the empty line at its end. Nil for what is refused.
    init?(lines: [[UInt8]], limits: WireLimits) {
        let words = (lines.first ?? []).split(separator: 32, omittingEmptySubsequences: false).map { Array($0) }
        guard words.count == 3, isToken(words[0]), words[1].allSatisfy({ $0 > 32 && $0 < 127 }), !words[1].isEmpty,
            Self.isVersion(words[2]), let target = PlainTarget(words[1], method: text(words[0]))
        else { return nil }
        (method, self.target) = (words[0], target)
        isVersion10 = words[2].last == UInt8(ascii: "0")
        guard let fields = Self.fields(lines.dropFirst(), limits) else { return nil }
        self.fields = fields
        func values(_ name: String) -> [[UInt8]] { fields.filter { text(lowered($0[0])) == name }.map { $0[1] } }
        guard values("host").count == 1 || (isVersion10 && values("host").isEmpty),
            values("host").allSatisfy(PlainTarget.isAuthority), values("content-type").count < 2
        else { return nil }
        // What another reader might take for the field that ends the body.
        for name in fields.map({ text(lowered($0[0])) }) where name.contains("_") {
            let other = text(name.utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : $0 })
            if ["content-length", "transfer-encoding"].contains(other) { return nil }
        }
        let options = values("connection").flatMap(Self.elements)
        keepsAlive = !options.contains("close") && (!isVersion10 || options.contains("keep-alive"))
        let expectations = values("expect").map { text(lowered($0)) }
        guard expectations.count < 2, isVersion10 || expectations.allSatisfy({ $0 == "100-continue" }) else {
            return nil
        }
        expectsContinue = !isVersion10 && !expectations.isEmpty
        let (lengths, codings) = (values("content-length"), values("transfer-encoding"))
        isChunked = !codings.isEmpty
        guard lengths.count < 2, lengths.isEmpty || codings.isEmpty, codings.isEmpty || !isVersion10,
            codings.isEmpty || codings.flatMap(Self.elements) == ["chunked"]
        else { return nil }
        if let digits = lengths.first {
            guard digits.allSatisfy(digitBytes.contains), let number = Int(text(digits)) else { return nil }
            length = number
        }
    }

    /// Lines of a head or of trailers: `field-name ":" OWS field-value OWS`. Nil for what is refused.
    static func fields(_ lines: some Sequence<[UInt8]>, _ limits: WireLimits) -> [[[UInt8]]]? {
        var fields: [[[UInt8]]] = []
        for line in lines {
            let name = Array(line.prefix { $0 != UInt8(ascii: ":") })
            let value = trimmed(Array(line.dropFirst(name.count + 1)))
            guard name.count < line.count, isToken(name), value.allSatisfy({ $0 == 9 || ($0 >= 32 && $0 != 127) })
            else { return nil }
            fields.append([name, value])
        }
        return fields.count <= limits.fieldCount ? fields : nil
    }

    private static func isVersion(_ word: [UInt8]) -> Bool {
        word.count == 8 && text(word).hasPrefix("HTTP/1.") && digitBytes.contains(word[7])
    }

    private static func elements(_ value: [UInt8]) -> [String] {
        lowered(value).split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            .map { text(trimmed(Array($0))) }
    }
}
