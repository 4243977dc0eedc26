extension FakePrestaShop {
    /// All that the shop holds. Dates are texts as PrestaShop keeps them: local, without zone.
    public struct Contents: Sendable {
        /// Such as `1.7.8.11`, `8.1.7` or `9.0.0`. PATCH came with 8.
        public var version = "8.1.7"
        public var key = "ABCDEFGHIJKLMNOPQRSTUVWXYZ123456"
        public var isSwitchedOn = true
        /// Methods that the key may use, by resource.
        public var rights: [String: Set<String>] = Dictionary(
            uniqueKeysWithValues: FakePrestaShopRow.fields.keys.map { ($0, ["GET", "PATCH", "POST", "PUT"]) })
        /// Ids of the shops; the first is the default one.
        public var shops = [1]
        public var customers: [Customer] = []
        public var orders: [Order] = []
        public var slips: [Slip] = []
        public var histories: [History] = []
        public var addresses: [Address] = []
        public var groups = [
            Group(id: 1, name: "Visitor"), Group(id: 2, name: "Guest"), Group(id: 3, name: "Customer"),
        ]
        public var states = State.ofFreshShop
        public var currencies = [Code(id: 1, iso: "EUR"), Code(id: 2, iso: "USD")]
        public var countries = [Code(id: 1, iso: "DE"), Code(id: 8, iso: "FR"), Code(id: 21, iso: "US")]
        public var languages = [
            Code(id: 1, iso: "en", locale: "en-US"), Code(id: 2, iso: "fr", locale: "fr-FR"),
        ]
        public var cartRules: [CartRule] = []

        public init() {}
    }

    /// A customer's row, by the names of its columns.
    public struct Customer: Sendable {
        public var id: Int
        public var fields: [String: String]
        public var groups: [Int]

        public init(
            id: Int, email: String, firstName: String = "Anna", lastName: String = "Müller", groups: [Int] = [3],
            defaultGroup: Int = 3, language: Int = 1, shop: Int = 1, isGuest: Bool = false
        ) {
            self.id = id
            self.groups = groups
            fields = Self.defaults.merging([
                "email": email, "firstname": firstName, "lastname": lastName, "id_default_group": "\(defaultGroup)",
                "id_lang": "\(language)", "id_shop": "\(shop)", "is_guest": isGuest ? "1" : "0",
                "passwd": "$2y$10$digest.of.the.password.of.\(id)", "secure_key": "secure-key-of-\(id)",
            ]) { $1 }
        }

        private static let defaults = [
            "newsletter_date_add": "0000-00-00 00:00:00", "last_passwd_gen": "2024-01-01 10:00:00", "deleted": "0",
            "id_gender": "1", "birthday": "1970-01-15", "newsletter": "1", "optin": "1", "note": "Likes tea & cake",
            "website": "https://example.test/?a=1&b=2", "company": "Müller <GmbH>",
            "outstanding_allow_amount": "0.000000",
            "active": "1", "id_shop_group": "1", "date_add": "", "date_upd": "", "reset_password_token": "",
            "reset_password_validity": "0000-00-00 00:00:00",
        ]
    }

    public struct Order: Sendable {
        public var id: Int
        public var customer: Int
        public var address = 0
        public var state = 1
        public var shop = 1
        public var currency = 1
        public var language = 1
        public var module = "ps_wirepayment"
        public var total = "0.000000"
        public var totalNet = "0.000000"
        public var shipping = "0.000000"
        public var shippingNet = "0.000000"
        public var rate = "1.000000"
        public var invoiceDate = "0000-00-00 00:00:00"
        public var created = ""
        public var updated = ""
        public var lines: [Line] = []

        public init(id: Int, customer: Int, address: Int = 0, state: Int = 1, total: String, totalNet: String) {
            (self.id, self.customer, self.address, self.state) = (id, customer, address, state)
            (self.total, self.totalNet) = (total, totalNet)
        }
    }

    public struct Line: Sendable {
        public var id: Int
        public var product: Int
        public var combination = 0
        public var reference = ""
        public var quantity = 1
        /// Of one unit, with tax and without.
        public var price: String
        public var priceNet: String

        public init(
            id: Int, product: Int, combination: Int = 0, reference: String = "", quantity: Int = 1, price: String,
            priceNet: String
        ) {
            (self.id, self.product, self.combination, self.reference) = (id, product, combination, reference)
            (self.quantity, self.price, self.priceNet) = (quantity, price, priceNet)
        }
    }

    /// A credit slip.
    public struct Slip: Sendable {
        public var id: Int
        public var order: Int
        public var products: String
        public var productsNet: String
        public var shipping = "0.000000"
        public var created = ""
        public var updated = ""
        /// Units given back, by the id of the order's row.
        public var units: [(row: Int, quantity: Int)] = []

        public init(id: Int, order: Int, products: String, productsNet: String, units: [(row: Int, quantity: Int)] = [])
        {
            (self.id, self.order, self.products, self.productsNet) = (id, order, products, productsNet)
            self.units = units
        }
    }

    public struct History: Sendable {
        public var id: Int
        public var order: Int
        public var state: Int
        public var created: String
    }

    public struct Address: Sendable {
        public var id: Int
        public var customer: Int
        public var country: Int
        public var isDeleted = false

        public init(id: Int, customer: Int, country: Int) {
            (self.id, self.customer, self.country) = (id, customer, country)
        }
    }

    public struct Group: Sendable {
        public var id: Int
        public var name: String
        /// Shops that know the group; nil for all.
        public var shops: [Int]?

        public init(id: Int, name: String, shops: [Int]? = nil) {
            (self.id, self.name, self.shops) = (id, name, shops)
        }
    }

    /// A currency, country or language.
    public struct Code: Sendable {
        public var id: Int
        public var iso: String
        public var locale = ""
        public var isDeleted = false

        public init(id: Int, iso: String, locale: String = "", isDeleted: Bool = false) {
            (self.id, self.iso, self.locale, self.isDeleted) = (id, iso, locale, isDeleted)
        }
    }

    public struct CartRule: Sendable {
        public var id: Int
        public var fields: [String: String]
        /// By language.
        public var names: [Int: String]
    }

    public struct State: Sendable {
        public var id: Int
        public var name: String
        public var template: String
        public var isPaid: Bool
        public var isLogable: Bool
        public var makesInvoice: Bool
        public var isDeleted = false

        public init(
            _ id: Int, _ name: String, _ template: String, paid: Bool = false, logable: Bool = false,
            invoice: Bool = false
        ) {
            (self.id, self.name, self.template) = (id, name, template)
            (isPaid, isLogable, makesInvoice) = (paid, logable, invoice)
        }

        /// What a fresh PrestaShop 8 is installed with.
        static let ofFreshShop = [
            State(1, "Awaiting check payment", "cheque"),
            State(2, "Payment accepted", "payment", paid: true, logable: true, invoice: true),
            State(3, "Processing in progress", "preparation", paid: true, logable: true, invoice: true),
            State(4, "Shipped", "shipped", paid: true, logable: true, invoice: true),
            State(5, "Delivered", "", paid: true, logable: true, invoice: true),
            State(6, "Canceled", "order_canceled"), State(7, "Refunded", "refund", invoice: true),
            State(8, "Payment error", "payment_error"),
            State(9, "On backorder (paid)", "outofstock", paid: true, invoice: true),
            State(10, "Awaiting bank wire payment", "bankwire"),
            State(11, "Remote payment accepted", "payment", paid: true, logable: true, invoice: true),
            State(12, "On backorder (not paid)", "outofstock"),
            State(13, "Awaiting Cash On Delivery validation", "cashondelivery"),
        ]
    }
}
