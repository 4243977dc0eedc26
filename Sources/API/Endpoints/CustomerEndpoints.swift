internal import Domain
internal import Engine
internal import HTTPWire
internal import JSON
internal import Rules
internal import Web

enum CustomerEndpoints {
    static func list(_ call: Call) async throws -> Response {
        var query = call.query
        let limit = query.limit()
        let sort = query.choice("sort", CustomerSort.self) ?? .newest
        let keys = query.cursor(list(sort), keys: 2)
        let asked = CustomerQuery(
            store: try call.store(), text: query.text("q", limit: 191), group: query.text("group", limit: 64))
        try query.finish()
        let position = keys.map { keys in
            CustomerPosition(id: ID(keys[0]), lastOrderAt: keys[1] == never ? nil : Timestamp(milliseconds: keys[1]))
        }
        let found = try await call.engine.customers(asked, sort: sort, after: position, limit: limit + 1)
        return call.page(found, limit: limit, cursor: { cursor($0, sort) }) { w, customer in w.customer(customer) }
    }

    /// Stands in a cursor for a customer without orders.
    private static let never = Int64.min

    /// Each order of sorting has cursors of its own.
    private static func list(_ sort: CustomerSort) -> String { "customers \(sort.rawValue)" }

    private static func cursor(_ view: CustomerView, _ sort: CustomerSort) -> Cursor {
        Cursor(list(sort), view.customer.id.rawValue, view.lastOrderAt?.milliseconds ?? never)
    }

    static func show(_ call: Call) async throws -> Response {
        let customer = try await visible(call).view
        return call.json { $0.customerDetail(customer) }
    }

    static func put(_ call: Call) async throws -> Response {
        guard case .external(let externalID, let store) = try call.customer() else {
            throw Refusal.notFound("way to put a customer but by ext: and the shop's id")
        }
        let patch = try call.read { CustomerEndpoints.patch(&$0, isWhole: true) }
        let (view, isNew) = try await call.engine.upsertCustomer(
            externalID: externalID, store: store, patch, by: call.by)
        guard isNew else { return call.json { $0.customerDetail(view) } }
        return call.created(at: "/api/v1/customers/\(view.customer.id)") { $0.customerDetail(view) }
    }

    static func edit(_ call: Call) async throws -> Response {
        let reference = try await visible(call).reference
        let patch = try call.read { CustomerEndpoints.patch(&$0, isWhole: false) }
        let view = try await call.engine.patchCustomer(reference, patch, by: call.by)
        return call.json { $0.customerDetail(view) }
    }

    static func changeGroups(_ call: Call) async throws -> Response {
        let reference = try await visible(call).reference
        let form = try call.read { GroupActForm(reading: &$0) }
        guard let act = form.act else { throw Problem.invalid([FieldError("/action", "is required")]) }
        let change = try await call.engine.changeGroups(
            reference, group: form.group, act, reason: form.reason, by: call.by)
        let customer = try await call.engine.customer(reference)
        return call.json { w in
            w.object { w in
                w.field("change") { w in if let change { w.change(change) } else { w.null() } }
                w.field("customer") { $0.customerDetail(customer) }
            }
        }
    }

    static func delete(_ call: Call) async throws -> Response {
        let reference = try await visible(call).reference
        try await call.engine.deleteCustomer(reference, by: call.by)
        return call.noContent
    }

    static func merge(_ call: Call) async throws -> Response {
        let (view, reference) = try await visible(call)
        let into = try call.read { reader -> CustomerReference? in
            guard let text = reader.text("into", limit: 195, isRequired: true) else { return nil }
            if let externalID = Call.external(text) { return .external(externalID, store: view.storeKey) }
            if let id = ID<Customer>(text: text) { return .id(id) }
            reader.fail("into", "must be an id as text, or ext: and the shop's id")
            return nil
        }
        guard let into else { throw Problem.invalid([]) }
        let survivor = try await call.engine.mergeCustomer(reference, into: into, by: call.by)
        return call.json { $0.customerDetail(survivor) }
    }

