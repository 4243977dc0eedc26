internal import JSON

/// The list of groups that Echelon keeps in a customer's own data.
enum WooCommerceGroups: Equatable {
    /// The name of the meta datum.
    static let key = "echelon_groups"

    case absent
    /// Something else than a list of texts: it says nothing.
    case unreadable
    case groups([String])

    /// Reads a customer as the API gives it.
    init(_ customer: [UInt8]) {
        guard let meta = (try? JSONValue(parsing: customer))?["meta_data"]?.array else {
            self = .unreadable
            return
        }
        // WordPress allows a name twice; like WooCommerce itself, the first is taken.
        guard let value = meta.first(where: { $0["key"]?.string == Self.key })?["value"] else {
            self = .absent
            return
        }
        let texts = value.array?.compactMap(\.string)
        self = texts.map { $0.count == value.array?.count ? .groups($0) : .unreadable } ?? .unreadable
    }

    /// Nil where nothing is said.
    var list: [String]? {
        guard case .groups(let groups) = self else { return nil }
        return groups
    }
}
