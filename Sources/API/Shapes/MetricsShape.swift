internal import Domain
internal import Engine

/// The engine's part of `/metrics`, in Prometheus' text format 0.0.4. The names of all families are listed in
/// `docs/operations.md`; a test holds the two and the alert examples together.
struct MetricsShape {
    private(set) var text = ""

    init(_ figures: OperationFigures) {
        writer(figures)
        for queue in figures.queues {
            family("echelon_\(queue.name)", "gauge", "In the queue by state, counted to 100000.")
            for (state, count) in queue.depths { line("echelon_\(queue.name){state=\"\(state)\"}", count) }
        }
        single("echelon_changes_total", "counter", "Changes of groups ever recorded.", figures.changes)
        single("echelon_webhooks_kept_total", "counter", "Webhooks ever kept in the inbox.", figures.received)
        single("echelon_mails_total", "counter", "Mails ever laid down for sending.", figures.mails)
        single("echelon_findings_open", "gauge", "Findings of the checks that stand.", figures.openFindings)
        runs(figures)
        disk(figures)
    }

    private mutating func family(_ name: String, _ type: String, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    private mutating func line(_ name: String, _ value: some CustomStringConvertible) { text += "\(name) \(value)\n" }

    private mutating func single(_ name: String, _ type: String, _ help: String, _ value: some CustomStringConvertible)
    {
        family(name, type, help)
        line(name, value)
    }

    private mutating func writer(_ figures: OperationFigures) {
        let writer = figures.writer
        let name = "echelon_writer_batch_size"
        family(name, "histogram", "Writes that were committed together.")
        var sum = 0
        for (bound, count) in zip(type(of: writer).bounds, writer.batches) {
            sum += count
            line("\(name)_bucket{le=\"\(bound)\"}", sum)
        }
        line("\(name)_bucket{le=\"+Inf\"}", sum)
        line("\(name)_sum", writer.writes)
        line("\(name)_count", sum)
        single("echelon_writer_failures_total", "counter", "Batches that could not be committed.", writer.failures)
        single("echelon_writer_busy_seconds_total", "counter", "Time at work, commits included.", seconds(writer.busy))
        single("echelon_writer_waiting", "gauge", "Writes that wait now.", writer.waiting)
        family("echelon_writes_stopped", "gauge", "1 while nothing is written for that reason.")
        for reason in WriteStop.Reason.allCases {
            line("echelon_writes_stopped{reason=\"\(reason.rawValue)\"}", figures.stop?.reason == reason ? 1 : 0)
        }
    }

    private mutating func runs(_ figures: OperationFigures) {
        single("echelon_runs_going", "gauge", "Runs that are going on.", figures.runsGoing)
        if let at = figures.lastCronAt {
            single("echelon_last_cron_timestamp_seconds", "gauge", "When cron came last.", at.milliseconds / 1_000)
        }
        guard let run = figures.lastRun else { return }
        family("echelon_last_run_state", "gauge", "1 for the state of the last run.")
        line("echelon_last_run_state{state=\"\(run.state.rawValue)\"}", 1)
        guard let end = run.finishedAt else { return }
        let took = Double(end.milliseconds - run.startedAt.milliseconds) / 1_000
        single("echelon_last_run_duration_seconds", "gauge", "How long the last run took.", took)
    }

    private mutating func disk(_ figures: OperationFigures) {
        let sizes = [
            ("echelon_database_bytes", "Size of the database file.", figures.database),
            ("echelon_wal_bytes", "Size of the write-ahead log.", figures.wal),
            ("echelon_disk_free_bytes", "Room left on the disk of the database.", figures.free),
        ]
        for (name, help, size) in sizes { if let size { single(name, "gauge", help, size) } }
    }

    private func seconds(_ duration: Duration) -> Double {
        let (seconds, attoseconds) = duration.components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}
