import Domain
import FakeShops
import Shops
import Testing

/// Walking a shop's orders while they change.
struct WooCommerceWalkTests {
    private static func numbers(_ ids: some Sequence<Int64>) -> Set<String> { Set(ids.map { "\($0)" }) }

    @Test("all orders come once, by id, at every size of shop", arguments: [0, 1, 99, 100, 101, 199, 200, 345])
    func sizes(count: Int) async throws {
        let shop = try WooShop()
        let ids = shop.fill(count)
        let (read, pages) = try await shop.orders()
        #expect(read == ids.map { "\($0)" })
        #expect(pages.allSatisfy { $0.total == count && $0.problems.isEmpty })
    }

    @Test("a shop that does not tell how many there are is walked to its end", arguments: [0, 1, 100, 101, 200, 300])
    func withoutTotals(count: Int) async throws {
        let shop = try WooShop()
        shop.fake.set { $0.tellsTotals = false }
        let ids = shop.fill(count)
        #expect(try await shop.orders().ids == ids.map { "\($0)" })
        let changed = try await shop.orders(.changed(since: .zero))
        #expect(Set(changed.ids) == Self.numbers(ids))
    }

    @Test("orders that are deleted between two pages make none be skipped", arguments: [1, 2, 99, 100, 150])
    func deletions(count: Int) async throws {
        let shop = try WooShop()
        let ids = shop.fill(345)
        let (read, _) = try await shop.orders { page, _ in
            guard page == 2 else { return }
            for id in ids.prefix(count) { shop.fake.delete(id) }
        }
        #expect(read == ids.map { "\($0)" })
    }

    @Test("deletions between every two pages, before and behind the place, make none that stayed be skipped")
    func manyDeletions() async throws {
        for seed in 1...6 as ClosedRange<UInt64> {
            let shop = try WooShop()
            let ids = shop.fill(400)
            var random = Lottery(state: seed)
            var gone: Set<Int64> = []
            let (read, _) = try await shop.orders { _, _ in
                for _ in 0..<Int.random(in: 0..<130, using: &random) {
                    guard let id = ids.randomElement(using: &random) else { return }
                    shop.fake.delete(id)
                    gone.insert(id)
                }
            }
            #expect(Self.numbers(ids).subtracting(Self.numbers(gone)).isSubset(of: read), "seed \(seed)")
            #expect(Set(read).count == read.count, "seed \(seed)")
        }
    }

    @Test("the order at the place itself may be deleted, and all that come before it")
    func deletedAnchor() async throws {
        let shop = try WooShop()
        let ids = shop.fill(250)
        let (read, _) = try await shop.orders { page, _ in
            for id in ids where page == 1 && id <= ids[99] { shop.fake.delete(id) }
        }
        #expect(read == ids.map { "\($0)" })
    }

    @Test("an order that is changed between two pages of all is not skipped, nor is a new one")
    func changesInAll() async throws {
        let shop = try WooShop()
        var ids = shop.fill(250)
        let (read, _) = try await shop.orders { page, _ in
            shop.fake.setStatus("completed", of: ids[0])
            if page == 1 { ids += shop.fill(1) }
        }
        #expect(read == ids.map { "\($0)" })
    }

    @Test("changed orders come from the very second on", arguments: [(-1_000, 3), (0, 3), (999, 3), (1_000, 2)])
    func since(milliseconds: Int64, count: Int) async throws {
        let shop = try WooShop()
        let ids = shop.fill(5)
        let third = try #require(shop.fake.order(ids[2])?.modified)
        let read = try await shop.orders(.changed(since: third.adding(milliseconds: milliseconds))).ids
        #expect(read == ids.suffix(count).map { "\($0)" })
    }

    @Test("orders that are changed between two pages of changed ones are read as they are now, and none is skipped")
    func changesInChanged() async throws {
        for seed in 1...6 as ClosedRange<UInt64> {
            let shop = try WooShop()
            let ids = shop.fill(400)
            var random = Lottery(state: seed)
            let (read, pages) = try await shop.orders(.changed(since: .zero)) { page, place in
                // What is changed after the last living order was read is for the next look.
                guard page < 6, place.hasPrefix("any") else { return }
                shop.clock.advance(seconds: 1)
                for _ in 0..<Int.random(in: 0..<130, using: &random) {
                    guard let id = ids.randomElement(using: &random) else { return }
                    shop.fake.setStatus("completed", of: id)
                }
            }
            #expect(Self.numbers(ids) == Set(read), "seed \(seed)")
            let last = Dictionary(pages.flatMap(\.records).map { ($0.externalID, $0.event.order) }) { $1 }
            for order in shop.fake.orders {
                #expect(last["\(order.id)"]??.status?.code == order.status, "seed \(seed)")
            }
        }
    }

    @Test("more orders changed within one second than a page holds are all read", arguments: [100, 101, 350])
    func oneSecond(count: Int) async throws {
        let shop = try WooShop()
        let before = shop.fill(3)
        let ids = shop.fill(count, every: 0)
        let after = shop.fill(3)
        let read = try await shop.orders(.changed(since: .zero)).ids
        #expect(Set(read) == Self.numbers(before + ids + after))
    }

    @Test("and none of them is skipped when some are changed away from that second meanwhile")
    func oneSecondMoves() async throws {
        let shop = try WooShop()
        let ids = shop.fill(350, every: 0)
        let (read, _) = try await shop.orders(.changed(since: .zero)) { page, _ in
            shop.clock.advance(seconds: 1)
            for id in ids.dropFirst(page * 20).prefix(20) where page < 6 { shop.fake.setStatus("completed", of: id) }
        }
        #expect(Set(read) == Self.numbers(ids))
    }

