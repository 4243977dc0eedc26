import Domain
import Foundation
import JSON
import Rules
import Store
import Testing

@testable import Engine

/// Imports as jobs: what they count, what they refuse, and how they go on after a kill.
@Suite struct ImportJobTests {
    private static func errors(_ shop: TestShop, _ id: ID<ImportRecord>) async throws -> [String] {
        var bytes: [UInt8] = []
        while let piece = try await shop.engine.importErrors(id, from: Int64(bytes.count)) { bytes += piece }
        #expect(bytes.starts(with: [0xEF, 0xBB, 0xBF]))
        return String(decoding: bytes.dropFirst(3), as: UTF8.self).split(separator: "\r\n").map(String.init)
    }

    private static func counts(_ view: ImportView) -> [Int] {
        [view.figures.created, view.figures.updated, view.figures.unchanged, view.figures.badLines]
    }

    @Test func `the same file twice changes nothing, and a rehearsal says beforehand what will happen`() async throws {
        let shop = try await TestShop()
        let first =
            "customer_id,email,groups,registered_at\n1,a@example.test,club,2026-01-01\n2,b@example.test,,\n3,,gold,\n"
        #expect(Self.counts(try await shop.engine.take(.customers, first, isDry: true)) == [3, 0, 0, 0])
        #expect(try await shop.engine.customers(.init(), sort: .oldest, after: nil, limit: 10).isEmpty)
        #expect(Self.counts(try await shop.engine.take(.customers, first)) == [3, 0, 0, 0])
        let changes = try await shop.changes(of: "1").count
        shop.clock.set("2026-11-22T13:00:00Z")
        #expect(Self.counts(try await shop.engine.take(.customers, first, isDry: true)) == [0, 0, 3, 0])
        #expect(Self.counts(try await shop.engine.take(.customers, first)) == [0, 0, 3, 0])
        #expect(try await shop.changes(of: "1").count == changes)
        let second = "customer_id,email,groups\n1,new@example.test,club\n2,,gold\n4,,\n4,four@example.test,\n"
        #expect(Self.counts(try await shop.engine.take(.customers, second, isDry: true)) == [2, 2, 0, 0])
        // The rehearsal cannot know that the file itself has made the customer of its last line.
        #expect(Self.counts(try await shop.engine.take(.customers, second)) == [1, 3, 0, 0])
        #expect(try await shop.engine.customer(.external("4", store: nil)).customer.email == "four@example.test")
        #expect(try await shop.mails(of: "1").isEmpty)
    }

    @Test func `every kind of bad line is named, and its file can be mended and imported again`() async throws {
        let shop = try await TestShop()
        let bad = [
            (",a@example.test,club,2026-01-01", "customer_id: is empty"),
            ("2,none,club,", "email: 'none' is not an e-mail address"),
            ("3,,nowhere,", "groups: there is no group 'nowhere'"),
            ("4,,club,soon", "registered_at: 'soon' is not a date such as 2026-11-22 10:15:30"),
            ("5,,club,,,extra", "has 6 fields, the first line only 4"),
            ("6,,\"club\"x,", "something follows the closing quote of a field"),
            ("7,,cl\"ub,", "a quote stands within a field that does not begin with one (at character 6)"),
            ("\(String(repeating: "8", count: 192)),,,", "customer_id: is longer than 191 characters"),
        ]
        var lines = ["customer_id,email,groups,registered_at"]
        for (index, line) in bad.enumerated() { lines += [line.0, "g\(index),,club,"] }
        let done = try await shop.engine.take(.customers, lines.joined(separator: "\n"))
        #expect(Self.counts(done) == [bad.count, 0, 0, bad.count])
        #expect(done.figures.problems.map(\.line) == (0..<bad.count).map { $0 * 2 + 2 })
        let table = try await Self.errors(shop, done.record.id)
        #expect(table[0] == "customer_id,email,groups,registered_at,import_line,import_error")
        for (row, line) in zip(table.dropFirst(), bad) {
            let words = line.1.contains(",") || line.1.contains("\"") ? "\"\(line.1)\"" : line.1
            #expect(row.hasSuffix(words), "\(row) should end with \(words)")
        }
        #expect(table[3] == "3,,nowhere,,6,groups: there is no group 'nowhere'")
        // Mended, it needs no new mapping: what was added to its columns is no column of the sender's.
        let mended = "\(table[0])\r\n\(table[3].replacing("nowhere,", with: "gold,"))\r\n"
        let again = try await shop.engine.upload(.customers, Array(mended.utf8))
        #expect(again.isRemembered)
        try await shop.engine.confirm(again)
        #expect(Self.counts(try await shop.engine.carryOut(again.record.id)) == [1, 0, 0, 0])
        #expect(try await shop.groups(of: "3").contains("gold"))
    }

