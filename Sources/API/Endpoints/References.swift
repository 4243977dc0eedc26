internal import Domain
internal import Engine
internal import HTTPWire

// Customers and orders are named by our id, or by `ext:` and the shop's.

extension Call {
    /// The customer in the path.
    func customer() throws -> CustomerReference {
        let text = try parameter("id")
        if let externalID = Self.external(text) { return .external(externalID, store: try store()) }
        guard let id = ID<Customer>(text: text) else { throw Refusal.notFound("customer '\(text.prefix(64))'") }
        return .id(id)
    }

    /// The order in the path.
    func order() throws -> OrderReference {
        let text = try parameter("id")
        if let externalID = Self.external(text) { return .external(externalID, store: try store()) }
        guard let id = ID<Order>(text: text) else { throw Refusal.notFound("order '\(text.prefix(64))'") }
        return .id(id)
    }

    static func external(_ text: String) -> String? {
        guard text.hasPrefix("ext:") else { return nil }
        let externalID = String(text.dropFirst(4))
        return (1...191).contains(externalID.unicodeScalars.count) ? externalID : nil
    }
}

extension QueryReader {
    mutating func customer(_ name: String, _ call: Call) throws -> CustomerReference? {
        guard let text = text(name) else { return nil }
        if let externalID = Call.external(text) { return .external(externalID, store: try call.store()) }
        if let id = ID<Customer>(text: text) { return .id(id) }
        fail(name, "must be an id, or ext: and the shop's id")
        return nil
    }
}
