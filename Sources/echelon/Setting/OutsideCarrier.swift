internal import Engine
internal import Mails
internal import Net
internal import Outbound

/// Carries the engine's mails to the mail server over the network.
struct OutsideCarrier: MailCarrier {
    private let client: SMTPClient

    /// Starts the thread that the connections live on.
    init(trust: TLSClientContext) throws { client = SMTPClient(on: try EventLoop(), trust: trust) }

    func carry(
        to server: MailServer, next: @escaping @Sendable () async -> SMTPMail?,
        finished: @escaping @Sendable (MailOutcome) async -> Void
    ) async throws(NotCarried) -> String? {
        do {
            return try await client.converse(with: server, next: next, finished: finished)?.explanation
        } catch {
            throw NotCarried("\(server.host):\(server.port) cannot be reached: \(error)")
        }
    }
}
