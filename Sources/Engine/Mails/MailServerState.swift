internal import Domain
internal import JSON
internal import Store

/// How the mail server is doing: after a conversation that failed it rests, longer each time.
struct MailServerState {
    var failures = 0
    var restsUntil: Timestamp?
    /// In words.
    var error: String?

    private static let setting = "mail_state"
    /// A single failure is nothing to bother anybody with.
    private static let patience = 2
    /// The subject of the finding.
    private static let subject = "mail"

    init(_ snapshot: Snapshot) throws {
        guard let text = try snapshot.setting(Self.setting) else { return }
        let value = try JSONValue(parsing: Array(text.utf8))
        failures = Int(value["failures"]?.integer ?? 0)
        restsUntil = value["rests_until"]?.integer.map(Timestamp.init(milliseconds:))
        error = value["error"]?.string
    }

    func isResting(at now: Timestamp) -> Bool { restsUntil.map { $0 > now } ?? false }

    /// Another conversation has failed.
    static func note(_ error: String, _ transaction: Transaction, stores: [Domain.Store], at now: Timestamp) throws {
        var state = try MailServerState(transaction)
        state.failures += 1
        let until = now.adding(seconds: Retrying.rest(state.failures))
        let value: JSONValue = [
            "failures": .integer(Int64(state.failures)), "rests_until": .integer(until.milliseconds),
            "error": .string(error),
        ]
        try transaction.setSetting(setting, String(decoding: value.bytes, as: UTF8.self), at: now)
        guard state.failures >= patience else { return }
        for store in stores {
            try transaction.note(
                Finding(
                    id: ID(0), store: store.id, kind: .mailFailing, subjectType: subject, subjectID: 0,
                    subjectLabel: subject, sentence: Sentence("finding.mail_failing", [.init("error", .text(error))]),
                    firstAt: now, lastAt: now))
        }
    }

    /// The server takes mails again, or another one is to be tried.
    static func clear(_ transaction: Transaction, stores: [Domain.Store], at now: Timestamp) throws {
        guard try transaction.setting(setting) != nil else { return }
        try transaction.removeSetting(setting)
        for store in stores {
            try transaction.resolve(.mailFailing, store: store.id, subjectType: subject, subjectID: 0, at: now)
        }
    }
}
