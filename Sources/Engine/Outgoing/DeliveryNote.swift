internal import Domain
internal import Rules
internal import Store

/// Notes how one try ended: what becomes of the delivery, of its destination, and of what people are told.
struct DeliveryNote {
    let transaction: Transaction
    let configuration: Configuration
    let claim: Sending.Claim

    private var id: ID<DestinationRecord> { claim.destination.record.id }

    func note(_ outcome: TryOutcome) throws {
        // Whoever comes after the end of the lease has nothing to say any more.
        guard var delivery = try transaction.outgoingDelivery(claim.delivery.id), delivery.state == .queued,
            delivery.leasedUntil == claim.delivery.leasedUntil
        else { return }
        delivery.leasedUntil = nil
        (delivery.status, delivery.error, delivery.milliseconds) = (outcome.status, outcome.error, outcome.milliseconds)
        var state = try transaction.state(of: id)
        (state.triedAt, state.status, state.error) = (outcome.at, outcome.status, outcome.error)
        if outcome.isDelivered {
            try succeed(&delivery, &state, at: outcome.at)
        } else {
            try fail(&delivery, &state, outcome)
        }
        try transaction.update(delivery)
        try transaction.put(state, of: id)
    }

    private func succeed(
        _ delivery: inout OutgoingDelivery, _ state: inout DestinationState, at now: Timestamp
    ) throws {
        (delivery.state, delivery.deliveredAt) = (.delivered, now)
        if state.failures > 0 { try resolve(.destinationFailing, at: now) }
        (state.failures, state.rests, state.restsUntil, state.deliveredAt) = (0, 0, nil, now)
    }

    private func fail(
        _ delivery: inout OutgoingDelivery, _ state: inout DestinationState, _ outcome: TryOutcome
    ) throws {
        let now = outcome.at
        let next = Retrying.deliveries.next(
            after: delivery.attempts, of: delivery.id.rawValue, failedAt: now, since: delivery.triedSince ?? now,
            asked: outcome.asked)
        if let next { delivery.nextAt = next } else { delivery.state = .failed }
        state.failures += 1
        rest(&state, outcome)
        if outcome.status == 410 { return try disable(at: now) }
        guard next == nil || state.rests > 0 else { return }
        try find(.destinationFailing, [.init("error", .text(outcome.error ?? ""))], at: now)
    }

    /// The failure of a trial, or one too many while it did not rest, begins a rest. What the receiver asks for is kept in
    /// any case.
    private func rest(_ state: inout DestinationState, _ outcome: TryOutcome) {
        let now = outcome.at
        let isResting = state.restsUntil.map { $0 > now } ?? false
        if claim.isTrial || state.failures >= Sending.patience && !isResting {
            state.rests += 1
            state.restsUntil = now.adding(seconds: Retrying.rest(state.rests))
        }
        guard let asked = outcome.asked, outcome.status == 429 || outcome.status == 503 else { return }
        state.restsUntil = max(state.restsUntil ?? now, now.adding(seconds: asked))
    }

    /// What waits stays in the queue, for the day when a person switches the destination on again.
    private func disable(at now: Timestamp) throws {
        guard var record = configuration.destinations.first(where: { $0.record.id == id })?.record, record.isEnabled
        else { return }
        (record.isEnabled, record.disabledBy) = (false, .receiver)
        try transaction.update(record)
        try transaction.stampConfiguration()
        try transaction.audit(
            by: "system", action: "destination.disable", subject: "destination \(id)", detail: "410", at: now)
        try find(.destinationDisabled, [], at: now)
    }

    // MARK: Findings

    private func find(_ kind: Finding.Kind, _ facts: [Sentence.Fact], at now: Timestamp) throws {
        let record = claim.destination.record
        guard let store = configuration.home(of: record) else { return }
        let named: [Sentence.Fact] = [.init("destination", .text(record.name))]
        try transaction.note(
            Finding(
                id: ID(0), store: store, kind: kind, subjectType: "destination", subjectID: id.rawValue,
                subjectLabel: record.name, sentence: Sentence("finding.\(kind.rawValue)", named + facts), firstAt: now,
                lastAt: now))
    }

    private func resolve(_ kind: Finding.Kind, at now: Timestamp) throws {
        try transaction.resolve(kind, of: claim.destination.record, configuration, at: now)
    }
}

extension Configuration {
    /// The store under which people find what is wrong with a destination: its own, or the first.
    func home(of destination: DestinationRecord) -> ID<Domain.Store>? { destination.store ?? stores.first?.id }
}

extension Transaction {
    /// What was found of a destination is so no longer.
    func resolve(
        _ kind: Finding.Kind, of destination: DestinationRecord, _ configuration: Configuration, at now: Timestamp
    ) throws {
        guard let store = configuration.home(of: destination) else { return }
        try resolve(kind, store: store, subjectType: "destination", subjectID: destination.id.rawValue, at: now)
    }
}
