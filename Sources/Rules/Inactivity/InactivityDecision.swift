internal import Domain

/// What an inactivity rule makes of one spell of one candidate: wait, remind, or move.
struct InactivityDecision {
    let rule: InactivityRule
    let question: Question
    /// The groups that the customer could be moved out of.
    let groups: [String]
    let spell: InactiveSpell

    private var today: CalendarDay { question.day }

    /// The day on which the reminder of this spell was given.
    private var remindedOn: CalendarDay? {
        question.record[.reminded, spell.key].map { question.zone.day(at: $0.at) }
    }

    /// The day from which the reminder is due; nil where none is to be given any more.
    private var remindOn: CalendarDay? {
        guard remindedOn == nil, let days = rule.remindAfterDays else { return nil }
        return spell.since.adding(days: days)
    }

    /// The day from which the change is due: never sooner after the reminder than the rule's two limits lie apart.
    private var changeOn: CalendarDay {
        let usual = spell.since.adding(days: rule.changeAfterDays)
        guard let days = rule.remindAfterDays else { return usual }
        let reminded = remindedOn ?? max(today, spell.since.adding(days: days))
        return max(usual, reminded.adding(days: rule.changeAfterDays - days))
    }

    var verdict: Verdict {
        if let remindOn {
            guard remindOn <= today else { return wait(until: remindOn, "inactivity.will_remind") }
            // A reminder of a change that the end of the season forestalls would not be true.
            guard !isOver(changeOn) else { return wait(until: nil, "") }
            return question.moment.isCheck ? remind() : wait(until: today, "move.next_run")
        }
        guard changeOn <= today else { return wait(until: changeOn, "inactivity.will_change") }
        return question.moment.isCheck ? move() : wait(until: today, "move.next_run")
    }

    /// Whether the rule's season is over before that day begins.
    private func isOver(_ day: CalendarDay) -> Bool {
        question.rule.seasonUntil.map { $0 <= question.zone.start(of: day) } ?? false
    }

    // MARK: The three answers

    private func wait(until day: CalendarDay?, _ code: String) -> Verdict {
        let notes = question.moment.isCheck ? question.record.forgetOwed() : []
        return Verdict(notes: notes, sentence: count, next: next(on: day, code))
    }

    private var reminder: PlannedReminder {
        let sentence = Sentence(
            "inactivity.reminder",
            [days, since, .init("groups", .groups([rule.target])), .init("change_on", .day(changeOn))])
        let facts =
            [since, .init("change_on", .day(changeOn)), .init("new_group", .groups([rule.target]))] + mailFacts
        return PlannedReminder(
            template: "inactivity_reminder", periodKey: spell.key, sentence: sentence,
            facts: facts + [.init("current_group", .groups(groups))])
    }

    private func remind() -> Verdict {
        let reminder = reminder
        return Verdict(
            reminders: [reminder],
            notes: [.remember(.reminded, key: spell.key)] + question.record.forgetOwed(),
            sentence: reminder.sentence, next: next(on: changeOn, "inactivity.will_change"))
    }

    /// A reminder of this spell that was decided earlier, with the figures of today.
    func reconsider(_ key: String) -> Reconsidered {
        key == spell.key && changeOn > today && !isOver(changeOn) ? .anew(reminder) : .untrue
    }

    private func move() -> Verdict {
        let act = rule.move(
            question, from: groups, key: spell.key, reason: count, template: "group_change",
            facts: [since] + mailFacts, isJoining: false)
        return Verdict(
            act: act, notes: [.remember(.moved, key: spell.key)] + question.record.forgetOwed(), sentence: count,
            next: rule.turn(question))
    }

    /// Due on a day that has begun: at once, with the next run.
    private func next(on day: CalendarDay?, _ code: String) -> Verdict.Next? {
        guard let day else { return rule.turn(question) }
        let facts: [Sentence.Fact] = [.init("groups", .groups([rule.target])), .init("day", .day(day))]
        let due = Verdict.Next(
            at: max(question.zone.start(of: day), question.at), sentence: Sentence(code, facts))
        return Optional(due).earlier(rule.turn(question))
    }

    // MARK: In words

    private var inactiveDays: Int64 { Int64(max(0, today.daysSinceEpoch - spell.since.daysSinceEpoch)) }

    private var days: Sentence.Fact { .init("days", .number(inactiveDays)) }

    private var since: Sentence.Fact { .init("since", .day(spell.since)) }

    /// "90 days since 1 January 2026, limit 90".
    private var count: Sentence {
        let facts = [days, since, .init("limit", .number(Int64(rule.changeAfterDays)))]
        guard let remindedOn else { return Sentence("inactivity.days", facts) }
        return Sentence("inactivity.days_reminded", facts + [.init("reminded_on", .day(remindedOn))])
    }

    /// What both mails may tell.
    private var mailFacts: [Sentence.Fact] {
        [
            .init("days_inactive", .number(inactiveDays)),
            .init("never_bought", .number(spell.neverBought ? 1 : 0)),
            .init("restores", .number(rule.restoresOnPurchase ? 1 : 0)),
        ]
    }
}
