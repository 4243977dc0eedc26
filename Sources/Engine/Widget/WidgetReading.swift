internal import Domain
internal import Rules
internal import Store

/// Reads one customer's progress for the widget, and puts it into words.
struct WidgetReading {
    let store: Domain.Store
    let snapshot: Snapshot
    let configuration: Configuration
    let speech: WidgetSpeech
    let at: Timestamp

    /// Where the customer is on one ladder.
    private struct Position {
        let ladder: TiersRule
        let progress: TierProgress
        let standing: TierStanding?
        /// Whether the ladder leads this customer on.
        let isOpen: Bool
    }

    /// - Parameter externalID: empty for a guest.
    func progress(of externalID: String) throws -> WidgetProgress {
        guard !externalID.isEmpty, let found = try snapshot.customer(store: store.id, externalID: externalID) else {
            return nothing
        }
        let customer = try snapshot.survivor(of: found)
        guard !customer.isDeleted, let position = try position(of: customer) else { return nothing }
        var view = figures(position)
        view.templates = lines(view, position.ladder)
        view.texts = finished(view)
        return view
    }

    private var nothing: WidgetProgress {
        let line = WidgetProgress.Line(name: "message", text: speech.words.none)
        return WidgetProgress(language: speech.language, state: .none, templates: [line], texts: [line])
    }

    // MARK: Which ladder

    /// The first ladder on which the customer holds a rung, else the first that is open; nil for none.
    private func position(of customer: Customer) throws -> Position? {
        let ladders = (configuration.rules[store.id] ?? []).filter { $0.isLadder && $0.rule.isActive(at: at) }
        let positions = try ladders.compactMap { try position(of: customer, on: $0) }
        return positions.first { $0.progress.held != nil } ?? positions.first { $0.isOpen }
    }

    private func position(of customer: Customer, on ladder: CompiledRule) throws -> Position? {
        var reading = try LadderReading(ladder.rule.id, snapshot: snapshot, configuration: configuration, at: at)
        guard let progress = try reading.progress(of: customer.id) else { return nil }
        return Position(
            ladder: reading.rule, progress: progress,
            standing: try reading.members(among: [customer.id]).first?.standing,
            isOpen: try isOpen(ladder, for: customer, to: progress.next))
    }

    /// Whether the ladder would let the customer onto the next rung: what is never given must not be promised.
    private func isOpen(_ ladder: CompiledRule, for customer: Customer, to next: Tier?) throws -> Bool {
        let loader = FactLoader(snapshot: snapshot, configuration: configuration)
        guard customer.isAutomated,
            let loaded = try loader.load([customer.id], needs: FactNeeds(), at: at).first
        else { return false }
        let facts = try loader.customer(loaded, at: at)
        let isBarred = next.map { facts.blocked.contains($0.group) } ?? false
        return !isBarred && ladder.terms.common.admits(facts, on: store.zone.day(at: at), zone: store.zone)
    }

    // MARK: Figures

    private func money(_ units: Int64) -> Money { Money(minorUnits: units, currency: store.currency) }

    private func figures(_ position: Position) -> WidgetProgress {
        let (ladder, progress) = (position.ladder, position.progress)
        var view = WidgetProgress(language: speech.language, state: state(position))
        view.spent = money(progress.spend)
        view.tier = progress.held.map(tier)
        if let next = progress.next, position.isOpen {
            view.next = (tier(next), next.required)
            view.missing = money(progress.missing)
        }
        view.percent = view.next == nil ? 100 : progress.percent
        let day = store.zone.day(at: at)
        let window = ladder.period.window(on: day)
        let first = [ladder.startDate, ladder.period == .lifetime ? nil : window.lowerBound].compactMap { $0 }.max()
        (view.from, view.to) = (first, window.upperBound)
        view.deadline = view.state == .climbing ? deadline(ladder.period, day) : nil
        view.keep = keep(position)
        return view
    }

    private func state(_ position: Position) -> WidgetProgress.State {
        guard position.progress.next != nil else { return .top }
        guard position.isOpen else { return .held }
        return position.progress.missing == 0 ? .ready : .climbing
    }

    private func tier(_ tier: Tier) -> WidgetProgress.Tier {
        let own = [tier.benefits ?? ""].filter { !$0.isEmpty }
        let group = configuration.group(store.id, code: tier.group)?.benefits
        return WidgetProgress.Tier(name: tier.name, benefits: own.isEmpty ? group.map(speech.benefits) ?? [] : own)
    }

    /// The last day of a period that begins anew; a rolling one has none.
    private func deadline(_ period: SpendPeriod, _ day: CalendarDay) -> CalendarDay? {
        guard case .calendar(_, .toDate) = period else { return nil }
        return period.boundaries(after: day, spend: [day]).first?.adding(days: -1)
    }

    /// Told only of the rung that is shown: another may be held by other means.
    private func keep(_ position: Position) -> WidgetProgress.Keep? {
        let ladder = position.ladder
        guard let standing = position.standing, standing.isAtRisk,
            ladder.tiers[standing.rung].group == position.progress.held?.group
        else { return nil }
        let missing = ladder.ladder.keeping(standing.rung) - max(0, standing.spent)
        guard missing > 0 else { return nil }
        return WidgetProgress.Keep(missing: money(missing), until: standing.fallsOn?.adding(days: -1))
    }

    // MARK: Words

    private func lines(_ view: WidgetProgress, _ ladder: TiersRule) -> [WidgetProgress.Line] {
        let words = speech.words
        let period = words.period.sentence(ladder.period, hasStart: ladder.startDate != nil)
        let keep = view.keep.map { $0.until == nil ? words.keep : words.keepUntil }
        let all: [(String, String?)] = [
            ("title", words.title),
            ("spent", view.next == nil ? nil : words.spent),
            ("message", message(view.state)),
            ("deadline", view.deadline.map { _ in words.deadline }),
            ("keep", keep),
            ("benefits", view.tier?.benefits.isEmpty ?? true ? nil : words.benefits),
            ("next_benefits", view.next?.tier.benefits.isEmpty ?? true ? nil : words.nextBenefits),
            ("period", period.number.map { WidgetWords.fill(period.template, ["number": "\($0)"]) } ?? period.template),
        ]
        return all.compactMap { name, text in text.map { WidgetProgress.Line(name: name, text: $0) } }
    }

    private func message(_ state: WidgetProgress.State) -> String {
        switch state {
        case .none: speech.words.none
        case .climbing: speech.words.missing
        case .ready: speech.words.ready
        case .top: speech.words.top
        case .held: speech.words.held
        }
    }

    private func finished(_ view: WidgetProgress) -> [WidgetProgress.Line] {
        var values: [String: String] = [:]
        values["tier"] = view.tier?.name
        values["next"] = view.next?.tier.name
        values["spent"] = view.spent.map(speech.money)
        values["threshold"] = view.next.map { speech.money($0.threshold) }
        values["missing"] = view.missing.map(speech.money)
        values["keep_missing"] = (view.keep?.missing).map(speech.money)
        values["keep_until"] = (view.keep?.until).map(speech.day)
        values["deadline"] = view.deadline.map(speech.day)
        values["from"] = view.from.map(speech.day)
        return view.templates.map { .init(name: $0.name, text: WidgetWords.fill($0.text, values)) }
    }
}
