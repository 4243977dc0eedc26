internal import Domain
internal import Engine
internal import JSON
internal import Rules
internal import Web

enum GroupEndpoints {
    static func list(_ call: Call) async throws -> Response {
        let groups = try await call.engine.groups(store: try call.store())
        return try call.slice("groups", groups) { w, group in w.group(group) }
    }

    static func show(_ call: Call) async throws -> Response {
        let group = try await visible(call)
        return call.json { $0.group(group) }.tagged(group.tag)
    }

    static func create(_ call: Call) async throws -> Response {
        let (store, code, name, rest) = try call.read { reader in
            var patch = Self.patch(&reader)
            patch.name = nil
            return (
                reader.text("store", limit: 64), reader.text("code", limit: 64, isRequired: true),
                reader.text("name", isRequired: true), patch
            )
        }
        let group = try await call.engine.createGroup(
            store: try call.store(named: store), code: code ?? "", name: name ?? "", rest, by: call.by)
        return call.created(at: "/api/v1/groups/\(group.group.id)") { $0.group(group) }
    }

    static func edit(_ call: Call) async throws -> Response {
        let id = try await visible(call).group.id
        let patch = try call.read(patch)
        let group = try await call.engine.patchGroup(id, patch, expecting: call.expectedTag(), by: call.by)
        return call.json { $0.group(group) }.tagged(group.tag)
    }

    static func delete(_ call: Call) async throws -> Response {
        let id = try await visible(call).group.id
        try await call.engine.deleteGroup(id, replacement: call.query.text("replace_with"), by: call.by)
        return call.noContent
    }

    private static func visible(_ call: Call) async throws -> GroupView {
        let group = try await call.engine.group(try call.id("group"))
        try call.require(store: group.storeKey, "group \(group.group.id)")
        return group
    }

    private static func patch(_ reader: inout FieldReader) -> GroupPatch {
        var patch = GroupPatch()
        patch.name = reader.text("name")
        if reader.has("external_id") { patch.externalID = .some(reader.text("external_id")) }
        guard let benefits = reader.value("benefits") else { return patch }
        var inner = FieldReader(benefits, at: "/benefits")
        if inner.has("discount_percent") { patch.discountPercent = .some(inner.percent("discount_percent")) }
        patch.freeShipping = inner.boolean("free_shipping")
        patch.text = inner.value("text")?.string == "" ? "" : inner.text("text", limit: 2_000)
        inner.finish()
        reader.take(inner.errors)
        return patch
    }
}
