internal import Domain

/// A row of any resource, by the names of its columns.
struct FakePrestaShopRow {
    enum Value {
        case text(String)
        /// By language.
        case texts([Int: String])
    }

    var id: Int
    var fields: [(name: String, value: Value)]
    /// The list's name, the name of an element, and the elements.
    var list: (name: String, item: String, elements: [[(name: String, value: String)]])?

    func text(_ name: String) -> String? {
        if name == "id" { return "\(id)" }
        guard case .text(let text)? = fields.first(where: { $0.name == name })?.value else { return nil }
        return text
    }

    /// Columns that can be filtered by, beside `id`. Those of dates only with `date=1`.
    static let fields: [String: [String]] = [
        "orders": ["id_customer", "id_address_invoice", "id_currency", "id_shop", "module", "date_add", "date_upd"],
        "order_slip": ["id_order", "id_customer", "date_add", "date_upd"],
        "order_histories": ["id_order", "id_order_state", "date_add"],
        "order_states": ["paid", "deleted", "name", "template"],
        "customers": ["email", "id_default_group", "deleted", "is_guest", "id_shop", "date_add", "date_upd"],
        "addresses": ["id_customer", "id_country", "deleted", "date_add", "date_upd"],
        "groups": ["name", "date_add", "date_upd"],
        "currencies": ["iso_code", "deleted", "active"], "countries": ["iso_code", "active"],
        "languages": ["iso_code", "active"],
        "cart_rules": ["code", "id_customer", "active", "date_add", "date_upd"],
    ]

    /// The names of the list and of one row, where they are not the resource's.
    static func names(_ resource: String) -> (list: String, row: String) {
        switch resource {
        case "order_slip": ("order_slips", "order_slip")
        case "order_histories": ("order_histories", "order_history")
        case "addresses": ("addresses", "address")
        case "currencies", "countries": (resource, resource.dropLast(3) + "y")
        default: (resource, String(resource.dropLast()))
        }
    }
}

extension FakePrestaShop.Contents {
    /// The rows of a resource as the shops of `context` know them.
    func rows(_ resource: String, context: [Int]) -> [FakePrestaShopRow] {
        switch resource {
        case "orders": orders.filter { context.contains($0.shop) }.map(row)
        case "customers":
            customers.filter { context.contains(Int($0.fields["id_shop"] ?? "") ?? 0) }.map { row($0, context) }
        case "order_slip": slips.map(row)
        case "order_histories": histories.map(row)
        case "order_states": states.map(row)
        case "addresses": addresses.map(row)
        case "groups": groups.filter { knows($0, context) > 0 }.map(row)
        case "currencies": currencies.map(row)
        case "countries": countries.map(row)
        case "languages": languages.map(row)
        case "cart_rules": cartRules.map(row)
        default: []
        }
    }

    /// How many of the shops know the group.
    private func knows(_ group: FakePrestaShop.Group, _ context: [Int]) -> Int {
        context.filter { group.shops?.contains($0) ?? true }.count
    }

    private func texts(_ text: String) -> FakePrestaShopRow.Value {
        .texts(Dictionary(uniqueKeysWithValues: languages.map { ($0.id, text) }))
    }

    private func row(_ order: FakePrestaShop.Order) -> FakePrestaShopRow {
        FakePrestaShopRow(
            id: order.id,
            fields: [
                ("id_address_delivery", "\(order.address)"), ("id_address_invoice", "\(order.address)"),
                ("id_cart", "\(order.id)"), ("id_currency", "\(order.currency)"), ("id_lang", "\(order.language)"),
                ("id_customer", "\(order.customer)"), ("id_carrier", "2"), ("current_state", "\(order.state)"),
                ("module", order.module), ("invoice_date", order.invoiceDate),
                ("delivery_date", "0000-00-00 00:00:00"), ("valid", "1"), ("date_add", order.created),
                ("date_upd", order.updated), ("id_shop_group", "1"), ("id_shop", "\(order.shop)"),
                ("secure_key", "secure-key-of-\(order.customer)"), ("payment", "Bank wire"),
                ("total_paid", order.total), ("total_paid_tax_incl", order.total),
                ("total_paid_tax_excl", order.totalNet), ("total_shipping_tax_incl", order.shipping),
                ("total_shipping_tax_excl", order.shippingNet), ("conversion_rate", order.rate),
                ("reference", "REF\(order.id)"),
            ].map { ($0.0, .text($0.1)) },
            list: (
                "order_rows", "order_row",
                order.lines.map { line in
                    [
                        ("id", "\(line.id)"), ("product_id", "\(line.product)"),
                        ("product_attribute_id", "\(line.combination)"), ("product_quantity", "\(line.quantity)"),
                        ("product_name", "A thing"), ("product_reference", line.reference),
                        ("unit_price_tax_incl", line.price), ("unit_price_tax_excl", line.priceNet),
                    ]
                }
            ))
    }

