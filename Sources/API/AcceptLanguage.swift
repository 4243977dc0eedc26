internal import HTTPWire

extension Headers {
    /// The languages of `Accept-Language`, the one wanted most first (RFC 9110 section 12.5.4); equals in the order in which
    /// they stand. `*`, those with weight 0, and elements that break the grammar are left out.
    var acceptedLanguages: [String] {
        let weighted = elements("accept-language").prefix(50).compactMap(Self.weighted)
        // Equals keep their places, whatever the sort does.
        return weighted.enumerated().sorted { ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset) }
            .map(\.element.tag)
    }

    /// `language-range [ weight ]`, where `weight = OWS ";" OWS "q=" qvalue`; thousandths.
    private static func weighted(_ element: String) -> (tag: String, weight: Int)? {
        let parts = element.split(separator: ";", omittingEmptySubsequences: false).map { part in
            part.filter { $0 != " " && $0 != "\t" }
        }
        guard let tag = parts.first, !tag.isEmpty, tag != "*", parts.count <= 2 else { return nil }
        guard parts.count == 2 else { return (tag, 1_000) }
        guard parts[1].lowercased().hasPrefix("q="), let weight = thousandths(parts[1].dropFirst(2)), weight > 0 else {
            return nil
        }
        return (tag, weight)
    }

    /// `qvalue = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] )` (RFC 9110 section 12.4.2).
    private static func thousandths(_ text: Substring) -> Int? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts[0] == "0" || parts[0] == "1" else { return nil }
        let digits = parts.count == 2 ? parts[1] : ""
        guard digits.utf8.count <= 3, digits.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
        let weight = Int("\(parts[0])\(digits)\(String(repeating: "0", count: 3 - digits.utf8.count))") ?? 0
        return weight <= 1_000 ? weight : nil
    }
}
