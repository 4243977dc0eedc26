internal import Domain
internal import JSON

extension JSONWriter {
    /// - Parameter store: key of the only store it covers; nil for all.
    mutating func run(_ run: Run, store: String?) {
        let report = (try? JSONValue(parsing: Array(run.report.utf8))) ?? .object([])
        object { w in
            w.field("id", run.id)
            w.field("trigger", run.trigger.rawValue)
            w.field("by", run.by)
            w.field("state", run.state.rawValue)
            w.field("dry_run", run.isDry)
            w.field("tasks", run.tasks)
            w.field("store", store)
            w.field("at", run.at)
            w.field("started_at", run.startedAt)
            w.field("finished_at", run.finishedAt)
            w.field("duration_ms", run.finishedAt.map { max(0, $0.milliseconds - run.startedAt.milliseconds) })
            w.field("progress", report["progress"] ?? ["done": 0, "total": 0])
            w.field("counts") { $0.runCounts(report["counts"]) }
            w.field("report", report["report"] ?? .array([]))
            w.field("waiting", run.state == .waiting ? report["waiting"] ?? .array([]) : .array([]))
            if let items = report["items"] { w.field("items", items) }
            w.field("error", run.error)
        }
    }

    /// All counts that are promised, 0 where the report does not have one yet.
    private mutating func runCounts(_ counts: JSONValue?) {
        let names = ["evaluated", "granted", "ended", "reminded", "changed", "mails", "failed"]
        let others = (counts?.members ?? []).filter { !names.contains($0.name) }
        object { w in
            for name in names { w.field(name, counts?[name]?.integer ?? 0) }
            for member in others { w.field(member.name, member.value) }
        }
    }
}
