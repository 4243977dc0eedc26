internal import Domain
internal import Foundation
internal import FoundationXML
internal import Shops

extension FakePrestaShop.Contents {
    private static let required = ["lastname", "firstname", "email", "passwd"]

    /// Answers PATCH, which sets what is sent, and PUT, which empties what is not. Both replace a whole list.
    mutating func change(_ request: FakePrestaShopRequest, date: String) -> FakePrestaShopReply {
        guard request.resource == "customers" else { return .error(400, 0, "Only customers can be changed here") }
        guard let entity = Self.entity(request.body) else { return Self.badXML(request.body) }
        guard let text = entity.value("id"), !text.isEmpty else {
            return .error(400, 90, "id is required when modifying a resource")
        }
        guard let index = customers.firstIndex(where: { "\($0.id)" == text }) else {
            return .error(404, 92, "Invalid ID")
        }
        var customer = customers[index]
        for name in customer.fields.keys.sorted() {
            let sent = entity.value(name)
            if sent == nil, request.method == .patch { continue }
            if sent == nil, Self.required.contains(name) { return .error(400, 41, "parameter \"\(name)\" required") }
            customer.fields[name] = name == "passwd" ? Self.password(sent, customer) : sent ?? ""
        }
        guard customer.fields["email"]?.contains("@") == true else {
            return .error(400, 85, "Validation error: \"Property Customer->email is not valid\"")
        }
        if let groups = entity.child("associations")?.child("groups") {
            customer.groups = groups.children("group").compactMap { $0.value("id").flatMap { Int($0) } }
        }
        customer.fields["date_upd"] = date
        customers[index] = customer
        return rows("customers", context: shops).first { $0.id == customer.id }.map { .row("customers", $0) }
            ?? .empty(404)
    }

    /// A password that is not the digest itself is taken as a new one.
    private static func password(_ sent: String?, _ customer: FakePrestaShop.Customer) -> String {
        guard let sent, sent != customer.fields["passwd"] else { return customer.fields["passwd"] ?? "" }
        return "$2y$10$digest.of.\(sent.utf8.count).letters"
    }

    /// Answers POST. A cart rule's code need not be the only one of its kind.
    mutating func create(_ request: FakePrestaShopRequest, date: String) -> FakePrestaShopReply {
        guard request.resource == "cart_rules" else { return .error(400, 0, "Only cart rules can be made here") }
        guard let entity = Self.entity(request.body) else { return Self.badXML(request.body) }
        guard entity.value("id") == nil else { return .error(400, 91, "id is forbidden when adding a new resource") }
        for name in ["date_from", "date_to"] where (entity.value(name) ?? "").isEmpty {
            return .error(400, 41, "parameter \"\(name)\" required")
        }
        var names: [Int: String] = [:]
        for language in entity.child("name")?.children("language") ?? [] {
            let id = language.attribute(forName: "id")?.stringValue.flatMap { Int($0) } ?? 0
            names[id] = language.stringValue ?? ""
        }
        guard names[languages.first?.id ?? 0]?.isEmpty == false else {
            return .error(400, 84, "Validation error: \"Property CartRule->name is empty\"")
        }
        let fields = entity.children(nil).filter { $0.name != "name" }.map { ($0.name ?? "", $0.stringValue ?? "") }
        let rule = FakePrestaShop.CartRule(
            id: (cartRules.map(\.id).max() ?? 0) + 1, fields: Dictionary(fields) { $1 }, names: names)
        cartRules.append(rule)
        return rows("cart_rules", context: shops).last.map { .row("cart_rules", $0, status: 201) } ?? .empty(500)
    }

    /// The only thing in `<prestashop>`.
    private static func entity(_ body: [UInt8]) -> XMLElement? {
        guard let document = try? XMLDocument(data: Data(body), options: []) else { return nil }
        return document.rootElement()?.children(nil).first
    }

    /// PrestaShop repeats what it was sent.
    private static func badXML(_ body: [UInt8]) -> FakePrestaShopReply {
        let text = String(decoding: body, as: UTF8.self)
        return .error(500, 127, "XML error : no XML\nXML length : \(body.count)\nOriginal XML : \(text)")
    }
}

extension XMLElement {
    fileprivate func children(_ name: String?) -> [XMLElement] {
        (children ?? []).compactMap { $0 as? XMLElement }.filter { name == nil || $0.name == name }
    }

    fileprivate func child(_ name: String) -> XMLElement? { children(name).first }

    fileprivate func value(_ name: String) -> String? { child(name)?.stringValue }
}
