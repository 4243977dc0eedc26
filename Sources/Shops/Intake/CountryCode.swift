/// ISO 3166-1 alpha-2 codes by their form; whether a country exists is not asked, as new ones come.
enum CountryCode {
    /// The code in capitals; nil unless it is two ASCII letters.
    static func lenient(_ text: String?) -> String? {
        guard let text, text.utf8.count == 2, text.utf8.allSatisfy({ ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A })
        else { return nil }
        return text.uppercased()
    }
}
