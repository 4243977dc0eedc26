/// What a platform told us, in words of no platform. Made by an adapter in `Shops`, by an import or by the API;
/// taken in by `Engine`.
public enum ShopEvent: Sendable, Equatable {
    case order(OrderEvent)
    case customer(CustomerEvent)
    /// The shop has made one customer of two.
    case merge(CustomerMerge)
    /// A topic that Echelon makes no use of; taken and forgotten.
    case unused(topic: String)
    /// A platform's test of the address; answered with 200, nothing is stored.
    case ping
}

/// One report about one order. A nil field is one that the report did not carry, and leaves what is known as it is.
public struct OrderEvent: Sendable, Equatable {
    /// The order's id in the shop; 1 … 191 characters.
    public var externalID: String
    /// When the shop last changed the order, by its own clock. Nil only for a deletion or restoration that carries none,
    /// and for a report of single refunds.
    public var version: Timestamp?
    /// When Echelon read the order from the shop itself; nil for reports that the shop pushed.
    public var readAt: Timestamp?
    public var status: StatusReport?
    /// The explicit instant of payment; nil where the platform gave none.
    public var paidAt: Timestamp?
    /// True where a paid status alone does not mean paid, but only together with `paidAt` (WooCommerce).
    public var paidNeedsInstant = false
    public var placedAt: Timestamp?
    public var isTest: Bool?
    /// True for a deletion, false for a full snapshot or a restoration.
    public var isDeleted: Bool?
    /// True where the shop says that it took a deletion back, so that it ends even one without a version.
    public var isRestoration = false
    public var amounts: OrderAmounts?
    /// Refunded so far, gross, in the order's currency, minor units, ≥ 0.
    public var refunded: Int64?
    /// Refunds that the shop reported one by one and not as a state of the order (Shopify's `refunds/create`). They count
    /// as far as the order's own reports tell of less; the units they give back are told by the order's next report.
    public var refundEntries: [RefundEntry]?
    public var paymentMethod: String?
    /// ISO 3166-1 alpha-2, capitals.
    public var country: String?
    public var customer: OrderCustomer?
    public var lines: [OrderLine]?
    /// False where the lines do not say what was given back of them, and so leave what is known of that as it is
    /// (WooCommerce's webhooks).
    public var linesTellRefunds = true

    public init(externalID: String, version: Timestamp?) {
        self.externalID = externalID
        self.version = version
    }
}

/// A status as the platform named it. Flags are given where the platform sends them with the order.
public struct StatusReport: Sendable, Equatable {
    public var code: String
    public var label: String?
    public var isPaid: Bool?
    public var isVoid: Bool?

    public init(code: String, label: String? = nil, isPaid: Bool? = nil, isVoid: Bool? = nil) {
        self.code = code
        self.label = label
        self.isPaid = isPaid
        self.isVoid = isVoid
    }
}

/// The money of one order, in minor units of its own currency.
public struct OrderAmounts: Sendable, Equatable {
    public var currency: Currency
    /// Units of the order's currency per one unit of the store's; nil where the shop sent none.
    public var conversionRate: Decimal?
    /// Gross: with tax and shipping, before refunds. ≥ 0.
    public var total: Int64
    /// All tax within `total`. ≥ 0.
    public var tax: Int64
    /// Shipping without its tax. ≥ 0.
    public var shipping: Int64
    public var shippingTax: Int64

    public init(
        currency: Currency, conversionRate: Decimal? = nil, total: Int64, tax: Int64 = 0, shipping: Int64 = 0,
        shippingTax: Int64 = 0
    ) {
        self.currency = currency
        self.conversionRate = conversionRate
        self.total = total
        self.tax = tax
        self.shipping = shipping
        self.shippingTax = shippingTax
    }
}

/// One refund of an order, reported by itself.
public struct RefundEntry: Sendable, Equatable {
    /// The refund's id in the shop; 1 … 191 characters.
    public var id: String
    /// The order's currency, as far as the report tells it; nil where it gave no amount.
    public var currency: Currency?
    /// What was paid back, gross, in minor units of `currency`, ≥ 0.
    public var amount: Int64
    /// Units given back by it.
    public var lines: [Line]

    /// Units of one line that came back.
    public struct Line: Sendable, Equatable {
        /// The line's id within the order.
        public var id: String
        /// ≥ 0.
        public var quantity: Int64

        public init(id: String, quantity: Int64) {
            self.id = id
            self.quantity = quantity
        }
    }

    public init(id: String, currency: Currency?, amount: Int64, lines: [Line] = []) {
        self.id = id
        self.currency = currency
        self.amount = amount
        self.lines = lines
    }
}

/// Who placed an order.
public enum OrderCustomer: Sendable, Equatable {
    /// No account. The e-mail is kept for guest matching only.
    case guest(email: String?)
    /// The fields are a fill-in for what no customer report has carried.
    case registered(CustomerEvent)
}

/// One line of an order.
public struct OrderLine: Sendable, Equatable {
    /// The line's id within the order.
    public var id: String
    public var productID: String
    /// Nil where the product has no variants (platforms send `0`).
    public var variantID: String?
    public var sku: String?
    public var categories: [String]
    /// Units bought, ≥ 0.
    public var quantity: Int64
    /// Units given back so far, 0 … `quantity`.
    public var refundedQuantity: Int64
    /// Gross where the platform gives it so, minor units of the order's currency.
    public var total: Int64
    public var tax: Int64
    /// Price of one unit in minor units; only imports know it.
    public var unitPrice: Int64?
    public var isGiftCard: Bool

    public init(
        id: String, productID: String, variantID: String? = nil, sku: String? = nil, categories: [String] = [],
        quantity: Int64, refundedQuantity: Int64 = 0, total: Int64, tax: Int64 = 0, unitPrice: Int64? = nil,
        isGiftCard: Bool = false
    ) {
        self.id = id
        self.productID = productID
        self.variantID = variantID
        self.sku = sku
        self.categories = categories
        self.quantity = quantity
        self.refundedQuantity = refundedQuantity
        self.total = total
        self.tax = tax
        self.unitPrice = unitPrice
        self.isGiftCard = isGiftCard
    }
}

/// One report about one customer. A nil field is one that the report did not carry.
public struct CustomerEvent: Sendable, Equatable {
    /// The customer's id in the shop; 1 … 191 characters.
    public var externalID: String
    public var version: Timestamp?
    public var readAt: Timestamp?
    public var email: String?
    public var firstName: String?
    public var lastName: String?
    /// BCP 47, e.g. `de-DE`.
    public var locale: String?
    /// ISO 3166-1 alpha-2, capitals.
    public var country: String?
    public var registeredAt: Timestamp?
    public var organization: OrganizationReport?
    /// The external ids of the groups the shop has the customer in.
    public var groups: [String]?
    /// The external id of the default group in the shop.
    public var defaultGroup: String?
    public var isDeleted: Bool?

    public init(externalID: String, version: Timestamp?) {
        self.externalID = externalID
        self.version = version
    }
}

/// Two customers that are one from now on, by their ids in the shop; 1 … 191 characters each.
public struct CustomerMerge: Sendable, Equatable {
    /// The one that remains.
    public var kept: String
    /// The one that is gone.
    public var merged: String

    public init(kept: String, merged: String) {
        self.kept = kept
        self.merged = merged
    }
}

/// The organization a customer belongs to, as the shop reports it.
public enum OrganizationReport: Sendable, Equatable {
    case none
    case member(externalID: String, name: String?)
}
