internal import Domain
internal import JSON
internal import Rules
public import Shops
internal import Store

/// What the sender of a delivery is told.
public enum IntakeAnswer: Sendable, Equatable {
    /// Durably committed, and acted upon where there was anything to do.
    case taken
    /// The same delivery came before.
    case duplicate
    /// Taken, but of a topic that nothing here uses.
    case unused
    /// A platform's test of the address.
    case ping
    /// No such source, or it is switched off.
    case unknownSource
    /// The signature is missing, wrong or too old.
    case refused(Verification)
    /// Not what it claims to be; kept in the inbox as failed.
    case malformed([DecodeError.Problem])
}

extension Engine {
    /// Takes in one delivery: verifies it, decodes it, and in one transaction keeps it raw and acts on it.
    ///
    /// Returns only once that is on the disk. What fails for a reason of ours after the delivery was found good is
    /// kept as pending and tried again by cron: a sender is never told of it.
    public func receive(sourceKey: String, _ delivery: WebhookDelivery) async throws -> IntakeAnswer {
        let known = try await latestConfiguration()
        let (answer, source) = Self.verify(delivery, known.source(key: sourceKey))
        if let answer {
            // The source may be new, or its secret, since the configuration was last read.
            let fresh = try await database.read { try self.configuration($0) }
            guard fresh.stamp != known.stamp else { return answer }
            let (again, source) = Self.verify(delivery, fresh.source(key: sourceKey))
            guard let source, again == nil else { return again ?? answer }
            return try await take(delivery, source)
        }
        guard let source else { return .unknownSource }
        return try await take(delivery, source)
    }

    /// The answer where the delivery is not to be looked into.
    private static func verify(
        _ delivery: WebhookDelivery, _ source: ConfiguredSource?
    ) -> (IntakeAnswer?, ConfiguredSource?) {
        guard let source, source.record.isEnabled else { return (.unknownSource, nil) }
        let now = delivery.receivedAt
        switch source.adapter.verify(delivery, keys: source.keys(at: now), now: now) {
        case .valid: return (nil, source)
        case .notNeeded: return (.ping, nil)
        case let refusal: return (.refused(refusal), nil)
        }
    }

    private func take(_ delivery: WebhookDelivery, _ source: ConfiguredSource) async throws -> IntakeAnswer {
        let decoded: Result<ShopEvent, DecodeError>
        do throws(DecodeError) {
            decoded = .success(try source.adapter.decode(delivery))
        } catch {
            decoded = .failure(error)
        }
        if case .success(.ping) = decoded { return .ping }
        let entry = InboxEntry(
            source: source.record.id, identity: source.adapter.identity(of: delivery),
            topic: Self.topic(delivery, decoded),
            receivedAt: delivery.receivedAt, state: .processed, headers: Self.keptHeaders(delivery), body: delivery.body
        )
        return try await database.write { transaction in
            let (answer, kind) = try self.keep(entry, decoded, store: source.record.store, transaction)
            let day = try self.configuration(transaction).store(source.record.store).zone.day(at: entry.receivedAt)
            try transaction.count(kind, from: source.record.id, on: day)
            return answer
        }
    }

    /// In one transaction: the raw delivery, and all that follows from it.
    private func keep(
        _ entry: InboxEntry, _ decoded: Result<ShopEvent, DecodeError>, store: ID<Store>, _ transaction: Transaction
    ) throws -> (IntakeAnswer, IntakeKind) {
        if let earlier = try transaction.delivery(source: entry.source, identity: entry.identity) {
            guard earlier.state == .failed else { return (.duplicate, .duplicate) }
            var again = entry
            again.id = earlier.id
            again.attempts = earlier.attempts + 1
            let told = try process(&again, decoded, store: store, transaction)
            try transaction.update(again)
            return told
        }
        var entry = entry
        entry.id = try transaction.nextDeliveryID()
        let told = try process(&entry, decoded, store: store, transaction)
        try transaction.insert(entry)
        return told
    }

