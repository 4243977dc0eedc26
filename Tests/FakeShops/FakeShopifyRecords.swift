public import Domain
internal import JSON

/// An order as a test writes it. Amounts are decimal texts in the shop's currency; nothing is reckoned.
public struct FakeShopifyOrder: Sendable, Equatable {
    public struct Line: Sendable, Equatable {
        public var id: String
        public var product: String?
        public var variant: String?
        public var sku: String?
        public var quantity: Int
        /// Nil = `quantity`.
        public var currentQuantity: Int?
        public var price: String
        public var discounts: [String] = []
        public var taxes: [String] = []
        public var isGiftCard = false

        public init(
            _ id: String, product: String? = "93", variant: String? = nil, sku: String? = nil, quantity: Int = 1,
            price: String = "10.00", discounts: [String] = [], taxes: [String] = [], isGiftCard: Bool = false
        ) {
            (self.id, self.product, self.variant, self.sku) = (id, product, variant, sku)
            (self.quantity, self.price, self.discounts, self.taxes) = (quantity, price, discounts, taxes)
            self.isGiftCard = isGiftCard
        }
    }

    public struct Shipping: Sendable, Equatable {
        public var price: String
        public var discounts: [String]
        public var taxes: [String]
        /// Taken out of the order; only who asks for it gets it by the API.
        public var isRemoved: Bool

        public init(price: String, discounts: [String] = [], taxes: [String] = [], isRemoved: Bool = false) {
            (self.price, self.discounts, self.taxes, self.isRemoved) = (price, discounts, taxes, isRemoved)
        }
    }

    public struct Refund: Sendable, Equatable {
        public struct Line: Sendable, Equatable {
            public var line: String
            public var quantity: Int
            public var subtotal: String
            public var tax: String

            public init(_ line: String, quantity: Int = 1, subtotal: String = "0.00", tax: String = "0.00") {
                (self.line, self.quantity, self.subtotal, self.tax) = (line, quantity, subtotal, tax)
            }
        }

        public struct Payment: Sendable, Equatable {
            public var amount: String
            public var kind: String
            public var status: String
            /// In which the buyer was paid; nil = the shop's.
            public var currency: String?

            public init(
                _ amount: String, kind: String = "refund", status: String = "success", currency: String? = nil
            ) {
                (self.amount, self.kind, self.status, self.currency) = (amount, kind, status, currency)
            }
        }

        public var id: String
        public var lines: [Line]
        public var payments: [Payment]
        /// Amounts of adjustments, with the platform's sign.
        public var adjustments: [String]

        public init(_ id: String, lines: [Line] = [], payments: [Payment] = [], adjustments: [String] = []) {
            (self.id, self.lines, self.payments, self.adjustments) = (id, lines, payments, adjustments)
        }
    }

    /// Digits.
    public var id: String
    /// `financial_status`, in small letters.
    public var status = "paid"
    /// Nil = the shop's clock when it is placed.
    public var createdAt: Timestamp?
    public var processedAt: Timestamp?
    public var updatedAt: Timestamp?
    public var cancelledAt: Timestamp?
    public var isTest = false
    public var email: String?
    /// The id of one of the shop's customers; nil for a guest.
    public var customer: String?
    public var currency = "EUR"
    public var locale: String? = "de-DE"
    public var billingCountry: String? = "DE"
    public var shippingCountry: String? = "DE"
    public var gateways = ["shopify_payments"]
    public var taxesIncluded = true
    public var total: String
    /// Nil = `total`.
    public var currentTotal: String?
    public var tax = "0.00"
    public var shippingTotal = "0.00"
    public var shipping: [Shipping] = []
    public var lines: [Line]
    public var refunds: [Refund] = []

    public init(_ id: String, total: String = "10.00", customer: String? = nil, lines: [Line]? = nil) {
        (self.id, self.total, self.customer) = (id, total, customer)
        self.lines = lines ?? [Line("\(id)1", price: total)]
    }
}

/// A customer as a test writes it.
public struct FakeShopifyCustomer: Sendable, Equatable {
    /// Digits.
    public var id: String
    public var email: String?
    public var firstName: String?
    public var lastName: String?
    public var country: String?
    public var tags: [String]
    /// Nil = the shop's clock when it is added.
    public var createdAt: Timestamp?
    public var updatedAt: Timestamp?

    public init(
        _ id: String, email: String? = nil, firstName: String? = nil, lastName: String? = nil, country: String? = nil,
        tags: [String] = []
    ) {
        (self.id, self.email, self.firstName, self.lastName) = (id, email, firstName, lastName)
        (self.country, self.tags) = (country, tags)
    }
}

/// A discount code that the shop has.
public struct FakeShopifyDiscount: Sendable, Equatable {
    public var code: String
    public var title: String
    /// As the text of the number that was sent.
    public var percentage: String?
    public var amount: String?
    public var startsAt: String
    public var endsAt: String?
    /// Global ids; empty = everybody.
    public var customers: [String]
    public var usageLimit: Int64?
    public var isOncePerCustomer: Bool

