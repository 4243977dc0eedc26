internal import Domain
internal import JSON
internal import Secrets
internal import Shops

/// One request to the fake WooCommerce: taken apart, let in or not, and answered.
struct FakeWooRequest {
    let call: HTTPCall
    let now: Timestamp
    let settings: FakeWooCommerce.Settings
    /// The address without query, as it was asked for.
    let address: String
    /// The path below `/wp-json/`.
    let path: [String]
    /// Names and values, decoded.
    let query: [(name: String, value: String)]

    init(_ call: HTTPCall, _ url: String, _ now: Timestamp, _ settings: FakeWooCommerce.Settings) throws {
        (self.call, self.now, self.settings) = (call, now, settings)
        let parts = call.url.split(separator: "?", maxSplits: 1).map(String.init)
        address = parts.first ?? ""
        guard settings.hasRoutes, address.hasPrefix("\(url)/wp-json/") else {
            throw FakeWooError(404, "rest_no_route", "No route was found matching the URL and request method.")
        }
        path = address.dropFirst(url.count + 9).split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        query = (parts.count > 1 ? parts[1] : "").split(separator: "&").map { pair in
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (Self.decoded(halves[0]), halves.count > 1 ? Self.decoded(halves[1]) : "")
        }
    }

    subscript(name: String) -> String? { query.last { $0.name == name }?.value }

    private var isSecure: Bool { address.hasPrefix("https://") }

    /// As PHP decodes a query: `%41` and `+`.
    private static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            if byte == UInt8(ascii: "%"), digits.count == 2, let value = UInt8(digits, radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? 0x20 : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    // MARK: Access to WooCommerce's part

    /// Basic over https, else a signature; neither leaves the request to nobody, who may see nothing.
    func letIntoShop(_ state: inout FakeWooCommerce.State) throws {
        let isIn = try isSecure && basic() || signed(&state)
        let code = call.method == .get ? "woocommerce_rest_cannot_view" : "woocommerce_rest_cannot_edit"
        guard isIn else { throw FakeWooError(401, code, "Sorry, you cannot list resources.") }
        guard call.method == .get || settings.keyMayWrite else {
            throw Self.refused("The API key provided does not have write permissions.")
        }
    }

    private static func refused(_ message: String) -> FakeWooError {
        FakeWooError(401, "woocommerce_rest_authentication_error", message)
    }

    private var credentials: (user: String, password: String)? {
        guard let field = call.fields.first(where: { $0.name.lowercased() == "authorization" })?.value,
            field.hasPrefix("Basic "), let bytes = Base64.decode(field.dropFirst(6))
        else { return nil }
        let words = String(decoding: bytes, as: UTF8.self).split(separator: ":", maxSplits: 1).map(String.init)
        return words.count == 2 ? (words[0], words[1]) : nil
    }

    private func basic() throws -> Bool {
        guard let given = credentials, given.user == settings.consumerKey else { return false }
        guard given.password == settings.consumerSecret else { throw Self.refused("Consumer secret is invalid.") }
        return true
    }

    private func signed(_ state: inout FakeWooCommerce.State) throws -> Bool {
        let names = [
            "oauth_consumer_key", "oauth_timestamp", "oauth_nonce", "oauth_signature", "oauth_signature_method",
        ]
        let missing = names.filter { self[$0]?.isEmpty ?? true }
        if missing.count == names.count { return false }
        guard missing.isEmpty else {
            throw FakeWooError(
                401, "woocommerce_rest_authentication_missing_parameter",
                "Missing OAuth parameter \(missing.joined(separator: ", "))")
        }
        guard self["oauth_consumer_key"] == settings.consumerKey else {
            throw Self.refused("Consumer key is invalid.")
        }
        guard self["oauth_signature_method"] == "HMAC-SHA256", self["oauth_signature"] == signature() else {
            throw Self.refused("Invalid signature - provided signature does not match.")
        }
        guard let seconds = Int64(self["oauth_timestamp"] ?? ""), abs(seconds - now.milliseconds / 1_000) <= 900 else {
            throw Self.refused("Invalid timestamp.")
        }
        guard state.nonces.insert(self["oauth_nonce"] ?? "").inserted else {
            throw Self.refused("Invalid nonce - nonce has already been used.")
        }
        return true
    }

    /// RFC 5849 §3.4.1: the whole normalized query is encoded once more.
    private func signature() -> String {
        let pairs = query.filter { $0.name != "oauth_signature" }
            .map { Pair(name: Self.encoded($0.name), value: Self.encoded($0.value)) }.sorted()
        let normalized = pairs.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
        let base = [call.method.rawValue, Self.encoded(address), Self.encoded(normalized)].joined(separator: "&")
        return Base64.encode(HMACKey(Array("\(settings.consumerSecret)&".utf8)).signature(of: Array(base.utf8)))
    }

    private struct Pair: Comparable {
        let name: String
        let value: String

        static func < (left: Pair, right: Pair) -> Bool {
            left.name == right.name ? left.value < right.value : left.name < right.name
        }
    }

    private static let plain = Set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".unicodeScalars)

    private static func encoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            let scalar = UnicodeScalar(byte)
            if plain.contains(scalar) {
                encoded.unicodeScalars.append(scalar)
            } else {
                encoded += byte < 16 ? "%0" : "%"
                encoded += String(byte, radix: 16, uppercase: true)
            }
        }
        return encoded
    }

    // MARK: Access to WordPress's own part

    func letIntoUsers() throws {
        guard isSecure || settings.isLocal, let given = credentials else {
            throw FakeWooError(401, "rest_not_logged_in", "You are not currently logged in.")
        }
        guard given.user == settings.user else {
            throw FakeWooError(
                401, "invalid_username",
                "Unknown username. Check again or try your email address.")
        }
        guard given.password == settings.applicationPassword else {
            throw FakeWooError(
                401, "incorrect_password", "The provided password is an invalid application password.")
        }
    }
}
