internal import Domain
internal import Engine
internal import HTTPWire
internal import JSON
internal import Web

/// For load balancers and monitoring.
enum OperationEndpoints {
    static func health(_ call: Call) async throws -> Response {
        call.json { w in w.object { $0.field("status", "ok") } }
    }

    static func ready(_ call: Call) async throws -> Response {
        let isReady = await call.engine.isReady()
        return call.json(isReady ? .ok : .serviceUnavailable) { w in
            w.object { w in
                w.field("status", isReady ? "ready" : "unavailable")
                w.field("database", isReady)
                guard let stop = call.engine.writeStop else { return }
                w.field("reason", stop.reason.rawValue)
                w.field("since", stop.since.description)
            }
        }
    }

    static func version(_ call: Call) async throws -> Response {
        let settings = call.service.settings
        return call.json { w in
            w.object { w in
                w.field("version", settings.version)
                if let commit = settings.commit { w.field("commit", commit) }
            }
        }
    }

    static func metrics(_ call: Call) async throws -> Response {
        guard let metrics = call.service.settings.metrics else { throw Problem.notFound("Nothing is counted here.") }
        let engine = MetricsShape(try await call.engine.operationFigures())
        return .bytes(Array((metrics.text + engine.text).utf8), type: "text/plain; version=0.0.4; charset=utf-8")
    }

    static func description(_ call: Call) async throws -> Response {
        guard let description = call.service.settings.description else {
            throw Problem.notFound("The description of the API is not installed here.")
        }
        return .bytes(description, type: "application/yaml")
    }
}
