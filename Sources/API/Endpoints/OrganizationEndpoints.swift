internal import Domain
internal import Engine
internal import JSON
internal import Rules
internal import Web

enum OrganizationEndpoints {
    static func list(_ call: Call) async throws -> Response {
        var query = call.query
        let limit = query.limit()
        let before = query.cursor("organizations").map { ID<Organization>($0[0]) }
        let text = query.text("q", limit: 191)
        try query.finish()
        let found = try await call.engine.organizations(
            store: try call.store(), text: text, before: before, limit: limit + 1)
        return call.page(found, limit: limit, cursor: { Cursor("organizations", $0.organization.id.rawValue) }) {
            $0.organization($1)
        }
    }

    static func show(_ call: Call) async throws -> Response {
        let organization = try await visible(call)
        return call.json { $0.organizationDetail(organization) }
    }

    static func create(_ call: Call) async throws -> Response {
        let (store, externalID, name) = try call.read { reader in
            (
                reader.text("store", limit: 64), reader.text("external_id", isRequired: true),
                reader.text("name", isRequired: true)
            )
        }
        let organization = try await call.engine.createOrganization(
            store: try call.store(named: store), externalID: externalID ?? "", name: name ?? "", by: call.by)
        return call.created(at: "/api/v1/organizations/\(organization.organization.id)") {
            $0.organizationDetail(organization)
        }
    }

    static func edit(_ call: Call) async throws -> Response {
        let id = try await visible(call).organization.id
        let name = try call.read { $0.text("name", isRequired: true) }
        let organization = try await call.engine.renameOrganization(id, to: name ?? "", by: call.by)
        return call.json { $0.organizationDetail(organization) }
    }

    static func delete(_ call: Call) async throws -> Response {
        try await call.engine.deleteOrganization(try await visible(call).organization.id, by: call.by)
        return call.noContent
    }

    private static func visible(_ call: Call) async throws -> OrganizationView {
        let found = try await call.engine.organization(try call.id("organization"))
        try call.require(store: found.storeKey, "organization \(found.organization.id)")
        return found
    }
}

extension JSONWriter {
    fileprivate mutating func organization(_ view: OrganizationView) {
        object { $0.organizationMembers(view) }
    }

    fileprivate mutating func organizationDetail(_ view: OrganizationView) {
        object { w in
            w.organizationMembers(view)
            w.field("members") { w in w.array(view.members) { w, customer in w.customer(customer) } }
            w.field("rungs") { w in
                w.array(view.rungs) { w, rung in
                    w.object { w in
                        w.reference("rule", rung.rule.id, name: rung.rule.name)
                        w.field("group", rung.group)
                    }
                }
            }
        }
    }

    private mutating func organizationMembers(_ view: OrganizationView) {
        field("id", view.organization.id)
        field("store", view.storeKey)
        field("external_id", view.organization.externalID)
        field("name", view.organization.name)
        field("member_count", view.memberCount)
    }
}
