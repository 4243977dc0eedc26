internal import Domain
internal import Engine
internal import JSON

extension JSONWriter {
    /// - Parameter link: a one-time link, right after it was made.
    mutating func user(_ account: Account, link: PasswordLink? = nil, base: String = "") {
        object { w in
            w.field("id", account.id)
            w.field("name", account.name)
            w.field("email", account.email)
            w.field("role", account.role.rawValue)
            w.field("language", account.language)
            w.field("disabled", account.isDisabled)
            w.field("has_password", account.hasPassword)
            w.field("password_at", account.passwordAt)
            w.field("link_until", account.linkUntil)
            w.field("created_at", account.createdAt)
            w.field("last_login_at", account.lastLoginAt)
            if let link { w.field("link") { $0.passwordLink(link, base: base) } }
        }
    }

    /// The secret stands after `#`, which browsers send to no server.
    mutating func passwordLink(_ link: PasswordLink, base: String) {
        object { w in
            w.field("url", "\(base)/password.html#token=\(link.token)")
            w.field("expires_at", link.until)
        }
    }

    mutating func session(_ session: SessionView) {
        object { w in
            w.field("id", session.id)
            w.field("created_at", session.createdAt)
            w.field("used_at", session.usedAt)
            w.field("expires_at", session.expiresAt)
            w.field("address", session.address)
            w.field("agent", session.agent)
            w.field("current", session.isOwn)
        }
    }
}
