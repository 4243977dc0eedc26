internal import Domain
internal import Engine
internal import HTTPWire
internal import JSON
internal import Rules
internal import Web

enum RunEndpoints {
    static func list(_ call: Call) async throws -> Response {
        var query = call.query
        let limit = query.limit()
        let before = query.cursor("runs").map { ID<Run>($0[0]) }
        try query.finish()
        let keys = try await call.engine.storeKeys()
        let found = try await call.engine.runs(before: before, limit: limit + 1)
        let shown = found.prefix(limit)
        // A token bound to a store sees the runs that covered no other.
        let visible = shown.filter { isVisible($0, keys, call) }
        let next = found.count > limit ? shown.last.map { Cursor("runs", $0.id.rawValue) } : nil
        return call.list(visible, next: next) { w, run in w.run(run, store: run.store.flatMap { keys[$0] }) }
    }

    static func show(_ call: Call) async throws -> Response {
        let (run, store) = try await visible(call)
        return call.json { $0.run(run, store: store) }
    }

    static func start(_ call: Call) async throws -> Response {
        let form = try call.read { RunForm(reading: &$0) }
        var request = RunRequest(
            store: try call.store(named: form.store), trigger: .manual, by: call.by, isDry: form.isDry,
            named: form.tasks ?? [], at: form.at)
        if let tasks = form.tasks { request.tasks = tasks }
        let answer = try await RunAnswer(request, call)
        switch answer.status {
        case .alreadyRunning: return call.json { $0.answer(answer) }
        case .finished: return call.created(at: answer.path) { $0.run(answer.run, store: answer.store) }
        case .running:
            var response = call.json(.accepted) { $0.run(answer.run, store: answer.store) }
            response.headers.add("Location", answer.path)
            return response
        }
    }

    static func cancel(_ call: Call) async throws -> Response {
        let (run, store) = try await visible(call)
        let cancelled = try await call.engine.cancelRun(run.id, by: call.by)
        return call.json { $0.run(cancelled, store: store) }
    }

    static func confirm(_ call: Call) async throws -> Response {
        let (run, store) = try await visible(call)
        let (confirmed, _) = try await call.engine.confirmRun(run.id, by: call.by)
        var response = call.json(.accepted) { $0.run(confirmed, store: store) }
        response.headers.add("Location", "/api/v1/runs/\(run.id)")
        return response
    }

    static func revert(_ call: Call) async throws -> Response {
        let (run, _) = try await visible(call)
        let skipsBlocked = try call.read { $0.boolean("skip_blocked") ?? false }
        let reverted = try await call.engine.revertRun(run.id, skipsBlocked: skipsBlocked, by: call.by)
        return call.json { w in
            w.object { w in
                w.field("reverted", reverted.reverted)
                w.field("skipped") { w in
                    w.array(reverted.skipped) { w, skipped in
                        w.object { w in
                            w.field("change", skipped.change)
                            w.field("reason", skipped.reason)
                        }
                    }
                }
            }
        }
    }

    private static func visible(_ call: Call) async throws -> (run: Run, store: String?) {
        let run = try await call.engine.run(try call.id("run"))
        let keys = try await call.engine.storeKeys()
        guard isVisible(run, keys, call) else { throw Refusal.notFound("run \(run.id)") }
        return (run, run.store.flatMap { keys[$0] })
    }

    private static func isVisible(_ run: Run, _ keys: [ID<Store>: String], _ call: Call) -> Bool {
        call.caller.store == nil || run.store.flatMap { keys[$0] } == call.caller.store
    }
}

/// What is asked of a run. Where the reader found faults it is not used.
private struct RunForm {
    let store: String?
    let isDry: Bool
    let tasks: Set<RunTask>?
    let at: Timestamp?

    init(reading reader: inout FieldReader) {
        store = reader.text("store", limit: 64)
        isDry = reader.boolean("dry_run") ?? false
        at = reader.instant("at")
        guard let names = reader.texts("tasks") else {
            tasks = nil
            return
        }
        if names.isEmpty { reader.fail("tasks", "must name at least one task") }
        let all = RunTask.allCases.map(\.rawValue).joined(separator: ", ")
        for (index, name) in names.enumerated() where RunTask(rawValue: name) == nil {
            reader.failRaw("tasks/\(index)", "must be one of \(all)")
        }
        tasks = Set(names.compactMap(RunTask.init))
    }
}
