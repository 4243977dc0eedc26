import Foundation
import Synchronization

@testable import Engine
@testable import Mails

/// A mail server in memory that takes everything but mail to `gone@…`.
final class Postbox: MailCarrier {
    private let taken = Mutex<[String]>([])

    /// Whom mails went to.
    var recipients: [String] { taken.withLock { $0 } }

    func carry(
        to server: MailServer, next: @escaping @Sendable () async -> SMTPMail?,
        finished: @escaping @Sendable (MailOutcome) async -> Void
    ) async throws(NotCarried) -> String? {
        if server.host == "nowhere.example" { throw NotCarried("nowhere.example:587 cannot be reached") }
        while let mail = await next() {
            let recipient = mail.recipient.description
            guard !recipient.hasPrefix("gone@") else {
                await finished(.refusedForGood(.tooLarge(limit: 10)))
                continue
            }
            taken.withLock { $0.append(recipient) }
            await finished(.accepted(SMTPReply(code: 250, lines: ["taken"])))
        }
        return nil
    }

    /// With the shipped templates, and no mail server yet.
    func means() throws -> MailMeans {
        var means = MailMeans()
        means.library = try MailLibrary(
            folder: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().deletingLastPathComponent().appending(path: "mails").path)
        means.carrier = self
        means.baseURL = "https://groups.example"
        return means
    }
}
