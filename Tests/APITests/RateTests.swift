import Engine
import HTTPWire
import JSON
import Testing

@testable import API

@Suite("Rates over HTTP")
struct RateTests {
    private func checks(_ shop: Shop) async throws -> [String] {
        try await shop.send(.get, "checks").items.compactMap { $0["kind"]?.string }.filter {
            $0 == "unconverted_currency"
        }
    }

    @Test("A rate converts what waited for it, from its day on, and the finding is gone")
    func converts() async throws {
        let shop = try await Shop()
        try await shop.order("1", "77", "425.00", currency: "PLN")
        try await shop.order("2", "77", "85.00", currency: "PLN", at: "2026-11-18T12:00:00Z")
        #expect(try await shop.spent("77") == "0.00")
        #expect(try await checks(shop) == ["unconverted_currency", "unconverted_currency"])
        let put = try await shop.send(.put, "rates/PLN/2026-11-19", ["rate": "4.2500"])
        #expect(put.status == 201 && put["rate"] == "4.2500" && put["rebooked"] == 1, "\(put.text)")
        #expect(try await shop.spent("77") == "100.00")
        #expect(try await checks(shop) == ["unconverted_currency"])
        #expect(try await shop.send(.put, "rates/PLN/2026-11-01", ["rate": "8.5"])["rebooked"] == 1)
        #expect(try await shop.spent("77") == "110.00")
        #expect(try await checks(shop).isEmpty)
        let same = try await shop.send(.put, "rates/PLN/2026-11-19", ["rate": "4.2500"])
        #expect(same.status == 200 && same["rebooked"] == 0)
    }

    @Test("Taking a rate away leaves the one before, or none")
    func removes() async throws {
        let shop = try await Shop()
        try await shop.send(.put, "rates/PLN/2026-11-01", ["rate": "4"])
        try await shop.send(.put, "rates/PLN/2026-11-19", ["rate": "5"])
        try await shop.order("1", "77", "100.00", currency: "PLN")
        #expect(try await shop.spent("77") == "20.00")
        #expect(try await shop.send(.delete, "rates/PLN/2026-11-19").status == 204)
        #expect(try await shop.spent("77") == "25.00")
        #expect(try await shop.send(.delete, "rates/PLN/2026-11-19").status == 404)
        #expect(try await shop.send(.delete, "rates/PLN/2026-11-01").status == 204)
        #expect(try await shop.spent("77") == "0.00")
        #expect(try await checks(shop) == ["unconverted_currency"])
    }

    @Test("An order that brought its own rate is left alone")
    func ownRate() async throws {
        let shop = try await Shop()
        try await shop.order("1", "77", "100.00", currency: "PLN", rate: "2")
        #expect(try await shop.spent("77") == "50.00")
        #expect(try await shop.send(.put, "rates/PLN/2026-11-01", ["rate": "4"])["rebooked"] == 0)
        #expect(try await shop.spent("77") == "50.00")
    }

    @Test("Whoever has another spend by it is looked at again at the next run")
    func looksAgain() async throws {
        let shop = try await Shop()
        try await shop.ladder([.init("check", ["kind": "daily"])])
        try await shop.order("1", "77", "425.00", currency: "PLN")
        try await shop.run()
        #expect(try await shop.groups("77") == ["bronze"])
        try await shop.send(.put, "rates/PLN/2026-11-01", ["rate": "4.25"])
        #expect(try await shop.groups("77") == ["bronze"])
        try await shop.run()
        #expect(try await shop.groups("77") == ["silver"])
    }

    @Test("They are listed by currency, the newest first, page by page")
    func lists() async throws {
        let shop = try await Shop()
        for (currency, day) in [("USD", "01"), ("PLN", "01"), ("PLN", "03"), ("USD", "02")] {
            try await shop.send(.put, "rates/\(currency)/2026-11-\(day)", ["rate": "4"])
        }
        var (path, found) = ("rates?limit=3", [String]())
        while true {
            let page = try await shop.send(.get, path)
            found += page.items.map { "\($0["currency"]?.string ?? "") \($0["day"]?.string?.suffix(2) ?? "")" }
            guard let next = page["next"]?.string else { break }
            path = "rates?limit=3&cursor=\(next)"
        }
        #expect(found == ["PLN 03", "PLN 01", "USD 02", "USD 01"])
        for (text, count) in [("USD", 2), ("P", 2), ("PL", 2), ("USX", 0), ("XXX", 0)] {
            #expect(try await shop.send(.get, "rates?currency=\(text)").items.count == count, "\(text)")
        }
    }

    @Test("Bad currencies, days and rates are named, and nothing is written")
    func bad() async throws {
        let shop = try await Shop()
        let viewer = try await shop.server.person(.viewer)
        let before = try await shop.fingerprint()
        let place = try await shop.send(.put, "rates/ZLOTY/2026-02-30", ["rate": "1"])
        #expect(place.status == 422 && Set(place.pointers) == ["/currency", "/day"])
        for rate in ["0", "-1", "four", "1e3", "0.00000000001", "999999999999"] {
            let reply = try await shop.send(.put, "rates/PLN/2026-11-01", ["rate": .string(rate)])
            #expect(reply.status == 422 && reply.pointers == ["/rate"], "\(rate) \(reply.text)")
        }
        let own = try await shop.send(.put, "rates/EUR/2026-11-01", ["rate": "1"])
        #expect(own.status == 422 && own.pointers == ["/currency"])
        #expect(try await shop.send(.get, "rates?currency=EURO").pointers == ["?currency"])
        #expect(try await shop.send(.put, "rates/PLN/2026-11-01", ["rate": "4"], as: viewer).status == 403)
        #expect(try await shop.send(.delete, "rates/PLN/2026-11-01", as: viewer).status == 403)
        #expect(try await shop.fingerprint() == before)
    }
}
