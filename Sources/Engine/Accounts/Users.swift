internal import Domain
internal import Store

extension Engine {
    /// The shortest password that is taken, in characters.
    public static let shortestPassword = 10

    public func accounts() async throws -> [Account] { try await database.read { try $0.users().map(Account.init) } }

    /// - Throws: `Refusal.invalid` for a password that is too short; `Refusal.conflict` where the e-mail is taken.
    public func createAccount(
        email: String, name: String, role: Account.Role, language: String = "en", password: String, by: String
    ) async throws -> Account {
        try Self.check(password)
        let hash = try await PasswordDesk.shared.hash(password)
        let now = clock.now()
        return try await database.write { transaction in
            guard try transaction.user(email: email) == nil else {
                throw Refusal.conflict("There is a user with the e-mail \(email) already.")
            }
            var user = User(
                email: email, name: name, role: role.stored, language: language, passwordHash: hash, createdAt: now)
            user.id = try transaction.insert(user)
            try transaction.audit(
                by: by, action: "user.create", subject: "user \(user.id)", detail: role.rawValue, at: now)
            return Account(user)
        }
    }

    /// Sets a new password and ends all sessions of the user.
    ///
    /// - Throws: `Refusal.notFound`; `Refusal.invalid` for a password that is too short.
    public func setPassword(of email: String, to password: String, by: String) async throws {
        try Self.check(password)
        let hash = try await PasswordDesk.shared.hash(password)
        let now = clock.now()
        try await database.write { transaction in
            guard var user = try transaction.user(email: email) else { throw Refusal.notFound("user \(email)") }
            user.passwordHash = hash
            try transaction.update(user)
            try transaction.removeSessions(of: user.id)
            try transaction.audit(by: by, action: "user.password", subject: "user \(user.id)", at: now)
        }
    }

    private static func check(_ password: String) throws {
        guard password.count >= shortestPassword else {
            throw Refusal.invalid("/password", "must be at least \(shortestPassword) characters long")
        }
    }
}
