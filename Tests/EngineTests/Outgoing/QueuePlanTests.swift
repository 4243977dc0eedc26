import Domain
import Secrets
import Store
import Testing

@testable import Engine

/// What the queue costs follows from what is due, and a page of deliveries from its length. The statements are those that
/// the engine really runs.
@Suite struct QueuePlanTests {
    /// There are a few of them.
    private static let short: Set = ["destinations", "stores", "groups", "statuses", "sources", "connectors", "rules"]

    @Test func `every statement about events and deliveries goes by an index`() async throws {
        let log = StatementLog()
        let telling = TellingShop(try await TestShop(statements: log))
        let (id, _) = try await telling.add("crm", [.groupsChanged])
        log.begin()
        try await telling.shop.register()
        _ = try await telling.engine.deliverDue()
        var query = DeliveryQuery()
        for state in [nil, OutgoingDelivery.State.queued] {
            for destination in [nil, id] {
                for customer in [nil, CustomerReference.external("77", store: nil)] {
                    (query.state, query.destination, query.customer) = (state, destination, customer)
                    _ = try await telling.engine.deliveries(query, before: nil, limit: 50)
                }
            }
        }
        let delivery = try #require(try await telling.deliveries().first)
        _ = try await telling.engine.replayDelivery(delivery.id, by: "test")
        _ = try await telling.engine.replayFailed(id, by: "test")
        try await telling.patch(id) { $0.url = "https://other.example/" }
        _ = try await telling.engine.destination(id)
        try await telling.engine.deleteDestination(id, by: "test")
        log.end()
        let statements = log.statements.filter { $0.contains("deliver") || $0.contains("outgoing_events") }
        #expect(statements.count >= 18)
        for statement in statements {
            for step in try await telling.engine.database.plan(statement) where step.hasPrefix("SCAN ") {
                #expect(Self.short.contains(String(step.split(separator: " ")[1])), "\(step): \(statement)")
            }
        }
    }

    @Test func `with no destination a change asks nothing of these tables`() async throws {
        let log = StatementLog()
        let telling = TellingShop(try await TestShop(statements: log))
        try await telling.shop.register()
        log.begin()
        try await telling.change()
        _ = try await telling.engine.deliverDue()
        log.end()
        #expect(!log.statements.isEmpty)
        for table in ["deliveries", "outgoing_events", "destination_states"] {
            #expect(!log.statements.contains { $0.contains(table) }, "\(table)")
        }
    }
}
