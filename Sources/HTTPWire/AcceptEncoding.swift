/// What a client says about content codings (RFC 9110 section 12.5.3), as far as gzip and identity are concerned.
public struct AcceptEncoding: Hashable, Sendable {
    /// Weights in thousandths; nil for what was not named.
    private var gzip: Int?
    private var identity: Int?
    private var others: Int?

    /// Reads every field of the name. An element that breaks the grammar counts as not said; of a coding that is named
    /// twice the lower weight counts.
    public init(_ headers: Headers) {
        for field in headers.cursors("accept-encoding") {
            var cursor = field
            cursor.skipListGap()
            while !cursor.isAtEnd {
                read(&cursor)
                cursor.skipElement()
                cursor.skipListGap()
            }
        }
    }

    /// Whether gzip is accepted and wanted at least as much as the plain form. Without the field it is not; where the
    /// plain form was not named, everything that is named comes before it.
    public var prefersGzip: Bool {
        guard let weight = gzip ?? others, weight > 0 else { return false }
        return weight >= identity ?? (gzip == nil ? 0 : others ?? 0)
    }

    /// `( codings [ weight ] )`: `codings = content-coding / "identity" / "*"`.
    private mutating func read(_ cursor: inout FieldCursor) {
        let name = cursor.run(of: .token)
        guard let weight = Self.weight(&cursor), cursor.isAtElementEnd() else { return }
        func lower(_ known: Int?) -> Int { min(known ?? 1_000, weight) }
        if cursor.matches(name, "gzip") || cursor.matches(name, "x-gzip") {
            gzip = lower(gzip)
        } else if cursor.matches(name, "identity") {
            identity = lower(identity)
        } else if cursor.matches(name, "*") {
            others = lower(others)
        }
    }

    /// `weight = OWS ";" OWS "q=" qvalue` (RFC 9110 section 12.4.2), or nothing, which means 1.
    ///
    /// - Returns: thousandths; nil where it breaks the grammar.
    private static func weight(_ cursor: inout FieldCursor) -> Int? {
        if cursor.isAtElementEnd() { return 1_000 }
        guard cursor.skip(UInt8(ascii: ";")) else { return nil }
        cursor.skipBlanks()
        guard cursor.skip(UInt8(ascii: "q")) || cursor.skip(UInt8(ascii: "Q")), cursor.skip(UInt8(ascii: "=")) else {
            return nil
        }
        return quality(&cursor)
    }

    /// `qvalue = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] )`.
    private static func quality(_ cursor: inout FieldCursor) -> Int? {
        guard let whole = cursor.next, whole == UInt8(ascii: "0") || whole == UInt8(ascii: "1") else { return nil }
        _ = cursor.skip(whole)
        var value = whole == UInt8(ascii: "1") ? 1_000 : 0
        guard cursor.skip(UInt8(ascii: ".")) else { return value }
        var step = 100
        while step > 0, let digit = cursor.next, digit.isDigit {
            _ = cursor.skip(digit)
            value += Int(digit - 0x30) * step
            step /= 10
        }
        return value <= 1_000 ? value : nil
    }
}
