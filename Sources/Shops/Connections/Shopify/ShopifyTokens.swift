internal import JSON
internal import Synchronization

/// The token that lets us in: one that was given, or one that is fetched with the id and secret of an app and is good for
/// a day (client credentials grant, RFC 6749 section 4.4; the only kind that apps made from 2026 on have).
final class ShopifyTokens: Sendable {
    private let account: ShopAccount
    private let caller: any HTTPCaller
    private let fetched = Mutex<String?>(nil)

    init(account: ShopAccount, caller: any HTTPCaller) {
        self.account = account
        self.caller = caller
    }

    /// Whether another token can be had once one is no longer taken.
    var canRenew: Bool { given.isEmpty }

    private var given: String { account.values["access_token"] ?? "" }

    func token() async throws(ShopError) -> String {
        if !given.isEmpty { return try Self.usable(given) }
        if let known = fetched.withLock({ $0 }) { return known }
        let token = try Self.usable(try await fetch())
        fetched.withLock { $0 = token }
        return token
    }

    /// The one that was fetched; nil where there is none.
    var fetchedToken: String? { fetched.withLock { $0 } }

    /// Forgets a token that was refused.
    func forget(_ token: String) { fetched.withLock { if $0 == token { $0 = nil } } }

    private func fetch() async throws(ShopError) -> String {
        guard let id = account.values["client_id"], let secret = account.values["client_secret"], !id.isEmpty,
            !secret.isEmpty
        else { throw .unauthorized("give the app's access token, or its client id and client secret") }
        let form = "grant_type=client_credentials&client_id=\(Self.encoded(id))&client_secret=\(Self.encoded(secret))"
        let answer: HTTPAnswer
        do throws(CallFailure) {
            answer = try await caller.call(
                HTTPCall(
                    .post, "\(account.url)/admin/oauth/access_token",
                    fields: [
                        HTTPField("Content-Type", "application/x-www-form-urlencoded"),
                        HTTPField("Accept", "application/json"),
                    ], body: Array(form.utf8), allowsPrivateAddress: account.allowsPrivateAddress))
        } catch {
            throw ShopError(error)
        }
        switch answer.status {
        case 200: break
        case 429: throw .throttled(seconds: nil)
        case 500...: throw .failing("status \(answer.status) when asked for a token")
        default:
            throw .unauthorized(
                "the client id or secret is wrong, or the app is not installed in the shop (\(answer.status))")
        }
        guard let token = (try? JSONValue(parsing: answer.body))?["access_token"]?.string else {
            throw .malformed("the answer holds no access token")
        }
        return token
    }

    /// Percent-encoded but for the unreserved characters (RFC 3986 section 2.3).
    private static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            let character = Character(UnicodeScalar(byte))
            let isUnreserved = byte < 0x80 && (character.isLetter || character.isNumber || "-._~".contains(character))
            guard !isUnreserved else { return String(character) }
            let digits = String(byte, radix: 16, uppercase: true)
            return "%" + (digits.count == 1 ? "0" : "") + digits
        }.joined()
    }

    /// A token must not break out of its header field.
    private static func usable(_ token: String) throws(ShopError) -> String {
        guard !token.isEmpty, token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw .unauthorized("the access token holds characters that none has")
        }
        return token
    }
}
