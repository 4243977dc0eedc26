internal import Engine
internal import JSON

extension JSONWriter {
    mutating func session(_ account: Account?, isSetUpRequired: Bool, version: String) {
        object { w in
            w.field("state", account != nil ? "signed_in" : isSetUpRequired ? "setup_required" : "signed_out")
            if let account { w.field("user") { $0.account(account) } }
            w.field("version", version)
        }
    }

    private mutating func account(_ account: Account) {
        object { w in
            w.field("id", account.id)
            w.field("name", account.name)
            w.field("email", account.email)
            w.field("role", account.role.rawValue)
            w.field("language", account.language)
        }
    }

    /// - Parameter secret: the token itself, right after it was made.
    mutating func token(_ token: AccessToken, secret: String? = nil) {
        object { w in
            w.field("id", token.id)
            w.field("name", token.name)
            w.field("scopes", AccessToken.Scope.allCases.filter(token.scopes.contains).map(\.rawValue))
            w.field("store", token.store)
            w.field("created_at", token.createdAt)
            w.field("last_used_at", token.lastUsedAt)
            w.field("expires_at", token.expiresAt)
            if let secret { w.field("token", secret) }
        }
    }
}
