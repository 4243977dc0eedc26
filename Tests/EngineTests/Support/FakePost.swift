import Domain
import Foundation
import Store
import Synchronization
import Testing

@testable import Engine
@testable import Mails

/// A mail server in memory: keeps what it is given and answers as it is told.
final class FakePost: MailCarrier {
    /// What becomes of a mail to an address.
    typealias Script = @Sendable (String) -> MailOutcome

    private struct State {
        var script: Script = { _ in .taken }
        var refusal: String?
        var mails: [SMTPMail] = []
        var conversations = 0
        var during: (@Sendable () async -> Void)?
    }

    private let state = Mutex(State())

    var mails: [SMTPMail] { state.withLock(\.mails) }

    /// Whom mails went to, in their order.
    var recipients: [String] { mails.map(\.recipient.description) }

    var conversations: Int { state.withLock(\.conversations) }

    func answer(_ script: @escaping Script) { state.withLock { $0.script = script } }

    /// Lets no conversation begin; nil lets them again.
    func refuse(_ reason: String?) { state.withLock { $0.refusal = reason } }

    /// What is done while a mail is being sent.
    func during(_ act: (@Sendable () async -> Void)?) { state.withLock { $0.during = act } }

    func carry(
        to server: MailServer, next: @escaping @Sendable () async -> SMTPMail?,
        finished: @escaping @Sendable (MailOutcome) async -> Void
    ) async throws(NotCarried) -> String? {
        if let reason = state.withLock(\.refusal) { throw NotCarried(reason) }
        state.withLock { $0.conversations += 1 }
        while let mail = await next() {
            if let act = state.withLock(\.during) { await act() }
            let outcome = state.withLock { state in
                state.mails.append(mail)
                return state.script(mail.recipient.description)
            }
            await finished(outcome)
            switch outcome {
            case .notSent(let failure), .unknown(let failure): return failure.explanation
            default: continue
            }
        }
        return nil
    }

    // MARK: A shop that sends

    static let library = Result {
        try MailLibrary(
            folder: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().deletingLastPathComponent().appending(path: "mails").path)
    }

    /// What a process has that sends through this server.
    func means(baseURL: String? = "https://groups.example") throws -> MailMeans {
        var means = MailMeans()
        means.library = try Self.library.get()
        means.carrier = self
        means.account = MailAccount(
            host: "mail.example", port: 587, encryption: .required, from: try MailAddress(parsing: "shop@shop.example"))
        means.baseURL = baseURL
        return means
    }
}

extension MailOutcome {
    static let taken = MailOutcome.accepted(.made(250, "2.0.0 queued"))
    static let refused = MailOutcome.refusedForGood(.reply(.recipient, .made(550, "5.1.1 no such user")))
    static let greylisted = MailOutcome.refusedForNow(.reply(.recipient, .made(451, "4.7.1 try again later")))
    static let lost = MailOutcome.unknown(.connectionLost(.message))
    static let unsent = MailOutcome.notSent(.connectionLost(.sender))
}

extension SMTPReply {
    static func made(_ code: Int, _ text: String) -> SMTPReply { SMTPReply(code: code, lines: [text]) }
}

/// A notification in short: `template state`, with why where it was cancelled.
func short(_ notification: Domain.Notification) -> String {
    [notification.template, notification.state.rawValue, notification.outcome.map { "(\($0.rawValue))" }]
        .compactMap { $0 }.joined(separator: " ")
}

extension TestShop {
    /// All notifications of the shop, oldest first.
    func notifications() async throws -> [Domain.Notification] {
        try await engine.database.read {
            try $0.notifications(NotificationFilter(), before: nil, limit: 10_000).reversed()
        }
    }

    func shortNotifications() async throws -> [String] { try await notifications().map(short) }

    /// Sends until nothing is due; how many tries there were.
    @discardableResult
    func post() async throws -> Int {
        var tries = 0
        while case let count = try await engine.postDue(), count > 0 { tries += count }
        return tries
    }

    /// The mail that tells of a notification, as it was sent or would be.
    func text(_ index: Int) async throws -> NotificationText {
        try await engine.notification(try await notifications()[index].id)
    }

    func setMail(_ edit: (inout StoreMail) -> Void) async throws {
        var mail = try await engine.storeMail("default")
        edit(&mail)
        _ = try await engine.putStoreMail(mail, of: "default", expecting: nil, by: "test")
    }

    func consent(_ consent: Customer.MailConsent, of customer: String = "77") async throws {
        var patch = CustomerPatch()
        patch.mailConsent = consent
        _ = try await engine.upsertCustomer(externalID: customer, store: nil, patch, by: "test")
    }
}
