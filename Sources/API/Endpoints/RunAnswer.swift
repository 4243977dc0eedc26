internal import Domain
internal import Engine
internal import JSON

/// What became of the wish to start a run, after waiting a while for its end.
struct RunAnswer: Sendable {
    enum Status: String, Sendable {
        case finished, running
        case alreadyRunning = "already_running"
    }

    let status: Status
    let run: Run
    /// Key of the only store it covers; nil for all.
    let store: String?

    var path: String { "/api/v1/runs/\(run.id)" }

    init(_ request: RunRequest, _ call: Call) async throws {
        let started = try await call.engine.startRun(request)
        let keys = try await call.engine.storeKeys()
        switch started {
        case .alreadyRunning(let run):
            status = .alreadyRunning
            self.run = try await call.engine.run(run.id)
        case .started(let begun, let finished):
            if let ended = try await Self.wait(for: finished, atMost: call.service.settings.patience) {
                status = .finished
                run = try await call.engine.run(ended.id)
            } else {
                status = .running
                run = try await call.engine.run(begun.id)
            }
        }
        store = run.store.flatMap { keys[$0] }
    }

    /// The run at its end; nil where that does not come in time. The run goes on in any case.
    private static func wait(for finished: Task<Run, any Error>, atMost patience: Duration) async throws -> Run? {
        let (first, arrival) = AsyncStream.makeStream(of: Result<Run, any Error>?.self)
        let timer = Task {
            try? await Task.sleep(for: patience)
            arrival.yield(nil)
        }
        Task { arrival.yield(await finished.result) }
        defer { timer.cancel() }
        for await result in first { return try result?.get() }
        return nil
    }
}

extension JSONWriter {
    mutating func answer(_ answer: RunAnswer) {
        object { w in
            w.field("status", answer.status.rawValue)
            w.field("run") { $0.run(answer.run, store: answer.store) }
        }
    }
}
