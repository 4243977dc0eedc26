internal import Domain
internal import Engine
internal import HTTPWire
internal import JSON
internal import Web

/// The tokened address that a cron service calls, and its administration.
enum CronEndpoints {
    static func run(_ call: Call) async throws -> Response {
        let own = try await authorize(call)
        var query = call.query
        var request = RunRequest(store: query.text("store"), trigger: .cron, by: "cron URL")
        request.tasks = tasks(&query)
        let isNamed = query.text("task").map { $0 != "all" } ?? false
        request.forcesLadders = isNamed && request.tasks.contains(.tiers)
        request.looksAtAll = isNamed && request.tasks.contains(.reconcile)
        request.prunesNow = isNamed && request.tasks.contains(.retention)
        switch query.text("dry_run") {
        case nil, "0": break
        case "1": request.isDry = true
        default: query.fail("dry_run", "must be 0 or 1")
        }
        request.at = query.instant("at")
        if request.at != nil, !request.isDry { query.fail("at", "is for dry runs only") }
        try query.finish()
        if let own {
            if let store = request.store, store != own { throw Refusal.notFound("store '\(store)'") }
            request.store = own
        }
        let answer = try await RunAnswer(request, call)
        return call.json(answer.status == .running ? .accepted : .ok) { $0.answer(answer) }
    }

    private static func tasks(_ query: inout QueryReader) -> Set<RunTask> {
        guard let text = query.text("task"), text != "all" else { return Set(RunTask.allCases) }
        let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let tasks = names.compactMap(RunTask.init)
        if tasks.count != names.count {
            let all = RunTask.allCases.map(\.rawValue).joined(separator: ", ")
            query.fail("task", "must be all, or one or more of \(all)")
        }
        return Set(tasks)
    }

    /// The store that the token is bound to; nil for all.
    ///
    /// - Throws: 403, and 429 after many failed tries.
    private static func authorize(_ call: Call) async throws -> String? {
        let request = call.request
        let offered = [request.query["token"], request.headers["x-cron-token"], request.bearer].compactMap { $0 }
        for text in offered where try await call.engine.isCronToken(text) { return nil }
        if let text = request.bearer, let token = try await call.engine.accessToken(text), token.scopes.contains(.cron)
        {
            return token.store
        }
        try call.service.admit(.cron, request)
        throw Problem.forbidden("The token is missing or wrong. Copy the address from the panel.")
    }

    // MARK: The address

    static func showURL(_ call: Call) async throws -> Response {
        try call.requireUnbound()
        return try await answer(call, token: try await call.engine.cronToken(by: call.by))
    }

    static func rotateURL(_ call: Call) async throws -> Response {
        try call.requireUnbound()
        return try await answer(call, token: try await call.engine.rotateCronToken(by: call.by))
    }

    private static func answer(_ call: Call, token: String) async throws -> Response {
        let url = "\(call.baseURL)/cron?token=\(token)"
        let overview = try await call.engine.lastCronRun()
        let keys = try await call.engine.storeKeys()
        return call.json { w in
            w.object { w in
                w.field("url", url)
                w.field("crontab", "*/15 * * * * curl -fsS '\(url)' >/dev/null")
                w.field("last_run") { w in
                    guard let run = overview.run else { return w.null() }
                    w.run(run, store: run.store.flatMap { keys[$0] })
                }
                w.field("silent", overview.isSilent)
            }
        }
    }
}
