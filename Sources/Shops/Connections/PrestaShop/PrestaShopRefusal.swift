internal import JSON

/// An answer that is no success, and what it means for whoever looks after the shop.
///
/// Source: PrestaShop's `WebserviceRequest`: errors are `{"errors": [{"code", "message"}]}`, the codes are its own.
struct PrestaShopRefusal {
    /// The codes that say more than their status does.
    private enum Code {
        /// 503: the webservice is not switched on.
        static let switchedOff: Int64 = 22
        /// 405: the key may not use the method on the resource.
        static let method: Int64 = 25
        /// 401: the key may not use the resource at all.
        static let resource: Int64 = 26
    }

    let status: Int
    private let codes: [Int64]
    /// What PrestaShop says about it, at most 300 characters.
    private let message: String
    private let retryAfter: Int?
    private let method: HTTPCall.Method
    private let resource: String

    init(_ answer: HTTPAnswer, to method: HTTPCall.Method, of resource: String) {
        status = answer.status
        (self.method, self.resource) = (method, resource)
        let errors = (try? JSONValue(parsing: answer.body))?["errors"]?.array ?? []
        codes = errors.compactMap { $0["code"]?.integer }
        message = Self.quotable(errors.compactMap { $0["message"]?.string }.joined(separator: "; "))
        retryAfter = answer.field("Retry-After").flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil }
    }

    /// PrestaShop 1.7, or a server before it, does not know the method.
    var isUnknownMethod: Bool {
        (status == 405 && !codes.contains(Code.method)) || status == 501
    }

    var error: ShopError {
        switch status {
        case _ where codes.contains(Code.switchedOff):
            .unauthorized("the webservice is switched off: enable it under Advanced Parameters › Webservice")
        case _ where codes.contains(Code.resource) || codes.contains(Code.method): .unauthorized(missingRight)
        case 401, 403: .unauthorized(advice + said)
        case 429: .throttled(seconds: retryAfter)
        case 503 where retryAfter != nil: .throttled(seconds: retryAfter)
        case 500...: .failing("it answered \(status)\(said)")
        case 300..<400: .refused("the address leads to another one: give the address that the shop itself uses")
        case 404 where codes.isEmpty: .refused("it has no webservice at this address (404)")
        default: .refused("it answered \(status)\(said)")
        }
    }

    private var said: String { message.isEmpty ? "" : ": \(message)" }

    private var missingRight: String {
        "the key lacks the right \(method.rawValue) for \(resource): tick it under Advanced Parameters › Webservice"
    }

    private var advice: String {
        """
        enable the webservice under Advanced Parameters › Webservice, and give an active key there that has the rights \
        \(PrestaShopConnection.rights); or the web server does not pass on the Authorization header
        """
    }

    /// The platform's message as far as it may be shown: a message about bad XML repeats it, with all it holds.
    private static func quotable(_ message: String) -> String {
        guard message.contains("<") else { return String(message.prefix(300)) }
        return String((message.split(separator: "<").first ?? "").prefix(60))
    }
}

extension ShopError {
    /// An answer that could not be decoded. Its problems name fields, never their values.
    init(_ error: DecodeError) { self = .malformed(String(error.description.prefix(300))) }
}
