/// The XML that changes the groups of a customer.
enum PrestaShopCustomerXML {
    /// What PATCH takes (PrestaShop 8 and later): nothing but the customer's id, default group and groups. The list
    /// replaces all groups of the customer.
    ///
    /// - Parameter defaultGroup: nil leaves it as it is.
    static func patch(id: String, groups: [String], defaultGroup: String?) -> [UInt8] {
        let main = defaultGroup.map(Self.defaultElement) ?? ""
        return Array(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <prestashop><customer><id>\(id)</id>\(main)<associations>\(groupsElement(groups))</associations></customer>\
            </prestashop>
            """.utf8)
    }

    /// What PUT takes (PrestaShop 1.7), which empties all that it is not sent: the customer as it was answered, with
    /// other groups.
    ///
    /// - Parameter answered: what a GET of the customer answered as XML. It holds the password's digest and goes nowhere
    ///   but back.
    /// - Throws: `.malformed` where the answer is not exactly a whole customer: then nothing may be written.
    static func put(
        _ answered: [UInt8], id: String, groups: [String], defaultGroup: String?
    ) throws(ShopError) -> [UInt8] {
        let customer = "prestashop/customer"
        guard let xml = try? PrestaShopXML(answered), xml.element(customer) != nil,
            xml.leaf("\(customer)/id")?.text == id, let main = xml.leaf("\(customer)/id_default_group"),
            let list = xml.element("\(customer)/associations/groups"), isWhole(xml, customer)
        else { throw .malformed("the customer's XML is not what a PrestaShop answers; nothing was written") }
        var edits = [(list.range, groupsElement(groups))]
        if let defaultGroup { edits.append((main.range, defaultElement(defaultGroup))) }
        var bytes = answered
        for (range, text) in edits.sorted(by: { $0.0.lowerBound > $1.0.lowerBound }) {
            bytes.replaceSubrange(range, with: text.utf8)
        }
        return bytes
    }

    /// All that PrestaShop itself wants of a customer: without one of them the answer is not the whole row.
    private static func isWhole(_ xml: PrestaShopXML, _ customer: String) -> Bool {
        ["passwd", "email", "lastname", "firstname"].allSatisfy {
            xml.leaf("\(customer)/\($0)")?.text.isEmpty == false
        }
    }

    private static func defaultElement(_ group: String) -> String {
        "<id_default_group>\(group)</id_default_group>"
    }

    private static func groupsElement(_ groups: [String]) -> String {
        "<groups>" + groups.map { "<group><id>\($0)</id></group>" }.joined() + "</groups>"
    }
}
