public import Shops
internal import JSON
internal import Synchronization

/// Shopify's side of an app that fetches its tokens: the shop takes only the last one that was fetched.
public final class FakeShopifyApp: HTTPCaller {
    private struct State {
        var fetched = 0
        var isExpired = false
    }

    private let shop: FakeShopify
    private let state = Mutex(State())

    public init(shop: FakeShopify) { self.shop = shop }

    /// How many tokens were fetched.
    public var fetched: Int { state.withLock(\.fetched) }

    /// A day has passed: the token is no longer good.
    public func expire() { state.withLock { $0.isExpired = true } }

    public func call(_ request: HTTPCall) async throws(CallFailure) -> HTTPAnswer {
        guard request.url.hasSuffix("/admin/oauth/access_token") else {
            if state.withLock(\.isExpired) { return HTTPAnswer(status: 401, askedAt: shop.clock.now) }
            return try await shop.call(request)
        }
        let form = String(decoding: request.body ?? [], as: UTF8.self)
        let isRight = form == "grant_type=client_credentials&client_id=app&client_secret=shpss_x%20y%26z"
        guard isRight else { return HTTPAnswer(status: 400, askedAt: shop.clock.now) }
        state.withLock { state in
            state.fetched += 1
            state.isExpired = false
        }
        let body: JSONValue = ["access_token": .string(shop.token), "scope": "read_orders", "expires_in": 86_399]
        return HTTPAnswer(status: 200, body: body.bytes, askedAt: shop.clock.now)
    }
}
