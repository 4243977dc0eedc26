/// The shop platforms whose webhooks Echelon reads, by the names used in the database, the API and the panel.
public enum Platform: String, Sendable, CaseIterable {
    case generic
    case woocommerce
    case shopify
    case prestashop
}

/// One status of a platform's usual set, laid down for a store when its first source of that platform is made.
public struct StatusPreset: Sendable, Equatable {
    public let code: String
    public let label: String
    public let isPaid: Bool
    public let isVoid: Bool

    public init(_ code: String, _ label: String, isPaid: Bool = false, isVoid: Bool = false) {
        self.code = code
        self.label = label
        self.isPaid = isPaid
        self.isVoid = isVoid
    }
}
