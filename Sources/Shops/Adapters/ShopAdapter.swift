public import Domain
public import Secrets

/// Everything Echelon knows about one platform's webhooks.
///
/// The order of use: `verify` over the raw bytes; only then `identity` and `decode`.
public protocol ShopAdapter: Sendable {
    var platform: Platform { get }

    /// The platform's usual statuses. Their order is the rank of a status among equal versions, lowest first.
    var presets: [StatusPreset] { get }

    /// The key that a source's secret stands for; nil for a text that cannot be a secret of this platform.
    func signingKey(from secret: String) -> HMACKey?

    /// Checks the signature, in constant time, against each of the source's valid keys. Nothing is decoded.
    func verify(_ delivery: WebhookDelivery, keys: [HMACKey], now: Timestamp) -> Verification

    /// What makes this delivery the same as an earlier one, 1 … 191 characters.
    func identity(of delivery: WebhookDelivery) -> String

    /// The report within a verified delivery.
    func decode(_ delivery: WebhookDelivery) throws(DecodeError) -> ShopEvent
}
