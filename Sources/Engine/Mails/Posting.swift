public import Domain
internal import Mails
internal import Secrets
internal import Store
internal import Synchronization

extension Engine {
    /// Sends the mails that are due, one conversation with the mail server for all of them, for some seconds at most.
    ///
    /// - Parameter own: the run that sends, where it is one.
    /// - Returns: how many were tried; none by a process that sends nothing, while sending is paused, and while the mail
    ///   server rests after a failure.
    public func postDue(own: ID<Run>? = nil) async throws -> Int {
        guard let post = try await post(), livePost.begin() else { return 0 }
        defer { livePost.end() }
        let posting = Posting(engine: self, post: post, own: own)
        return try await posting.run()
    }

    /// Lets no further mail begin, and waits for the one under way.
    ///
    /// - Parameter seconds: how long it waits.
    public func stopPosting(within seconds: Int) async {
        livePost.close()
        for _ in 0..<seconds where livePost.isBusy { try? await pause(1) }
    }

    /// What is needed to send; nil where something of it is missing, or it is not the time.
    func post() async throws -> Posting.Post? {
        guard let carrier = means.carrier, let library = means.library else { return nil }
        // Asked each second: without a mail server nothing is read.
        guard try await account(latestConfiguration()) != nil else { return nil }
        let now = clock.now()
        return try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            guard let account = self.means.account ?? configuration.mail.account, !configuration.mail.isPaused,
                try !MailServerState(snapshot).isResting(at: now)
            else { return nil }
            return Posting.Post(
                carrier: carrier, library: library, account: account,
                server: try account.server(clientName: self.means.clientName))
        }
    }
}

/// Whether this process sends mails just now. One conversation at a time: mail servers limit how fast a sender may go, and
/// the order in which customers are told things stays the one in which they happened.
final class LivePost: Sendable {
    private struct State {
        var isBusy = false
        var isClosing = false
    }

    private let state = Mutex(State())

    func begin() -> Bool {
        state.withLock { state in
            guard !state.isBusy, !state.isClosing else { return false }
            state.isBusy = true
            return true
        }
    }

    func end() { state.withLock { $0.isBusy = false } }

    func close() { state.withLock { $0.isClosing = true } }

    var isBusy: Bool { state.withLock(\.isBusy) }

    var isClosing: Bool { state.withLock(\.isClosing) }
}

/// One conversation with the mail server: hands over mail after mail and writes down what became of each before the next
/// one is begun, together with the claim of that next one in one transaction.
final class Posting: Sendable {
    struct Post: Sendable {
        let carrier: any MailCarrier
        let library: MailLibrary
        let account: MailAccount
        let server: MailServer
    }

    private struct State {
        var waiting: (Outbox.Claim, WrittenLetter)?
        var underWay: (Outbox.Claim, WrittenLetter)?
        var tried = 0
        var error: (any Error)?
    }

    /// A queue with much in it lets other work of the process have its turn, and the settings be read again.
    private static let longestTurnSeconds: Int64 = 20

    private let engine: Engine
    private let post: Post
    private let own: ID<Run>?
    private let end: Timestamp
    private let state = Mutex(State())

    init(engine: Engine, post: Post, own: ID<Run>?) {
        (self.engine, self.post, self.own) = (engine, post, own)
        end = engine.clock.now().adding(seconds: Self.longestTurnSeconds)
    }

    func run() async throws -> Int {
        guard let first = try await claim(after: nil) else { return 0 }
        state.withLock { $0.waiting = first }
        let holding = Task { await self.holdOn() }
        defer { holding.cancel() }
        let failure: String?
        do throws(NotCarried) {
            failure = try await post.carrier.carry(
                to: post.server, next: { await self.next() }, finished: { await self.finished($0) })
        } catch {
            failure = error.reason
        }
        try await close(failure)
        if let error = state.withLock(\.error) { throw error }
        return state.withLock(\.tried)
    }

    // MARK: What the carrier asks

    private func next() async -> SMTPMail? {
        guard !engine.livePost.isClosing else { return nil }
        let isOver = engine.clock.now() >= end
        let taken = state.withLock { state -> (Outbox.Claim, WrittenLetter)? in
            // A mail server that takes its time to begin gets one mail at least.
            guard !isOver || state.tried == 0 else { return nil }
            state.underWay = state.waiting
            state.waiting = nil
            if state.underWay != nil { state.tried += 1 }
            return state.underWay
        }
        guard let (claim, written) = taken else { return nil }
        do {
            return try await mail(claim, written)
        } catch {
            // The same mail would fail in the same way again.
            let words = "The mail could not be written: \(error)"
            await refuse(claim, written, words)
            return nil
        }
    }

