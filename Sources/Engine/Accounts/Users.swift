public import Domain
internal import Store

/// A user to be made.
public struct NewAccount: Sendable {
    public var email: String
    public var name: String
    public var role: Account.Role
    public var language = "en"
    /// Nil: the user sets one by a one-time link.
    public var password: String?

    public init(email: String, name: String, role: Account.Role, password: String? = nil) {
        self.email = email
        self.name = name
        self.role = role
        self.password = password
    }
}

/// What is to change in a user; nil leaves a part as it is.
public struct AccountPatch: Sendable {
    public var email: String?
    public var name: String?
    public var role: Account.Role?
    public var language: String?
    public var isDisabled: Bool?

    public init() {}
}

extension Engine {
    public func accounts() async throws -> [Account] { try await database.read { try $0.users().map(Account.init) } }

    /// - Throws: `Refusal.notFound`.
    public func account(_ id: ID<Account>) async throws -> Account {
        try await database.read { Account(try Self.user(id, $0)) }
    }

    /// - Returns: the user, and a one-time link where no password was given.
    /// - Throws: `Refusal.invalid` for a password that is not taken; `Refusal.conflict` where the e-mail is taken.
    public func createAccount(_ new: NewAccount, by: String) async throws -> (Account, PasswordLink?) {
        let hash = try await Self.hash(new.password, known: [new.email, new.name])
        let now = clock.now()
        let link = new.password == nil ? NewLink(now) : nil
        return try await database.write { transaction in
            try Self.requireFree(new.email, transaction)
            var user = User(
                email: new.email, name: new.name, role: new.role.stored, language: new.language,
                passwordHash: hash ?? "", createdAt: now)
            user.passwordAt = hash == nil ? nil : now
            link?.note(in: &user)
            user.id = try transaction.insert(user)
            try transaction.audit(
                by: by, action: "user.create", subject: "user \(user.id)", detail: user.email,
                changes: AuditChange.between([], user.parts), at: now)
            return (Account(user), link?.shown)
        }
    }

    /// Disabling ends the user's sessions and voids the one-time link.
    ///
    /// - Parameter revision: the one that the asker saw; nil for any.
    /// - Throws: `Refusal.notFound`, `Refusal.stale`; `Refusal.conflict` where the e-mail is taken, or where nobody who can
    ///   sign in would be administrator any more.
    public func patchAccount(
        _ id: ID<Account>, revision: Int64?, _ patch: AccountPatch, by: String
    ) async throws -> Account {
        let now = clock.now()
        return try await database.write { transaction in
            let before = try Self.user(id, revision: revision, transaction)
            var user = before
            if let email = patch.email, email.lowercased() != before.email.lowercased() {
                try Self.requireFree(email, transaction)
            }
            user.email = patch.email ?? user.email
            user.name = patch.name ?? user.name
            user.role = patch.role?.stored ?? user.role
            user.language = patch.language ?? user.language
            user.isDisabled = patch.isDisabled ?? user.isDisabled
            return Account(try Self.save(user, before: before, "user.edit", transaction, by: by, at: now))
        }
    }

    private static func save(
        _ changed: User, before: User, _ action: String, _ transaction: Transaction, by: String, at now: Timestamp
    ) throws -> User {
        guard changed != before else { return before }
        var user = changed
        user.revision += 1
        if user.isDisabled { (user.linkDigest, user.linkUntil) = (nil, nil) }
        try transaction.update(user)
        try requireAdmin(transaction, before)
        if user.isDisabled { try transaction.removeSessions(of: user.id) }
        try transaction.audit(
            by: by, action: action, subject: "user \(user.id)",
            changes: AuditChange.between(before.parts, user.parts), at: now)
        return user
    }

    /// What the person did stays in the record, under the name of that day.
    ///
    /// - Throws: as `patchAccount`.
    public func deleteAccount(_ id: ID<Account>, revision: Int64?, by: String) async throws {
        let now = clock.now()
        try await database.write { transaction in
            let user = try Self.user(id, revision: revision, transaction)
            try transaction.remove(user.id)
            try Self.requireAdmin(transaction, user)
            try transaction.audit(
                by: by, action: "user.delete", subject: "user \(user.id)",
                changes: AuditChange.between(user.parts, []), at: now)
        }
    }

    /// Changes of the user's own name and language.
    ///
    /// - Throws: as `patchAccount`.
    public func editOwnAccount(
        _ id: ID<Account>, revision: Int64?, name: String?, language: String?, by: String
    ) async throws -> Account {
        let now = clock.now()
        return try await database.write { transaction in
            let before = try Self.user(id, revision: revision, transaction)
            var user = before
            user.name = name ?? user.name
            user.language = language ?? user.language
            return Account(try Self.save(user, before: before, "account.edit", transaction, by: by, at: now))
        }
    }

    // MARK: Checks

    static func user(_ id: ID<Account>, _ snapshot: Snapshot) throws -> User {
        guard let user = try snapshot.user(ID<User>(rawValue: id.rawValue)) else {
            throw Refusal.notFound("user \(id)")
        }
        return user
    }

    /// The account of that e-mail, for the command line.
    ///
    /// - Throws: `Refusal.notFound`.
    public func account(email: String) async throws -> Account {
        guard let user = try await database.read({ try $0.user(email: email) }) else {
            throw Refusal.notFound("user \(email)")
        }
        return Account(user)
    }

    private static func user(_ id: ID<Account>, revision: Int64?, _ snapshot: Snapshot) throws -> User {
        let user = try user(id, snapshot)
        if let revision, revision != user.revision {
            throw Refusal.stale("The user is at revision \(user.revision) now.")
        }
        return user
    }

    private static func requireFree(_ email: String, _ snapshot: Snapshot) throws {
        guard try snapshot.user(email: email) == nil else {
            throw Refusal.conflict("There is a user with the e-mail \(email) already.")
        }
    }

    /// Somebody must be left who can make users. Whoever was no administrator before takes none away.
    private static func requireAdmin(_ snapshot: Snapshot, _ before: User) throws {
        guard before.role == .admin, !before.isDisabled, !before.passwordHash.isEmpty else { return }
        guard try snapshot.adminCount() > 0 else {
            throw Refusal.conflict("This is the last administrator who can sign in. Make another one first.")
        }
    }

    /// Nil without a password.
    static func hash(_ password: String?, known: [String]) async throws -> String? {
        guard let password else { return nil }
        if let fault = PasswordPolicy.fault(password, known: known) { throw Refusal.invalid("/password", fault) }
        return try await PasswordDesk.shared.hash(password)
    }
}
