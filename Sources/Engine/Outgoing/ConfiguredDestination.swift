internal import Domain
internal import Secrets
internal import Shops
internal import Store

/// A destination with its secrets opened.
struct ConfiguredDestination: Sendable {
    let record: DestinationRecord
    private let key: HMACKey
    private let previous: (key: HMACKey, until: Timestamp)?

    init(_ record: DestinationRecord, box: SecretBox) throws {
        self.record = record
        func open(_ sealed: String) throws -> HMACKey {
            let secret = try box.openText(sealed, for: Self.place(record.id))
            guard let key = StandardWebhooks.key(from: secret) else {
                throw DatabaseProblem.corrupt("destinations.secret")
            }
            return key
        }
        key = try open(record.sealedSecret)
        previous = try record.previousSecret.flatMap { sealed in
            try record.previousSecretUntil.map { (try open(sealed), $0) }
        }
    }

    /// Whether it is to be told of that in a store; nil for what concerns all of several stores.
    func wants(_ kind: OutgoingEvent.Kind, of store: ID<Domain.Store>?) -> Bool {
        record.isEnabled && record.kinds.contains(kind) && (record.store == nil || record.store == store)
    }

    /// The value of `webhook-signature`: one entry for each secret that is valid, the newest first (Standard Webhooks 1.0,
    /// "Multiple signatures").
    func signature(id: String, at instant: Timestamp, body: [UInt8]) -> String {
        [key, previous.flatMap { $0.until > instant ? $0.key : nil }].compactMap { $0 }
            .map { StandardWebhooks.signature(id: id, timestamp: instant, body: body, key: $0) }
            .joined(separator: " ")
    }

    /// A signed request, as a receiver of Standard Webhooks expects it. Who sends it adds `user-agent`.
    ///
    /// - Parameters:
    ///   - id: the same for each try.
    ///   - instant: of this try.
    func request(id: String, at instant: Timestamp, body: [UInt8]) -> HTTPCall {
        HTTPCall(
            .post, record.url,
            fields: [
                HTTPField("content-type", "application/json"), HTTPField("webhook-id", id),
                HTTPField("webhook-timestamp", "\(instant.milliseconds / 1_000)"),
                HTTPField("webhook-signature", signature(id: id, at: instant, body: body)),
            ], body: body, allowsPrivateAddress: record.allowsPrivate)
    }

    /// What a sealed secret is bound to.
    static func place(_ id: ID<DestinationRecord>) -> String { "destinations.secret/\(id)" }
}
