public import Domain
internal import Mails
internal import Store

/// One notification as people see it.
public struct NotificationView: Sendable {
    public let record: Notification
    public let state: State
    public let storeKey: String
    /// Nil for one to a user of the panel.
    public let customer: (id: ID<Customer>, externalID: String, name: String)?
    public let ruleName: String?
    public let letter: Letter?

    public enum State: String, Sendable, CaseIterable {
        /// Waits for a mail server, or for a person who lets mails go on.
        case held
        case queued, sending, sent, failed, cancelled
    }
}

/// What one notification says.
public struct NotificationText: Sendable {
    public let view: NotificationView
    /// Why it is sent, in words.
    public let reason: String
    public let subject: String?
    /// As it would be written now; nil where it was sent, as only the plain text is kept.
    public let html: String?
    public let text: String?
    /// All that the same mail tells, this one included.
    public let together: [ID<Notification>]
}

/// What a list of notifications is narrowed to.
public struct NotificationQuery: Sendable {
    public var store: String?
    public var state: NotificationView.State?
    public var template: String?
    public var customer: CustomerReference?
    public var rule: ID<Rule>?
    /// Only those written before.
    public var before: Timestamp?

    public init() {}
}

extension Engine {
    /// Newest first, ids below `before`.
    ///
    /// - Throws: `Refusal.notFound` for the store or the customer.
    public func notifications(
        _ query: NotificationQuery, before: ID<Notification>?, limit: Int
    ) async throws -> [NotificationView] {
        let now = clock.now()
        return try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            let isHeld = self.account(configuration) == nil || configuration.mail.isPaused
            guard query.state != .held || isHeld, query.state != .queued || !isHeld else { return [] }
            let filter = try self.filter(query, snapshot, configuration)
            let names = try snapshot.ruleNames()
            return try snapshot.notifications(filter, before: before, limit: limit)
                .map { try self.view($0, snapshot, configuration, names, now) }
        }
    }

    private func filter(
        _ query: NotificationQuery, _ snapshot: Snapshot, _ configuration: Configuration
    ) throws -> NotificationFilter {
        var filter = NotificationFilter()
        filter.store = try query.store.map { try configuration.store(key: $0).id }
        filter.state = query.state?.stored
        filter.template = query.template
        filter.customer = try query.customer?.find(snapshot, configuration).id
        filter.rule = query.rule
        filter.before = query.before
        filter.leasedAt = query.state == .sending ? clock.now() : nil
        return filter
    }

    private func view(
        _ record: Notification, _ snapshot: Snapshot, _ configuration: Configuration, _ names: [ID<Rule>: String],
        _ now: Timestamp
    ) throws -> NotificationView {
        let letter = try record.letter.flatMap { try snapshot.letter($0) }
        let customer = try record.recipient.customer.flatMap { try snapshot.customer($0) }
        let isHeld = account(configuration) == nil || configuration.mail.isPaused
        let state: NotificationView.State =
            switch record.state {
            case .sent: .sent
            case .failed: .failed
            case .cancelled: .cancelled
            case .queued where letter?.leasedUntil.map { $0 > now } ?? false: .sending
            case .queued: isHeld ? .held : .queued
            }
        return NotificationView(
            record: record, state: state, storeKey: try configuration.store(record.store).key,
            customer: customer.map { ($0.id, $0.externalID, $0.displayName) }, ruleName: names[record.rule],
            letter: letter)
    }

    /// With what it says.
    ///
    /// - Throws: `Refusal.notFound`.
    public func notification(_ id: ID<Notification>) async throws -> NotificationText {
        let now = clock.now()
        return try await database.read { try self.text(id, $0, now) }
    }

    private func text(_ id: ID<Notification>, _ snapshot: Snapshot, _ now: Timestamp) throws -> NotificationText {
        guard let record = try snapshot.notification(id) else { throw Refusal.notFound("notification \(id)") }
        let configuration = try configuration(snapshot)
        let view = try view(record, snapshot, configuration, snapshot.ruleNames(), now)
        let together = try record.letter.map { try snapshot.notifications(of: $0) } ?? [record]
        let reason = configuration.words(record.reason, store: record.store)
        if let letter = view.letter, letter.state == .sent {
            return NotificationText(
                view: view, reason: reason, subject: letter.subject, html: nil, text: letter.text,
                together: together.map(\.id))
        }
        let written = try written(together, snapshot, configuration)
        return NotificationText(
            view: view, reason: reason, subject: written?.subject, html: written?.html, text: written?.text,
            together: together.map(\.id))
    }

    /// As they would be written now. Nil where the reader is gone or cannot be written to.
    private func written(
        _ notifications: [Notification], _ snapshot: Snapshot, _ configuration: Configuration
    ) throws -> WrittenLetter? {
        guard let library = means.library, let first = notifications.first else { return nil }
        let reader: MailReader? =
            switch first.recipient {
            case .customer(let id): try snapshot.customer(id).flatMap(MailReader.init)
            case .user(let id): try snapshot.user(ID(rawValue: id)).map(MailReader.init)
            }
        guard let reader else { return nil }
        return LetterWriter(
            library: library, configuration: configuration, store: try configuration.store(first.store), reader: reader,
            baseURL: means.baseURL
        ).write(notifications)
    }

    // MARK: Acts

    /// Puts one that failed or was cancelled into the queue again, or sends at once what waits for its next try.
    ///
    /// - Throws: `Refusal.notFound`; `Refusal.conflict` where it was sent, or is being sent.
    public func retryNotification(_ id: ID<Notification>, by: String) async throws -> NotificationText {
        try await settle(id, "notification.retry", by: by) { transaction, record, letter, now in
            switch record.state {
            case .sent: throw Refusal.conflict("It was sent already.")
            case .failed, .cancelled:
                (record.state, record.outcome, record.letter) = (.queued, nil, nil)
            case .queued:
                guard var letter else { break }
                letter.nextAt = now
                try transaction.update(letter)
            }
            record.sendAfter = now
            try MailServerState.clear(transaction, stores: self.configuration(transaction).stores, at: now)
        }
    }

    /// - Throws: `Refusal.notFound`; `Refusal.conflict` where it does not wait any more.
    public func cancelNotification(_ id: ID<Notification>, by: String) async throws -> NotificationText {
        try await settle(id, "notification.cancel", by: by) { _, record, _, _ in
            guard record.state == .queued else { throw Refusal.conflict("It does not wait to be sent.") }
            (record.state, record.outcome) = (.cancelled, .byHand)
        }
    }

    private func settle(
        _ id: ID<Notification>, _ action: String, by: String,
        _ act: @escaping @Sendable (Transaction, inout Notification, Letter?, Timestamp) throws -> Void
    ) async throws -> NotificationText {
        let now = clock.now()
        return try await database.write { transaction in
            guard var record = try transaction.notification(id) else { throw Refusal.notFound("notification \(id)") }
            let letter = try record.letter.flatMap { try transaction.letter($0) }
            if let until = letter?.leasedUntil, until > now { throw Refusal.conflict("It is being sent just now.") }
            try act(transaction, &record, letter, now)
            try transaction.update(record)
            try transaction.audit(by: by, action: action, subject: "notification \(id)", at: now)
            return try self.text(id, transaction, now)
        }
    }

    /// Queues again all that failed; how many.
    public func retryFailed(_ query: NotificationQuery, by: String) async throws -> Int {
        try await settleAll(query, "notifications.retry", by: by) { try $0.requeueFailed($1, at: $2) }
    }

    /// Cancels all that waits; how many.
    public func cancelWaiting(_ query: NotificationQuery, by: String) async throws -> Int {
        try await settleAll(query, "notifications.cancel", by: by) { try $0.cancelWaiting($1, at: $2) }
    }

    private func settleAll(
        _ query: NotificationQuery, _ action: String, by: String,
        _ act: @escaping @Sendable (Transaction, NotificationFilter, Timestamp) throws -> Int
    ) async throws -> Int {
        let now = clock.now()
        return try await database.write { transaction in
            let filter = try self.filter(query, transaction, self.configuration(transaction))
            let count = try act(transaction, filter, now)
            try transaction.audit(by: by, action: action, subject: "notifications", detail: "\(count)", at: now)
            return count
        }
    }
}

extension NotificationView.State {
    /// What it is in the database.
    fileprivate var stored: Notification.State {
        switch self {
        case .held, .queued, .sending: .queued
        case .sent: .sent
        case .failed: .failed
        case .cancelled: .cancelled
        }
    }
}
