internal import Domain

/// What a turnover rule makes of one candidate at one instant: first the change that is due, then the reminder.
struct TurnoverDecision {
    let rule: TurnoverRule
    let minimum: Money
    let question: Question
    /// The groups that the customer could be moved out of.
    let groups: [String]

    private let today: CalendarDay
    /// The latest period whose change day has come.
    private let latest: TurnoverMonth

    init(rule: TurnoverRule, minimum: Money, question: Question, groups: [String]) {
        self.rule = rule
        self.minimum = minimum
        self.question = question
        self.groups = groups
        today = question.day
        latest = rule.calendar.latestDecided(on: today)
    }

    private var calendar: TurnoverCalendar { rule.calendar }
    private var record: RuleRecord { question.record }
    private var zone: Zone { question.zone }

    /// What a period comes to.
    private enum Finding {
        case moves(Sentence)
        case stays(Sentence)
        /// The same where nobody asks why.
        case staysUntold
    }

    var verdict: Verdict {
        guard question.moment.isCheck else { return Verdict(sentence: soFar, next: next) }
        let owed = record.forgetOwed()
        var sentence: Sentence?
        for period in duePeriods {
            switch find(period) {
            case .moves(let reason):
                return Verdict(
                    act: move(reason, period), notes: [.remember(.moved, key: period.key)] + owed, sentence: reason,
                    next: next)
            case .stays(let found): sentence = found
            case .staysUntold: break
            }
        }
        if let (period, reminder) = reminder {
            return Verdict(
                reminders: [reminder], notes: [.remember(.reminded, key: period.key)] + owed,
                sentence: reminder.sentence, next: next)
        }
        guard question.isExplained else { return Verdict(notes: owed, sentence: Sentence("")) }
        return Verdict(notes: owed, sentence: sentence ?? soFar, next: next)
    }

    // MARK: The change

    /// The latest one where it is still to be decided, then what is owed from before.
    private var duePeriods: [TurnoverMonth] {
        var periods = owedPeriods
        if !periods.contains(latest), isToBeDecided(latest) { periods.append(latest) }
        return periods.filter { !isSettled($0) }.sorted { $1 < $0 }
    }

    /// What another rule's move kept this one from. No further back than the period before the latest: what is older
    /// is overtaken, and its spend no longer known.
    private var owedPeriods: [TurnoverMonth] {
        record.all(.owed).compactMap { TurnoverMonth(key: $0.key) }
            .filter { (latest.adding(-1)...latest).contains($0) }
            .sorted()
    }

    private func isToBeDecided(_ period: TurnoverMonth) -> Bool {
        let key = period.key
        guard record[.moved, key] == nil else { return false }
        // A rule that is only tried out is asked what it would decide now.
        guard let progress = record.progress else { return true }
        guard progress.decided ?? "" < key else { return false }
        return began.map { zone.start(of: calendar.changeDay(of: period)) > $0 } ?? true
    }

    /// Since when the rule has been at work.
    private var began: Timestamp? {
        [question.rule.enabledSince, question.shop.automatedSince, question.rule.seasonFrom].compactMap { $0 }.max()
    }

    /// Whether a person undid what came of the period, or of a later one.
    private func isSettled(_ period: TurnoverMonth) -> Bool {
        record.all(.settled).contains { $0.key >= period.key }
    }

    private func lacksReminder(_ period: TurnoverMonth) -> Bool {
        guard calendar.remindDay != nil, rule.direction == .below, let progress = record.progress,
            record[.owed, period.key] == nil
        else { return false }
        return rule.lacksReminder(of: period, progress.reminded, since: began, zone: zone)
    }

    private func find(_ period: TurnoverMonth) -> Finding {
        let days = calendar.countedDays(of: period)
        guard !lacksReminder(period) else { return .stays(Sentence("turnover.skipped", span(days))) }
        guard isWhole(period, until: zone.end(of: days.upperBound)) else { return .stays(notThroughout(period)) }
        let spent = spent(in: days)
        let moves = rule.direction.moves(spent, minimum: minimum.minorUnits)
        guard moves || question.isExplained else { return .staysUntold }
        let sentence = Sentence(
            "turnover.spent", span(days) + [money("spent", spent), .init("minimum", .money(minimum))])
        return moves ? .moves(sentence) : .stays(sentence)
    }

    private func move(_ reason: Sentence, _ period: TurnoverMonth) -> PlannedAct {
        let isPromotion = rule.direction == .reached
        let spent = spent(in: calendar.countedDays(of: period))
        return rule.move(
            question, from: groups, key: period.key, reason: reason,
            template: isPromotion ? "turnover_promoted" : "turnover_group_change",
            facts: [.init("minimum", .money(minimum)), money("spent", spent)], isJoining: isPromotion)
    }

    // MARK: The reminder

