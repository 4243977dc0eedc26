import Domain
import Foundation
import Secrets
import Shops
import Testing

/// Deliveries as tests write them.
enum Sample {
    static let now = Timestamp(milliseconds: 1_795_312_800_000)

    static func delivery(_ headers: [(name: String, value: String)], _ body: String) -> WebhookDelivery {
        WebhookDelivery(headers: headers, body: Array(body.utf8), receivedAt: now)
    }

    /// A delivery as WooCommerce signs it.
    static func wooCommerce(_ topic: String, _ body: String, secret: String = "secret", id: String = "d1")
        -> WebhookDelivery
    {
        let signature = Base64.encode(HMACKey(Array(secret.utf8)).signature(of: Array(body.utf8)))
        return delivery(
            [
                ("Content-Type", "application/json"), ("X-WC-Webhook-Topic", topic),
                ("X-WC-Webhook-Signature", signature), ("X-WC-Webhook-ID", "7"), ("X-WC-Webhook-Delivery-ID", id),
            ], body)
    }

    /// A delivery as Shopify signs it.
    static func shopify(_ topic: String, _ body: String, secret: String = "secret", id: String = "d1")
        -> WebhookDelivery
    {
        let signature = Base64.encode(HMACKey(Array(secret.utf8)).signature(of: Array(body.utf8)))
        return delivery(
            [
                ("Content-Type", "application/json"), ("X-Shopify-Topic", topic),
                ("X-Shopify-Hmac-Sha256", signature), ("X-Shopify-Webhook-Id", id), ("X-Shopify-Event-Id", "e1"),
            ], body)
    }

    static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    /// A delivery signed after Standard Webhooks.
    static func standard(_ body: String, id: String = "msg_1", at instant: Timestamp = now) throws -> WebhookDelivery {
        let key = try #require(StandardWebhooks.key(from: secret))
        let signature = StandardWebhooks.signature(id: id, timestamp: instant, body: Array(body.utf8), key: key)
        return delivery(
            [
                ("webhook-id", id), ("webhook-timestamp", String(instant.milliseconds / 1_000)),
                ("webhook-signature", signature),
            ], body)
    }
}

/// The problems of a delivery that cannot be decoded; empty where it can.
func problems(_ adapter: any ShopAdapter, _ delivery: WebhookDelivery) -> [String] {
    do throws(DecodeError) {
        _ = try adapter.decode(delivery)
        return []
    } catch {
        return error.problems.map(\.description)
    }
}

extension ShopEvent {
    var order: OrderEvent? {
        guard case .order(let event) = self else { return nil }
        return event
    }

    var customer: CustomerEvent? {
        guard case .customer(let event) = self else { return nil }
        return event
    }
}

func instant(_ text: String) throws -> Timestamp { try #require(Timestamp(rfc3339: text)) }

/// Payloads recorded from real shops. They are not part of this repository: the folder is looked for in
/// `$ECHELON_SHARED` and then beside the repository, and the suites that need it are **skipped** where there is none.
enum RecordedPayloads {
    /// The folder of one platform's payloads; nil where it is not here.
    static func folder(_ platform: String) -> URL? {
        let root = URL(filePath: #filePath).appending(path: "../../../..").standardizedFileURL
        let shared =
            ProcessInfo.processInfo.environment["ECHELON_SHARED"].map { URL(filePath: $0) }
            ?? root.appending(path: "shared")
        let folder = shared.appending(path: "data/payloads/\(platform)")
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }

    static func read(_ platform: String, _ name: String) throws -> [UInt8] {
        let folder = try #require(Self.folder(platform))
        return Array(try Data(contentsOf: folder.appending(path: name)))
    }
}