    private func finished(_ outcome: MailOutcome) async {
        let done = state.withLock { state -> (Outbox.Claim, WrittenLetter)? in
            defer { state.underWay = nil }
            return state.underWay
        }
        guard let done else { return }
        do {
            let following = try await claim(after: (done.0, done.1, outcome))
            state.withLock { $0.waiting = following }
        } catch {
            state.withLock { $0.error = error }
        }
    }

    /// Keeps the mail ours for as long as its sending takes.
    private func holdOn() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(Outbox.leaseSeconds / 3))
            if !Task.isCancelled { await renew() }
        }
    }

    /// Renews the lease of the mail that is being sent, or that waits for a mail server which is slow to begin.
    func renew() async {
        guard let (claim, _) = state.withLock({ $0.underWay ?? $0.waiting }) else { return }
        let (engine, domain) = (engine, post.account.from.domain)
        try? await engine.database.write { transaction in
            try Outbox(
                transaction: transaction, configuration: engine.configuration(transaction), now: engine.clock.now(),
                domain: domain
            ).renew(claim)
        }
    }

    // MARK: The outbox

    /// Writes down what became of one mail and takes the next, in one transaction; nil where there is none.
    private func claim(
        after done: (Outbox.Claim, WrittenLetter, MailOutcome)?
    ) async throws -> (Outbox.Claim, WrittenLetter)? {
        let (engine, own, domain) = (engine, own, post.account.from.domain)
        var settled = done
        while true {
            let past = settled
            settled = nil
            let (found, configuration) = try await engine.database.write { transaction in
                let configuration = try engine.configurationWithUnsubscribing(transaction)
                let outbox = Outbox(
                    transaction: transaction, configuration: configuration, now: engine.clock.now(), domain: domain)
                if let (claim, written, outcome) = past {
                    try outbox.settle(claim, written, outcome)
                    if case .notSent = outcome { return (Outbox.Next.nothing, configuration) }
                    try MailServerState.clear(transaction, stores: configuration.stores, at: engine.clock.now())
                }
                return (try outbox.next(own: own), configuration)
            }
            switch found {
            case .nothing: return nil
            case .more: continue
            case .mail(let claim):
                if let written = try write(claim, configuration) { return (claim, written) }
                await refuse(claim, nil, "There is no template “\(claim.notifications[0].template)”")
            }
        }
    }

    private func write(_ claim: Outbox.Claim, _ configuration: Configuration) throws -> WrittenLetter? {
        LetterWriter(
            library: post.library, configuration: configuration, store: try configuration.store(claim.letter.store),
            reader: claim.reader, baseURL: engine.means.baseURL
        ).write(claim.notifications)
    }

    /// Nobody's fault but ours: the mail is given up and shows why.
    private func refuse(_ claim: Outbox.Claim, _ written: WrittenLetter?, _ words: String) async {
        let engine = engine
        do {
            try await engine.database.write { transaction in
                var letter = claim.letter
                (letter.state, letter.leasedUntil, letter.error) = (.failed, nil, words)
                letter.subject = written?.subject
                try transaction.update(letter)
                for var notification in claim.notifications {
                    notification.state = .failed
                    try transaction.update(notification)
                }
            }
        } catch {
            state.withLock { $0.error = error }
        }
    }

    /// Gives back what was not tried, and lets a mail server rest that did not talk with us.
    private func close(_ failure: String?) async throws {
        let left = state.withLock { [$0.waiting?.0, $0.underWay?.0].compactMap { $0 } }
        guard !left.isEmpty || failure != nil else { return }
        let (engine, domain) = (engine, post.account.from.domain)
        try await engine.database.write { transaction in
            let configuration = try engine.configuration(transaction)
            let now = engine.clock.now()
            let outbox = Outbox(
                transaction: transaction, configuration: configuration, now: now, domain: domain)
            for claim in left { try outbox.release(claim) }
            guard let failure else { return }
            try MailServerState.note(failure, transaction, stores: configuration.stores, at: now)
        }
    }

    // MARK: The message

    private func mail(_ claim: Outbox.Claim, _ written: WrittenLetter) async throws -> SMTPMail {
        let look = try await engine.latestConfiguration().mail.look(of: claim.letter.store)
        let envelope = Envelope(account: post.account, look: look, store: written.storeName)
        let message = envelope.message(
            written, to: claim.reader, at: claim.address, messageID: claim.letter.messageID, date: engine.clock.now())
        return SMTPMail(
            sender: envelope.from.address, recipient: claim.address,
            bytes: try message.bytes(boundary: Envelope.boundary()))
    }
}
