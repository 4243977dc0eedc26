/// The languages that a client would like, the best first (RFC 9110 section 12.5.4).
///
///     Accept-Language = #( language-range [ weight ] )
///     weight = OWS ";" OWS "q=" qvalue
///     qvalue = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] )
struct AcceptLanguage: Equatable {
    /// Ranges with a weight above 0; among equal weights in the order they were sent. `*` is left out: any language will
    /// do then.
    let ranges: [String]

    /// Longer lists say nothing: no person reads so many languages.
    private static let most = 50

    /// - Parameter elements: of the field. Where one of them is malformed, the whole field says nothing.
    init(_ elements: [String]) {
        let weighted = elements.map(Self.read)
        guard elements.count <= Self.most, !weighted.contains(where: { $0 == nil }) else {
            ranges = []
            return
        }
        ranges = weighted.compactMap { $0 }.filter { $0.weight > 0 && $0.range != "*" }.enumerated()
            .sorted { ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset) }.map(\.element.range)
    }

    /// - Returns: the weight in thousandths; nil for what is malformed.
    private static func read(_ element: String) -> (range: String, weight: Int)? {
        let parts = element.split(separator: ";", omittingEmptySubsequences: false)
            .map { $0.trimming { $0 == " " || $0 == "\t" } }
        guard let range = parts.first, isRange(range), parts.count <= 2 else { return nil }
        guard parts.count == 2 else { return (String(range), 1_000) }
        return weight(parts[1]).map { (String(range), $0) }
    }

    /// `*`, or parts of 1 to 8 letters and digits with `-` between, the first of letters only (RFC 4647 section 2.1).
    private static func isRange(_ text: Substring) -> Bool {
        if text == "*" { return true }
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return parts.allSatisfy { (1...8).contains($0.count) && $0.allSatisfy { isLetter($0) || isDigit($0) } }
            && parts[0].allSatisfy(isLetter)
    }

    private static func weight(_ text: Substring) -> Int? {
        guard text.lowercased().hasPrefix("q=") else { return nil }
        let digits = Array(text.utf8.dropFirst(2))
        guard let first = digits.first, first == UInt8(ascii: "0") || first == UInt8(ascii: "1"), digits.count <= 5,
            digits.count == 1 || digits[1] == UInt8(ascii: "."), digits.dropFirst(2).allSatisfy(isDigit)
        else { return nil }
        let places = digits.dropFirst(2).map { Int($0 - UInt8(ascii: "0")) } + [0, 0, 0]
        let weight = Int(first - UInt8(ascii: "0")) * 1_000 + places[0] * 100 + places[1] * 10 + places[2]
        return weight <= 1_000 ? weight : nil
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}

extension Substring {
    fileprivate func trimming(_ isBlank: (Character) -> Bool) -> Substring {
        let start = drop(while: isBlank)
        guard let last = start.lastIndex(where: { !isBlank($0) }) else { return "" }
        return start[...last]
    }
}
