internal import Domain
internal import JSON

/// An answer before it is written as JSON or XML.
enum FakePrestaShopReply {
    /// What the key may use.
    case resources([String])
    case list(String, [FakePrestaShopRow])
    case row(String, FakePrestaShopRow, status: Int = 200)
    case error(Int, Int, String)
    /// No body at all.
    case empty(Int)

    var status: Int {
        switch self {
        case .resources, .list: 200
        case .row(_, _, let status): status
        case .error(let status, _, _), .empty(let status): status
        }
    }

    func body(asJSON: Bool) -> [UInt8] {
        if case .empty = self { return [] }
        return asJSON ? json.bytes : Array(xml.utf8)
    }

    // MARK: JSON

    private var json: JSONValue {
        switch self {
        case .empty: .null
        case .resources(let names): .array(names.map { .string($0) })
        case .error(_, let code, let message):
            ["errors": [["code": .integer(code), "message": .string(message)]]]
        case .row(let resource, let row, _):
            .object([.init(FakePrestaShopRow.names(resource).row, Self.json(row))])
        case .list(let resource, let rows):
            // A list without rows is answered without its name.
            rows.isEmpty
                ? [] : .object([.init(FakePrestaShopRow.names(resource).list, .array(rows.map(Self.json)))])
        }
    }

    private static func json(_ row: FakePrestaShopRow) -> JSONValue {
        var members = [JSONValue.Member("id", .integer(row.id))]
        members += row.fields.map { .init($0.name, json($0.value)) }
        // A list without elements is left out, and with it everything around it.
        if let list = row.list, !list.elements.isEmpty {
            let elements = list.elements.map { element in
                JSONValue.object(element.map { .init($0.name, .string($0.value)) })
            }
            members.append(.init("associations", .object([.init(list.name, .array(elements))])))
        }
        return .object(members)
    }

    /// One language alone is answered as a text.
    private static func json(_ value: FakePrestaShopRow.Value) -> JSONValue {
        switch value {
        case .text(let text): .string(text)
        case .texts(let texts) where texts.count == 1: .string(texts.values.first ?? "")
        case .texts(let texts):
            .array(texts.sorted { $0.key < $1.key }.map { ["id": .string("\($0.key)"), "value": .string($0.value)] })
        }
    }

    // MARK: XML

    private var xml: String {
        let content: String
        switch self {
        case .empty: return ""
        case .resources(let names): content = "<api>" + names.map { "<\($0) get=\"true\"/>" }.joined() + "</api>"
        case .error(_, let code, let message):
            content =
                "<errors><error><code>\(Self.cdata("\(code)"))</code><message>\(Self.cdata(message))</message></error></errors>"
        case .row(let resource, let row, _): content = Self.xml(row, FakePrestaShopRow.names(resource).row)
        case .list(let resource, let rows):
            let names = FakePrestaShopRow.names(resource)
            content = "<\(names.list)>\n" + rows.map { Self.xml($0, names.row) }.joined() + "</\(names.list)>\n"
        }
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <prestashop xmlns:xlink="http://www.w3.org/1999/xlink">
            \(content)</prestashop>

            """
    }

    private static func xml(_ row: FakePrestaShopRow, _ name: String) -> String {
        var text = "<\(name)>\n\t<id>\(cdata("\(row.id)"))</id>\n"
        for (field, value) in row.fields {
            let link = field.hasPrefix("id_") ? " xlink:href=\"https://shop.example/api/\(field)/1\"" : ""
            switch value {
            case .text(let value): text += "\t<\(field)\(link)>\(cdata(value))</\(field)>\n"
            case .texts(let texts):
                let inner = texts.sorted { $0.key < $1.key }.map {
                    "<language id=\"\($0.key)\">\(cdata($0.value))</language>"
                }
                text += "\t<\(field)>\(inner.joined())</\(field)>\n"
            }
        }
        guard let list = row.list else { return text + "</\(name)>\n" }
        let elements = list.elements.map { element in
            "\t<\(list.item)>\n" + element.map { "\t<\($0.name)>\(cdata($0.value))</\($0.name)>\n" }.joined()
                + "\t</\(list.item)>\n"
        }
        let open = "<\(list.name) nodeType=\"\(list.item)\" api=\"\(list.name)\""
        let inner = elements.isEmpty ? "\(open)/>\n" : "\(open)>\n\(elements.joined())</\(list.name)>\n"
        return text + "<associations>\n\(inner)</associations>\n</\(name)>\n"
    }

    private static func cdata(_ text: String) -> String {
        "<![CDATA[\(text.replacing("]]>", with: "]]]]><![CDATA[>"))]]>"
    }
}
