internal import Domain
internal import Mails
internal import Secrets
internal import Store

/// The outbox: which mail is to be sent next, and what became of the one before.
///
/// A mail that is being sent is leased, so that nobody else sends it. Where the process is killed in between, the lease
/// ends and the mail is sent again, with the same Message-ID. So a mail can arrive twice in one case: the server has taken
/// it, and the process ended before that was written down, or the server's answer was lost.
struct Outbox {
    let transaction: Transaction
    let configuration: Configuration
    let now: Timestamp
    /// What stands behind the `@` of a Message-ID.
    let domain: String

    /// How long a lease runs; who sends renews it all the while, so it ends soon where the process was killed.
    static let leaseSeconds: Int64 = 60
    /// How long others go before a mail at which the conversation broke off.
    static let precedenceSeconds: Int64 = 60
    /// So many notifications are looked at in one go; a queue in which all are cancelled holds up nobody for longer.
    private static let longestSearch = 100

    /// A mail to be sent now, and what it tells.
    struct Claim: Sendable {
        let letter: Letter
        let notifications: [Notification]
        let reader: MailReader
        let address: MailAddress
    }

    enum Next: Sendable {
        case mail(Claim)
        case nothing
        /// Nothing was found so far; there may be more.
        case more
    }

    // MARK: The next mail

    /// - Parameter own: the run that sends; what others will tell waits for their end.
    func next(own: ID<Run>? = nil) throws -> Next {
        let quiet = configuration.mail.quietStores(configuration.stores, at: now)
        let running = try transaction.runningRuns().filter { $0 != own }
        for _ in 0..<Self.longestSearch {
            if let letter = try transaction.dueLetter(at: now, quiet: quiet) {
                if let claim = try claim(letter, try transaction.notifications(of: letter.id)) { return .mail(claim) }
            } else if let first = try transaction.nextNotification(at: now, quiet: quiet, running: running) {
                let all = try transaction.waitingNotifications(
                    to: first.recipient, store: first.store, at: now, running: running)
                if let claim = try claim(nil, all) { return .mail(claim) }
            } else {
                return .nothing
            }
        }
        return .more
    }

    /// Nil where nothing is left to be told, or not yet.
    ///
    /// - Parameter known: the mail that tried to tell it before.
    private func claim(_ known: Letter?, _ notifications: [Notification]) throws -> Claim? {
        let waiting = notifications.filter { $0.state == .queued }
        guard let first = waiting.first, let (reader, address) = try reader(of: waiting) else {
            try drop(known)
            return nil
        }
        if known == nil, try postpone(waiting, to: reader) { return nil }
        var told = try Reconsidering(transaction: transaction, configuration: configuration, now: now).keep(waiting)
        guard !told.isEmpty else {
            try drop(known)
            return nil
        }
        var letter = try known ?? letter(for: first)
        letter.attempts += 1
        letter.leasedUntil = now.adding(seconds: Self.leaseSeconds)
        try transaction.update(letter)
        for index in told.indices {
            told[index].letter = letter.id
            try transaction.update(told[index])
        }
        return Claim(letter: letter, notifications: told, reader: reader, address: address)
    }

    private func letter(for first: Notification) throws -> Letter {
        let left = Base64.encode(SecureRandom.bytes(18), .url)
        var letter = Letter(
            id: ID(0), store: first.store, recipient: first.recipient,
            messageID: "\(left)@\(domain)", createdAt: now)
        letter.id = try transaction.insert(letter)
        return letter
    }

    private func drop(_ letter: Letter?) throws {
        guard var letter else { return }
        (letter.state, letter.leasedUntil) = (.dropped, nil)
        try transaction.update(letter)
    }

    // MARK: Who gets it

    /// Nil where the reader is not to be written to: then all of it is cancelled.
    private func reader(of notifications: [Notification]) throws -> (MailReader, MailAddress)? {
        guard let first = notifications.first else { return nil }
        let found: MailReader?
        switch first.recipient {
        case .user(let id): found = try transaction.user(ID(rawValue: id)).map(MailReader.init)
        case .customer(let id):
            let customer = try transaction.customer(id)
            if let obstacle = obstacle(customer, first.store) { return try cancel(notifications, obstacle) }
            found = customer.flatMap(MailReader.init)
        }
        guard let found else { return try cancel(notifications, .noAddress) }
        guard let address = try? MailAddress(parsing: found.address) else {
            return try cancel(notifications, .badAddress)
        }
        return (found, address)
    }

