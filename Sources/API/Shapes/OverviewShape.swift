internal import Domain
internal import Engine
internal import JSON

extension JSONWriter {
    /// - Parameter lastRunStore: key of the store that the last run covered; nil for all.
    mutating func overview(_ overview: Overview, lastRunStore: String?) {
        object { w in
            w.field("at", overview.at)
            w.field("customers", overview.customers)
            w.field("groups") { w in
                w.array(overview.groups) { w, size in
                    w.object { w in
                        w.field("group", size.group.code)
                        w.field("name", size.group.name)
                        w.field("members", size.members)
                    }
                }
            }
            w.field("changes_30d", overview.changes30Days)
            w.field("reminders_30d", overview.reminders30Days)
            w.field("due_30d", overview.due30Days)
            w.field("changes_by_day") { $0.days(overview) }
            w.field("last_run") { w in
                guard let run = overview.lastRun else { return w.null() }
                w.run(run, store: lastRunStore)
            }
            w.field("cron_silent", overview.isCronSilent)
            w.field("queues") { $0.queues(overview) }
            w.field("checks", overview.checks)
            w.field("orders_30d", overview.orders30Days)
            w.field("recent_changes") { w in w.array(overview.recentChanges) { w, change in w.change(change) } }
            w.field("upcoming") { w in w.array(overview.upcoming) { w, event in w.upcoming(event) } }
        }
    }

    private mutating func days(_ overview: Overview) {
        array(overview.changesByDay) { w, day in
            w.object { w in
                w.field("day", day.day.description)
                w.field("joined", day.joined)
                w.field("left", day.left)
            }
        }
    }

    private mutating func queues(_ overview: Overview) {
        object { w in
            w.field("inbox_pending", overview.inboxPending)
            w.field("inbox_failed", overview.inboxFailed)
            w.field("notifications_held", overview.notificationsHeld)
        }
    }

    private mutating func upcoming(_ event: Overview.Upcoming) {
        object { w in
            w.field("at", event.at)
            w.field("sentence", event.sentence)
            w.field("customer") { $0.customer(event.customer) }
            w.reference("rule", event.rule?.id, name: event.rule?.name)
        }
    }
}
