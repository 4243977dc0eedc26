internal import Domain
internal import JSON
internal import Secrets

/// Sends requests to one shop's WordPress, with the credentials that belong to each part of its API.
///
/// Over https WooCommerce takes key and secret as user and password (RFC 7617); over plain http it ignores those and
/// takes a signature (`WooCommerceSignature`). WordPress's own part knows nothing of WooCommerce's keys.
struct WooCommerceAPI: Sendable {
    /// A part of the API with its own credentials.
    enum Area: String, Sendable {
        case shop = "wc/v3"
        case users = "wp/v2"
    }

    let account: ShopAccount
    let means: ConnectionMeans

    private func value(_ name: String) -> String { account.values[name] ?? "" }

    private var isPlain: Bool { !account.url.lowercased().hasPrefix("https://") }

    /// What GET answers.
    func get(
        _ path: String, _ query: [WooCommerceQuery.Item] = [], in area: Area = .shop
    ) async throws(ShopError) -> HTTPAnswer {
        try await send(.get, path, query, in: area)
    }

    /// The same; nil where what the path names is not there.
    func find(
        _ path: String, _ query: [WooCommerceQuery.Item] = [], in area: Area = .shop
    ) async throws(ShopError) -> HTTPAnswer? {
        switch try await ask(.get, path, query, in: area) {
        case .done(let answer): return answer
        case .refused(let refusal) where refusal.isMissing: return nil
        case .refused(let refusal): throw refusal.error
        }
    }

    @discardableResult
    func send(
        _ method: HTTPCall.Method, _ path: String, _ query: [WooCommerceQuery.Item] = [], body: JSONValue? = nil,
        in area: Area = .shop
    ) async throws(ShopError) -> HTTPAnswer {
        switch try await ask(method, path, query, body: body, in: area) {
        case .done(let answer): return answer
        case .refused(let refusal): throw refusal.error
        }
    }

    enum Outcome {
        case done(HTTPAnswer)
        case refused(WooCommerceRefusal)
    }

    func ask(
        _ method: HTTPCall.Method, _ path: String, _ query: [WooCommerceQuery.Item] = [], body: JSONValue? = nil,
        in area: Area = .shop
    ) async throws(ShopError) -> Outcome {
        let call = try call(method, area, path, query, body)
        let answer: HTTPAnswer
        do throws(CallFailure) {
            answer = try await means.caller.call(call)
        } catch {
            throw ShopError(error)
        }
        guard (200..<300).contains(answer.status) else {
            let secrets = ["consumer_key", "consumer_secret", "application_password"].map(value)
            return .refused(WooCommerceRefusal(answer, to: method, in: area, hiding: secrets))
        }
        return .done(answer)
    }

    // MARK: Requests

    private func call(
        _ method: HTTPCall.Method, _ area: Area, _ path: String, _ query: [WooCommerceQuery.Item], _ body: JSONValue?
    ) throws(ShopError) -> HTTPCall {
        let url = "\(account.url)/wp-json/\(area.rawValue)/\(path)"
        var query = query
        var fields = [HTTPField("Accept", "application/json")]
        if body != nil { fields.append(HTTPField("Content-Type", "application/json")) }
        if area == .shop, isPlain {
            query = try signed(query, method, url)
        } else {
            fields.append(try authorization(area))
        }
        return HTTPCall(
            method, query.isEmpty ? url : "\(url)?\(WooCommerceQuery.text(query))", fields: fields, body: body?.bytes,
            allowsPrivateAddress: account.allowsPrivateAddress)
    }

    private func signed(
        _ query: [WooCommerceQuery.Item], _ method: HTTPCall.Method, _ url: String
    ) throws(ShopError) -> [WooCommerceQuery.Item] {
        WooCommerceSignature.signed(
            query, method: method, url: url, key: try required("consumer_key"),
            secret: try required("consumer_secret"), seconds: means.now().milliseconds / 1_000, nonce: means.nonce())
    }

    private func authorization(_ area: Area) throws(ShopError) -> HTTPField {
        let user = try required(area == .shop ? "consumer_key" : "user")
        let password = try required(area == .shop ? "consumer_secret" : "application_password")
        // A password that opens all of WordPress is not sent in the clear but to a machine of the same network.
        guard !isPlain || account.allowsPrivateAddress else {
            throw .unauthorized("an application password is sent over https only")
        }
        return HTTPField("Authorization", "Basic \(Base64.encode(Array("\(user):\(password)".utf8)))")
    }

    private func required(_ name: String) throws(ShopError) -> String {
        let value = value(name)
        guard !value.isEmpty else { throw .unauthorized("\(name) is missing") }
        return value
    }

    // MARK: Answers

    /// A whole body.
    static func json(_ answer: HTTPAnswer) throws(ShopError) -> JSONValue {
        do throws(JSONError) {
            return try JSONValue(parsing: answer.body)
        } catch {
            throw fault(error)
        }
    }

    /// A body that ends too early was cut off on its way, so that asking again may help.
    static func fault(_ error: JSONError) -> ShopError {
        guard error.reason != .endOfText else { return .unanswered("its answer was cut off") }
        return .malformed(
            "\(error); where WordPress prints warnings before its answers, set WP_DEBUG_DISPLAY to false")
    }
}
