import Domain
import HTTPWire
import JSON
import Synchronization
import Testing

@testable import API
@testable import Engine

@Suite("The feed of changes")
struct ChangeFeedTests {
    @Test("A reader that polls by cursor while eight writers commit sees every change once, in order")
    func polling() async throws {
        let (writers, rounds) = (8, 25)
        let shop = try await Shop(groups: ["club"])
        let engine = shop.server.engine
        for writer in 1...writers { try await shop.send(.put, "customers/ext:\(writer)", [:]) }
        let isWritten = Mutex(false)
        async let written: Void = withThrowingTaskGroup(of: Void.self) { group in
            for writer in 1...writers {
                group.addTask {
                    for round in 1...rounds {
                        let leaves = GroupAct.revoke(block: false, blockUntil: nil)
                        let joins = GroupAct.grant(until: nil, makeDefault: false, pin: false)
                        let act = round.isMultiple(of: 2) ? leaves : joins
                        _ = try await engine.changeGroups(
                            .external("\(writer)", store: nil), group: "club", act, reason: nil, by: "\(writer)")
                    }
                }
            }
            try await group.waitForAll()
            isWritten.withLock { $0 = true }
        }
        var (seen, cursor, polls) = ([JSONValue](), "", 0)
        while true {
            // Looked at before the poll: what is written after it is not missed.
            let isLast = isWritten.withLock { $0 }
            let page = try await shop.send(.get, "changes?limit=7&\(cursor.isEmpty ? "order=asc" : "after=\(cursor)")")
            #expect(page.status == 200, "\(page.text)")
            seen += page.items
            polls += 1
            cursor = try #require(page["next"]?.string)
            if isLast, page.items.isEmpty { break }
        }
        try await written
        let ids = seen.compactMap { $0["id"]?.string }.compactMap { Int($0) }
        #expect(ids.count == writers * rounds && polls > ids.count / 7)
        #expect(zip(ids, ids.dropFirst()).allSatisfy { $0 < $1 })
        // Each writer's own come in the order in which it made them.
        for writer in 1...writers {
            let kinds = seen.filter { $0["by"]?.string == "\(writer)" }.compactMap { $0["kind"]?.string }
            #expect(kinds == (1...rounds).map { $0.isMultiple(of: 2) ? "ended" : "granted" })
        }
    }
}
