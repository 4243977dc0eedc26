internal import Domain
internal import Engine
internal import JSON
internal import Web

enum CheckEndpoints {
    static func list(_ call: Call) async throws -> Response {
        let findings = try await call.engine.findings(store: try call.store())
        return try call.slice("checks", findings) { w, finding in w.finding(finding) }
    }

    static func overview(_ call: Call) async throws -> Response {
        let overview = try await call.engine.overview(store: try call.store())
        let keys = try await call.engine.storeKeys()
        let store = overview.lastRun?.store.flatMap { keys[$0] }
        return call.json { $0.overview(overview, lastRunStore: store) }
    }
}
