internal import Domain
internal import Engine
internal import JSON
internal import Rules
internal import Shops

/// An order in the body of a PUT: the generic format's `data`, but strictly: members that are not known are faults,
/// and amounts may not be finer than their currency.
struct OrderBody {
    private let document: JSONValue

    init(_ document: JSONValue) { self.document = document }

    /// - Parameter externalID: of the path; must be that of the body.
    /// - Throws: `Refusal.invalid` naming every fault.
    func event(externalID: String, receivedAt: Timestamp) throws -> OrderEvent {
        var faults = unknownMembers() + fineAmounts()
        if let id = document["id"], (id.string ?? id.number) != externalID {
            faults.append(FieldError("/id", "must be the id of the path"))
        }
        let wrapped: JSONValue = ["type": "order", "data": document]
        let delivery = WebhookDelivery(headers: [], body: wrapped.bytes, receivedAt: receivedAt)
        var event: ShopEvent?
        do throws(DecodeError) {
            event = try AdapterCatalog.adapter(for: .generic).decode(delivery)
        } catch {
            faults += error.problems.map { FieldError(Self.inner($0.pointer), $0.reason) }
        }
        guard faults.isEmpty, case .order(let order)? = event else { throw Refusal.invalid(faults) }
        return order
    }

    /// The pointer without the envelope.
    private static func inner(_ pointer: String) -> String {
        pointer.hasPrefix("/data") ? String(pointer.dropFirst(5)) : pointer
    }

    // MARK: Members

    private static let members = [
        "id", "version", "status", "placed_at", "paid_at", "test", "currency", "conversion_rate", "total", "tax",
        "shipping", "shipping_tax", "refunded", "payment_method", "country", "customer", "lines",
    ]
    private static let customerMembers = [
        "id", "is_guest", "email", "first_name", "last_name", "locale", "country", "registered_at", "organization",
        "groups", "default_group",
    ]
    private static let lineMembers = [
        "id", "product_id", "variant_id", "sku", "categories", "quantity", "refunded_quantity", "total", "tax",
        "gift_card",
    ]

    private func unknownMembers() -> [FieldError] {
        var faults = Self.unknown(document, at: "", Self.members)
        faults += Self.unknown(document["status"], at: "/status", ["code", "label", "paid", "void"])
        faults += Self.unknown(document["customer"], at: "/customer", Self.customerMembers)
        faults += Self.unknown(document["customer"]?["organization"], at: "/customer/organization", ["id", "name"])
        for (index, line) in (document["lines"]?.array ?? []).enumerated() {
            faults += Self.unknown(line, at: "/lines/\(index)", Self.lineMembers)
        }
        return faults
    }

    private static func unknown(_ value: JSONValue?, at pointer: String, _ known: [String]) -> [FieldError] {
        guard let members = value?.members else { return [] }
        var reader = FieldReader(.object(members), at: pointer)
        for name in known { _ = reader.has(name) }
        reader.finish()
        return reader.errors
    }

    // MARK: Amounts

    /// Amounts with more decimals than the currency has; zeros at the end do not count.
    private func fineAmounts() -> [FieldError] {
        guard let currency = document["currency"]?.string.flatMap({ Currency($0) }) else { return [] }
        func faults(_ value: JSONValue?, _ pointer: String, _ names: [String]) -> [FieldError] {
            names.compactMap { name in
                guard let amount = value?[name]?.string.flatMap({ Decimal($0) }) else { return nil }
                guard amount.units(decimals: currency.exponent, excess: .refused) == nil else { return nil }
                return FieldError("\(pointer)/\(name)", "must not have more than \(currency.exponent) decimals")
            }
        }
        let lines = (document["lines"]?.array ?? []).enumerated().flatMap { index, line in
            faults(line, "/lines/\(index)", ["total", "tax"])
        }
        return faults(document, "", ["total", "tax", "shipping", "shipping_tax", "refunded"]) + lines
    }
}
