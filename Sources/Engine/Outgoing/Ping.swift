public import Domain
internal import JSON
internal import Secrets
internal import Shops
internal import Store

/// What came of a test request.
public struct PingResult: Sendable, Equatable {
    /// Nil where there was no answer.
    public let status: Int?
    /// Why it is no success, in words; nil for one.
    public let error: String?
    public let milliseconds: Int64
}

extension Engine {
    /// Sends a signed event of the type `ping` at once, beside the queue, to a destination that is off or rests too. What
    /// comes of it changes nothing.
    ///
    /// - Throws: `Refusal.notFound`.
    public func pingDestination(_ id: ID<DestinationRecord>, by: String) async throws -> PingResult {
        let begun = clock.now()
        let destination = try await database.write { transaction in
            let configuration = try self.configuration(transaction)
            let record = try configuration.destination(id)
            try transaction.audit(
                by: by, action: "destination.ping", subject: "destination \(id)", detail: record.name, at: begun)
            guard let found = configuration.destinations.first(where: { $0.record.id == id }) else {
                throw Refusal.notFound("destination \(id)")
            }
            return found
        }
        let body = EventBodies.whole("ping", at: begun) { w in
            w.field("destination") { w in
                w.object { w in
                    w.field("id", id.description)
                    w.field("name", destination.record.name)
                }
            }
        }
        let request = destination.request(
            id: "msg_ping_\(Hex.encode(SecureRandom.bytes(8)))", at: begun, body: body)
        let result: Result<HTTPAnswer, CallFailure>
        do throws(CallFailure) { result = .success(try await caller.call(request)) } catch { result = .failure(error) }
        let outcome = TryOutcome(result, begun: begun, ended: clock.now())
        return PingResult(status: outcome.status, error: outcome.error, milliseconds: outcome.milliseconds)
    }
}
