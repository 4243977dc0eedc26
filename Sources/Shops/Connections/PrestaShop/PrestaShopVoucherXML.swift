internal import Domain

/// The XML of a new cart rule.
///
/// Source: devdocs.prestashop-project.org, *Webservice › Resources › Cart rules*, and PrestaShop's `CartRule`.
struct PrestaShopVoucherXML {
    let voucher: ShopVoucher
    /// Ids of the shop's languages: the name is required in each.
    let languages: [String]
    /// The id of the voucher's currency in the shop; nil for a percentage.
    let currency: String?
    let zone: Zone

    var bytes: [UInt8] {
        let fields = (own + discount).map { "<\($0.name)>\(Self.escaped($0.value))</\($0.name)>" }.joined()
        let name = Self.escaped(String(voucher.name.prefix(254)))
        let names = languages.map { "<language id=\"\($0)\">\(name)</language>" }.joined()
        return Array(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <prestashop><cart_rule>\(fields)<name>\(names)</name></cart_rule></prestashop>
            """.utf8)
    }

    /// For one customer, once, whole.
    private var own: [(name: String, value: String)] {
        [
            ("id_customer", voucher.customer), ("code", voucher.code),
            ("date_from", PrestaShopDate.text(of: voucher.from, zone: zone)),
            // The last second at which it is good: PrestaShop takes it until the end of `date_to`.
            ("date_to", PrestaShopDate.text(of: voucher.until.adding(milliseconds: -1), zone: zone)),
            ("quantity", "1"), ("quantity_per_user", "1"), ("priority", "1"), ("partial_use", "0"), ("highlight", "0"),
            ("active", "1"),
        ]
    }

    private var discount: [(name: String, value: String)] {
        switch voucher.discount {
        case .percent(let percent): [("reduction_percent", "\(percent)")]
        case .amount(let money):
            [("reduction_amount", money.amount), ("reduction_tax", "1"), ("reduction_currency", currency ?? "0")]
        }
    }

    /// Characters that XML 1.0 knows no way to write become blanks.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: escaped += " "
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
