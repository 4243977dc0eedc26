internal import Engine
internal import Mails

/// Takes all mails of the demo's past and delivers none: its customers are made up.
struct DemoPost: MailCarrier {
    /// Without templates at hand, the demo's mails wait.
    static func means(folder: String?) throws -> MailMeans {
        var means = MailMeans()
        means.library = try? MailLibrary(folder: folder ?? Environment["ECHELON_MAILS"] ?? "mails")
        means.carrier = DemoPost()
        means.account = MailAccount(
            host: "localhost", port: 25, encryption: .none, from: try MailAddress(parsing: "club@shop.example"))
        return means
    }

    func carry(
        to server: MailServer, next: @escaping @Sendable () async -> SMTPMail?,
        finished: @escaping @Sendable (MailOutcome) async -> Void
    ) async throws(NotCarried) -> String? {
        while await next() != nil { await finished(.accepted(SMTPReply(code: 250, lines: ["taken by the demo"]))) }
        return nil
    }
}
