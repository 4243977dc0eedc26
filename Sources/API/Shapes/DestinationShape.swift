internal import Domain
internal import Engine
internal import JSON

extension JSONWriter {
    /// - Parameter secret: right after it was made.
    mutating func destination(_ view: DestinationView, secret: String? = nil) {
        let (record, state) = (view.record, view.state)
        object { w in
            w.field("id", record.id)
            w.field("name", record.name)
            w.field("store", view.storeKey)
            w.field("url", record.url)
            w.field("events", record.kinds.map(\.rawValue).sorted())
            w.field("enabled", record.isEnabled)
            w.field("disabled_by", record.disabledBy?.rawValue)
            w.field("allow_private_address", record.allowsPrivate)
            w.field("created_at", record.createdAt)
            w.field("former_secret_until", record.previousSecretUntil)
            w.field("delivered", view.delivered)
            w.field("queued", view.queued)
            w.field("failed", view.failed)
            w.field("failures_in_a_row", state.failures)
            w.field("rests_until", state.restsUntil)
            w.field("last_delivered_at", state.deliveredAt)
            w.field("last_try") { $0.lastTry(state) }
            if let secret { w.field("secret", secret) }
        }
    }

    private mutating func lastTry(_ state: DestinationState) {
        guard let triedAt = state.triedAt else { return null() }
        object { w in
            w.field("at", triedAt)
            w.field("status", state.status)
            w.field("error", state.error)
        }
    }

    /// With its body, where it has one.
    mutating func delivery(_ view: DeliveryView) {
        let record = view.record
        object { w in
            w.field("id", record.id)
            w.field("webhook_id", view.webhookID)
            w.reference("destination", record.destination, name: view.destinationName)
            w.field("type", record.kind.rawValue)
            w.reference("customer", record.customer, externalID: view.customerExternalID)
            w.field("state", record.state.rawValue)
            w.field("attempts", record.attempts)
            w.field("next_at", record.state == .queued ? record.nextAt : nil)
            w.field("status", record.status)
            w.field("error", record.error)
            w.field("milliseconds", record.milliseconds)
            w.field("created_at", record.createdAt)
            w.field("delivered_at", record.deliveredAt)
            if let body = view.body { w.field("body") { $0.raw(body) } }
        }
    }
}