    static func timeline(_ call: Call) async throws -> Response {
        let reference = try await visible(call).reference
        var query = call.query
        let limit = query.limit()
        let keys = query.cursor("timeline", keys: 3)
        try query.finish()
        let position = keys.map { TimelineItem.Position(order: $0[0], change: $0[1], notification: $0[2]) }
        let (items, next) = try await call.engine.timeline(reference, from: position ?? .init(), limit: limit)
        let cursor = next.map { Cursor("timeline", $0.order, $0.change, $0.notification) }
        return call.list(items, next: cursor) { w, item in w.timelineItem(item) }
    }

    static func explain(_ call: Call) async throws -> Response {
        let reference = try await visible(call).reference
        var query = call.query
        let at = query.instant("at")
        try query.finish()
        let explanation = try await call.engine.explain(reference, at: at)
        return call.json { $0.explanation(explanation) }
    }

    static func progress(_ call: Call) async throws -> Response {
        let reference = try await visible(call).reference
        var query = call.query
        let rule: ID<Rule>? = query.id("rule")
        try query.finish()
        let progress = try await call.engine.progress(reference, rule: rule)
        return call.json { $0.progress(progress) }
    }

    private static func visible(_ call: Call) async throws -> (view: CustomerView, reference: CustomerReference) {
        let view = try await call.engine.customer(try call.customer())
        try call.require(store: view.storeKey, "customer \(view.customer.id)")
        return (view, .id(view.customer.id))
    }

    // MARK: Bodies

    /// - Parameter isWhole: of a PUT, which has no switch but may name the organization.
    private static func patch(_ reader: inout FieldReader, isWhole: Bool) -> CustomerPatch {
        var patch = CustomerPatch()
        if !isWhole { patch.isAutomated = reader.boolean("automation") }
        // No address is told by an empty one.
        patch.email = reader.has("email") ? reader.email("email") ?? "" : nil
        patch.firstName = reader.text("first_name")
        patch.lastName = reader.text("last_name")
        patch.locale = reader.text("locale", limit: 35)
        patch.country = reader.country("country")
        patch.registeredAt = reader.instant("registered_at")
        if isWhole, reader.has("organization") { patch.organization = organization(&reader) }
        let consents: [Customer.MailConsent] = [.unknown, .given, .refused]
        patch.mailConsent = reader.choice("mail_consent", of: consents.map(\.rawValue))
            .flatMap(Customer.MailConsent.init)
        return patch
    }

    private static func organization(_ reader: inout FieldReader) -> OrganizationReport {
        guard let value = reader.value("organization") else { return .none }
        var inner = FieldReader(value, at: "/organization")
        let number = inner.required("id")?.integer
        let id = number.map(String.init) ?? inner.text("id")
        let name = inner.text("name")
        inner.finish()
        reader.take(inner.errors)
        return .member(externalID: id ?? "", name: name)
    }
}

/// A person's act on a customer's groups. Where the reader found faults it is not used.
private struct GroupActForm {
    let group: String
    let act: GroupAct?
    let reason: String?

    private enum Action: String, CaseIterable {
        case grant, revoke, block, unblock, pin, unpin, `default`
    }

    init(reading reader: inout FieldReader) {
        group = reader.text("group", limit: 64, isRequired: true) ?? ""
        reason = reader.text("reason", limit: 500)
        _ = reader.required("action")
        let action = reader.choice("action", of: Action.allCases.map(\.rawValue)).flatMap(Action.init)
        switch action {
        case nil: act = nil
        case .grant:
            act = .grant(
                until: reader.instant("until"), makeDefault: reader.boolean("make_default") ?? false,
                pin: reader.boolean("pin") ?? false)
        case .revoke: act = .revoke(block: reader.boolean("block"), blockUntil: reader.instant("block_until"))
        case .block: act = .block(until: reader.instant("until"))
        case .unblock: act = .unblock
        case .pin: act = .pin
        case .unpin: act = .unpin
        case .default: act = .makeDefault
        }
    }
}