    @Test("the bin is read with the changed orders, as status, and not with all")
    func bin() async throws {
        let shop = try WooShop()
        let ids = shop.fill(4)
        shop.clock.advance(seconds: 60)
        let since = shop.clock.now
        shop.fake.trash(ids[1])
        shop.fake.setStatus("completed", of: ids[2])
        let (read, pages) = try await shop.orders(.changed(since: since))
        #expect(read == ["\(ids[2])", "\(ids[1])"])
        let trashed = try #require(pages.last?.records.last?.event.order)
        #expect(trashed.status == StatusReport(code: "trash") && trashed.isDeleted == false)
        #expect(try await shop.orders().ids == [ids[0], ids[2], ids[3]].map { "\($0)" })
    }

    @Test("an order put into the bin between two pages is found there")
    func trashedMeanwhile() async throws {
        let shop = try WooShop()
        let ids = shop.fill(250)
        let (read, pages) = try await shop.orders(.changed(since: .zero)) { page, _ in
            guard page == 1 else { return }
            for id in ids.prefix(40) + ids.suffix(3) { shop.fake.trash(id) }
        }
        #expect(Set(read) == Self.numbers(ids))
        let binned = pages.flatMap(\.records).filter { $0.event.order?.status?.code == "trash" }
        #expect(binned.count == 43)
    }

    @Test("orders that the key may not see are passed over, and the walk ends", arguments: [true, false])
    func hidden(tellsTotals: Bool) async throws {
        let shop = try WooShop()
        shop.fake.set { $0.tellsTotals = tellsTotals }
        let ids = shop.fill(700)
        for id in ids[150..<480] { shop.fake.change(id) { $0.isHidden = true } }
        let read = try await shop.orders().ids
        let seen = ids[..<150] + ids[480...]
        #expect(tellsTotals ? read == seen.map { "\($0)" } : Set(read).isSubset(of: Self.numbers(seen)))
    }

    @Test("a place stays good: the walk goes on where it stood, with a new connection too")
    func cursors() async throws {
        let shop = try WooShop()
        let ids = shop.fill(150)
        for query in [ShopQuery.all, .changed(since: .zero)] {
            let first = try await shop.connection.orders(query, at: nil)
            let again = try await shop.connection.orders(query, at: first.next)
            #expect(again == (try await shop.connection.orders(query, at: first.next)))
            #expect(Set((first.records + again.records).map(\.externalID)) == Self.numbers(ids))
        }
    }

    @Test(
        "a place of something else is refused",
        arguments: [
            "", "1", "any;-;0;-", "any;-;-1;-;-", "any;x;0;-;-", "bin;-;0;-;-", "any;-;0;1;-", "any;-;0;-;1",
            "any;5;0;-;-",
        ])
    func badCursors(cursor: String) async throws {
        let shop = try WooShop()
        let error = await shopError { _ = try await shop.connection.orders(.all, at: cursor) }
        #expect(error == .refused("the cursor is not one of this connection's"))
        #expect(shop.fake.trouble.calls.isEmpty)
    }

    @Test(
        "the shop's own clocks do not matter, nor the hour that they skip",
        arguments: [
            ("UTC", "2026-03-29"), ("Europe/Warsaw", "2026-03-29"), ("Europe/Warsaw", "2026-10-25"),
            ("America/New_York", "2026-03-08"), ("Asia/Tokyo", "2026-03-29"), ("Australia/Lord_Howe", "2026-10-04"),
        ])
    func zones(name: String, day: String) async throws {
        let shop = try WooShop(zone: try #require(Zone(name)))
        shop.clock.set(try instant("\(day)T00:30:00Z"))
        let ids = shop.fill(18, every: 600)
        for (index, id) in ids.enumerated() {
            let since = try #require(shop.fake.order(id)?.modified)
            let read = Set(try await shop.orders(.changed(since: since)).ids)
            #expect(Self.numbers(ids[index...]).isSubset(of: read), "\(since)")
        }
    }

    @Test(
        "one bad order among good ones is named and the others are read, on every page", arguments: [0, 99, 100, 149])
    func oneBad(place: Int) async throws {
        let shop = try WooShop()
        let ids = shop.fill(150)
        let bad = ids[place]
        shop.fake.change(bad) { order in
            order.raw = """
                {"id":\(bad),"status":"processing","currency":"EUR","total":"1,00","billing":{"email":"a@example.test"},
                "date_modified_gmt":"2026-11-22T12:00:00"}
                """
        }
        let (read, pages) = try await shop.orders()
        #expect(Set(read) == Self.numbers(ids.filter { $0 != bad }))
        let reason = "/total: is not a decimal number that can be counted with"
        #expect(Set(pages.flatMap(\.problems).map(\.id)) == ["\(bad)"])
        #expect(pages.flatMap(\.problems).allSatisfy { $0.reason == reason })
    }

    @Test(
        "an order of which nothing can be read is named without an id", arguments: ["7", "null", "[]", "{}", "\"x\""])
    func unreadable(raw: String) async throws {
        let shop = try WooShop()
        let ids = shop.fill(3)
        shop.fake.change(ids[1]) { $0.raw = raw }
        let page = try await shop.connection.orders(.all, at: nil)
        #expect(page.records.map(\.externalID) == [ids[0], ids[2]].map { "\($0)" })
        #expect(page.problems.count == 1 && page.problems[0].id == nil && page.next == nil)
    }
}

/// Numbers that are the same in every run (Knuth's linear congruential generator, its upper half).
private struct Lottery: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        var value: UInt64 = 0
        for _ in 0..<2 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            value = value << 32 | state >> 32
        }
        return value
    }
}