    private func obstacle(_ customer: Customer?, _ store: ID<Domain.Store>) -> Notification.Outcome? {
        guard let customer, !customer.isDeleted else { return .erased }
        if customer.mailConsent == .refused { return .refused }
        let isAsked = configuration.mail.look(of: store).requiresOptIn
        return isAsked && customer.mailConsent != .given ? .notOptedIn : nil
    }

    private func cancel(
        _ notifications: [Notification], _ outcome: Notification.Outcome
    ) throws -> (MailReader, MailAddress)? {
        for var notification in notifications {
            (notification.state, notification.outcome) = (.cancelled, outcome)
            try transaction.update(notification)
        }
        return nil
    }

    /// True where the customer has had as many mails as the store allows: what waits is then told when one more may go.
    private func postpone(_ notifications: [Notification], to reader: MailReader) throws -> Bool {
        guard let customer = reader.customer, let first = notifications.first,
            let cap = configuration.mail.look(of: first.store).cap
        else { return false }
        let span = Int64(cap.days) * 86_400
        let sent = try transaction.lettersSent(to: customer, since: now.adding(seconds: -span), limit: cap.count)
        guard sent.count == cap.count, let oldest = sent.last else { return false }
        // The span's first instant counts, so it is over a moment later.
        let free = oldest.adding(seconds: span).adding(milliseconds: 1)
        for var notification in notifications {
            notification.sendAfter = free
            try transaction.update(notification)
        }
        return true
    }

    // MARK: What became of it

    /// Holds on to a mail whose sending takes long.
    func renew(_ claim: Claim) throws {
        guard var letter = try transaction.letter(claim.letter.id), letter.leasedUntil != nil else { return }
        letter.leasedUntil = now.adding(seconds: Self.leaseSeconds)
        try transaction.update(letter)
    }

    /// Writes down how a try ended.
    func settle(_ claim: Claim, _ written: WrittenLetter, _ outcome: MailOutcome) throws {
        var letter = claim.letter
        letter.leasedUntil = nil
        (letter.address, letter.locale) = (claim.address.description, written.locale.description)
        (letter.subject, letter.text) = (written.subject, written.text)
        letter.error = outcome.explanation
        letter.reply = outcome.reply
        switch outcome {
        case .accepted: (letter.state, letter.sentAt) = (.sent, now)
        case .refusedForGood: letter.state = .failed
        case .refusedForNow: retry(&letter)
        case .unknown:
            letter.isUncertain = true
            retry(&letter)
        case .notSent(let failure): try putBack(&letter, failure)
        }
        try transaction.update(letter)
        guard letter.state != .queued else { return }
        for var notification in claim.notifications {
            notification.state = letter.state == .sent ? .sent : .failed
            notification.sentAt = letter.sentAt
            try transaction.update(notification)
        }
    }

    /// Gives a mail back that was not tried.
    func release(_ claim: Claim) throws {
        var letter = claim.letter
        letter.leasedUntil = nil
        letter.attempts -= 1
        try transaction.update(letter)
    }

    /// A mail at which the conversation broke off has lost no try, but lets the others go first once the server has
    /// rested: it may be the mail at which the server breaks off each time.
    private func putBack(_ letter: inout Letter, _ failure: SMTPFailure) throws {
        letter.attempts -= 1
        if case .refused = failure { return }
        let rest = Retrying.rest(try MailServerState(transaction).failures + 1)
        letter.nextAt = now.adding(seconds: rest + Self.precedenceSeconds)
    }

    private func retry(_ letter: inout Letter) {
        let next = Retrying.mails.next(
            after: letter.attempts, of: letter.id.rawValue, failedAt: now, since: letter.createdAt, asked: nil)
        if let next { letter.nextAt = next } else { letter.state = .failed }
    }
}

extension MailOutcome {
    /// The server's own words.
    fileprivate var reply: String? {
        switch self {
        case .accepted(let reply): reply.description
        case .refusedForGood(.reply(_, let reply)), .refusedForNow(.reply(_, let reply)): reply.description
        case .refusedForGood, .refusedForNow, .notSent, .unknown: nil
        }
    }
}
