internal import Domain
internal import Rules
internal import Store

// `mails`, `runs` and `intake`: what came in, what was evaluated, what went out.

extension StatisticsReading {
    /// Notifications by template and by the state they are in now, on the local day on which they were written. One to
    /// which the same mail told something else counts by itself.
    func mails() throws -> StatisticsTable {
        var table = table(.mails, ["store", "template", "state", "count"])
        for (bucket, days) in period.buckets.enumerated() {
            for store in stores {
                let figures = try snapshot.mailFigures(
                    store: store.id, rule: query.rule, from: store.zone.start(of: days.from),
                    until: store.zone.end(of: days.to))
                table.rows += figures.map { figure in
                    self.days(bucket) + [
                        .text(store.key), .text(figure.template), .text(figure.state), .count(figure.count),
                    ]
                }
            }
        }
        return table
    }

    /// Runs by what started them, on the local day of the store on which they began; of one that covered all stores, on
    /// that of the first one asked for. Rehearsals do not count.
    ///
    /// `waiting` are those that stopped before a rule that would move too many, and wait for a person. `seconds` is what
    /// the ended ones took together, `longest_seconds` the longest; both rounded up.
    func runs() throws -> StatisticsTable {
        var table = table(
            .runs,
            [
                "trigger", "runs", "finished", "waiting", "failed", "cancelled", "evaluated", "changed", "reminded",
                "mails", "seconds", "longest_seconds",
            ])
        guard let first = stores.first else { return table }
        var sums: [Int: [Run.Trigger: RunSum]] = [:]
        // A day begins at most a day earlier or later than elsewhere.
        let span = (first.zone.start(of: period.from.adding(days: -1)), first.zone.end(of: period.to.adding(days: 1)))
        for run in try snapshot.runFigures(from: span.0, until: span.1) {
            guard let zone = zone(of: run, first) else { continue }
            let day = zone.day(at: run.startedAt)
            guard day >= period.from, day <= period.to else { continue }
            sums[period.index(of: day), default: [:]][run.trigger, default: RunSum()].add(run)
        }
        for (bucket, byTrigger) in sums.sorted(by: { $0.key < $1.key }) {
            for (trigger, sum) in byTrigger.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                table.rows.append(days(bucket) + [.text(trigger.rawValue)] + sum.cells)
            }
        }
        return table
    }

    /// By whose days the run counts; nil where it is not asked for.
    private func zone(of run: RunFigure, _ first: Domain.Store) -> Zone? {
        guard let id = run.store else { return query.isBound ? nil : first.zone }
        return stores.first { $0.id == id }?.zone
    }

    /// Deliveries of each source by what became of them when they came, on the local day of its store.
    ///
    /// `accepted` told something new, `stale` are reports about an order that did not, `unused` are of topics that
    /// nothing here uses, `duplicate` had come before, `failed` were malformed or could not be processed at once; that
    /// these were processed later alters nothing here. Pings and what bears no valid signature count nowhere.
    func intake() throws -> StatisticsTable {
        var table = table(
            .intake, ["store", "source", "source_name"] + IntakeKind.allCases.map { .init(stringLiteral: $0.rawValue) })
        var rows: [[[StatisticsTable.Cell]]] = Array(repeating: [], count: period.buckets.count)
        for store in stores {
            for source in configuration.allSources where source.store == store.id {
                var sums: [Int: [IntakeKind: Int]] = [:]
                for total in try snapshot.intakeTotals(source: source.id, from: period.from, to: period.to) {
                    sums[period.index(of: total.day), default: [:]].merge(total.counts, uniquingKeysWith: +)
                }
                for (bucket, sum) in sums {
                    rows[bucket].append(
                        days(bucket) + [.text(store.key), .text(source.key), .text(source.name)]
                            + IntakeKind.allCases.map { .count(sum[$0] ?? 0) })
                }
            }
        }
        table.rows = rows.flatMap { $0 }
        return table
    }
}

/// What runs of one sort did together.
private struct RunSum {
    private var states: [Run.State: Int] = [:]
    private var count = 0
    private var evaluated = 0
    private var changed = 0
    private var reminded = 0
    private var mails = 0
    private var milliseconds: Int64 = 0
    private var longest: Int64 = 0

    mutating func add(_ run: RunFigure) {
        count += 1
        states[run.state, default: 0] += 1
        evaluated += run.evaluated
        changed += run.changed
        reminded += run.reminded
        mails += run.mails
        guard let end = run.finishedAt else { return }
        let taken = max(0, end.milliseconds - run.startedAt.milliseconds)
        milliseconds += taken
        longest = max(longest, taken)
    }

    var cells: [StatisticsTable.Cell] {
        let ended = [Run.State.finished, .waiting, .failed, .cancelled].map { states[$0] ?? 0 }
        let seconds = [milliseconds, longest].map { Int(($0 + 999) / 1_000) }
        return ([count] + ended + [evaluated, changed, reminded, mails] + seconds).map { .count($0) }
    }
}
