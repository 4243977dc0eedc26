/// Fuzzes the conversation with a mail server that says anything: nothing secret is said in the clear, nothing after the
/// end, and of each mail exactly one thing is told.
func fuzz(_ bytes: [UInt8]) {
    guard let first = bytes.first else { return }
    let tls = SMTPSettings.TLS.allCases[Int(first) % SMTPSettings.TLS.allCases.count]
    var talk = Talk(tls, step: Int(first >> 2) % 7 + 1)
    talk.run(Array(bytes.dropFirst()))
}

private struct Talk {
    private static let password = "correct horse battery"
    private let tls: SMTPSettings.TLS
    private let step: Int
    private var session: SMTPSession
    private var isSecure: Bool
    private var isOver = false
    private var submitted = 0
    private var told = 0

    init(_ tls: SMTPSettings.TLS, step: Int) {
        self.tls = tls
        self.step = step
        isSecure = tls == .implicit
        guard let credentials = try? SMTPCredentials(user: "user", password: Self.password),
            let settings = try? SMTPSettings(clientName: "c.example", tls: tls, credentials: credentials)
        else { fatalError("settings") }
        session = SMTPSession(settings)
    }

    mutating func run(_ bytes: [UInt8]) {
        var position = 0
        while position < bytes.count, !isOver {
            let end = min(bytes.count, position + step)
            let piece = Array(bytes[position..<end])
            position = end
            take(session.receive(piece.span))
        }
        if !isOver { take(session.connectionLost()) }
        check(told == submitted, "\(submitted) mails, \(told) outcomes")
    }

    private mutating func take(_ actions: [SMTPSession.Action]) {
        var actions = actions
        while !actions.isEmpty {
            let action = actions.removeFirst()
            check(!isOver, "something after the end: \(action)")
            switch action {
            case .send(let bytes): checkSaid(bytes)
            case .startTLS:
                isSecure = true
                actions += session.secured()
            case .ready: actions += submit()
            case .finished: told += 1
            case .closed, .failed: isOver = true
            }
        }
    }

    private func checkSaid(_ bytes: [UInt8]) {
        let said = text(bytes)
        let isSecret = said.contains("AUTH") || said.contains(Self.password)
        check(isSecure || !isSecret, "a login in the clear")
        check(isSecure || tls != .required || !said.contains("MAIL FROM"), "a mail in the clear")
    }

    private mutating func submit() -> [SMTPSession.Action] {
        guard submitted < 3, let address = try? MailAddress(parsing: "a@b.example") else { return session.end() }
        submitted += 1
        let mail = SMTPMail(sender: address, recipient: address, bytes: Array("Subject: x\r\n\r\n.\r\n..\r\n".utf8))
        return session.submit(mail)
    }
}
