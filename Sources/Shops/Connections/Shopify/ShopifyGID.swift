internal import JSON

/// Shopify's global ids, such as `gid://shopify/Order/450789469`. The number within is the id of webhooks and REST.
///
/// Source: Shopify's page on global IDs.
enum ShopifyGID {
    /// The global id of an object; nil unless `id` is a number as Shopify writes them (1 … 20 digits, no zero in front).
    static func text(_ type: String, _ id: String) -> String? { isNumber(id) ? "gid://shopify/\(type)/\(id)" : nil }

    /// The number out of a global id of that type; nil for anything else.
    static func number(_ gid: JSONValue?, _ type: String) -> String? {
        let prefix = "gid://shopify/\(type)/"
        guard let text = gid?.string, text.hasPrefix(prefix) else { return nil }
        let number = String(text.dropFirst(prefix.count))
        return isNumber(number) ? number : nil
    }

    static func isNumber(_ text: String) -> Bool {
        (1...20).contains(text.utf8.count) && text.utf8.first != UInt8(ascii: "0")
            && text.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } && UInt64(text) != nil
    }
}
