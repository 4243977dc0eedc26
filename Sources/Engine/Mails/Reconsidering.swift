internal import Domain
internal import Rules
internal import Store

/// Looks again at reminders that are about to be sent: some time may have passed since they were decided.
struct Reconsidering {
    let transaction: Transaction
    let configuration: Configuration
    let now: Timestamp

    /// Those that are still true, with today's figures; the others are cancelled.
    func keep(_ notifications: [Notification]) throws -> [Notification] {
        try notifications.compactMap { notification in
            var notification = notification
            switch try reconsider(notification) {
            case .stands: return notification
            case .anew(let reminder):
                (notification.reason, notification.facts) = (reminder.sentence, reminder.facts)
                return notification
            case .untrue:
                (notification.state, notification.outcome) = (.cancelled, .noLongerTrue)
                try transaction.update(notification)
                return nil
            }
        }
    }

    private func reconsider(_ notification: Notification) throws -> Reconsidered {
        guard notification.change == nil, case .customer(let id) = notification.recipient else { return .stands }
        guard let compiled = configuration.rule(notification.rule), compiled.rule.isActive(at: now),
            let customer = try transaction.customer(id), customer.isAutomated
        else { return .untrue }
        let loader = FactLoader(snapshot: transaction, configuration: configuration)
        guard let facts = try loader.load([id], needs: compiled.kind.needs, at: now).first else { return .untrue }
        let progress = try transaction.sweep(compiled.rule.id)?.progress
        let question = try loader.question(compiled, facts, progress: progress, at: now, moment: .other)
        return compiled.kind.reconsider(notification.template, key: notification.periodKey, question)
    }
}
