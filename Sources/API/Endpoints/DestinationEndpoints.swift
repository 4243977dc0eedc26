internal import Domain
internal import Engine
internal import HTTPWire
internal import JSON
internal import Rules
internal import Web

/// Servers of others that are told of events.
enum DestinationEndpoints {
    static func list(_ call: Call) async throws -> Response {
        let destinations = try await call.engine.destinations(store: try call.store())
            .filter { call.caller.store == nil || $0.storeKey == call.caller.store }
        return try call.slice("destinations", destinations) { w, destination in w.destination(destination) }
    }

    static func show(_ call: Call) async throws -> Response {
        let destination = try await visible(call)
        return call.json { $0.destination(destination) }.tagged(destination.tag)
    }

    static func create(_ call: Call) async throws -> Response {
        let (store, form) = try call.read { reader in
            let store = reader.text("store", limit: 64)
            for name in ["name", "url"] { _ = reader.required(name) }
            return (store, DestinationForm(reading: &reader))
        }
        let (made, secret) = try await call.engine.createDestination(
            store: try call.store(named: store), form, by: call.by)
        return call.created(at: "/api/v1/destinations/\(made.record.id)") { $0.destination(made, secret: secret) }
    }

    static func edit(_ call: Call) async throws -> Response {
        let id = try await visible(call).record.id
        let form = try call.read { DestinationForm(reading: &$0) }
        let destination = try await call.engine.patchDestination(
            id, form, expecting: call.expectedTag(), by: call.by)
        return call.json { $0.destination(destination) }.tagged(destination.tag)
    }

    static func delete(_ call: Call) async throws -> Response {
        try await call.engine.deleteDestination(try await visible(call).record.id, by: call.by)
        return call.noContent
    }

    static func rotateSecret(_ call: Call) async throws -> Response {
        let id = try await visible(call).record.id
        let (destination, secret) = try await call.engine.rotateSecret(of: id, by: call.by)
        return call.json { $0.destination(destination, secret: secret) }
    }

    /// A receiver that fails is an answer, not a failure of ours.
    static func ping(_ call: Call) async throws -> Response {
        let result = try await call.engine.pingDestination(try await visible(call).record.id, by: call.by)
        return call.json { w in
            w.object { w in
                w.field("ok", result.error == nil)
                w.field("status", result.status)
                w.field("milliseconds", result.milliseconds)
                w.field("error", result.error)
            }
        }
    }

    static func replayFailed(_ call: Call) async throws -> Response {
        let count = try await call.engine.replayFailed(try await visible(call).record.id, by: call.by)
        return call.json { w in w.object { $0.field("replayed", count) } }
    }

    private static func visible(_ call: Call) async throws -> DestinationView {
        let destination = try await call.engine.destination(try call.id("destination"))
        try call.require(store: destination.storeKey, "destination \(destination.record.id)")
        return destination
    }
}

extension DestinationForm {
    fileprivate init(reading reader: inout FieldReader) {
        self.init()
        name = reader.text("name")
        url = reader.text("url", limit: 2_000)
        isEnabled = reader.boolean("enabled")
        allowsPrivate = reader.boolean("allow_private_address")
        guard let names = reader.texts("events") else { return }
        kinds = Set(names.compactMap(OutgoingEvent.Kind.init))
        let all = OutgoingEvent.Kind.allCases.map(\.rawValue).joined(separator: ", ")
        for (index, name) in names.enumerated() where OutgoingEvent.Kind(rawValue: name) == nil {
            reader.failRaw("events/\(index)", "must be one of \(all)")
        }
    }
}
