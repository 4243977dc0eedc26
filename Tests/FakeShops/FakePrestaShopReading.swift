internal import Domain

extension FakePrestaShop.Contents {
    /// Answers a GET.
    func read(_ request: FakePrestaShopRequest) -> FakePrestaShopReply {
        guard !request.resource.isEmpty else { return .resources(rights.keys.sorted()) }
        var context = [shops[0]]
        if let shop = request.parameters["id_shop"] {
            guard shop == "all" || Int(shop) != nil else { return .error(404, 999, "This shop id does not exist") }
            context = shop == "all" ? shops : [Int(shop) ?? 0]
        }
        let rows = rows(request.resource, context: context)
        guard let id = request.id else { return list(request, rows) }
        // PHP makes a number of any text.
        let number = Int(id.prefix { $0.isASCII && $0.isNumber }) ?? 0
        guard let row = rows.first(where: { $0.id == number }) else { return .empty(404) }
        return .row(request.resource, row)
    }

    private func list(_ request: FakePrestaShopRequest, _ rows: [FakePrestaShopRow]) -> FakePrestaShopReply {
        let known = available(request)
        var rows = rows
        for (field, filter) in request.filters {
            guard known.contains(field) else {
                return .error(400, 32, "This filter does not exist. Did you mean: \"id\"?")
            }
            guard !filter.isEmpty else { return .error(400, 33, "The filter \"\(field)\" is malformed.") }
            let test = FakePrestaShopFilter(filter)
            rows = rows.filter { test.holds($0.text(field) ?? "") }
        }
        if let sort = request.parameters["sort"] {
            guard let keys = Self.sortKeys(sort, known) else {
                return .error(400, 38, "Unable to filter by this field. However, these are available: id")
            }
            rows.sort { Self.isBefore($0, $1, keys) }
        }
        if let limit = request.parameters["limit"] {
            let numbers = limit.split(separator: ",").map { Int($0) ?? 0 }
            guard (1...2).contains(numbers.count) else { return .error(400, 39, "The \"limit\" value is malformed") }
            rows = Array(rows.dropFirst(numbers.count == 2 ? numbers[0] : 0).prefix(numbers.last ?? 0))
        }
        return display(request, rows)
    }

    /// Dates are no fields to filter and sort by without `date=1`.
    private func available(_ request: FakePrestaShopRequest) -> Set<String> {
        let dates = ["date_add", "date_upd"]
        let fields = ["id"] + (FakePrestaShopRow.fields[request.resource] ?? [])
        guard ![nil, "", "0"].contains(request.parameters["date"]) else { return Set(fields).subtracting(dates) }
        return Set(fields + dates)
    }

    /// `[a_ASC,b_DESC]`: names and whether they ascend; nil for an unknown one.
    private static func sortKeys(_ sort: String, _ known: Set<String>) -> [(name: String, isAscending: Bool)]? {
        let inner = sort.hasPrefix("[") && sort.hasSuffix("]") ? String(sort.dropFirst().dropLast()) : sort
        var keys: [(String, Bool)] = []
        for part in inner.split(separator: ",") {
            guard let end = part.lastIndex(of: "_") else { return nil }
            let (name, direction) = (String(part[..<end]), part[part.index(after: end)...].uppercased())
            guard known.contains(name), ["ASC", "DESC"].contains(direction) else { return nil }
            keys.append((name, direction == "ASC"))
        }
        return keys
    }

    private static func isBefore(
        _ left: FakePrestaShopRow, _ right: FakePrestaShopRow, _ keys: [(name: String, isAscending: Bool)]
    ) -> Bool {
        for key in keys {
            let order = FakePrestaShopFilter.compare(left.text(key.name) ?? "", right.text(key.name) ?? "")
            if order != 0 { return key.isAscending ? order < 0 : order > 0 }
        }
        return false
    }

    private func display(_ request: FakePrestaShopRequest, _ rows: [FakePrestaShopRow]) -> FakePrestaShopReply {
        let display = request.parameters["display"] ?? "minimum"
        if display == "full" { return .list(request.resource, rows) }
        guard display != "minimum" else { return .list(request.resource, rows.map { Self.cut($0, to: ["id"]) }) }
        guard display.hasPrefix("["), display.hasSuffix("]") else {
            return .error(400, 36, "The 'display' syntax is wrong.")
        }
        let names = display.dropFirst().dropLast().split(separator: ",").map(String.init)
        return .list(request.resource, rows.map { Self.cut($0, to: names) })
    }

    private static func cut(_ row: FakePrestaShopRow, to names: [String]) -> FakePrestaShopRow {
        FakePrestaShopRow(id: row.id, fields: row.fields.filter { names.contains($0.name) })
    }
}

/// A filter as PrestaShop's `SQLUtils` reads it; what it does not know lets everything pass.
struct FakePrestaShopFilter {
    private let prefix: String
    private let values: [String]
    private let isRange: Bool

    init(_ text: String) {
        guard let start = text.firstIndex(of: "["), let end = text.lastIndex(of: "]"), start < end else {
            (prefix, values, isRange) = ("", [text], false)
            return
        }
        prefix = String(text[..<start]) + String(text[text.index(after: end)...])
        let inner = String(text[text.index(after: start)..<end])
        let isDateOrNumber = inner.allSatisfy { "0123456789.:- ,".contains($0) }
        let parts = inner.split(separator: ",")
        isRange = prefix.isEmpty && !inner.contains("|") && parts.count == 2 && isDateOrNumber
        // A list is one without a prefix, and one of values that are not meant.
        let isList = (prefix.isEmpty && inner.contains("|")) || prefix == "!"
        values =
            isRange ? parts.map(String.init).sorted() : isList ? inner.split(separator: "|").map(String.init) : [inner]
    }

    func holds(_ value: String) -> Bool {
        switch prefix {
        case "" where isRange: Self.compare(value, values[0]) >= 0 && Self.compare(value, values[1]) <= 0
        case "": values.contains { Self.compare(value, $0) == 0 }
        case ">": Self.compare(value, values[0]) > 0
        case "<": Self.compare(value, values[0]) < 0
        case "!": !values.contains { Self.compare(value, $0) == 0 }
        default: true
        }
    }

    /// As the database does: numbers as numbers, texts whatever their case.
    static func compare(_ left: String, _ right: String) -> Int {
        if let left = Int(left), let right = Int(right) { return left < right ? -1 : left > right ? 1 : 0 }
        let (left, right) = (left.lowercased(), right.lowercased())
        return left < right ? -1 : left > right ? 1 : 0
    }
}
