internal import Secrets

/// OAuth 1.0a without a token (RFC 5849 §3.4), which is all that WooCommerce takes over plain http.
///
/// Source: `WC_REST_Authentication` (`class-wc-rest-authentication.php`). It differs from the RFC in one place: it joins
/// name and value, each encoded, and encodes the pair again, which comes to the same as encoding the whole query.
enum WooCommerceSignature {
    /// The query with what signs it: `oauth_consumer_key`, `oauth_nonce`, `oauth_signature_method`, `oauth_timestamp`
    /// and last `oauth_signature`.
    ///
    /// - Parameters:
    ///   - url: without query, percent-encoded, as it will be asked for.
    ///   - seconds: since 1970; WooCommerce takes what is within 15 minutes of its own clock.
    ///   - nonce: letters and digits; WooCommerce refuses one that the key has used within 15 minutes.
    static func signed(
        _ query: [WooCommerceQuery.Item], method: HTTPCall.Method, url: String, key: String, secret: String,
        seconds: Int64, nonce: String
    ) -> [WooCommerceQuery.Item] {
        let items =
            query + [
                .init("oauth_consumer_key", key), .init("oauth_nonce", nonce),
                .init("oauth_signature_method", "HMAC-SHA256"), .init("oauth_timestamp", String(seconds)),
            ]
        let text = base(items, method: method, url: url)
        let signature = HMACKey(Array("\(secret)&".utf8)).signature(of: Array(text.utf8))
        return items + [.init("oauth_signature", Base64.encode(signature))]
    }

    /// The signature base string: method, address and the parameters sorted by name, each encoded once more.
    static func base(_ items: [WooCommerceQuery.Item], method: HTTPCall.Method, url: String) -> String {
        let pairs = items.sorted { Array($0.name.utf8).lexicographicallyPrecedes(Array($1.name.utf8)) }
            .map { WooCommerceQuery.encoded($0.encoded) }
        return "\(method.rawValue)&\(WooCommerceQuery.encoded(url))&\(pairs.joined(separator: "%26"))"
    }
}

/// The part of an address after the question mark.
enum WooCommerceQuery {
    /// One parameter, not yet encoded.
    struct Item: Equatable {
        var name: String
        var value: String

        init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }

        var encoded: String { "\(WooCommerceQuery.encoded(name))=\(WooCommerceQuery.encoded(value))" }
    }

    static func text(_ items: [Item]) -> String { items.map(\.encoded).joined(separator: "&") }

    /// `unreserved = ALPHA / DIGIT / "-" / "." / "_" / "~"` stay (RFC 3986 §2.3), all else becomes `%` and two digits.
    static func encoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let digits = Array("0123456789ABCDEF".utf8)
}