    /// Acts on a delivery and notes in `entry` what became of it. What the sender is told, and what it is counted as.
    func process(
        _ entry: inout InboxEntry, _ decoded: Result<ShopEvent, DecodeError>, store: ID<Store>,
        _ transaction: Transaction
    ) throws -> (IntakeAnswer, IntakeKind) {
        let event: ShopEvent
        switch decoded {
        case .success(let found): event = found
        case .failure(let error):
            entry.state = .failed
            entry.error = error.description
            return (.malformed(error.problems), .failed)
        }
        let (id, hash, receivedAt) = (entry.id, BodyHash.of(entry.body), entry.receivedAt)
        let outcome = try transaction.attempt { () throws -> Intake.Taken in
            let intake = Intake(
                engine: self, transaction: transaction, store: store, cause: Cause(delivery: id), bodyHash: hash,
                receivedAt: receivedAt, now: clock.now())
            return try intake.take(event)
        }
        switch outcome {
        case .success(let taken):
            (entry.order, entry.customer) = (taken.order, taken.customer)
            entry.error = nil
            if case .unused = event { entry.state = .ignored } else { entry.state = .processed }
            return entry.state == .ignored ? (.unused, .unused) : (.taken, taken.isNews ? .accepted : .stale)
        case .failure(let error):
            entry.state = .pending
            entry.error = "\(error)"
            try noteFailure(entry, store: store, transaction)
            return (.taken, .failed)
        }
    }

    private func noteFailure(_ entry: InboxEntry, store: ID<Store>, _ transaction: Transaction) throws {
        let sentence = Sentence(
            "finding.processing_failed",
            [.init("delivery", .text("\(entry.id)")), .init("error", .text(entry.error ?? ""))])
        try transaction.note(
            Finding(
                id: ID(0), store: store, kind: .processingFailed, subjectType: "delivery",
                subjectID: entry.id.rawValue, subjectLabel: "\(entry.id)", sentence: sentence,
                firstAt: entry.receivedAt, lastAt: clock.now()))
    }

    // MARK: What is kept of the request

    /// Headers that decoding reads. Signatures, cookies and addresses are not among them.
    private static let headersKept = [
        "content-type", "webhook-id", "webhook-timestamp", "x-wc-webhook-topic", "x-wc-webhook-resource",
        "x-wc-webhook-event", "x-wc-webhook-id", "x-wc-webhook-delivery-id", "x-shopify-topic", "x-shopify-webhook-id",
    ]

    private static func keptHeaders(_ delivery: WebhookDelivery) -> String {
        let members = headersKept.compactMap { name in
            delivery.header(name).map { JSONValue.Member(name, .string($0)) }
        }
        return String(decoding: JSONValue.object(members).bytes, as: UTF8.self)
    }

    private static func topic(_ delivery: WebhookDelivery, _ decoded: Result<ShopEvent, DecodeError>) -> String {
        let named = delivery.header("x-wc-webhook-topic") ?? delivery.header("x-shopify-topic")
        if let topic = named { return String(topic.prefix(64)) }
        switch decoded {
        case .success(.order(let event)):
            return event.amounts == nil && event.isDeleted == nil ? "order.status" : "order"
        case .success(.customer): return "customer"
        case .success(.merge): return "customer.merged"
        case .success(.unused(let topic)): return String(topic.prefix(64))
        case .success(.ping): return "ping"
        case .failure: return "unknown"
        }
    }

    /// The delivery as it came, for decoding once more.
    func delivery(of entry: InboxEntry) throws -> WebhookDelivery {
        let headers = try JSONValue(parsing: Array(entry.headers.utf8)).members ?? []
        return WebhookDelivery(
            headers: headers.map { ($0.name, $0.value.string ?? "") }, body: entry.body, receivedAt: entry.receivedAt)
    }
}
