public import Domain
internal import Secrets
internal import Store

/// An API token, without the token itself.
public struct AccessToken: Sendable, Equatable {
    public let id: ID<AccessToken>
    public let name: String
    public let scopes: Set<Scope>
    /// Key of the only store it may see; nil for all.
    public let store: String?
    public let createdAt: Timestamp
    public let lastUsedAt: Timestamp?
    public let expiresAt: Timestamp?

    /// What a token may do. No scope includes another.
    public enum Scope: String, Sendable, CaseIterable {
        case read, rules, customers, mails, settings, webhooks, cron
    }

    init(_ token: Token, _ configuration: Configuration) throws {
        id = ID(rawValue: token.id.rawValue)
        name = token.name
        scopes = Set(token.scopes.compactMap(Scope.init))
        store = try token.store.map { try configuration.store($0).key }
        createdAt = token.createdAt
        lastUsedAt = token.lastUsedAt
        expiresAt = token.expiresAt
    }
}

extension Engine {
    /// What a text must begin with to be an API token.
    public static let tokenPrefix = "ech_"

    public func accessTokens() async throws -> [AccessToken] {
        try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            return try snapshot.tokens().map { try AccessToken($0, configuration) }
        }
    }

    /// Makes a token and returns its text, which is shown this once.
    ///
    /// - Throws: `Refusal.invalid` for no scopes, an unknown store, or an end that lies in the past.
    public func createAccessToken(
        name: String, scopes: Set<AccessToken.Scope>, store key: String?, expiresAt: Timestamp?, by: String
    ) async throws -> (token: AccessToken, text: String) {
        guard !scopes.isEmpty else { throw Refusal.invalid("/scopes", "must name at least one scope") }
        let made = TokenGenerator(prefix: Self.tokenPrefix).make()
        let now = clock.now()
        if let expiresAt, expiresAt <= now { throw Refusal.invalid("/expires_at", "must be in the future") }
        return try await database.write { transaction in
            let configuration = try self.configuration(transaction)
            let store = try key.map { try Self.store($0, configuration).id }
            let names = AccessToken.Scope.allCases.filter(scopes.contains).map(\.rawValue)
            var token = Token(
                name: name, digest: made.digest, scopes: names, store: store, createdAt: now, expiresAt: expiresAt)
            token.id = try transaction.insert(token)
            try transaction.audit(
                by: by, action: "token.create", subject: "token \(token.id)",
                detail: name,
                changes: AuditChange.between(
                    [],
                    [
                        .init("scopes", names.joined(separator: ", ")), .init("store", key),
                        .init("expires_at", expiresAt?.description),
                    ]), at: now)
            return (try AccessToken(token, configuration), made.text)
        }
    }

    /// - Throws: `Refusal.notFound`.
    public func revokeAccessToken(_ id: ID<AccessToken>, by: String) async throws {
        let now = clock.now()
        try await database.write { transaction in
            guard try transaction.remove(ID<Token>(rawValue: id.rawValue)) else {
                throw Refusal.notFound("token \(id)")
            }
            try transaction.audit(by: by, action: "token.revoke", subject: "token \(id)", at: now)
        }
    }

    /// The token of that text; nil for one that never was, was revoked or has expired. Its use is noted once a minute.
    public func accessToken(_ text: String) async throws -> AccessToken? {
        let digest = TokenGenerator.digest(of: text)
        let now = clock.now()
        let found = try await database.read { snapshot in
            try snapshot.token(digest: digest).map { ($0, try AccessToken($0, try self.configuration(snapshot))) }
        }
        guard let (token, view) = found, token.expiresAt.map({ $0 > now }) ?? true else { return nil }
        if token.lastUsedAt.map({ $0.adding(seconds: 60) <= now }) ?? true {
            try await note { try $0.noteUse(of: token.id, at: now) }
        }
        return view
    }

    /// The store named in a body; where it is left out, the only one there is.
    static func store(_ key: String?, _ configuration: Configuration) throws -> Domain.Store {
        let found =
            key == nil && configuration.stores.count == 1
            ? configuration.stores.first : configuration.stores.first { $0.key == key }
        if let found { return found }
        let reason = key.map { "there is no store '\($0)'" } ?? "is required, as there are several stores"
        throw Refusal.invalid("/store", reason)
    }
}