    private func row(_ customer: FakePrestaShop.Customer, _ context: [Int]) -> FakePrestaShopRow {
        // Joined with the shops that know each group: several shops, several rows.
        let elements = customer.groups.flatMap { id in
            let count = groups.first { $0.id == id }.map { knows($0, context) } ?? 0
            return Array(repeating: [("id", "\(id)")], count: count)
        }
        return FakePrestaShopRow(
            id: customer.id, fields: customer.fields.sorted { $0.key < $1.key }.map { ($0.key, .text($0.value)) },
            list: ("groups", "group", elements))
    }

    private func row(_ slip: FakePrestaShop.Slip) -> FakePrestaShopRow {
        FakePrestaShopRow(
            id: slip.id,
            fields: [
                ("id_order", "\(slip.order)"), ("conversion_rate", "1.000000"),
                ("total_products_tax_excl", slip.productsNet), ("total_products_tax_incl", slip.products),
                ("total_shipping_tax_excl", slip.shipping), ("total_shipping_tax_incl", slip.shipping),
                ("amount", slip.productsNet), ("shipping_cost_amount", slip.shipping), ("order_slip_type", "0"),
                ("date_add", slip.created), ("date_upd", slip.updated),
            ].map { ($0.0, .text($0.1)) },
            list: (
                "order_slip_details", "order_slip_detail",
                slip.units.map { [("id_order_detail", "\($0.row)"), ("product_quantity", "\($0.quantity)")] }
            ))
    }

    private func row(_ history: FakePrestaShop.History) -> FakePrestaShopRow {
        FakePrestaShopRow(
            id: history.id,
            fields: [
                ("id_employee", .text("0")), ("id_order_state", .text("\(history.state)")),
                ("id_order", .text("\(history.order)")), ("date_add", .text(history.created)),
            ])
    }

    private func row(_ state: FakePrestaShop.State) -> FakePrestaShopRow {
        FakePrestaShopRow(
            id: state.id,
            fields: [
                ("invoice", .text(state.makesInvoice ? "1" : "0")), ("logable", .text(state.isLogable ? "1" : "0")),
                ("paid", .text(state.isPaid ? "1" : "0")), ("deleted", .text(state.isDeleted ? "1" : "0")),
                ("name", texts(state.name)), ("template", texts(state.template)),
            ])
    }

    private func row(_ address: FakePrestaShop.Address) -> FakePrestaShopRow {
        FakePrestaShopRow(
            id: address.id,
            fields: [
                ("id_customer", .text("\(address.customer)")), ("id_country", .text("\(address.country)")),
                ("alias", .text("Home")), ("deleted", .text(address.isDeleted ? "1" : "0")),
            ])
    }

    private func row(_ group: FakePrestaShop.Group) -> FakePrestaShopRow {
        FakePrestaShopRow(id: group.id, fields: [("reduction", .text("0.00")), ("name", texts(group.name))])
    }

    private func row(_ code: FakePrestaShop.Code) -> FakePrestaShopRow {
        FakePrestaShopRow(
            id: code.id,
            fields: [
                ("iso_code", .text(code.iso)), ("active", .text("1")), ("locale", .text(code.locale)),
                ("deleted", .text(code.isDeleted ? "1" : "0")),
            ])
    }

    private func row(_ rule: FakePrestaShop.CartRule) -> FakePrestaShopRow {
        FakePrestaShopRow(
            id: rule.id,
            fields: rule.fields.sorted { $0.key < $1.key }.map { ($0.key, .text($0.value)) } + [
                ("name", .texts(rule.names))
            ])
    }
}
