internal import Domain
internal import JSON

extension JSONWriter {
    /// RFC 3339 in UTC; null for nil.
    mutating func field(_ name: String, _ instant: Timestamp?) { field(name, instant?.description) }

    mutating func field<Entity>(_ name: String, _ id: ID<Entity>?) { field(name, id?.description) }

    mutating func field(_ name: String, _ money: Money?) {
        key(name)
        guard let money else { return null() }
        object { w in
            w.field("amount", money.amount)
            w.field("currency", money.currency.code)
        }
    }

    /// A list of texts.
    mutating func field(_ name: String, _ texts: [String]) {
        key(name)
        array(texts) { w, text in w.value(text) }
    }

    /// `{"id": …, "name": …}`; null without an id.
    mutating func reference<Entity>(_ name: String, _ id: ID<Entity>?, name text: String?) {
        key(name)
        guard let id else { return null() }
        object { w in
            w.field("id", id)
            w.field("name", text ?? "")
        }
    }

    /// `{"id": …, "external_id": …}`; null without an id.
    mutating func reference<Entity>(_ name: String, _ id: ID<Entity>?, externalID: String?) {
        key(name)
        guard let id else { return null() }
        object { w in
            w.field("id", id)
            w.field("external_id", externalID ?? "")
        }
    }

    mutating func customer(_ customer: Customer) {
        object { w in
            w.field("id", customer.id)
            w.field("external_id", customer.externalID)
            w.field("email", customer.email)
            w.field("name", customer.displayName)
        }
    }
}
