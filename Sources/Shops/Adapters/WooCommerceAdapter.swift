public import Domain
public import Secrets

/// WooCommerce's webhooks (REST API v3 payloads), as sent by versions 3.5 to 11.
///
/// Source: `WC_Webhook` (`class-wc-webhook.php`) and the REST API reference, pages Orders, Customers and Webhooks.
/// Note what the signature does not cover: the topic, which is a header.
public struct WooCommerceAdapter: ShopAdapter {
    public init() {}

    public var platform: Platform { .woocommerce }

    public var presets: [StatusPreset] {
        [
            StatusPreset("checkout-draft", "Draft"),
            StatusPreset("pending", "Pending payment"),
            StatusPreset("on-hold", "On hold"),
            StatusPreset("processing", "Processing", isPaid: true),
            StatusPreset("completed", "Completed", isPaid: true),
            StatusPreset("failed", "Failed", isVoid: true),
            StatusPreset("cancelled", "Cancelled", isVoid: true),
            StatusPreset("refunded", "Refunded", isVoid: true),
            StatusPreset("trash", "In the bin", isVoid: true),
        ]
    }

    // MARK: Verification

    /// The secret's own bytes. WooCommerce fills in one where the merchant leaves the field empty.
    public func signingKey(from secret: String) -> HMACKey? { secret.isEmpty ? nil : HMACKey(Array(secret.utf8)) }

    /// `X-WC-Webhook-Signature` = base64 of HMAC-SHA256 over the body.
    public func verify(_ delivery: WebhookDelivery, keys: [HMACKey], now: Timestamp) -> Verification {
        guard let header = delivery.header("x-wc-webhook-signature") else {
            return Self.isPing(delivery) ? .notNeeded : .missing
        }
        guard let signature = Base64.decode(header) else { return .wrong }
        return keys.contains { $0.isValid(signature, of: delivery.body) } ? .valid : .wrong
    }

    /// Webhook id, delivery id and body together: WooCommerce makes the delivery id from webhook id and second, so
    /// that two orders saved within one second share it.
    public func identity(of delivery: WebhookDelivery) -> String {
        let webhook = (delivery.header("x-wc-webhook-id") ?? "").prefix(40)
        let id = (delivery.header("x-wc-webhook-delivery-id") ?? "").prefix(80)
        return "\(webhook):\(id):\(Base64.encode(Digest.sha256(delivery.body), .url))"
    }

    /// Saving a webhook sends the form `webhook_id=N` without any of the webhook's headers.
    private static func isPing(_ delivery: WebhookDelivery) -> Bool {
        let head = "webhook_id=".utf8
        guard delivery.body.count <= 31, delivery.body.starts(with: head) else { return false }
        let number = delivery.body.dropFirst(head.count)
        return (1...20).contains(number.count)
            && number.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } && delivery.header("x-wc-webhook-topic") == nil
    }

    // MARK: Decoding

    public func decode(_ delivery: WebhookDelivery) throws(DecodeError) -> ShopEvent {
        if Self.isPing(delivery) { return .ping }
        guard let topic = delivery.header("x-wc-webhook-topic") else {
            throw DecodeError("", "the header X-WC-Webhook-Topic is missing")
        }
        let kind: WooCommercePayload.Kind
        switch topic {
        case "order.created", "order.updated", "order.restored": kind = .order
        case "customer.created", "customer.updated": kind = .customer
        case "order.deleted", "customer.deleted": kind = .deletion
        default: return .unused(topic: topic)
        }
        let payload = try WooCommercePayload(delivery.body, kind)
        // The order was deleted for good between the event and its delivery: nothing is left to be told.
        if payload.isGone { return .unused(topic: topic) }
        switch topic {
        case "order.deleted": return .order(try payload.orderDeletion())
        case "customer.deleted": return .customer(try payload.customerDeletion())
        case "order.restored": return .order(try payload.order(isRestoration: true))
        case "order.created", "order.updated": return .order(try payload.order(isRestoration: false))
        default: return .customer(try payload.customer())
        }
    }
}
