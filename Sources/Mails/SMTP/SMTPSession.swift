/// The client's side of a conversation with a mail server (RFC 5321): many mails, one after the other, without I/O.
///
/// Bytes of the server go in; what to do comes out. Each mail that was submitted is `.finished` exactly once and in its
/// turn, whatever happens. After `.closed` or `.failed` nothing more is asked for, and the connection is to be closed.
public struct SMTPSession: Sendable {
    public enum Action: Hashable, Sendable {
        case send([UInt8])
        /// Negotiate TLS, then call `secured` or `tlsFailed`. Bytes that came before belong to the handshake of nobody.
        case startTLS
        /// Nothing is under way: submit a mail, or end.
        case ready
        case finished(MailOutcome)
        case closed
        case failed(SMTPFailure)
    }

    private enum Phase { case opening, awaitingTLS, ready, inMail, over }

    /// What is said once the server has finished speaking.
    private enum Turn {
        case commands([String], [SMTPStage])
        case secret(String)
        case message([UInt8])
        case startTLS
    }

    private let settings: SMTPSettings
    private var reader: ReplyReader
    private var phase = Phase.opening
    private var isSecure: Bool
    /// EHLO was not understood: there are no capabilities then.
    private var usesHELO = false
    private var capabilities = SMTPCapabilities()
    /// The answers that the server owes, in order.
    private var awaited: [SMTPStage] = [.greeting]
    private var turn: Turn?
    private var actions: [Action] = []
    /// What the server will be told when it asks during the login.
    private var secrets: [String] = []
    private var queue: [SMTPMail] = []
    private var transaction: SMTPTransaction?
    /// Whether the server may still hold half a transaction that was refused.
    private var needsReset = false
    private var isEnding = false

    /// The connection is open, and with implicit TLS already encrypted; the server speaks first.
    public init(_ settings: SMTPSettings) {
        self.settings = settings
        reader = ReplyReader(limits: settings.limits)
        isSecure = settings.tls == .implicit
    }

    /// The step whose answer is waited for, `SMTPStage.patience` long. Nil where none is.
    public var stage: SMTPStage? { awaited.first }

    public mutating func receive(_ bytes: Span<UInt8>) -> [Action] {
        guard phase != .over else { return [] }
        guard phase != .awaitingTLS else { return end(with: .bytesBeforeTLS) }
        reader.feed(bytes)
        do throws(ReplyError) {
            while phase != .over, let reply = try reader.next() { handle(reply) }
        } catch {
            fail(.malformedReply(error))
        }
        return takeTurn()
    }

    /// Adds a mail; it is sent as soon as those before it are through. None is taken any more once goodbye was said.
    public mutating func submit(_ mail: SMTPMail) -> [Action] {
        guard phase != .over, stage != .quit else { return [.finished(.notSent(.over))] }
        queue.append(mail)
        if phase == .ready { goOn() }
        return takeTurn()
    }

    /// Says goodbye once all mails are through.
    public mutating func end() -> [Action] {
        isEnding = true
        if phase == .ready, awaited.isEmpty { goOn() }
        return takeTurn()
    }

    /// TLS is up, as `.startTLS` asked. What the server said before is forgotten (RFC 3207 section 4.2).
    public mutating func secured() -> [Action] {
        guard phase == .awaitingTLS else { return [] }
        (phase, isSecure) = (.opening, true)
        capabilities = SMTPCapabilities()
        reader = ReplyReader(limits: settings.limits)
        usesHELO = false
        sayHello()
        return takeTurn()
    }

    /// TLS could not be negotiated.
    ///
    /// - Parameter detail: why, in a few words without a secret.
    public mutating func tlsFailed(_ detail: String) -> [Action] { end(with: .tlsFailed(detail: detail)) }

    /// The connection is gone.
    ///
    /// - Parameter unsent: bytes of the last `.send` that were never handed to the connection. Where there are any, the
    ///   server cannot have seen the end of a message.
    public mutating func connectionLost(unsent: Int = 0) -> [Action] { end(with: .connectionLost(stage), unsent) }

    /// The server did not answer in time (`SMTPStage.patience`). As `connectionLost`.
    public mutating func timedOut(unsent: Int = 0) -> [Action] { end(with: .timedOut(stage), unsent) }

    private mutating func end(with failure: SMTPFailure, _ unsent: Int = 0) -> [Action] {
        guard phase != .over else { return [] }
        if unsent > 0 { transaction?.isSent = false }
        if stage == .quit { close() } else { fail(failure) }
        return drain()
    }

    private mutating func drain() -> [Action] {
        defer { actions = [] }
        return actions
    }

    // MARK: - Speaking

    /// Says what is to be said, unless the server has gone on speaking: its words would then be taken for the answer.
    private mutating func takeTurn() -> [Action] {
        guard phase != .over, let turn else { return drain() }
        guard !reader.hasLeftover else {
            fail(turnFailure)
            return drain()
        }
        self.turn = nil
        switch turn {
        case .commands(let lines, let stages): say(lines, awaiting: stages)
        case .secret(let line): say([line], awaiting: [.authentication])
        case .message(let bytes):
            transaction?.messageGoesOut()
            actions.append(.send(bytes))
            awaited.append(.message)
        case .startTLS:
            phase = .awaitingTLS
            actions.append(.startTLS)
        }
        return drain()
    }

    private mutating func say(_ lines: [String], awaiting stages: [SMTPStage]) {
        actions.append(.send(lines.flatMap { Array($0.utf8) + [0x0D, 0x0A] }))
        awaited += stages
    }

    private var turnFailure: SMTPFailure {
        if case .startTLS = turn { .bytesBeforeTLS } else { .outOfTurn }
    }

