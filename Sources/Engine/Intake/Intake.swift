internal import Domain
internal import Rules
internal import Shops
internal import Store

/// Takes one report into the database, whoever brought it: a webhook, the API, an import or a sync.
struct Intake {
    let engine: Engine
    let transaction: Transaction
    let store: ID<Store>
    let cause: Cause
    let bodyHash: UInt64
    let receivedAt: Timestamp
    let now: Timestamp

    /// What a report was about, and whether it told anything new.
    struct Taken {
        var order: ID<Order>?
        /// Where it was about a customer alone.
        var customer: ID<Customer>?
        var isNews = true
    }

    func take(_ event: ShopEvent) throws -> Taken {
        switch event {
        case .order(let event):
            let taken = try takeNews(event)
            return Taken(order: taken.order, isNews: taken.isNews)
        case .customer(let event): return Taken(customer: try take(event))
        case .merge(let merge): try take(merge)
        case .unused, .ping: break
        }
        return Taken()
    }

    var configuration: Configuration { get throws { try engine.configuration(transaction) } }

    func reassess(
        _ id: ID<Customer>, order: ID<Order>?, moment: Moment = .other, spendChange: [SpendDay] = [],
        act: (inout Ledger) throws -> Void = { _ in }
    ) throws {
        guard let customer = try transaction.customer(id) else { return }
        try reassess(customer, order: order, moment: moment, spendChange: spendChange, act: act)
    }

    /// - Parameter customer: as the database has it.
    func reassess(
        _ customer: Customer, order: ID<Order>?, moment: Moment = .other, spendChange: [SpendDay] = [],
        act: (inout Ledger) throws -> Void = { _ in }
    ) throws {
        var cause = cause
        cause.order = order
        let reassess = Reassess(
            transaction: transaction, configuration: try configuration, cause: cause, now: now,
            asking: Asking(moment: moment, spendChange: spendChange))
        _ = try reassess(customer, act: act)
    }

    // MARK: Statuses

    /// The store's meaning of a reported status. A code never seen is added: with the flags the report gives, else
    /// without meaning and with a finding, until a person gives it one.
    func status(_ report: StatusReport) throws -> OrderStatus {
        let configuration = try configuration
        let flags = report.isPaid.flatMap { paid in report.isVoid.map { (paid: paid, void: $0) } }
        if var known = configuration.status(store, code: report.code) {
            guard !known.isMapped, let flags else { return known }
            (known.isPaid, known.isVoid, known.isMapped) = (flags.paid && !flags.void, flags.void, true)
            known.label = report.label ?? known.label
            try transaction.update(known)
            try transaction.stampConfiguration()
            return known
        }
        let rank = (configuration.statuses(of: store).map(\.rank).max() ?? -1) + 1
        var status = OrderStatus(
            id: ID(0), store: store, code: report.code, label: report.label ?? report.code,
            isPaid: flags.map { $0.paid && !$0.void } ?? false, isVoid: flags?.void ?? false, rank: rank,
            isMapped: flags != nil)
        status.id = try transaction.insert(status)
        try transaction.stampConfiguration()
        if !status.isMapped {
            try note(.unmappedStatus, "status", status.id.rawValue, status.code, [.init("status", .text(status.code))])
        }
        return status
    }

    func note(
        _ kind: Finding.Kind, _ subjectType: String, _ subjectID: Int64, _ label: String, _ facts: [Sentence.Fact]
    ) throws {
        try transaction.note(
            Finding(
                id: ID(0), store: store, kind: kind, subjectType: subjectType, subjectID: subjectID,
                subjectLabel: label, sentence: Sentence("finding.\(kind.rawValue)", facts), firstAt: now, lastAt: now))
    }
}
