internal import Domain
internal import Engine
internal import JSON
internal import Rules
internal import Web

enum TokenEndpoints {
    static func list(_ call: Call) async throws -> Response {
        let tokens = try await call.engine.accessTokens().filter { isVisible($0, call) }
        return try call.slice("tokens", tokens) { w, token in w.token(token) }
    }

    static func create(_ call: Call) async throws -> Response {
        let form = try call.read { TokenForm(reading: &$0) }
        if case .token(let own) = call.caller {
            let isLonger = own.expiresAt.map { end in form.expiresAt.map { $0 > end } ?? true } ?? false
            guard form.scopes.isSubset(of: own.scopes), !isLonger else {
                throw Problem.forbidden("A token cannot make one that may do more, or lasts longer, than itself.")
            }
        }
        let (token, secret) = try await call.engine.createAccessToken(
            name: form.name, scopes: form.scopes, store: try call.store(named: form.store), expiresAt: form.expiresAt,
            by: call.by)
        return call.created(at: "/api/v1/tokens/\(token.id)") { $0.token(token, secret: secret) }
    }

    static func revoke(_ call: Call) async throws -> Response {
        let id: ID<AccessToken> = try call.id("token")
        guard try await call.engine.accessTokens().contains(where: { $0.id == id && isVisible($0, call) }) else {
            throw Refusal.notFound("token \(id)")
        }
        try await call.engine.revokeAccessToken(id, by: call.by)
        return call.noContent
    }

    private static func isVisible(_ token: AccessToken, _ call: Call) -> Bool {
        call.caller.store == nil || token.store == call.caller.store
    }
}

/// A token to be made. Where the reader found faults it is not used.
private struct TokenForm {
    let name: String
    let scopes: Set<AccessToken.Scope>
    let store: String?
    let expiresAt: Timestamp?

    init(reading reader: inout FieldReader) {
        name = reader.text("name", isRequired: true) ?? ""
        _ = reader.required("scopes")
        let names = reader.texts("scopes")
        if let names, names.isEmpty { reader.fail("scopes", "must name at least one scope") }
        let all = AccessToken.Scope.allCases.map(\.rawValue).joined(separator: ", ")
        for (index, name) in (names ?? []).enumerated() where AccessToken.Scope(rawValue: name) == nil {
            reader.failRaw("scopes/\(index)", "must be one of \(all)")
        }
        scopes = Set((names ?? []).compactMap(AccessToken.Scope.init))
        store = reader.text("store", limit: 64)
        expiresAt = reader.instant("expires_at")
    }
}
