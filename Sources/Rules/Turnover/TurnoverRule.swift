public import Domain
public import JSON

/// Whoever's orders of a month come to less than a minimum, or reach it, is moved to another group on a day of the
/// month (2-domain §5, `turnover`).
public struct TurnoverRule: MoveRule, Equatable {
    /// More than 0. Nil only where the input was faulty.
    public let minimum: Money?
    public let statuses: [String]?
    public let calendar: TurnoverCalendar
    public let direction: Direction
    public let target: String
    /// Judges only customers who were in some source group for the whole of the counted days.
    public let wholePeriodOnly: Bool

    /// On which side of the minimum customers are moved.
    public enum Direction: String, Sendable, CaseIterable {
        case below
        /// The minimum or more.
        case reached

        /// Whether who spent that much is moved.
        func moves(_ spent: Int64, minimum: Int64) -> Bool {
            switch self {
            case .below: spent < minimum
            case .reached: spent >= minimum
            }
        }
    }

    public init(reading reader: inout FieldReader, shop: KnownShop) {
        minimum = Self.minimum(&reader, shop)
        statuses = reader.statuses("statuses", known: shop.statuses)
        let months = TurnoverCalendar.CountedMonth.allCases.map(\.rawValue)
        let month = reader.choice("month", of: months).flatMap(TurnoverCalendar.CountedMonth.init) ?? .previous
        let remindDay = reader.integer("remind_day", in: 1...31).map { Int($0) }
        let changeDay = Int(reader.integer("change_day", in: 1...31) ?? 1)
        calendar = TurnoverCalendar(month: month, remindDay: remindDay, changeDay: changeDay)
        let directions = Direction.allCases.map(\.rawValue)
        direction = reader.choice("direction", of: directions).flatMap(Direction.init) ?? .below
        target = reader.required("target").flatMap { _ in reader.group("target", known: shop.groups) } ?? ""
        wholePeriodOnly = reader.boolean("whole_period_only") ?? true
        checkDays(&reader)
    }

    private static func minimum(_ reader: inout FieldReader, _ shop: KnownShop) -> Money? {
        guard reader.required("minimum") != nil,
            let money = reader.money("minimum", currency: shop.currency)
        else { return nil }
        if money.minorUnits <= 0 { reader.fail("minimum", "must be more than 0") }
        return money
    }

    private func checkDays(_ reader: inout FieldReader) {
        if calendar.month == .current, calendar.changeDay == 1 {
            reader.fail("change_day", "must be 2 or later for the current month: on day 1 nothing of it has passed")
        }
        guard let remindDay = calendar.remindDay else { return }
        if direction == .reached {
            reader.fail("remind_day", "must be left out where customers move on reaching the minimum")
        } else if calendar.month == .current, calendar.changeDay > 1, remindDay >= calendar.changeDay {
            reader.fail("remind_day", "must be before change_day, within the month that is counted")
        }
    }

    public var parameters: [JSONValue.Member] {
        [
            .init(
                "minimum",
                minimum.map { ["amount": .string($0.amount), "currency": .string($0.currency.code)] } ?? .null),
            .init("statuses", statuses.map { .array($0.map(JSONValue.string)) } ?? .null),
            .init("month", .string(calendar.month.rawValue)),
            .init("remind_day", calendar.remindDay.map { .integer($0) } ?? .null),
            .init("change_day", .integer(calendar.changeDay)),
            .init("direction", .string(direction.rawValue)),
            .init("target", .string(target)),
            .init("whole_period_only", .bool(wholePeriodOnly)),
        ]
    }

    public var targetGroups: [String] { [target] }

    /// How far back spend is read. The latest period P whose change day has come is looked at until the change day of
    /// P + 1, which at the latest is the last day of P + 2. Three months in a row have at most 92 days, so on the day
    /// before that the first day of P lies at most 90 days back. An owed period may be the one before P: 31 more, 121.
    /// The rest is to spare.
    static let spendDays = 125

    public var needs: FactNeeds { FactNeeds(history: wholePeriodOnly, spendDays: Self.spendDays) }

    public func nextSweep(after instant: Timestamp, zone: Zone) -> Timestamp? {
        calendar.nextSweep(after: instant, zone: zone)
    }

    /// Once everyone was asked at `instant`, the periods then reminded of and decided are done for all.
    public func advanced(_ progress: Progress, to instant: Timestamp, zone: Zone) -> Progress {
        let day = zone.day(at: instant)
        let reminded = calendar.reminding(on: day)?.key ?? ""
        return Progress(
            reminded: max(progress.reminded ?? "", reminded),
            decided: max(progress.decided ?? "", calendar.latestDecided(on: day).key))
    }

    public func skipped(
        _ progress: Progress, at instant: Timestamp, since: Timestamp, zone: Zone
    ) -> Sentence? {
        let period = calendar.latestDecided(on: zone.day(at: instant))
        guard calendar.remindDay != nil, direction == .below, progress.decided ?? "" < period.key,
            zone.start(of: calendar.changeDay(of: period)) > since,
            lacksReminder(of: period, progress.reminded, since: since, zone: zone)
        else { return nil }
        let days = calendar.countedDays(of: period)
        return Sentence(
            "turnover.skipped", [.init("first", .day(days.lowerBound)), .init("last", .day(days.upperBound))])
    }

    /// Whether no run fell between the reminder day and the change day. One that reminded of a later period did, as it
    /// came after this one's reminder day; but not where the rule itself began too late to remind of this one.
    func lacksReminder(of period: TurnoverMonth, _ reminded: String?, since: Timestamp?, zone: Zone) -> Bool {
        let reminded = reminded ?? ""
        guard reminded > period.key, let since else { return reminded < period.key }
        return since >= zone.end(of: calendar.countedDays(of: period).upperBound)
    }

    public func decide(_ question: Question) -> Verdict {
        let standing = MoveStanding(question, target: target)
        guard case .candidate(let groups) = standing else { return left(standing, question) }
        guard let minimum, minimum.currency == question.shop.currency else {
            let codes = [minimum?.currency.code ?? "", question.shop.currency.code]
            let facts: [Sentence.Fact] = [.init("currency", .text(codes[0])), .init("base", .text(codes[1]))]
            return idle(Sentence("turnover.currency", facts), question)
        }
        return TurnoverDecision(rule: self, minimum: minimum, question: question, groups: groups).verdict
    }

    public func reconsider(_ template: String, key: String, _ question: Question) -> Reconsidered {
        guard template == "turnover_reminder" else { return .stands }
        guard case .candidate(let groups) = MoveStanding(question, target: target), let minimum,
            minimum.currency == question.shop.currency
        else { return .untrue }
        return TurnoverDecision(rule: self, minimum: minimum, question: question, groups: groups).reconsider(key)
    }

    /// Who is too young is asked again with everyone else: at the first sweep once the age is reached.
    private func left(_ standing: MoveStanding, _ question: Question) -> Verdict {
        var verdict = idle(standing.sentence ?? Sentence("move.excluded"), question)
        guard case .tooYoung(let day, _) = standing else { return verdict }
        let reached = question.zone.start(of: day)
        guard let at = nextSweep(after: reached.adding(milliseconds: -1), zone: question.zone) else { return verdict }
        let facts: [Sentence.Fact] = [.init("day", .day(question.zone.day(at: at)))]
        verdict.next = .init(at: at, sentence: Sentence("turnover.will_ask", facts))
        return verdict
    }

    private func idle(_ sentence: Sentence, _ question: Question) -> Verdict {
        Verdict(notes: question.moment.isCheck ? question.record.forgetOwed() : [], sentence: sentence)
    }
}
