public import Mails
public import Net

/// Carries mails to a mail server: `SMTPSession` says what to do, and this does it, on a connection of its own.
///
/// The server's address is set by an administrator, and may be one of our own network: mail servers often are.
public final class SMTPClient: Sendable {
    private let loop: EventLoop
    private let trust: TLSClientContext
    private let connecting: Duration

    /// - Parameters:
    ///   - loop: where the connections live.
    ///   - connecting: for looking the name up, connecting and shaking hands, each.
    public init(on loop: EventLoop, trust: TLSClientContext, connecting: Duration = .seconds(30)) {
        self.loop = loop
        self.trust = trust
        self.connecting = connecting
    }

    /// One conversation: asks for mails until there are none, and tells what became of each before it asks for the next.
    ///
    /// - Parameters:
    ///   - next: nil ends the conversation in order.
    ///   - finished: called once for each mail that `next` gave.
    /// - Returns: why the conversation ended before its time; nil where it did not.
    /// - Throws: `OutboundError` where there was no conversation: then no mail was asked for.
    public func converse(
        with server: MailServer, next: @escaping @Sendable () async -> SMTPMail?,
        finished: @escaping @Sendable (MailOutcome) async -> Void
    ) async throws -> SMTPFailure? {
        let addresses: [String]
        do { addresses = try await Resolver.addresses(of: server.host, within: connecting) } catch {
            throw OutboundError.unresolved("\(error)")
        }
        return try await Task(executorPreference: loop) {
            let socket = try await self.connect(server, addresses)
            var talk = Talk(socket, server, self.trust, self.connecting)
            defer { talk.close() }
            try await talk.open()
            return await talk.run(next: next, finished: finished)
        }.value
    }

    /// Tries the addresses one after the other.
    private func connect(_ server: MailServer, _ addresses: [String]) async throws -> Socket {
        var reason = "there is no address"
        for address in addresses {
            let deadline = MonotonicTime.current().adding(connecting)
            do {
                return try await Socket.connect(host: address, port: server.port, on: loop, until: deadline)
            } catch {
                reason = "\(error)"
            }
        }
        throw OutboundError.notConnected(reason)
    }
}

/// One connection to a mail server.
private struct Talk {
    private let socket: Socket
    private let server: MailServer
    private let trust: TLSClientContext
    private let connecting: Duration
    private var channel: Channel
    private var session: SMTPSession

    init(_ socket: Socket, _ server: MailServer, _ trust: TLSClientContext, _ connecting: Duration) {
        self.socket = socket
        self.server = server
        self.trust = trust
        self.connecting = connecting
        channel = .plain(socket)
        session = SMTPSession(server.settings)
    }

    func close() { channel.close() }

    /// Encrypts a connection that is to be so from its first byte.
    mutating func open() async throws {
        guard server.settings.tls == .implicit else { return }
        channel = .secure(try await secured())
    }

    private func secured() async throws -> SecureSocket {
        try await SecureSocket.connect(
            socket, trust, host: server.host, until: MonotonicTime.current().adding(connecting))
    }

    mutating func run(
        next: () async -> SMTPMail?, finished: (MailOutcome) async -> Void
    ) async -> SMTPFailure? {
        var actions: [SMTPSession.Action] = []
        while true {
            while !actions.isEmpty {
                switch actions.removeFirst() {
                case .send(let bytes): actions += await send(bytes)
                case .startTLS: actions += await startTLS()
                case .ready: actions += await submit(next)
                case .finished(let outcome): await finished(outcome)
                case .closed: return nil
                case .failed(let failure): return failure
                }
            }
            actions = await listen()
        }
    }

    private mutating func submit(_ next: () async -> SMTPMail?) async -> [SMTPSession.Action] {
        if let mail = await next() { session.submit(mail) } else { session.end() }
    }

    private mutating func startTLS() async -> [SMTPSession.Action] {
        do {
            channel = .secure(try await secured())
            return session.secured()
        } catch {
            return session.tlsFailed("\(error)")
        }
    }

    /// How long the step under way may take.
    private var deadline: MonotonicTime {
        MonotonicTime.current().adding(.seconds(session.stage?.patience ?? 300))
    }

    private mutating func send(_ bytes: [UInt8]) async -> [SMTPSession.Action] {
        let deadline = deadline
        var position = 0
        while position < bytes.count {
            switch channel.send(bytes.span.extracting(position...)) {
            case .sent(let count): position += count
            case .broken: return session.connectionLost(unsent: bytes.count - position)
            case .notReady:
                guard await channel.wait(for: .write, until: deadline) == .expired else { continue }
                return session.timedOut(unsent: bytes.count - position)
            }
        }
        return []
    }

    private mutating func listen() async -> [SMTPSession.Action] {
        let deadline = deadline
        while true {
            var actions: [SMTPSession.Action] = []
            var session = session
            switch channel.receive({ actions = session.receive($0) }) {
            case .bytes:
                self.session = session
                if !actions.isEmpty { return actions }
            case .end, .broken: return self.session.connectionLost()
            case .notReady:
                if await channel.wait(for: .read, until: deadline) == .expired { return self.session.timedOut() }
            }
        }
    }
}
