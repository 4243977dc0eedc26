internal import Domain
internal import JSON

/// The one address of Shopify's GraphQL Admin API: sends a query, and turns everything that can go wrong into words.
///
/// Source: Shopify's pages on the GraphQL Admin API, its response codes and its rate limits.
struct ShopifyEndpoint: Sendable {
    /// What a query was answered with.
    enum Reply {
        case data(JSONValue, at: Timestamp)
        /// Nothing was done: the query would cost more points than one may. Points, where the shop tells them.
        case tooCostly(cost: Int64?, most: Int64?)
    }

    static let defaultVersion = "2026-01"
    /// The first version that has every field of `ShopifyQueries`.
    static let oldestVersion = "2025-10"

    let account: ShopAccount
    let caller: any HTTPCaller
    private let tokens: ShopifyTokens

    init(account: ShopAccount, caller: any HTTPCaller) {
        self.account = account
        self.caller = caller
        tokens = ShopifyTokens(account: account, caller: caller)
    }

    var version: String {
        let given = account.values["api_version"] ?? ""
        return given.isEmpty ? Self.defaultVersion : given
    }

    /// Asks, where the query is known not to be too costly.
    func data(_ query: String, _ variables: JSONValue = [:]) async throws(ShopError) -> (JSONValue, at: Timestamp) {
        switch try await ask(query, variables) {
        case .data(let data, let instant): return (data, instant)
        case .tooCostly: throw .refused("the query costs more points than the shop allows for one")
        }
    }

    func ask(_ query: String, _ variables: JSONValue) async throws(ShopError) -> Reply {
        try requireUsable()
        let token = try await tokens.token()
        var answer = try await send(query, variables, token)
        if answer.status == 401, tokens.canRenew {
            tokens.forget(token)
            answer = try await send(query, variables, tokens.token())
        }
        try refuse(answer)
        guard let body = try? JSONValue(parsing: answer.body) else {
            throw .malformed("the answer is not valid JSON")
        }
        if let errors = body["errors"], !errors.isNull { return try reply(to: errors, body) }
        guard let data = body["data"], data.members != nil else { throw .malformed("the answer has no data") }
        return .data(data, at: answer.askedAt)
    }

    // MARK: The request

    private func send(_ query: String, _ variables: JSONValue, _ token: String) async throws(ShopError) -> HTTPAnswer {
        do throws(CallFailure) {
            return try await caller.call(request(query, variables, token))
        } catch {
            throw ShopError(error)
        }
    }

    private func request(_ query: String, _ variables: JSONValue, _ token: String) -> HTTPCall {
        let body: JSONValue = ["query": .string(query), "variables": variables]
        return HTTPCall(
            .post, "\(account.url)/admin/api/\(version)/graphql.json",
            fields: [
                HTTPField("Content-Type", "application/json"), HTTPField("Accept", "application/json"),
                HTTPField("X-Shopify-Access-Token", token),
            ], body: body.bytes, allowsPrivateAddress: account.allowsPrivateAddress)
    }

