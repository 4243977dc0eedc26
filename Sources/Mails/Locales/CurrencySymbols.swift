/// The signs of currencies by locale (CLDR 48).
enum CurrencySymbols {
    static func english(_ region: String?) -> [String: String] {
        if region == "AU" { return ["AUD": "$"] }
        guard let region, region != "US" else { return worldEnglish.merging(["USD": "$", "JPY": "¥"]) { $1 } }
        return worldEnglish.merging(dollar(of: region)) { $1 }
    }

    private static let worldEnglish = [
        "EUR": "€", "USD": "US$", "GBP": "£", "JPY": "JP¥", "CAD": "CA$", "AUD": "A$", "NZD": "NZ$", "MXN": "MX$",
        "BRL": "R$", "INR": "₹", "CNY": "CN¥", "HKD": "HK$", "ILS": "₪", "KRW": "₩", "PHP": "₱", "TWD": "NT$",
        "VND": "₫",
    ]

    static let french = [
        "EUR": "€", "USD": "$US", "GBP": "£GB", "CAD": "$CA", "AUD": "$AU", "NZD": "$NZ", "MXN": "$MX", "SGD": "$SG",
        "BRL": "R$", "INR": "₹", "ILS": "₪", "KRW": "₩", "VND": "₫",
    ]

    static let frenchCanada = [
        "EUR": "€", "USD": "$\u{A0}US", "GBP": "£", "JPY": "¥", "CAD": "$", "AUD": "$\u{A0}AU", "NZD": "$\u{A0}NZ",
        "HKD": "$\u{A0}HK", "SGD": "$\u{A0}SG",
        "BRL": "R$",
        "CNY": "CN¥",
    ]

    static let polish = ["EUR": "€", "PLN": "zł", "BRL": "R$"]

    static let german = [
        "EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "CAD": "CA$", "AUD": "AU$", "NZD": "NZ$", "MXN": "MX$",
        "BRL": "R$", "INR": "₹", "CNY": "CN¥", "HKD": "HK$", "ILS": "₪", "KRW": "₩", "TWD": "NT$",
        "VND": "₫",
    ]

    static let germanSwitzerland = german.merging(["EUR": "EUR"]) { $1 }

    static let spanish = ["EUR": "€", "USD": "US$", "VND": "₫"]

    static func spanishAmerica(_ region: String) -> [String: String] {
        region == "US" ? ["USD": "$", "JPY": "¥"] : dollar(of: region)
    }

    /// The currency that its own country calls by the bare sign.
    private static func dollar(of region: String) -> [String: String] {
        switch region {
        case "CA": ["CAD": "$"]
        case "NZ": ["NZD": "$"]
        case "MX": ["MXN": "$"]
        case "SG": ["SGD": "$"]
        default: [:]
        }
    }
}
