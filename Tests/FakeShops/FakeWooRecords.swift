public import Domain
internal import JSON

/// An order as the fake WooCommerce holds it. Amounts are in cents.
public struct FakeWooOrder: Sendable {
    /// A line; `total` is without tax.
    public struct Line: Sendable {
        public var id: Int64
        public var product: Int64
        public var variation: Int64
        public var sku: String
        public var quantity: Int64
        public var total: Int64
        public var tax: Int64

        public init(
            id: Int64, product: Int64, variation: Int64 = 0, sku: String = "", quantity: Int64 = 1, total: Int64,
            tax: Int64 = 0
        ) {
            (self.id, self.product, self.variation, self.sku) = (id, product, variation, sku)
            (self.quantity, self.total, self.tax) = (quantity, total, tax)
        }
    }

    public struct Refund: Sendable {
        public var id: Int64
        /// ≥ 0.
        public var amount: Int64
        /// Units given back by the order's line.
        public var units: [Int64: Int64]

        public init(id: Int64, amount: Int64, units: [Int64: Int64] = [:]) {
            (self.id, self.amount, self.units) = (id, amount, units)
        }
    }

    public var id: Int64 = 0
    public var status = "processing"
    public var currency = "EUR"
    /// 0 for a guest.
    public var customer: Int64 = 0
    public var email = "guest@example.test"
    public var firstName = ""
    public var lastName = ""
    public var country = "DE"
    public var paymentMethod = "bacs"
    public var created: Timestamp = .zero
    public var modified: Timestamp = .zero
    public var paid: Timestamp?
    public var shipping: Int64 = 0
    public var shippingTax: Int64 = 0
    public var lines: [Line] = []
    public var refunds: [Refund] = []
    /// Served as it is in place of the order: a recorded one, or one that a plug-in has spoilt.
    public var raw: String?
    /// Counted, and not shown to the key.
    public var isHidden = false

    public init() {}

    private var tax: Int64 { lines.reduce(shippingTax) { $0 + $1.tax } }
    public var total: Int64 { lines.reduce(shipping + tax) { $0 + $1.total } }

    var json: JSONValue {
        let person: [(String, JSONValue)] = [
            ("first_name", .string(firstName)), ("last_name", .string(lastName)), ("company", ""),
            ("country", .string(country)), ("email", .string(email)), ("phone", ""),
        ]
        let members: [(String, JSONValue)] = [
            ("id", .integer(id)), ("parent_id", 0), ("status", .string(status)), ("currency", .string(currency)),
            ("version", "11.0.1"), ("prices_include_tax", false), ("date_created", .wooDate(created)),
            ("date_modified", .wooDate(modified)), ("discount_total", "0.00"), ("shipping_total", .cents(shipping)),
            ("shipping_tax", .cents(shippingTax)), ("total", .cents(total)), ("total_tax", .cents(tax)),
            ("customer_id", .integer(customer)), ("order_key", "wc_order_secret"), ("billing", .members(person)),
            ("payment_method", .string(paymentMethod)), ("meta_data", []),
            ("line_items", .array(lines.map(\.json))), ("refunds", .array(refunds.map(\.summary))),
            ("date_created_gmt", .wooDate(created)), ("date_modified_gmt", .wooDate(modified)),
            ("date_paid_gmt", paid.map { .wooDate($0) } ?? .null),
        ]
        return .members(members)
    }
}

extension FakeWooOrder.Line {
    fileprivate var json: JSONValue {
        [
            "id": .integer(id), "name": .string("Produit « \(product) »"), "product_id": .integer(product),
            "variation_id": .integer(variation), "quantity": .integer(quantity), "total": .cents(total),
            "total_tax": .cents(tax), "meta_data": [], "sku": .string(sku), "price": .number("12.450000000000001"),
        ]
    }
}

extension FakeWooOrder.Refund {
    fileprivate var summary: JSONValue {
        ["id": .integer(id), "reason": "", "total": .cents(-amount), "total_tax": "0.00"]
    }

    /// With its lines, as `/orders/{id}/refunds` gives it.
    var json: JSONValue {
        let lines = units.sorted { $0.key < $1.key }.map { line, units -> JSONValue in
            let meta: JSONValue = [["id": 2_073, "key": "_refunded_item_id", "value": .string("\(line)")]]
            return [
                "id": .integer(id * 100 + line), "quantity": .integer(-units), "total": "-1.00", "total_tax": "0.00",
                "meta_data": meta,
            ]
        }
        return [
            "id": .integer(id), "amount": .cents(amount), "reason": "", "refunded_by": 1, "meta_data": [],
            "line_items": .array(lines),
        ]
    }
}

/// A user of the fake WordPress: a customer, or one of the staff.
public struct FakeWooCustomer: Sendable {
    public struct Meta: Sendable {
        public var id: Int64
        public var key: String
        /// JSON.
        public var value: String

        public init(id: Int64, key: String, value: String) { (self.id, self.key, self.value) = (id, key, value) }
    }

    public var id: Int64 = 0
    public var email = ""
    public var firstName = ""
    public var lastName = ""
    public var country = ""
    public var created: Timestamp = .zero
    public var modified: Timestamp?
    public var roles = ["customer"]
    public var meta: [Meta] = []
    /// Served as it is in place of the customer.
    public var raw: String?

    public init() {}

    var json: JSONValue {
        let meta = meta.map { item -> JSONValue in
            let value = (try? JSONValue(parsing: Array(item.value.utf8))) ?? .null
            return ["id": .integer(item.id), "key": .string(item.key), "value": value]
        }
        let members: [(String, JSONValue)] = [
            ("id", .integer(id)), ("date_created_gmt", .wooDate(created)),
            ("date_modified_gmt", modified.map { .wooDate($0) } ?? .null), ("email", .string(email)),
            ("first_name", .string(firstName)), ("last_name", .string(lastName)),
            ("role", .string(roles.first ?? "")), ("username", .string("user\(id)")),
            ("billing", ["country": .string(country), "email": ""]), ("is_paying_customer", false),
            ("meta_data", .array(meta)),
        ]
        return .members(members)
    }
}

/// A coupon of the fake WooCommerce.
public struct FakeWooCoupon: Sendable, Equatable {
    public var id: Int64
    /// In small letters, as WooCommerce keeps it.
    public var code: String
    public var type: String
    public var amount: String
    /// The last second in which it is good; nil for ever.
    public var expires: Timestamp?
    public var usageLimit: Int64?
    public var isIndividual: Bool
    public var emails: [String]
}

extension JSONValue {
    static func members(_ members: [(String, JSONValue)]) -> JSONValue {
        .object(members.map { Member($0.0, $0.1) })
    }

    /// `-39.78`
    static func cents(_ cents: Int64) -> JSONValue { .string(Decimal(mantissa: cents, scale: 2).description) }

    /// UTC without a zone, whole seconds.
    static func wooDate(_ instant: Timestamp) -> JSONValue {
        .string(String(Timestamp(seconds: instant.milliseconds / 1_000).description.dropLast()))
    }
}