    /// A version that can be sent: it must not break out of its place in the address.
    private func requireUsable() throws(ShopError) {
        let form = version.utf8.enumerated().allSatisfy {
            $0.offset == 4 ? $0.element == 0x2D : Self.isDigit($0.element)
        }
        guard version == "unstable" || (version.utf8.count == 7 && form && version >= Self.oldestVersion) else {
            throw .refused(
                "api_version must be a version such as \(Self.defaultVersion), from \(Self.oldestVersion) on")
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    // MARK: Answers of HTTP

    private func refuse(_ answer: HTTPAnswer) throws(ShopError) {
        let said = message(in: answer.body).map { ": \($0)" } ?? ""
        switch answer.status {
        case 200...299: return
        case 300...399:
            throw .refused("it answers with a redirect; give the address that ends in .myshopify.com")
        case 401: throw .unauthorized("the access token is not valid (401)\(said)")
        case 402: throw .failing("the shop is frozen until its owner pays Shopify (402)\(said)")
        case 403: throw .unauthorized("access is forbidden: a scope is missing, or the shop is closed (403)\(said)")
        case 404: throw .refused("there is no shop at \(account.url), or no API \(version) (404)\(said)")
        case 423: throw .failing("the shop is locked by Shopify (423)\(said)")
        case 429: throw .throttled(seconds: answer.field("Retry-After").flatMap(Self.seconds))
        case 500...: throw .failing("status \(answer.status)\(said)")
        default: throw .refused("status \(answer.status)\(said)")
        }
    }

    /// Whole seconds, rounded up, at least 1: Shopify writes `2.0`. Nil for a date, and for an hour or more.
    private static func seconds(_ text: String) -> Int? {
        guard let value = Decimal(text.filter { $0 != " " }),
            let thousandths = value.units(decimals: 3, excess: .rounded), (0...3_600_000).contains(thousandths)
        else { return nil }
        return Int(max(1, (thousandths + 999) / 1_000))
    }

    // MARK: Errors of GraphQL

    private func reply(to errors: JSONValue, _ body: JSONValue) throws(ShopError) -> Reply {
        let list = errors.array ?? []
        func first(_ codes: String...) -> JSONValue? {
            list.first { error in codes.contains(error["extensions"]?["code"]?.string ?? "") }
        }
        if first("THROTTLED") != nil { throw .throttled(seconds: Self.patience(body["extensions"]?["cost"])) }
        if let error = first("MAX_COST_EXCEEDED") {
            let told = error["extensions"]
            return .tooCostly(cost: told?["cost"]?.integer, most: told?["maxCost"]?.integer)
        }
        let words = message(errors) ?? "an error without words"
        if let error = first("ACCESS_DENIED") { throw .unauthorized(denial(error, else: words)) }
        if first("SHOP_INACTIVE") != nil { throw .failing("the shop is not active: \(words)") }
        if first("INTERNAL_SERVER_ERROR", "TIMEOUT") != nil { throw .failing(words) }
        throw .refused(words)
    }

    private func denial(_ error: JSONValue, else words: String) -> String {
        let words = error["message"]?.string.map(cut) ?? words
        guard let scope = error["extensions"]?["requiredAccess"]?.string else { return words }
        return words.contains(scope) ? words : "\(words) Required: \(cut(scope))"
    }

    /// Seconds until the bucket holds what the query asks for, at least 1; nil where the shop does not tell.
    private static func patience(_ cost: JSONValue?) -> Int? {
        func thousandths(_ value: JSONValue?) -> Int64? {
            value?.number.flatMap { Decimal($0)?.units(decimals: 3, excess: .rounded) }
        }
        let status = cost?["throttleStatus"]
        guard let wanted = thousandths(cost?["requestedQueryCost"]),
            let there = thousandths(status?["currentlyAvailable"]),
            let rate = thousandths(status?["restoreRate"]), rate > 0
        else { return nil }
        let (lacking, overflowed) = wanted.subtractingReportingOverflow(there)
        guard !overflowed, lacking > 0 else { return 1 }
        return Int(lacking / rate + (lacking % rate == 0 ? 0 : 1))
    }

    // MARK: The platform's own words

    private func message(in body: [UInt8]) -> String? {
        guard let errors = try? JSONValue(parsing: body)["errors"] else { return nil }
        return message(errors)
    }

    private func message(_ errors: JSONValue) -> String? {
        let texts = errors.string.map { [$0] } ?? errors.array?.compactMap { $0["message"]?.string ?? $0.string }
        guard let texts, !texts.isEmpty else { return nil }
        return cut(texts.joined(separator: "; "))
    }

    /// At most 300 characters of what the shop says, without our secrets should it repeat them.
    func cut(_ words: String) -> String {
        let secrets = ["access_token", "client_secret"].compactMap { account.values[$0] } + [tokens.fetchedToken]
        let clean = secrets.compactMap { $0 }.filter { !$0.isEmpty }.reduce(words) { $0.replacing($1, with: "…") }
        return String(clean.prefix(300))
    }
}
