internal import Domain
internal import Shops
internal import Store

extension Engine {
    /// Sends what destinations are to be told of now: several of them side by side, and to each the events about one
    /// customer in their order.
    ///
    /// - Returns: how many tries were made; none by a process that sends nothing.
    public func deliverDue() async throws -> Int {
        guard !(caller is NoCaller) else { return 0 }
        let now = clock.now()
        let waiting = try await database.read { snapshot in
            try self.configuration(snapshot).destinations.filter { destination in
                try destination.record.isEnabled && Sending.mayBegin(destination.record.id, snapshot, at: now)
            }.map(\.record.id)
        }
        guard !waiting.isEmpty else { return 0 }
        return try await withThrowingTaskGroup(of: Int.self) { group in
            for destination in waiting {
                group.addTask { try await Sending(engine: self, destination: destination).run() }
            }
            return try await group.reduce(0, +)
        }
    }
}

/// The queue of one destination: takes what is due, sends it, and notes each outcome by itself.
///
/// What is being sent is leased, so that nobody else sends it; where the process is killed in between, the lease ends and
/// it is sent again with the same `webhook-id`.
struct Sending {
    let engine: Engine
    let destination: ID<DestinationRecord>

    /// After so many tries in a row that failed, the destination rests. No more than these are under way at once.
    static let patience = 5
    /// Longer than any call takes.
    static let leaseSeconds: Int64 = 120
    /// A destination with much to be told lets the others have their turn.
    private static let longestTurnSeconds: Int64 = 10

    /// A delivery taken from the queue.
    struct Claim: Sendable {
        let delivery: OutgoingDelivery
        let destination: ConfiguredDestination
        let body: String
        /// The one that is to show whether the destination has recovered.
        let isTrial: Bool
    }

    static func mayBegin(_ id: ID<DestinationRecord>, _ snapshot: Snapshot, at now: Timestamp) throws -> Bool {
        if let until = try snapshot.state(of: id).restsUntil, until > now { return false }
        return try !snapshot.dueDeliveries(id, at: now, limit: 1).isEmpty
    }

    func run() async throws -> Int {
        let end = engine.clock.now().adding(seconds: Self.longestTurnSeconds)
        var sent = 0
        repeat {
            let claims = try await claim()
            guard !claims.isEmpty else { break }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for claim in claims { group.addTask { try await send(claim) } }
                try await group.waitForAll()
            }
            sent += claims.count
        } while engine.clock.now() < end
        return sent
    }

    // MARK: Taking

    private func claim() async throws -> [Claim] {
        let (engine, id) = (engine, destination)
        let now = engine.clock.now()
        return try await engine.database.write { transaction in
            let known = try engine.configuration(transaction).destinations
            guard let destination = known.first(where: { $0.record.id == id && $0.record.isEnabled }) else { return [] }
            var state = try transaction.state(of: id)
            guard state.restsUntil.map({ $0 <= now }) ?? true else { return [] }
            let isTrial = state.rests > 0
            let limit = isTrial ? 1 : max(1, Self.patience - state.failures)
            let due = try transaction.dueDeliveries(id, at: now, limit: limit)
            let lease = now.adding(seconds: Self.leaseSeconds)
            if isTrial, !due.isEmpty {
                state.restsUntil = lease
                try transaction.put(state, of: id)
            }
            return try due.map { delivery in
                var taken = delivery
                (taken.leasedUntil, taken.attempts) = (lease, delivery.attempts + 1)
                taken.triedSince = delivery.triedSince ?? now
                try transaction.update(taken)
                guard let body = try transaction.body(of: taken.event) else {
                    throw DatabaseProblem.corrupt("deliveries.event_id")
                }
                return Claim(delivery: taken, destination: destination, body: body, isTrial: isTrial)
            }
        }
    }

    // MARK: Sending

    private func send(_ claim: Claim) async throws {
        let begun = engine.clock.now()
        let request = claim.destination.request(
            id: "msg_\(claim.delivery.event)", at: begun, body: Array(claim.body.utf8))
        let result: Result<HTTPAnswer, CallFailure>
        do throws(CallFailure) {
            result = .success(try await engine.caller.call(request))
        } catch {
            result = .failure(error)
        }
        let outcome = TryOutcome(result, begun: begun, ended: engine.clock.now())
        try await engine.database.write { transaction in
            try DeliveryNote(transaction: transaction, configuration: engine.configuration(transaction), claim: claim)
                .note(outcome)
        }
    }
}

/// How one try ended.
struct TryOutcome: Sendable {
    /// Nil where there was no answer.
    let status: Int?
    /// Why it failed, in words and without what the receiver wrote; nil for a delivery.
    let error: String?
    /// Seconds that the receiver asks to wait.
    let asked: Int64?
    let at: Timestamp
    let milliseconds: Int64

    var isDelivered: Bool { error == nil }

    init(_ result: Result<HTTPAnswer, CallFailure>, begun: Timestamp, ended: Timestamp) {
        at = ended
        milliseconds = max(0, ended.milliseconds - begun.milliseconds)
        switch result {
        case .success(let answer):
            status = answer.status
            error = Self.fault(answer.status)
            asked = error == nil ? nil : Retrying.asked(answer.field("retry-after"), now: ended)
        case .failure(let failure):
            (status, asked) = (nil, nil)
            error = String(failure.reason.prefix(300))
        }
    }

    private static func fault(_ status: Int) -> String? {
        switch status {
        case 200..<300: nil
        case 300..<400: "It answered \(status), and redirects are not followed"
        case 410: "It answered 410: it wants no more events"
        default: "It answered \(status)"
        }
    }
}
