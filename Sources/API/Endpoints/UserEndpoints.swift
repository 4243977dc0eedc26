internal import Domain
internal import Engine
internal import HTTPWire
internal import JSON
internal import Rules
internal import Web

/// The people who may use the panel. Only people may look after them: a token that made an administrator would have made
/// one that may do more than itself.
enum UserEndpoints {
    static func list(_ call: Call) async throws -> Response {
        try call.slice("users", try await call.engine.accounts()) { w, account in w.user(account) }
    }

    static func show(_ call: Call) async throws -> Response {
        let account = try await call.engine.account(try call.id("user"))
        return call.json { $0.user(account) }.tagged(account.revision)
    }

    static func create(_ call: Call) async throws -> Response {
        guard let new = try call.read(new) else { throw Problem.invalid([]) }
        let (account, link) = try await call.engine.createAccount(new, by: call.by)
        let base = call.baseURL
        return call.created(at: "/api/v1/users/\(account.id)") { $0.user(account, link: link, base: base) }
            .tagged(account.revision)
    }

    static func edit(_ call: Call) async throws -> Response {
        let id: ID<Account> = try call.id("user")
        let revision = try call.expectedRevision()
        let patch = try call.read(patch)
        let account = try await call.engine.patchAccount(id, revision: revision, patch, by: call.by)
        return call.json { $0.user(account) }.tagged(account.revision)
    }

    static func delete(_ call: Call) async throws -> Response {
        let id: ID<Account> = try call.id("user")
        try await call.engine.deleteAccount(id, revision: try call.expectedRevision(), by: call.by)
        return call.noContent
    }

    static func makeLink(_ call: Call) async throws -> Response {
        let id: ID<Account> = try call.id("user")
        let link = try await call.engine.makePasswordLink(for: id, by: call.by)
        let base = call.baseURL
        return call.json(.created) { $0.passwordLink(link, base: base) }
    }

    static func endSessions(_ call: Call) async throws -> Response {
        let ended = try await call.engine.endSessions(of: try call.id("user"), but: nil, by: call.by)
        return call.json { w in w.object { $0.field("ended", ended) } }
    }

    // MARK: Bodies

    /// Nil where the reader found faults.
    private static func new(_ reader: inout FieldReader) -> NewAccount? {
        let email = reader.email("email", isRequired: true)
        let name = reader.text("name", isRequired: true)
        _ = reader.required("role")
        let role = reader.choice("role", of: Account.Role.allCases.map(\.rawValue)).flatMap(Account.Role.init)
        let language = reader.choice("language", of: Account.languages)
        let password =
            reader.value("password") == nil ? nil : reader.newPassword("password", known: [email, name])
        guard let email, let name, let role else { return nil }
        var new = NewAccount(email: email, name: name, role: role, password: password)
        new.language = language ?? new.language
        return new
    }

    private static func patch(_ reader: inout FieldReader) -> AccountPatch {
        var patch = AccountPatch()
        patch.email = reader.email("email")
        patch.name = reader.text("name")
        patch.role = reader.choice("role", of: Account.Role.allCases.map(\.rawValue)).flatMap(Account.Role.init)
        patch.language = reader.choice("language", of: Account.languages)
        patch.isDisabled = reader.boolean("disabled")
        return patch
    }
}
