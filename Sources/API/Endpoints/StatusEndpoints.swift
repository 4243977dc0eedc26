internal import Domain
internal import Engine
internal import HTTPWire
internal import JSON
internal import Rules
internal import Web

enum StatusEndpoints {
    static func list(_ call: Call) async throws -> Response {
        let statuses = try await call.engine.statuses(store: try call.store())
        return call.list(statuses) { w, status in w.status(status) }
    }

    static func put(_ call: Call) async throws -> Response {
        let (store, code) = (try call.store(), try call.parameter("code"))
        let form = try call.read { reader in
            (
                label: reader.text("label", isRequired: true), isPaid: reader.flag("paid"),
                isVoid: reader.flag("void"), rank: reader.integer("rank", in: 0...1_000)
            )
        }
        guard code.unicodeScalars.count <= 191 else { throw Refusal.notFound("status of that length") }
        let (view, isNew) = try await call.engine.putStatus(
            store: store, code: code, label: form.label ?? "", isPaid: form.isPaid, isVoid: form.isVoid,
            rank: form.rank.map { Int32($0) }, expecting: call.expectedTag(), by: call.by)
        return call.json(isNew ? .created : .ok) { $0.status(view) }.tagged(view.tag)
    }
}
