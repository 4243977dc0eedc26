internal import Domain
internal import JSON

/// Which units of which lines an order's refunds gave back: an order itself tells only their amounts.
///
/// Source: the REST API reference, page Order refunds. A refund's line is a line of its own with a quantity below zero;
/// its meta datum `_refunded_item_id` names the order's line. A refund of an amount alone has no lines.
enum WooCommerceRefunds {
    private enum Field: String, CaseIterable, Sendable {
        case lines = "line_items"
    }

    private enum LineField: String, CaseIterable, Sendable {
        case quantity
        case meta = "meta_data"
    }

    private enum MetaField: String, CaseIterable, Sendable {
        case key, value
    }

    private struct Line {
        var id: String
        var units: Int64
    }

    private static let keys = JSONKeys(Field.self)
    private static let lineKeys = JSONKeys(LineField.self)
    private static let metaKeys = JSONKeys(MetaField.self)

    /// Units given back by the order's line.
    static func units(in refunds: [WooCommerceRow]) throws(DecodeError) -> [String: Int64] {
        var units: [String: Int64] = [:]
        for refund in refunds {
            for line in try lines(of: refund.bytes) { units[line.id, default: 0] += line.units }
        }
        return units
    }

    private static func lines(of refund: [UInt8]) throws(DecodeError) -> [Line] {
        var lines: [Line] = []
        let problems = try PayloadReader.whole(refund) { reader throws(JSONError) in
            try reader.object(keys) { reader, field throws(JSONError) in
                lines = try reader.array(field.rawValue, line) ?? []
            }
        }
        guard problems.isEmpty else {
            throw DecodeError(problems.map { DecodeError.Problem("/refunds\($0.pointer)", $0.reason) })
        }
        return lines
    }

    /// Nil where the line gives no units back.
    private static func line(_ reader: inout PayloadReader) throws(JSONError) -> Line? {
        var (units, id): (Int64?, String?)
        try reader.object(lineKeys) { reader, field throws(JSONError) in
            switch field {
            case .quantity: units = try quantity(&reader)
            case .meta: id = try reader.array(field.rawValue, refundedLine)?.first
            }
        }
        reader.require(units, LineField.quantity.rawValue)
        guard let units, units > 0 else { return nil }
        if id == nil { reader.note(LineField.meta.rawValue, "does not name the line that was refunded") }
        return id.map { Line(id: $0, units: units) }
    }

    /// `-2`, also `-1.5` where a plug-in sells by weight: whole units count.
    private static func quantity(_ reader: inout PayloadReader) throws(JSONError) -> Int64? {
        guard let decimal = try reader.looseDecimal(LineField.quantity.rawValue) else { return nil }
        let units = (0..<decimal.scale).reduce(decimal.mantissa) { units, _ in units / 10 }
        guard (-1_000_000_000...0).contains(units) else {
            reader.note(LineField.quantity.rawValue, "must be from -1000000000 to 0")
            return nil
        }
        return -units
    }

    private static func refundedLine(_ reader: inout PayloadReader) throws(JSONError) -> String? {
        var (isIt, id): (Bool, String?) = (false, nil)
        try reader.object(metaKeys) { reader, field throws(JSONError) in
            switch field {
            case .key: isIt = try reader.textIfAny() == "_refunded_item_id"
            case .value: id = try reader.idIfAny()
            }
        }
        return isIt ? id : nil
    }
}

extension PayloadReader {
    /// An id where there is one; any other value is passed over without a note.
    fileprivate mutating func idIfAny() throws(JSONError) -> String? {
        var copy = self
        let id = try copy.id()
        try skip()
        return id
    }
}