    public init(
        code: String, title: String, percentage: String? = nil, amount: String? = nil, startsAt: String,
        endsAt: String? = nil, customers: [String] = [], usageLimit: Int64? = nil, isOncePerCustomer: Bool = false
    ) {
        (self.code, self.title, self.percentage, self.amount) = (code, title, percentage, amount)
        (self.startsAt, self.endsAt, self.customers) = (startsAt, endsAt, customers)
        (self.usageLimit, self.isOncePerCustomer) = (usageLimit, isOncePerCustomer)
    }
}

// MARK: - As webhooks give them

extension FakeShopifyOrder {
    /// The body of `orders/updated`.
    func payload(customer: FakeShopifyCustomer?) -> JSONValue {
        [
            "id": .number(id), "email": .text(email), "contact_email": .text(email), "test": .bool(isTest),
            "created_at": .time(createdAt), "updated_at": .time(updatedAt), "processed_at": .time(processedAt),
            "cancelled_at": .time(cancelledAt), "financial_status": .string(status), "currency": .string(currency),
            "customer_locale": .text(locale), "payment_gateway_names": .array(gateways.map { .string($0) }),
            "taxes_included": .bool(taxesIncluded), "total_price": .string(total),
            "current_total_price": .string(currentTotal ?? total), "total_tax": .string(tax),
            "total_shipping_price_set": set(shippingTotal), "billing_address": .address(billingCountry),
            "shipping_address": .address(shippingCountry), "customer": customer?.payload ?? .null,
            "line_items": .array(lines.map(payload)), "shipping_lines": .array(shipping.map(payload)),
            "refunds": .array(refunds.map(payload)),
        ]
    }

    private func payload(_ line: Line) -> JSONValue {
        [
            "id": .number(line.id), "product_id": line.product.map { .number($0) } ?? .null,
            "variant_id": line.variant.map { .number($0) } ?? .null, "sku": .text(line.sku),
            "quantity": .integer(line.quantity), "current_quantity": .integer(line.currentQuantity ?? line.quantity),
            "price": .string(line.price), "total_discount": "0.00", "gift_card": .bool(line.isGiftCard),
            "discount_allocations": .array(line.discounts.map { ["amount": .string($0)] }),
            "tax_lines": .array(line.taxes.map { ["price": .string($0)] }),
        ]
    }

    private func payload(_ line: Shipping) -> JSONValue {
        [
            "price": .string(line.price), "is_removed": .bool(line.isRemoved),
            "discount_allocations": .array(line.discounts.map { ["amount": .string($0)] }),
            "tax_lines": .array(line.taxes.map { ["price": .string($0)] }),
        ]
    }

    private func payload(_ refund: Refund) -> JSONValue {
        let lines: [JSONValue] = refund.lines.map { line in
            [
                "line_item_id": .number(line.line), "quantity": .integer(line.quantity),
                "subtotal_set": set(line.subtotal), "total_tax_set": set(line.tax),
            ]
        }
        let payments: [JSONValue] = refund.payments.map { payment in
            [
                "kind": .string(payment.kind), "status": .string(payment.status), "amount": .string(payment.amount),
                "currency": .string(payment.currency ?? currency),
            ]
        }
        return [
            "id": .number(refund.id), "order_id": .number(id), "refund_line_items": .array(lines),
            "transactions": .array(payments),
            "order_adjustments": .array(
                refund.adjustments.map { ["amount_set": set($0), "tax_amount_set": set("0.00")] }),
        ]
    }

    /// The buyer's side of it is another number, so that whoever takes the wrong one is found out.
    private func set(_ amount: String) -> JSONValue {
        [
            "shop_money": ["amount": .string(amount), "currency_code": .string(currency)],
            "presentment_money": ["amount": "999.99", "currency_code": "USD"],
        ]
    }
}

extension FakeShopifyCustomer {
    /// The body of `customers/update`, as versions before 2025-01 give it.
    var payload: JSONValue {
        [
            "id": .number(id), "email": .text(email), "first_name": .text(firstName), "last_name": .text(lastName),
            "created_at": .time(createdAt), "updated_at": .time(updatedAt), "default_address": .address(country),
            "tags": .string(tags.joined(separator: ", ")),
        ]
    }
}

extension JSONValue {
    fileprivate static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

    /// Shopify writes whole seconds.
    fileprivate static func time(_ instant: Timestamp?) -> JSONValue {
        instant.map { .string(Timestamp(seconds: $0.milliseconds / 1_000).description) } ?? .null
    }

    fileprivate static func address(_ country: String?) -> JSONValue {
        country.map { ["country_code": .string($0)] } ?? .null
    }
}
