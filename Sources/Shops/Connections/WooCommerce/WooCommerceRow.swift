internal import Domain
internal import JSON

/// One element of a page, with as much of it as walking needs; the rest is read by `WooCommercePayload`.
struct WooCommerceRow {
    /// The element as it was sent.
    let bytes: [UInt8]
    /// Nil where it cannot be read.
    private(set) var id: Int64?
    private(set) var modified: Timestamp?
    /// The ids of an order's refunds.
    private(set) var refunds: Set<String> = []

    private enum Field: String, CaseIterable, Sendable {
        case id, refunds
        case modified = "date_modified_gmt"
    }

    private enum RefundField: String, CaseIterable, Sendable {
        case id
    }

    private static let keys = JSONKeys(Field.self)
    private static let refundKeys = JSONKeys(RefundField.self)

    /// What cannot be read is nil here, and named when the payload is read.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var reader = PayloadReader(bytes)
        _ = try? read(&reader)
    }

    /// The elements of a page.
    static func all(of answer: HTTPAnswer) throws(ShopError) -> [WooCommerceRow] {
        do throws(JSONError) {
            return try split(answer.body)
        } catch {
            throw WooCommerceAPI.fault(error)
        }
    }

    private static func split(_ body: [UInt8]) throws(JSONError) -> [WooCommerceRow] {
        var json = JSONReader(body)
        var rows: [WooCommerceRow] = []
        try json.enterArray()
        while try json.nextElement() {
            _ = try json.peek()
            let start = json.position
            try json.skipValue()
            rows.append(WooCommerceRow(Array(body[start..<json.position])))
        }
        try json.finish()
        return rows
    }

    private mutating func read(_ reader: inout PayloadReader) throws(JSONError) {
        try reader.object(Self.keys) { reader, field throws(JSONError) in
            switch field {
            case .id: id = try reader.id().flatMap { Int64($0) }
            case .modified: modified = try reader.instantWithoutZone(field.rawValue)
            case .refunds: refunds = Set(try reader.array(field.rawValue, Self.refund) ?? [])
            }
        }
    }

    private static func refund(_ reader: inout PayloadReader) throws(JSONError) -> String? {
        var id: String?
        try reader.object(refundKeys) { reader, _ throws(JSONError) in id = try reader.id() }
        return id
    }
}
