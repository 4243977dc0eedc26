internal import Engine
internal import Logging

/// What the server does by itself beside answering: tells shops and destinations, sends mails, looks for what the shops' webhooks
/// have missed, counts figures, and looks for what is odd. Each goes on its own, so that a shop which hangs holds up nobody else.
struct Background {
    private let tasks: [Task<Void, Never>]

    /// While nothing can be written it waits, and goes on by itself afterwards.
    init(_ impatient: Engine, _ logger: Logger) {
        let engine = impatient.patient
        tasks = [
            Self.repeating("telling shops", every: .seconds(1), logger) { _ = try await engine.writeDue() },
            Self.repeating("sending events", every: .seconds(1), logger) { _ = try await engine.deliverDue() },
            Self.repeating("sending mails", every: .seconds(1), logger) { _ = try await engine.postDue() },
            Self.repeating("looking at shops", every: .seconds(5), logger) { try await engine.startLooks() },
            Self.repeating("counting the day", every: .seconds(60), logger) { try await engine.countDays() },
            Self.repeating("looking for what is odd", every: .seconds(60), logger) { try await engine.sweepChecks() },
            Self.repeating("counting ladders", every: .seconds(60), logger) { try await engine.recountLadders() },
            Self.repeating("taking files in", every: .seconds(5), logger) { try await engine.resumeImports() },
        ]
    }

    private static func repeating(
        _ name: String, every pause: Duration, _ logger: Logger, _ work: @escaping @Sendable () async throws -> Void
    ) -> Task<Void, Never> {
        Task.detached {
            while !Task.isCancelled {
                do { try await work() } catch is CancellationError { return } catch {
                    logger.error("work in the background failed", metadata: ["work": "\(name)", "error": "\(error)"])
                    try? await Task.sleep(for: .seconds(30))
                }
                try? await Task.sleep(for: pause)
            }
        }
    }

    /// Begins nothing more. What is under way stops at the next page, and goes on when the server is started again.
    func stop() { for task in tasks { task.cancel() } }
}
