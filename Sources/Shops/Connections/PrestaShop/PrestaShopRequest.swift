internal import Domain

/// What is asked of the webservice: a resource, and which of its rows.
///
/// Source: devdocs.prestashop-project.org, *Webservice › Advanced use* and *List options*. The filters that the
/// webservice really takes are those of its `SQLUtils`: `[a]`, `[a|b]`, `>[a]`, `<[a]`, `![a]`, and `[a,b]` for from … to.
struct PrestaShopRequest {
    /// How a field is compared.
    enum Filter {
        case equals(String)
        case above(String)
        case anyOf([String])

        var text: String {
            switch self {
            case .equals(let value): "[\(value)]"
            case .above(let value): ">[\(value)]"
            case .anyOf(let values): "[\(values.joined(separator: "|"))]"
            }
        }
    }

    let resource: String
    /// A single row that is asked for by its id.
    let id: String?
    private var parameters: [(name: String, value: String)]

    /// Rows of a resource.
    ///
    /// A list carries the rows of all shops of an installation: without `id_shop` only those of its default shop.
    init(_ resource: String, display: String = "full") {
        self.resource = resource
        id = nil
        parameters = [("output_format", "JSON"), ("id_shop", "all"), ("display", display)]
    }

    /// One row as XML, in the form in which it can be sent back.
    init(xmlOf resource: String, id: String) {
        self.resource = resource
        self.id = id
        parameters = [("id_shop", "all")]
    }

    /// What the key may do: `/api/`.
    init() {
        resource = ""
        id = nil
        parameters = [("output_format", "JSON")]
    }

    /// Where a row is written.
    init(writing resource: String, id: String? = nil) {
        self.resource = resource
        self.id = id
        parameters = [("output_format", "JSON")]
    }

    func filtered(_ field: String, _ filter: Filter) -> Self { adding("filter[\(field)]", filter.text) }

    /// Dates can be filtered and sorted by with `date=1` only.
    func withDates() -> Self { adding("date", "1") }

    /// - Parameter keys: such as `id_ASC`, the most important first.
    func sorted(_ keys: String...) -> Self { adding("sort", "[\(keys.joined(separator: ","))]") }

    func limited(to count: Int) -> Self { adding("limit", "\(count)") }

    private func adding(_ name: String, _ value: String) -> Self {
        var request = self
        request.parameters.append((name, value))
        return request
    }

    /// Path and query below the shop's address, percent-encoded: of the brackets and bars of a filter none stays bare.
    var target: String {
        let path = "/api/" + resource + (id.map { "/" + Self.encoded($0) } ?? "")
        return path + "?"
            + parameters.map { "\(Self.encoded($0.name))=\(Self.encoded($0.value))" }.joined(separator: "&")
    }

    /// RFC 3986, section 2.3: all but the unreserved characters.
    private static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// The ids of PrestaShop's rows: unsigned whole numbers of at most 10 digits, written without leading zeros.
///
/// The webservice makes a number of whatever it gets (`3x` is 3), so that another form would name another row.
enum PrestaShopID {
    static func isValid(_ text: String) -> Bool {
        let digits = text.utf8
        return (1...10).contains(digits.count) && digits.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
            && digits.first != UInt8(ascii: "0")
    }

    /// - Throws: `.refused` for a text that is no id.
    static func checked(_ text: String, _ what: String) throws(ShopError) -> String {
        guard isValid(text) else { throw .refused("this is no id of a \(what) of PrestaShop, whose ids are numbers") }
        return text
    }
}

/// PrestaShop's dates: by the clocks of the shop, without zone, to the second.
enum PrestaShopDate {
    /// `2026-11-22 11:15:30`.
    static func text(of instant: Timestamp, zone: Zone) -> String {
        text(localMilliseconds: instant.milliseconds + zone.offset(at: instant))
    }

    /// A text that no change at or after `instant` lies before.
    ///
    /// Where the clocks are set back within the next hours, the hour that comes twice is asked for whole.
    static func lowerBound(of instant: Timestamp, zone: Zone) -> String {
        let later = zone.offset(at: instant.adding(seconds: 3 * 3_600))
        return text(localMilliseconds: instant.milliseconds + min(zone.offset(at: instant), later))
    }

    /// Whether it is a date and time in that form.
    static func isValid(_ text: String) -> Bool {
        text.utf8.count == 19 && Timestamp(local: text, zone: .utc) != nil && text.utf8.dropFirst(10).first == 0x20
    }

    private static func text(localMilliseconds: Int64) -> String {
        let text = Timestamp(milliseconds: localMilliseconds).description
        return text.prefix(10) + " " + text.dropFirst(11).prefix(8)
    }
}
