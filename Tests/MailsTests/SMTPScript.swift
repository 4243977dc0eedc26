import Mails
import Testing

/// Plays a conversation with an `SMTPSession` and writes down what it asks for.
///
/// A script has one line for each step: `S: …` is what the server says (lines that follow each other come together),
/// `> …` what its owner tells it, and all others what it must ask for, in order: `C: …` for a line it sends and `* …` for
/// anything else.
struct SMTPScript {
    enum Delivery: CaseIterable { case whole, byteByByte, twoPieces }

    private(set) var session: SMTPSession
    private var sentMails = 0
    private var answers: [String] = []
    private(set) var submitted = 0
    private(set) var finished = 0
    private(set) var isOver = false

    init(_ settings: SMTPSettings) { session = SMTPSession(settings) }

    /// The script with what the session really asked for in place of what it should.
    static func play(_ script: String, _ settings: SMTPSettings, _ delivery: Delivery) throws -> String {
        var player = SMTPScript(settings)
        var lines: [String] = []
        for group in groups(script) {
            lines += group.map(\.text)
            lines += try player.feed(group, delivery)
        }
        return lines.joined(separator: "\n")
    }

    struct Input: Equatable {
        let text: String
        var isServer: Bool { text.hasPrefix("S: ") }
    }

    /// Server lines that follow each other, or one event.
    static func groups(_ script: String) -> [[Input]] {
        var groups: [[Input]] = []
        var wasServer = false
        for line in script.split(separator: "\n").map({ Input(text: String($0)) }) {
            let isInput = line.isServer || line.text.hasPrefix("> ")
            if line.isServer, wasServer, !groups.isEmpty {
                groups[groups.count - 1].append(line)
            } else if isInput {
                groups.append([line])
            }
            wasServer = line.isServer
        }
        return groups
    }

    mutating func feed(_ group: [Input], _ delivery: Delivery) throws -> [String] {
        guard let first = group.first, !first.isServer else {
            return receive(group.map { $0.text.dropFirst(3) + "\r\n" }.joined(), delivery)
        }
        return try event(first.text.dropFirst(2).split(separator: " ").map(String.init))
    }

    mutating func receive(_ text: String, _ delivery: Delivery) -> [String] {
        let bytes = Array(text.utf8)
        switch delivery {
        case .whole: return note(session.receive(bytes.span))
        case .byteByByte: return bytes.flatMap { note(session.receive([$0].span)) }
        case .twoPieces:
            let middle = bytes.count / 2
            return note(session.receive(Array(bytes[..<middle]).span))
                + note(session.receive(Array(bytes[middle...]).span))
        }
    }

    private mutating func event(_ words: [String]) throws -> [String] {
        switch words[0] {
        case "submit":
            submitted += 1
            return note(session.submit(try Self.mail(words.count > 1 ? words[1] : "a@example.net")))
        case "submitBare":
            submitted += 1
            return note(session.submit(try Self.mail("a@example.net", "a\n")))
        case "submitEightBit":
            submitted += 1
            return note(session.submit(try Self.mail("a@example.net", "ż\r\n")))
        case "end": return note(session.end())
        case "secured": return note(session.secured())
        case "tlsFailed": return note(session.tlsFailed("the certificate has expired"))
        case "lost": return note(session.connectionLost(unsent: words.count > 1 ? Int(words[1]) ?? 0 : 0))
        case "late": return note(session.timedOut())
        default:
            Issue.record("no such event: \(words[0])")
            return []
        }
    }

    static func mail(_ recipient: String, _ text: String = "Hi\r\n.\r\n") throws -> SMTPMail {
        SMTPMail(
            sender: try MailAddress(parsing: "shop@example.com"), recipient: try MailAddress(parsing: recipient),
            bytes: Array(text.utf8))
    }

    private mutating func note(_ actions: [SMTPSession.Action]) -> [String] {
        actions.flatMap { action -> [String] in
            #expect(!isOver || action == .finished(.notSent(.over)), "nothing is asked for once it is over")
            switch action {
            case .send(let bytes):
                return MailReader.lines(String(decoding: bytes, as: UTF8.self)).dropLast().map { "C: \($0)" }
            case .startTLS: return ["* startTLS"]
            case .ready: return ["* ready"]
            case .finished(let outcome):
                finished += 1
                return ["* \(Self.words(outcome))"]
            case .closed:
                isOver = true
                return ["* closed"]
            case .failed(let failure):
                isOver = true
                return ["* failed \(Self.words(failure))"]
            }
        }
    }

    static func words(_ outcome: MailOutcome) -> String {
        switch outcome {
        case .accepted(let reply): "accepted \(reply)"
        case .refusedForGood(let refusal): "refused \(words(refusal))"
        case .refusedForNow(let refusal): "later \(words(refusal))"
        case .notSent(let failure): "notSent \(words(failure))"
        case .unknown(let failure): "unknown \(words(failure))"
        }
    }

    private static func words(_ refusal: MailRefusal) -> String {
        switch refusal {
        case .reply(let stage, let reply): "\(stage) \(reply.code)"
        case .tooLarge(let limit): "tooLarge \(limit)"
        case .badLineEnds: "badLineEnds"
        case .eightBit: "eightBit"
        }
    }

    static func words(_ failure: SMTPFailure) -> String {
        switch failure {
        case .refused(let stage, let reply): "refused \(stage) \(reply.code)"
        case .closing(let reply): "closing \(reply.code)"
        case .malformedReply(let error): "malformed: \(error.rawValue)"
        case .unexpectedReply(let stage, let reply): "unexpected \(stage) \(reply.code)"
        case .tlsFailed(let detail): "tlsFailed \(detail)"
        case .connectionLost(let stage): "lost \(stage.map(\.rawValue) ?? "-")"
        case .timedOut(let stage): "late \(stage.map(\.rawValue) ?? "-")"
        default: "\(failure)"
        }
    }

    static func settings(
        _ tls: SMTPSettings.TLS = .none, login: Bool = false, inTheClear: Bool = false
    ) throws -> SMTPSettings {
        try SMTPSettings(
            clientName: "client.example", tls: tls,
            credentials: login ? SMTPCredentials(user: "user", password: "pass") : nil,
            allowsCredentialsWithoutTLS: inTheClear)
    }
}
