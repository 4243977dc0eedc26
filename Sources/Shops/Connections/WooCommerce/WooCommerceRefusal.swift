internal import JSON

/// An answer that is no success, and what it means for whoever looks after the shop.
///
/// Source: WordPress's REST API handbook (errors are `{"code", "message", "data": {"status"}}`) and WooCommerce's
/// controllers, whose codes begin with `woocommerce_rest_`.
struct WooCommerceRefusal {
    let status: Int
    /// `rest_no_route` and the like; nil where something other than WordPress answered.
    let code: String?
    /// What WordPress says about it, at most 300 characters; empty where it says nothing or repeats a secret.
    let message: String
    private let area: WooCommerceAPI.Area
    private let isWrite: Bool
    private let retryAfter: Int?

    init(_ answer: HTTPAnswer, to method: HTTPCall.Method, in area: WooCommerceAPI.Area, hiding secrets: [String]) {
        status = answer.status
        let json = try? JSONValue(parsing: answer.body)
        code = json?["code"]?.string.map { String($0.prefix(100)) }
        let text = json?["message"]?.string ?? ""
        message = secrets.contains { !$0.isEmpty && text.contains($0) } ? "" : String(text.prefix(300))
        self.area = area
        isWrite = method != .get
        retryAfter = answer.field("Retry-After").flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil }
    }

    /// The address was right, and what it names is not there (any more).
    var isMissing: Bool { status == 404 && code?.hasSuffix("invalid_id") == true }

    var error: ShopError {
        switch status {
        case 401, 403: .unauthorized(advice + said)
        case 429: .throttled(seconds: retryAfter)
        // WordPress under maintenance, or a host that limits: how long is told.
        case 503 where retryAfter != nil: .throttled(seconds: retryAfter)
        case 500...: .failing("it answered \(status)\(said)")
        case 300..<400: .refused("the address leads to another one: give the address that the shop itself uses")
        case 404 where code == nil || code == "rest_no_route": .refused(noRoute)
        case 400 where code == "rest_invalid_param" && message.contains("orderby"):
            .refused("it cannot sort by changes: WooCommerce 5.8 or newer is needed\(said)")
        default: .refused("it answered \(status)\(said)")
        }
    }

    private var said: String {
        switch (code, message.isEmpty) {
        case (nil, _): ""
        case (let code?, true): " (\(code))"
        case (let code?, false): " (\(code): \(message))"
        }
    }

    private var noRoute: String {
        "it has no \(area == .shop ? "WooCommerce" : "WordPress") API at this address: is the address right, is WooCommerce "
            + "active, and are the permalinks (Settings → Permalinks) anything but “Plain”?"
    }

    private var advice: String {
        guard area == .shop else {
            return
                "check the user and the application password; the user must be an administrator, and WordPress takes "
                + "application passwords over https only"
        }
        if code == nil {
            return
                "it answered \(status) without a word of WordPress: a firewall or security plug-in may stand before it"
        }
        if code == "woocommerce_rest_authentication_error"
            || code == "woocommerce_rest_authentication_missing_parameter"
        {
            return
                "check consumer key and secret, that the address is the one in WordPress's settings, and that the key "
                + "may \(isWrite ? "read and write" : "read")"
        }
        return "the key must belong to an administrator or shop manager and may need the permission to read and write; "
            + "or the web server does not pass on the Authorization header"
    }
}
