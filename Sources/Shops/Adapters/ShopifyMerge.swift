internal import Domain
internal import JSON

/// The body of a `customers/merge` delivery of Shopify: two customers named by their global ids, and how the merge ended.
enum ShopifyMerge {
    private enum Field: String, CaseIterable, Sendable {
        case status
        case kept = "admin_graphql_api_customer_kept_id"
        case merged = "admin_graphql_api_customer_deleted_id"
    }

    private static let keys = JSONKeys(Field.self)

    /// Nil where the merge has failed or is still going on: nothing has changed then.
    static func event(_ body: [UInt8]) throws(DecodeError) -> CustomerMerge? {
        var (status, kept, merged) = (nil as String?, nil as String?, nil as String?)
        let problems = try PayloadReader.whole(body) { reader throws(JSONError) in
            try reader.object(keys) { reader, field throws(JSONError) in
                let name = field.rawValue
                switch field {
                case .status: status = try reader.filledText(name)
                case .kept: kept = Self.number(try reader.filledText(name), name, &reader)
                case .merged: merged = Self.number(try reader.filledText(name), name, &reader)
                }
            }
            reader.require(status, Field.status.rawValue)
            reader.require(kept, Field.kept.rawValue)
            reader.require(merged, Field.merged.rawValue)
        }
        guard let kept, let merged, problems.isEmpty else { throw DecodeError(problems) }
        return status == "completed" ? CustomerMerge(kept: kept, merged: merged) : nil
    }

    /// The id at the end of `gid://shopify/Customer/207`.
    private static func number(_ text: String?, _ name: String, _ reader: inout PayloadReader) -> String? {
        guard let text else { return nil }
        let head = "gid://shopify/Customer/"
        let number = text.dropFirst(head.count)
        guard text.hasPrefix(head), (1...20).contains(number.utf8.count),
            number.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else {
            reader.note(name, "must be the global id of a customer")
            return nil
        }
        return String(number)
    }
}
