public import Domain
public import Secrets

/// PrestaShop's deliveries. Its core sends none: our module does, in the generic format (`GenericAdapter`), and what is
/// polled goes through `PrestaShopReader`.
public struct PrestaShopAdapter: ShopAdapter {
    private let format = GenericAdapter()

    public init() {}

    public var platform: Platform { .prestashop }

    /// None: the states of a PrestaShop are rows of its own whose ids differ from shop to shop. Module and webservice
    /// tell each with its flags.
    public var presets: [StatusPreset] { [] }

    public func signingKey(from secret: String) -> HMACKey? { format.signingKey(from: secret) }

    public func verify(_ delivery: WebhookDelivery, keys: [HMACKey], now: Timestamp) -> Verification {
        format.verify(delivery, keys: keys, now: now)
    }

    public func identity(of delivery: WebhookDelivery) -> String { format.identity(of: delivery) }

    public func decode(_ delivery: WebhookDelivery) throws(DecodeError) -> ShopEvent { try format.decode(delivery) }
}
