internal import Domain
internal import Engine
internal import HTTPWire
internal import JSON
internal import Rules
internal import Web

/// What people do with their own account: name, language, password, sessions.
enum AccountEndpoints {
    static func show(_ call: Call) async throws -> Response {
        let (account, _) = try person(call)
        return call.json { $0.user(account) }.tagged(account.revision)
    }

    static func edit(_ call: Call) async throws -> Response {
        let (account, _) = try person(call)
        let revision = try call.expectedRevision()
        let (name, language) = try call.read { reader in
            (reader.text("name"), reader.choice("language", of: Account.languages))
        }
        let changed = try await call.engine.editOwnAccount(
            account.id, revision: revision, name: name, language: language, by: call.by)
        return call.json { $0.user(changed) }.tagged(changed.revision)
    }

    /// Ends every session, and begins a new one for whoever asks.
    static func changePassword(_ call: Call) async throws -> Response {
        let (account, _) = try person(call)
        let (old, new) = try call.read { reader in
            (reader.password("old_password"), reader.newPassword("password", known: [account.email, account.name]))
        }
        guard let old, let new else { throw Problem.invalid([]) }
        try call.service.admit(.password, account.id.description, by: call.service.accountLimiter)
        let signedIn = try await call.engine.changePassword(of: account.id, old: old, new: new, from: call.visit)
        guard let signedIn else { throw Refusal.invalid([FieldError("/old_password", "is not your password")]) }
        call.service.accountLimiter.forgive(.password, account.id.description)
        return SessionEndpoints.answer(call, signedIn, .ok)
    }

    /// Sets a password by a one-time link, and signs in.
    static func useLink(_ call: Call) async throws -> Response {
        try call.service.refuseForeignOrigin(call.request)
        let (token, password) = try call.read { reader in
            (reader.text("token", isRequired: true), reader.newPassword("password", known: []))
        }
        try call.service.admit(.setUp, call.request)
        guard let token, let password,
            let signedIn = try await call.engine.usePasswordLink(token, password: password, from: call.visit)
        else {
            throw Problem.forbidden("The link is wrong, was used, or is over. Ask an administrator for a new one.")
        }
        call.service.forgive(.setUp, call.request)
        return SessionEndpoints.answer(call, signedIn, .created)
    }

    // MARK: Sessions

    static func sessions(_ call: Call) async throws -> Response {
        let (account, session) = try person(call)
        let sessions = try await call.engine.sessions(of: account.id, session: session)
        return try call.slice("sessions", sessions) { w, session in w.session(session) }
    }

    static func endSession(_ call: Call) async throws -> Response {
        let (account, _) = try person(call)
        try await call.engine.endSession(try call.id("session"), of: account.id, by: call.by)
        return call.noContent
    }

    /// All but the one that asks.
    static func endOtherSessions(_ call: Call) async throws -> Response {
        let (account, session) = try person(call)
        let ended = try await call.engine.endSessions(of: account.id, but: session, by: call.by)
        return call.json { w in w.object { $0.field("ended", ended) } }
    }

    private static func person(_ call: Call) throws -> (Account, session: String) {
        guard case .person(let account, let session) = call.caller else {
            throw Problem.unauthorized("This needs a session.")
        }
        return (account, session)
    }
}