    @Test func `an order's bad lines name the columns of the file`() async throws {
        let shop = try await TestShop()
        let head = "Nr;customer_id;product_id;Menge;Preis;paid_at;status;currency\n"
        let bad = [
            "1;7;P;0;1,00;;;", "1;7;P;1;1.00;;;", "1;7;P;1;1,001;;;", "1;7;P;1;-1,00;;;", "1;7;P;1;1,00;;;EURO",
            "1;7;P;1;1,00;;shipped-by-pigeon;", "1;7;;1;1,00;;;", "2;8;P;1;1,00;;;", "2;9;P;1;1,00;;;",
            "3;7;P;1;1,00;;;",
            "3;7;P;1;1,00;;;USD", "4;7;P;1000000000;1000,00;;;",
        ]
        let columns: JSONValue = [
            "order_id": "Nr", "customer_id": "customer_id", "product_id": "product_id", "quantity": "Menge",
            "unit_price": "Preis", "paid_at": "paid_at", "status": "status", "currency": "currency",
        ]
        let done = try await shop.engine.take(
            .orders, head + bad.joined(separator: "\n"), [.init("columns", columns), .init("decimal_mark", ",")])
        #expect(
            done.figures.problems.map { "\($0.line) \($0.field)" } == [
                "2 Menge", "3 Preis", "4 Preis", "5 Preis", "6 currency", "7 status", "8 product_id", "10 customer_id",
                "12 currency", "13 Menge",
            ])
        #expect(done.figures.created == 2)
    }

    @Test func `orders whose lines lie too far apart are refused and not torn`() async throws {
        let shop = try await TestShop()
        let head = "order_id,customer_id,product_id,quantity,unit_price,paid_at\n"
        func line(_ order: String) -> String { "\(order),7,P,1,1.00,2026-11-20\n" }
        let between = (1...100).map { line("b\($0)") }.joined()
        let near = try await shop.engine.take(.orders, head + line("near") + between + line("near"))
        #expect(Self.counts(near) == [101, 0, 0, 0])
        #expect(try await shop.engine.order(.external("near", store: nil)).order.amounts?.total == 200)
        let more = (101...202).map { line("b\($0)") }.joined()
        let far = try await shop.engine.take(.orders, head + line("far") + more + line("far"))
        #expect(Self.counts(far) == [103, 0, 0, 1])
        #expect(far.figures.problems.first?.line == 105)
        #expect(try await shop.engine.order(.external("far", store: nil)).order.amounts?.total == 100)
    }

    // MARK: Group changes

    @Test func `group changes add, take away or replace what came by imports, and nothing else`() async throws {
        let shop = try await TestShop()
        _ = try await shop.engine.take(.customers, "customer_id,email,groups\n1,One@example.test,club\n2,,\n")
        _ = try await shop.engine.changeGroups(
            .external("1", store: nil), group: "staff", .grant(until: nil, makeDefault: false, pin: false), reason: nil,
            by: "Anna")
        func change(_ text: String, _ members: [JSONValue.Member]) async throws -> [Int] {
            Self.counts(try await shop.engine.take(.groupChanges, "email,customer_id,groups,until\n\(text)\n", members))
        }
        #expect(
            try await change(",1,gold,2026-12-31", [.init("mode", "add"), .init("make_default", true)]) == [0, 1, 0, 0])
        #expect(try await shop.groups(of: "1").sorted() == ["club", "gold", "retail", "staff"])
        #expect(try await shop.defaultGroup(of: "1") == "gold")
        #expect(try await shop.until("gold", of: "1") == "2026-12-31T23:00:00Z")
        #expect(
            try await change(",1,gold,2026-12-31", [.init("mode", "add"), .init("make_default", true)]) == [0, 0, 1, 0])
        #expect(try await change("one@example.test,,gold,", [.init("until", "2027-01-31")]) == [0, 1, 0, 0])
        #expect(try await shop.until("gold", of: "1") == "2027-01-31T23:00:00Z")
        #expect(try await change(",1,club,", [.init("mode", "remove")]) == [0, 1, 0, 0])
        #expect(try await change(",1,staff,", [.init("mode", "remove")]) == [0, 0, 1, 0])
        #expect(try await change(",1,,", [.init("mode", "replace")]) == [0, 1, 0, 0])
        #expect(try await shop.groups(of: "1").sorted() == ["retail", "staff"])
        let bad = try await change(
            ",9,club,\n,,club,\n,2,club,2026-11-21\n,2,,\nnobody@example.test,,club,",
            [.init("mode", "add"), .init("until", .null)])
        #expect(bad == [0, 0, 0, 5])
    }

    // MARK: Interrupted

    private static func orders(_ count: Int) -> String {
        var text = "order_id,customer_id,product_id,quantity,unit_price,paid_at\n"
        for number in 0..<count {
            text += "\(number / 3),c\(number % 50),P,1,1.00,2026-11-20\n".replacing(
                "c\(number % 50)", with: "c\(number / 3 % 50)")
            if number % 40 == 0 { text += "x\(number),,,0,nothing,\n" }
            if number % 90 == 89 { text += "C\(number),c\(number / 3 % 50),P,-1,1.00,2026-11-21\n" }
        }
        return text
    }

    @Test func `killed between any two batches it goes on where it was, and ends as if nothing had happened`()
        async throws
    {
        let text = Self.orders(900)
        let prefix = [JSONValue.Member("cancellation_prefix", "C")]
        let whole = try await TestShop()
        let expected = try await whole.engine.take(.orders, text, prefix)
        let errors = try await Self.errors(whole, expected.record.id)
        #expect(expected.figures.created == 300 && expected.figures.refundedUnits == 10 && errors.count == 24)

        let shop = try await TestShop()
        let view = try await shop.engine.upload(.orders, Array(text.utf8))
        try await shop.engine.confirm(view, prefix)
        let now = shop.clock.now()
        var record = try await shop.engine.database.write { transaction in
            guard var record = try transaction.importRecord(view.record.id) else { throw Refusal.notFound("import") }
            (record.state, record.startedAt) = (.running, now)
            try transaction.update(record)
            return record
        }
        var steps = 0
        while record.phase != .done {
            // Each batch by a process of its own, that ends without a word.
            var work = try await ImportWork(shop.engine, record)
            try await work.step()
            work.close()
            record = try #require(try await shop.engine.database.read { try $0.importRecord(view.record.id) })
            steps += 1
            try #require(steps < 200)
        }
        #expect(steps > 5)
        #expect(try await shop.engine.resumeImports().isEmpty)
        shop.clock.set(now.adding(seconds: 61))
        let resumed = try await shop.engine.resumeImports()
        let done = try #require(try await resumed.first?.value)
        #expect(done.record.state == .finished && resumed.count == 1)
        #expect(done.figures == expected.figures)
        #expect(try await Self.errors(shop, view.record.id) == errors)
        for id in ["0", "29", "150", "299"] {
            let (one, two) = (
                try await shop.engine.order(.external(id, store: nil)),
                try await whole.engine.order(.external(id, store: nil))
            )
            #expect(one.order.presentLines.map(\.line) == two.order.presentLines.map(\.line))
            #expect(one.order.refunded == two.order.refunded && one.spend == two.spend)
        }
        #expect(try await shop.changes(of: "c7").count == whole.changes(of: "c7").count)
    }

    @Test func `lines that were bad but not yet written down are in the file of errors after a kill, once`()
        async throws
    {
        let shop = try await TestShop()
        let view = try await shop.engine.upload(.customers, Array("customer_id,email\n1,a@b.c\n,x\n".utf8))
        try await shop.engine.confirm(view)
        _ = try await shop.engine.carryOut(view.record.id)
        let whole = try await Self.errors(shop, view.record.id)
        // As a kill after the commit and before, or amid, the writing leaves it.
        let text = RefusedRecord.text([
            RefusedRecord(
                .init(offset: 26, count: 2, line: 3),
                [BadLine(3, "customer_id", "is empty"), BadLine(3, "email", "'x' is not an e-mail address")])
        ])
        try await shop.engine.database.write { transaction in
            guard var record = try transaction.importRecord(view.record.id) else { return }
            (record.state, record.unwritten, record.errorSize, record.beatAt) = (.running, text, 0, .zero)
            try transaction.update(record)
        }
        for task in try await shop.engine.resumeImports() { _ = try await task.value }
        #expect(try await Self.errors(shop, view.record.id) == whole)
        #expect(whole.count == 2)
    }

    @Test func `an import can be stopped, begun anew and deleted with its file`() async throws {
        let shop = try await TestShop()
        let view = try await shop.engine.upload(.orders, Array(Self.orders(300).utf8), name: "orders.csv")
        let id = view.record.id
        await #expect(throws: Refusal.self) { try await shop.engine.startImport(id, isDry: false, by: "Anna") }
        await #expect(throws: Refusal.self) { try await shop.engine.mapImport(id, ["columns": [:]], by: "Anna") }
        try await shop.engine.confirm(view)
        await #expect(throws: Refusal.self) { try await shop.engine.cancelImport(id, by: "Anna") }
        shop.engine.liveImports.stop(id)
        let stopped = try await shop.engine.carryOut(id)
        #expect(stopped.record.state == .cancelled && stopped.figures.lines == 0)
        let done = try await shop.engine.carryOut(id)
        #expect(done.record.state == .finished && done.figures.created == 100)
        #expect(try await shop.engine.imports(store: nil, before: nil, limit: 10).map(\.record.id) == [id])
        try await shop.engine.deleteImport(id, by: "Anna")
        await #expect(throws: Refusal.self) { try await shop.engine.importView(id) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: shop.path + ".imports").isEmpty)
        #expect(try await shop.engine.order(.external("0", store: nil)).order.amounts?.total == 300)
    }

    @Test func `a mapping must name what the kind needs, and columns that are there`() async throws {
        let shop = try await TestShop()
        let view = try await shop.engine.upload(.orders, Array("order_id,customer_id,product_id,quantity\n".utf8))
        let document: JSONValue = [
            "columns": ["order_id": "order_id", "quantity": "nowhere", "moon": "order_id"], "mode": "mix",
            "date_format": "dmy", "until": "never", "status_words": ["Paid": "no-such-status"], "extra": 1,
        ]
        let error = await #expect(throws: Refusal.self) {
            try await shop.engine.mapImport(view.record.id, document, by: "Anna")
        }
        guard case .invalid(let faults)? = error else { return }
        #expect(
            Set(faults.map(\.pointer)) == [
                "/columns/quantity", "/columns/moon", "/mode", "/until", "/extra", "/columns/unit_price",
                "/columns/customer_id", "/columns/product_id",
            ])
        let words = await #expect(throws: Refusal.self) {
            try await shop.engine.confirm(
                view, [.init("fixed", ["unit_price": "1.00"]), .init("status_words", ["Paid": "no-such-status"])])
        }
        #expect(words == .invalid([.init("/status_words/Paid", "there is no status 'no-such-status' in this store")]))
    }

    @Test func `words for statuses and fixed values fill in what the file does not say`() async throws {
        let shop = try await TestShop()
        let text =
            "order_id,email,sku,quantity,unit_price,placed_at,status\n1,,S,1,2.00,2026-11-20,Bezahlt\n2,,S,1,2.00,2026-11-20,On hold\n"
        let done = try await shop.engine.take(
            .orders, text,
            [
                .init("fixed", ["customer_id": "77", "shipping": "1.00"]),
                .init("status_words", ["bezahlt": "completed"]),
            ])
        #expect(Self.counts(done) == [2, 0, 0, 0])
        let order = try await shop.engine.order(.external("1", store: nil))
        #expect(
            order.status?.code == "completed" && order.order.amounts?.total == 300 && order.customerExternalID == "77")
        #expect(try await shop.engine.order(.external("2", store: nil)).status?.code == "on-hold")
    }

    // MARK: Size

    @Test func `batches grow slowly and shrink at once, so that webhooks do not wait`() {
        var size = BatchSize()
        #expect(size.count == 20)
        for _ in 0..<20 { size.learn(.microseconds(100)) }
        #expect(size.count == 500)
        size.learn(.milliseconds(60))
        #expect(size.count == 100)
        for _ in 0..<5 { size.learn(.seconds(2)) }
        #expect(size.count == 5)
        size.learn(.zero)
        #expect(size.count == 8)
    }

    @Test func `a rehearsal of a hundred thousand lines holds no more than a part of them`() async throws {
        let shop = try await TestShop()
        var bytes = Array("customer_id,email,first_name\n".utf8)
        for number in 0..<100_000 { bytes += Array("\(number),c\(number)@example.test,Anna\n".utf8) }
        let view = try await shop.engine.upload(.customers, bytes)
        try await shop.engine.confirm(view)
        let done = try await shop.engine.carryOut(view.record.id, isDry: true)
        #expect(Self.counts(done) == [100_000, 0, 0, 0])
        #expect(done.record.offset == Int64(bytes.count) && done.record.line == 100_002)
    }
}