    private var reminder: (TurnoverMonth, PlannedReminder)? {
        guard let period = calendar.reminding(on: today), rule.direction == .below, !isSettled(period),
            record[.reminded, period.key] == nil, record.progress?.reminded ?? "" < period.key,
            let reminder = reminder(of: period)
        else { return nil }
        return (period, reminder)
    }

    /// What is to be said of a period that is not over; nil where nothing threatens.
    private func reminder(of period: TurnoverMonth) -> PlannedReminder? {
        let days = calendar.countedDays(of: period)
        let spent = spent(in: days)
        guard !isOver(calendar.changeDay(of: period)), isWhole(period, until: question.at),
            rule.direction.moves(spent, minimum: minimum.minorUnits)
        else { return nil }
        let facts: [Sentence.Fact] = [
            .init("minimum", .money(minimum)), money("missing", missing(spent)), money("spent", spent),
            .init("deadline", .day(days.upperBound)), .init("change_on", .day(calendar.changeDay(of: period))),
            .init("new_group", .groups([rule.target])),
        ]
        let sentence = Sentence("turnover.reminder", [.init("first", .day(days.lowerBound))] + facts)
        return PlannedReminder(
            template: "turnover_reminder", periodKey: period.key, sentence: sentence,
            facts: facts + [.init("current_group", .groups(groups))])
    }

    /// A reminder of a period that was decided earlier, with the figures of today.
    func reconsider(_ key: String) -> Reconsidered {
        guard let period = TurnoverMonth(key: key), today <= calendar.countedDays(of: period).upperBound,
            !isSettled(period), let reminder = reminder(of: period)
        else { return .untrue }
        return .anew(reminder)
    }

    private func missing(_ spent: Int64) -> Int64 {
        let (missing, overflow) = minimum.minorUnits.subtractingReportingOverflow(spent)
        return overflow ? .max : missing
    }

    /// Whether the rule's season is over before that day begins: a reminder of its change would not be true.
    private func isOver(_ day: CalendarDay) -> Bool {
        question.rule.seasonUntil.map { $0 <= zone.start(of: day) } ?? false
    }

    // MARK: Facts

    private func spent(in days: ClosedRange<CalendarDay>) -> Int64 {
        question.customer.spend.sum(in: days, statuses: question.shop.counted(rule.statuses))
    }

    /// Whether the customer was in some source group from the period's first instant until `end`, where that matters.
    private func isWhole(_ period: TurnoverMonth, until end: Timestamp) -> Bool {
        let start = zone.start(of: calendar.countedDays(of: period).lowerBound)
        return !rule.wholePeriodOnly || SourceTime(question).covers(start, until: end)
    }

    private func money(_ name: String, _ minorUnits: Int64) -> Sentence.Fact {
        .init(name, .money(Money(minorUnits: minorUnits, currency: minimum.currency)))
    }

    // MARK: In words

    private func span(_ days: ClosedRange<CalendarDay>) -> [Sentence.Fact] {
        [.init("first", .day(days.lowerBound)), .init("last", .day(days.upperBound))]
    }

    private func notThroughout(_ period: TurnoverMonth) -> Sentence {
        let facts = span(calendar.countedDays(of: period))
        return Sentence("turnover.not_throughout", facts + [.init("groups", .groups(question.common.sourceGroups))])
    }

    /// How the period stands that is decided next, or the latest where that has not begun.
    private var soFar: Sentence {
        let coming = latest.adding(1)
        let hasBegun = coming.firstDay <= today
        let period = hasBegun ? coming : latest
        let days = calendar.countedDays(of: period)
        if isSettled(period) { return Sentence("turnover.settled", span(days)) }
        guard isWhole(period, until: min(question.at, zone.end(of: days.upperBound))) else {
            return notThroughout(period)
        }
        let facts = span(days) + [money("spent", spent(in: days)), .init("minimum", .money(minimum))]
        return Sentence(hasBegun ? "turnover.so_far" : "turnover.spent", facts)
    }

    /// The first sweep for which this customer is still in the running.
    private var next: Verdict.Next? {
        guard question.isExplained else { return nil }
        let periods = (1...3).map { latest.adding($0) }.filter { period in
            let days = calendar.countedDays(of: period)
            return !isSettled(period) && isWhole(period, until: min(question.at, zone.end(of: days.upperBound)))
        }
        let reminders = periods.filter { !isOver(calendar.changeDay(of: $0)) }
            .compactMap { foreseen(calendar.remindDay(of: $0), "turnover.will_remind") }
        let changes = periods.compactMap { foreseen(calendar.changeDay(of: $0), "turnover.will_decide") }
        return (reminders + changes).filter { $0.at > question.at }.min { $0.at < $1.at }
    }

    private func foreseen(_ day: CalendarDay?, _ code: String) -> Verdict.Next? {
        day.map { .init(at: zone.start(of: $0), sentence: Sentence(code, [.init("day", .day($0))])) }
    }
}
