public import Domain
internal import Mails
internal import Store

/// The mail server's settings as people see them, without the password.
public struct MailAccountView: Sendable {
    /// Nil where no mail server is known.
    public let form: MailAccountForm?
    /// Whether the process was started with it; then the panel cannot edit it.
    public let isFromEnvironment: Bool
    public let isPaused: Bool
    public let hasPassword: Bool
    /// Counts edits; 0 for none.
    public let revision: Int
}

/// How sending is going.
public struct MailStatus: Sendable {
    public let isConfigured: Bool
    public let isFromEnvironment: Bool
    public let isPaused: Bool
    /// Whether mails carry the one-click field that large mailbox providers ask for: it takes an https base address.
    public let hasOneClick: Bool
    /// Nothing is sent before, since the mail server failed.
    public let restsUntil: Timestamp?
    /// Why it failed, in words.
    public let error: String?
    public let waiting: Int
    public let sending: Int
    public let failed: Int
    /// Mails sent since the store's day began; since midnight UTC where there are several stores.
    public let sentToday: Int

    /// Whether what waits is held back until a person does something.
    public var isHeld: Bool { !isConfigured || isPaused }
}

extension Engine {
    /// The account that is sent with: that of the process before that of the panel.
    func account(_ configuration: Configuration) -> MailAccount? { means.account ?? configuration.mail.account }

    public func mailAccount() async throws -> MailAccountView {
        try await database.read { self.view(try self.configuration($0)) }
    }

    private func view(_ configuration: Configuration) -> MailAccountView {
        let account = account(configuration)
        return MailAccountView(
            form: account.map(MailAccountForm.init), isFromEnvironment: means.account != nil,
            isPaused: configuration.mail.isPaused, hasPassword: account?.password != nil,
            revision: account?.revision ?? 0)
    }

    /// Sets the mail server up. What waits is sent from then on.
    ///
    /// - Parameters:
    ///   - revision: what the person has seen; 0 for none, nil for any.
    /// - Throws: `Refusal.conflict` where the process was started with a mail server; `Refusal.stale`;
    ///   `Refusal.invalid` for credentials that cannot be used.
    public func putMailAccount(
        _ form: MailAccountForm, expecting revision: Int?, by: String
    ) async throws -> MailAccountView {
        let now = clock.now()
        return try await database.write { transaction in
            let configuration = try self.editable(transaction, expecting: revision)
            var account = try form.account(formerPassword: configuration.mail.account?.password)
            account.revision = (configuration.mail.account?.revision ?? 0) + 1
            try self.check(account)
            try transaction.setSetting(ConfiguredMail.Setting.account, account.stored(box: self.box), at: now)
            try MailServerState.clear(transaction, stores: configuration.stores, at: now)
            try transaction.audit(
                by: by, action: "mail_account.edit", subject: "mail server \(account.host)",
                changes: MailAccount.changes(configuration.mail.account, account), at: now)
            try transaction.stampConfiguration()
            return self.view(try self.configuration(transaction))
        }
    }

    /// Forgets the mail server. Mails wait from then on.
    public func removeMailAccount(expecting revision: Int?, by: String) async throws {
        let now = clock.now()
        try await database.write { transaction in
            let configuration = try self.editable(transaction, expecting: revision)
            guard let account = configuration.mail.account else { return }
            try transaction.removeSetting(ConfiguredMail.Setting.account)
            try MailServerState.clear(transaction, stores: configuration.stores, at: now)
            try transaction.audit(
                by: by, action: "mail_account.remove", subject: "mail server \(account.host)",
                changes: AuditChange.between(account.parts, []), at: now)
            try transaction.stampConfiguration()
        }
    }

    /// Holds all mails back, or lets them go.
    public func pauseMails(_ isPaused: Bool, by: String) async throws -> MailAccountView {
        let now = clock.now()
        return try await database.write { transaction in
            let configuration = try self.configuration(transaction)
            guard configuration.mail.isPaused != isPaused else { return self.view(configuration) }
            if isPaused {
                try transaction.setSetting(ConfiguredMail.Setting.paused, by, at: now)
            } else {
                try transaction.removeSetting(ConfiguredMail.Setting.paused)
            }
            try transaction.audit(by: by, action: isPaused ? "mails.pause" : "mails.go_on", subject: "mails", at: now)
            try transaction.stampConfiguration()
            return self.view(try self.configuration(transaction))
        }
    }

    private func editable(_ transaction: Transaction, expecting revision: Int?) throws -> Configuration {
        guard means.account == nil else {
            throw Refusal.conflict("The mail server is set by the environment of the process, not here.")
        }
        let configuration = try configuration(transaction)
        let present = configuration.mail.account?.revision ?? 0
        guard revision == nil || revision == present else {
            throw Refusal.stale("The mail server's settings are at revision \(present) now.")
        }
        return configuration
    }

    private func check(_ account: MailAccount) throws {
        do throws(SMTPSettingsError) { _ = try account.server(clientName: means.clientName) } catch {
            throw Refusal.invalid("/user", "\(error)")
        }
    }

    // MARK: Status

    /// - Parameter key: nil for all stores.
    public func mailStatus(store key: String?) async throws -> MailStatus {
        let now = clock.now()
        return try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            let store = try key.map { try configuration.store(key: $0) }
            let state = try MailServerState(snapshot)
            let zone = (store ?? (configuration.stores.count == 1 ? configuration.stores.first : nil))?.zone ?? .utc
            return MailStatus(
                isConfigured: self.account(configuration) != nil, isFromEnvironment: self.means.account != nil,
                isPaused: configuration.mail.isPaused, hasOneClick: self.means.baseURL?.hasPrefix("https://") ?? false,
                restsUntil: state.restsUntil.flatMap { $0 > now ? $0 : nil }, error: state.error,
                waiting: try snapshot.notificationCount(.queued, store: store?.id),
                sending: try snapshot.leasedLetters(at: now),
                failed: try snapshot.notificationCount(.failed, store: store?.id),
                sentToday: try snapshot.lettersSent(store: store?.id, since: zone.start(of: zone.day(at: now))))
        }
    }

    // MARK: A test

    /// Sends a mail that says nothing but that mails arrive.
    ///
    /// - Parameters:
    ///   - form: settings that are not saved yet; nil for those in force.
    /// - Throws: `Refusal.invalid`; `Refusal.conflict` where there is no mail server, or this process sends nothing.
    public func testMail(to text: String, with form: MailAccountForm?, by: String) async throws -> TestMailResult {
        let address = try MailAccountForm.address(text, at: "/to")
        let saved = self.account(try await latestConfiguration())
        guard let used = try form?.account(formerPassword: saved?.password) ?? saved else {
            throw Refusal.conflict("No mail server is set up yet.")
        }
        try check(used)
        try await note("mail_account.test", "mail to \(address.domain)", by: by)
        return try await means.test(used, to: address, at: clock.now())
    }

    func note(_ action: String, _ subject: String, by: String) async throws {
        let now = clock.now()
        try await database.write { try $0.audit(by: by, action: action, subject: subject, at: now) }
    }
}
