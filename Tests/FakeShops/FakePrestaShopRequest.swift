internal import Foundation
internal import Secrets
internal import Shops

/// A request as the web server and PrestaShop's dispatcher take it apart.
struct FakePrestaShopRequest {
    var method: HTTPCall.Method
    /// Empty for `/api/`.
    var resource: String
    var id: String?
    var parameters: [String: String] = [:]
    /// By field, in no order.
    var filters: [String: String] = [:]
    var body: [UInt8]
    /// The user of the Basic authentication; nil without any.
    var key: String?

    var isJSON: Bool { parameters["output_format"] == "JSON" }

    /// Nil for a request that a web server answers with 400 or 414: bare characters that no address may hold, or too long
    /// an address.
    init?(_ call: HTTPCall) {
        let isPlain = call.url.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"[]|<>\"{}\\^`,".utf8.contains($0) }
        guard isPlain, call.url.utf8.count <= 8_000, let start = call.url.range(of: "/api/") else { return nil }
        let parts = call.url[start.upperBound...].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = parts[0].split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard path.count <= 2 else { return nil }
        method = call.method
        resource = path[0]
        id = path.count == 2 ? path[1] : nil
        body = call.body ?? []
        key = Self.user(call)
        guard parts.count == 2 else { return }
        for pair in parts[1].split(separator: "&") {
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2, let name = sides[0].removingPercentEncoding,
                let value = sides[1].removingPercentEncoding
            else { return nil }
            if name.hasPrefix("filter["), name.hasSuffix("]") {
                filters[String(name.dropFirst(7).dropLast())] = value
            } else {
                parameters[name] = value
            }
        }
    }

    private static func user(_ call: HTTPCall) -> String? {
        guard let text = call.fields.first(where: { $0.name == "Authorization" })?.value, text.hasPrefix("Basic "),
            let bytes = Base64.decode(text.dropFirst(6))
        else { return nil }
        let pair = String(decoding: bytes, as: UTF8.self).split(
            separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        return pair.count == 2 && pair[1].isEmpty ? String(pair[0]) : nil
    }
}