    // MARK: - Listening

    private mutating func handle(_ reply: SMTPReply) {
        guard !awaited.isEmpty else { return fail(reply.code == 421 ? .closing(reply) : turnFailure) }
        let stage = awaited.removeFirst()
        if reply.code == 421, stage != .message, stage != .quit { return fail(.closing(reply)) }
        switch stage {
        case .greeting: if accepts(reply, .greeting) { sayHello() }
        case .hello: afterHello(reply)
        case .startTLS: afterStartTLS(reply)
        case .authentication: afterAuthentication(reply)
        case .reset: if accepts(reply, .reset) { afterReset() }
        case .sender, .recipient, .data, .message: afterMailStep(reply, stage)
        case .quit: close()
        }
    }

    /// Whether the reply is 2xx; the conversation fails otherwise.
    private mutating func accepts(_ reply: SMTPReply, _ stage: SMTPStage) -> Bool {
        if reply.isPositive { return true }
        fail(reply.code < 400 ? .unexpectedReply(stage, reply) : .refused(stage, reply))
        return false
    }

    private mutating func sayHello() { turn = .commands(["EHLO \(settings.clientName)"], [.hello]) }

    private mutating func afterHello(_ reply: SMTPReply) {
        let isUnknownCommand = [500, 502, 504].contains(reply.code)
        if isUnknownCommand, !usesHELO {
            usesHELO = true
            turn = .commands(["HELO \(settings.clientName)"], [.hello])
            return
        }
        guard accepts(reply, .hello) else { return }
        capabilities = usesHELO ? SMTPCapabilities() : SMTPCapabilities(reply)
        let wantsTLS = !isSecure && (settings.tls == .required || settings.tls == .optional)
        if wantsTLS, capabilities.startsTLS {
            turn = .commands(["STARTTLS"], [.startTLS])
        } else if wantsTLS, settings.tls == .required {
            fail(.startTLSNotOffered)
        } else {
            authenticate()
        }
    }

    private mutating func afterStartTLS(_ reply: SMTPReply) {
        if reply.isPositive {
            turn = .startTLS
            return
        }
        guard settings.tls == .optional, reply.code >= 400 else {
            _ = accepts(reply, .startTLS)
            return
        }
        authenticate()
    }

    private mutating func authenticate() {
        guard let credentials = settings.credentials else { return becomeReady() }
        guard isSecure || settings.allowsCredentialsWithoutTLS else { return fail(.credentialsNeedTLS) }
        guard let login = SMTPLogin(credentials, mechanisms: capabilities.mechanisms) else { return fail(.noMechanism) }
        secrets = login.answers
        turn = .secret(login.command)
    }

    private mutating func afterAuthentication(_ reply: SMTPReply) {
        if reply.code == 334, !secrets.isEmpty {
            turn = .secret(secrets.removeFirst())
            return
        }
        guard reply.code != 235 || !secrets.isEmpty else { return becomeReady() }
        fail(reply.code < 400 ? .unexpectedReply(.authentication, reply) : .refused(.authentication, reply))
    }

    private mutating func becomeReady() {
        phase = .ready
        secrets = []
        goOn()
    }

    // MARK: - Mails

    /// The next mail, or goodbye, or waiting for either.
    private mutating func goOn() {
        while phase == .ready, !queue.isEmpty { begin(queue.removeFirst()) }
        guard phase == .ready else { return }
        if isEnding { turn = .commands(["QUIT"], [.quit]) } else { actions.append(.ready) }
    }

    private mutating func begin(_ mail: SMTPMail) {
        let next: SMTPTransaction
        do throws(MailRefusal) {
            next = try SMTPTransaction(mail, capabilities)
        } catch {
            return actions.append(.finished(.refusedForGood(error)))
        }
        transaction = next
        phase = .inMail
        if capabilities.pipelines {
            let reset = needsReset ? (["RSET"], [SMTPStage.reset]) : ([], [])
            turn = .commands(reset.0 + next.commands, reset.1 + [.sender, .recipient, .data])
        } else if needsReset {
            turn = .commands(["RSET"], [.reset])
        } else {
            turn = .commands([next.commands[0]], [.sender])
        }
        needsReset = false
    }

    private mutating func afterReset() {
        guard !capabilities.pipelines, let transaction else { return }
        turn = .commands([transaction.commands[0]], [.sender])
    }

    private mutating func afterMailStep(_ reply: SMTPReply, _ stage: SMTPStage) {
        guard var current = transaction else { return }
        let step = current.take(reply, stage, pipelines: capabilities.pipelines)
        transaction = current
        switch step {
        case .wait: break
        case .say(let command, let next): turn = .commands([command], [next])
        case .sendMessage(let bytes): turn = .message(bytes)
        case .finish(let outcome, let leavesHalf):
            needsReset = leavesHalf
            finish(outcome)
            if reply.code == 421 { fail(.closing(reply)) } else { goOn() }
        case .fail(let failure): fail(failure)
        }
    }

    private mutating func finish(_ outcome: MailOutcome) {
        transaction = nil
        phase = .ready
        actions.append(.finished(outcome))
    }

    // MARK: - Ending

    private mutating func close() {
        awaited = []
        phase = .over
        actions.append(.closed)
    }

    private mutating func fail(_ failure: SMTPFailure) {
        if let transaction { finish(transaction.outcome(of: failure)) }
        for _ in queue { actions.append(.finished(.notSent(failure))) }
        (queue, awaited, secrets, turn) = ([], [], [], nil)
        phase = .over
        actions.append(.failed(failure))
    }
}
