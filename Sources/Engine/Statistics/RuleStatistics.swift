internal import Domain
internal import Rules
internal import Store

// `rules`: what each rule did, and whether reminding helped.

extension StatisticsReading {
    /// What each rule did in each bucket in which it did anything.
    ///
    /// - `candidates`: customers for whom a run found that the rule would act, each time it did; rehearsals do not count,
    ///   nor does what webhooks lead to.
    /// - `reminded`: reminders written, whatever became of the mail. `bought`: of them, those whose reader paid an order
    ///   that counts after the reminder and by the end of the 30th local day after its day. Both up to the last day
    ///   counted; a reminder's answers are counted anew each day until its 30 days are over, and stand then.
    /// - `joined`, `left`: memberships that its changes began and ended; `moved`, `restored`, `promoted`, `demoted`:
    ///   changes of that kind. What was undone later counts.
    func rules() throws -> StatisticsTable {
        var table = table(
            .rules,
            [
                "store", "rule", "rule_name", "rule_kind", "candidates", "reminded", "bought", "joined", "left",
                "moved", "restored", "promoted", "demoted",
            ])
        for (bucket, acts) in try gatherActs().enumerated() {
            for (rule, act) in acts.sorted(by: { ($0.value.store, $0.key) < ($1.value.store, $1.key) }) {
                let kind = configuration.rule(rule)?.rule.kind
                let figures = [act.candidates, act.reminded, act.bought, act.joined, act.left]
                let kinds = [Change.Kind.moved, .restored, .promoted, .demoted].map { act.kinds[$0.rawValue] ?? 0 }
                table.rows.append(
                    days(bucket) + [.text(stores[act.store].key)] + cells(rule) + [kind.map { .text($0) } ?? .none]
                        + (figures + kinds).map { .count($0) })
            }
        }
        table.countedUntil = try countedUntil()
        return table
    }

    /// By bucket and rule.
    private func gatherActs() throws -> [[ID<Rule>: Acts]] {
        var all: [[ID<Rule>: Acts]] = Array(repeating: [:], count: period.buckets.count)
        for (place, store) in stores.enumerated() {
            func note(_ day: CalendarDay, _ rule: ID<Rule>?, _ add: (inout Acts) -> Void) {
                guard let rule, isAsked(rule) else { return }
                add(&all[period.index(of: day)][rule, default: Acts(store: place)])
            }
            for total in try snapshot.changeTotals(store: store.id, from: period.from, to: period.to) {
                note(total.day, total.rule) { $0.add(total) }
            }
            for total in try snapshot.candidateTotals(store: store.id, from: period.from, to: period.to) {
                note(total.day, total.rule) { $0.candidates += total.candidates }
            }
            for total in try snapshot.reminderTotals(store: store.id, from: period.from, to: period.to) {
                note(total.day, total.rule) { acts in
                    acts.reminded += total.reminded
                    acts.bought += total.bought
                }
            }
        }
        return all
    }
}

/// What one rule did in one bucket.
private struct Acts {
    /// Its place among the stores asked for.
    let store: Int
    var candidates = 0
    var reminded = 0
    var bought = 0
    var joined = 0
    var left = 0
    var kinds: [String: Int] = [:]

    init(store: Int) { self.store = store }

    mutating func add(_ total: ChangeTotal) {
        joined += total.count * total.added.count
        left += total.count * total.removed.count
        kinds[total.kind, default: 0] += total.count
    }
}
