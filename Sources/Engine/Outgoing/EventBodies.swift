internal import Domain
internal import JSON
internal import Rules

/// What events say, as JSON: `{"type": …, "timestamp": …, "data": {…}}`. Ids are texts.
struct EventBodies {
    let configuration: Configuration
    let store: Store

    static func whole(_ type: String, at instant: Timestamp, _ data: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter(reserving: 1_024)
        writer.object { w in
            w.field("type", type)
            w.field("timestamp", instant.description)
            w.key("data")
            w.object(data)
        }
        return writer.bytes
    }

    // MARK: Customers

    /// - Parameter ledger: tells the groups that the customer is in after all that was done with this change.
    func groupsChanged(_ change: Change, _ ledger: Ledger, orderName: String?, _ w: inout JSONWriter) {
        w.field("change_id", change.id.description)
        w.field("kind", change.kind.rawValue)
        w.field("customer") { customer(ledger.customer, &$0) }
        w.field("groups_added") { groups(change.groupsAdded, &$0) }
        w.field("groups_removed") { groups(change.groupsRemoved, &$0) }
        w.field("default_before") { group(change.defaultBefore, &$0) }
        w.field("default_after") { group(change.defaultAfter, &$0) }
        w.field("groups") { groups(ledger.recordedGroups.sorted(), &$0) }
        w.field("rule") { rule(change.rule.flatMap(configuration.rule)?.rule, &$0) }
        w.field("order") { w in
            guard let order = change.order else { return w.null() }
            w.object { w in
                w.field("id", order.description)
                w.field("external_id", orderName)
            }
        }
        w.field("run_id", change.run?.description)
        w.field("actor", change.actor.rawValue)
        w.field("by", change.by)
        w.field("reason", words(change.reason))
        w.field("reverts", change.reverts?.description)
    }

    func tierReached(
        _ tier: Tier, _ change: Change, _ rule: Rule, _ voucher: Voucher?, _ customer: Customer, _ w: inout JSONWriter
    ) {
        w.field("change_id", change.id.description)
        w.field("customer") { self.customer(customer, &$0) }
        w.field("tier") { w in
            w.object { w in
                w.field("name", tier.name)
                w.field("group") { group(configuration.group(store.id, code: tier.group)?.id, &$0) }
            }
        }
        w.field("voucher") { self.voucher(voucher, &$0) }
        w.field("rule") { self.rule(rule, &$0) }
        w.field("reason", words(change.reason))
    }

    /// - Parameter facts: what the mail's template is filled with.
    func reminded(
        _ reminder: PlannedReminder, _ rule: Rule, _ customer: Customer, facts: [JSONValue.Member],
        _ w: inout JSONWriter
    ) {
        w.field("customer") { self.customer(customer, &$0) }
        w.field("template", reminder.template)
        w.field("about", reminder.periodKey)
        w.field("facts", .object(facts))
        w.field("rule") { self.rule(rule, &$0) }
        w.field("reason", words(reminder.sentence))
    }

    // MARK: Runs

    /// - Parameter store: key of the only store it covered; nil for all of several.
    static func runFinished(_ run: Run, store: String?, _ w: inout JSONWriter) {
        let report = (try? JSONValue(parsing: Array(run.report.utf8))) ?? .null
        w.field("run_id", run.id.description)
        w.field("store", store)
        w.field("trigger", run.trigger.rawValue)
        w.field("by", run.by)
        w.field("tasks") { w in w.array(run.tasks) { w, task in w.value(task) } }
        w.field("state", run.state.rawValue)
        w.field("at", run.at.description)
        w.field("started_at", run.startedAt.description)
        w.field("finished_at", run.finishedAt?.description)
        w.field("counts", report["counts"] ?? .object([]))
        w.field("report", report["report"] ?? .array([]))
        w.field("waiting", report["waiting"] ?? .array([]))
    }

    // MARK: Parts

    private func customer(_ customer: Customer, _ w: inout JSONWriter) {
        w.object { w in
            w.field("id", customer.id.description)
            w.field("external_id", customer.externalID)
            w.field("email", customer.email)
            w.field("name", customer.displayName)
            w.field("store", store.key)
        }
    }

    private func groups(_ ids: [ID<Group>], _ w: inout JSONWriter) {
        w.array(ids) { w, id in group(id, &w) }
    }

    private func group(_ id: ID<Group>?, _ w: inout JSONWriter) {
        guard let group = id.flatMap({ configuration.groups[$0] }) else { return w.null() }
        w.object { w in
            w.field("id", group.id.description)
            w.field("code", group.code)
            w.field("name", group.name)
            w.field("external_id", group.externalID)
        }
    }

    private func rule(_ rule: Rule?, _ w: inout JSONWriter) {
        guard let rule else { return w.null() }
        w.object { w in
            w.field("id", rule.id.description)
            w.field("name", rule.name)
            w.field("kind", rule.kind)
        }
    }

    private func voucher(_ voucher: Voucher?, _ w: inout JSONWriter) {
        guard let voucher else { return w.null() }
        w.object { w in
            w.field("code", voucher.code)
            w.field("percent", voucher.percent)
            w.field("amount") { w in
                guard let units = voucher.amount else { return w.null() }
                let money = Money(minorUnits: units, currency: store.currency)
                w.object { w in
                    w.field("amount", money.amount)
                    w.field("currency", money.currency.code)
                }
            }
            w.field("last_day", voucher.lastDay.description)
        }
    }

    /// In English, whoever caused the event: programs read it.
    private func words(_ sentence: Sentence) -> String { configuration.words(sentence, store: store.id, for: .english) }
}
