public import Domain
internal import JSON
public import Secrets

/// Shopify's webhooks in JSON, as the Admin REST API shapes orders, refunds and customers.
///
/// Source: Shopify's pages on webhooks (delivery, verification, topics) and on the REST resources Order, Refund and
/// Customer. What the signature does not cover: the topic and the delivery's id, which are headers.
/// A customer's tags are not read as groups: most tags are no groups, and only the connector knows which of them it
/// wrote. Since API version 2025-01 webhooks do not carry them at all.
public struct ShopifyAdapter: ShopAdapter {
    public init() {}

    public var platform: Platform { .shopify }

    /// The values of `financial_status`, and `cancelled` for an order whose `cancelled_at` is set.
    public var presets: [StatusPreset] {
        [
            StatusPreset("pending", "Payment pending"),
            StatusPreset("authorized", "Authorized"),
            StatusPreset("partially_paid", "Partially paid"),
            StatusPreset("expired", "Authorization expired"),
            StatusPreset("paid", "Paid", isPaid: true),
            StatusPreset("partially_refunded", "Partially refunded", isPaid: true),
            StatusPreset("voided", "Voided", isVoid: true),
            StatusPreset("refunded", "Refunded", isVoid: true),
            StatusPreset(ShopifyOrder.cancelled, "Cancelled", isVoid: true),
        ]
    }

    // MARK: Verification

    /// The bytes of the app's client secret, or of the one that the admin's page of notifications shows.
    public func signingKey(from secret: String) -> HMACKey? { secret.isEmpty ? nil : HMACKey(Array(secret.utf8)) }

    /// `X-Shopify-Hmac-Sha256` = base64 of HMAC-SHA256 over the body. After a rotation Shopify goes on with the old
    /// secret for a while, so each of the keys will do.
    public func verify(_ delivery: WebhookDelivery, keys: [HMACKey], now: Timestamp) -> Verification {
        guard let header = delivery.header("x-shopify-hmac-sha256") else { return .missing }
        guard let signature = Base64.decode(header) else { return .wrong }
        return keys.contains { $0.isValid(signature, of: delivery.body) } ? .valid : .wrong
    }

    /// `X-Shopify-Webhook-Id`, which is kept over retries; its digest where it is too long to be stored. A delivery
    /// without one is known by its topic and body. (`X-Shopify-Event-Id` is shared by all deliveries of one action.)
    public func identity(of delivery: WebhookDelivery) -> String {
        let id = delivery.header("x-shopify-webhook-id") ?? ""
        if (1...191).contains(id.utf8.count) { return id }
        let known = id.isEmpty ? Array((delivery.header("x-shopify-topic") ?? "").utf8) + delivery.body : Array(id.utf8)
        return Base64.encode(Digest.sha256(known), .url)
    }

    // MARK: Decoding

    public func decode(_ delivery: WebhookDelivery) throws(DecodeError) -> ShopEvent {
        guard let topic = delivery.header("x-shopify-topic") else {
            throw DecodeError("", "the header X-Shopify-Topic is missing")
        }
        switch topic {
        case "orders/create", "orders/updated", "orders/paid", "orders/cancelled":
            return .order(try ShopifyOrder(delivery.body).event())
        case "orders/delete":
            var event = OrderEvent(externalID: try Self.id(in: delivery.body), version: nil)
            event.isDeleted = true
            return .order(event)
        case "refunds/create": return .order(try ShopifyRefund.event(delivery.body))
        case "customers/create", "customers/update": return .customer(try ShopifyCustomer.event(delivery.body))
        case "customers/delete":
            var event = CustomerEvent(externalID: try Self.id(in: delivery.body), version: nil)
            event.isDeleted = true
            return .customer(event)
        case "customers/merge":
            guard let merge = try ShopifyMerge.event(delivery.body) else { return .unused(topic: topic) }
            return .merge(merge)
        default: return .unused(topic: topic)
        }
    }

    private enum Field: String, CaseIterable, Sendable {
        case id
    }

    private static let keys = JSONKeys(Field.self)

    /// A deletion tells the id and nothing else that is of use.
    private static func id(in body: [UInt8]) throws(DecodeError) -> String {
        var id: String?
        let problems = try PayloadReader.whole(body) { reader throws(JSONError) in
            try reader.object(keys) { reader, field throws(JSONError) in id = try reader.id(field.rawValue) }
            reader.require(id, Field.id.rawValue)
        }
        guard let id, problems.isEmpty else { throw DecodeError(problems) }
        return id
    }
}
