public import Domain
internal import Store

/// How a request names a customer: by our id, or by the shop's.
public enum CustomerReference: Sendable {
    case id(ID<Customer>)
    /// `store` may be nil where there is only one. One that was merged leads to the customer that remains.
    case external(String, store: String?)

    func find(_ snapshot: Snapshot, _ configuration: Configuration) throws -> Customer {
        switch self {
        case .id(let id):
            guard let found = try snapshot.customer(id) else { throw Refusal.notFound("customer \(id)") }
            return found
        case .external(let externalID, let key):
            let store = try configuration.store(keyOrOnly: key)
            guard let found = try snapshot.customer(store: store.id, externalID: externalID) else {
                throw Refusal.notFound("customer '\(externalID)'")
            }
            return try snapshot.survivor(of: found)
        }
    }
}

/// How a request names an order: by our id, or by the shop's.
public enum OrderReference: Sendable {
    case id(ID<Order>)
    case external(String, store: String?)

    func find(_ snapshot: Snapshot, _ configuration: Configuration) throws -> StoredOrder {
        switch self {
        case .id(let id):
            guard let found = try snapshot.order(id) else { throw Refusal.notFound("order \(id)") }
            return found
        case .external(let externalID, let key):
            let store = try configuration.store(keyOrOnly: key)
            guard let found = try snapshot.order(store: store.id, externalID: externalID) else {
                throw Refusal.notFound("order '\(externalID)'")
            }
            return found
        }
    }
}
