import Domain
import Engine
import HTTPWire
import JSON
import Testing

@testable import API

@Suite("The progress widget over HTTP")
struct WidgetTests {
    // MARK: What is told

    @Test("A customer's progress is told in figures and in words, and by whom it may be kept")
    func told() async throws {
        let (shop, key) = try await Shop.withWidget([.init("period", ["kind": "rolling", "days": 90])])
        try await shop.order("1", "77", "900.00")
        try await shop.run()
        let token = shop.token("77", key, ahead: 3_600)
        let reply = try await shop.progress(token, origin: Shop.origin, language: "en")
        #expect(reply.status == 200, "\(reply.text)")
        #expect(reply["state"] == "climbing" && reply["percent"] == 90 && reply["language"] == "en")
        #expect(reply["spent"]?["amount"] == "900.00" && reply["missing"]?["amount"] == "100.00")
        #expect(reply["tier"]?["name"] == "Silver" && reply["next"]?["name"] == "Gold")
        #expect(reply["next"]?["threshold"]?["amount"] == "1000.00" && reply["deadline"] == .null)
        #expect(reply["period"]?["from"] == "2026-08-25" && reply["period"]?["to"] == "2026-11-22")
        #expect(reply["text"]?["message"] == "€100.00 more to reach Gold.")
        #expect(reply["text"]?["spent"] == "€900.00 of €1,000.00")
        #expect(reply["text"]?["period"] == "Orders of the last 90 days count.")
        #expect(reply["templates"]?["message"] == "{missing} more to reach {next}.")
        #expect(reply.headers["cache-control"] == "private, max-age=60")
        #expect(reply.headers["access-control-allow-origin"] == Shop.origin)
        #expect(reply.headers.values("vary") == ["Origin, Accept-Language"])
        #expect(!reply.text.contains("silver") && !reply.text.contains("\"rule\""), "nothing of codes and rules")
    }

    @Test(
        "The words are in the language asked for, else the browser's, else the store's",
        arguments: [
            ("&lang=de", "fr", "de", "Noch 100,00\u{A0}€ bis Gold."),
            ("", "it, pl;q=0.5, es;q=0.9", "es", "Faltan 100,00\u{A0}€ para alcanzar Gold."),
            ("&lang=it", "fr-CA", "fr-CA", "Encore 100,00\u{A0}€ pour atteindre Gold."),
            ("&lang=pl", "", "pl", "Do poziomu Gold brakuje 100,00\u{A0}€."),
            ("", "*", "en", "€100.00 more to reach Gold."),
            ("", "de;q=0", "en", "€100.00 more to reach Gold."),
        ])
    func languages(_ asked: String, _ accepted: String, _ spoken: String, _ message: String) async throws {
        let (shop, key) = try await Shop.withWidget()
        try await shop.order("1", "77", "900.00")
        try await shop.run()
        let token = shop.token("77", key)
        let reply = try await shop.progress(token, asked, language: accepted)
        #expect(reply.headers["content-language"] == spoken)
        #expect(reply["language"]?.string == spoken && reply["text"]?["message"]?.string == message, "\(reply.text)")
    }

    @Test("A period that begins anew has a deadline; at the top there is none, and nothing missing")
    func deadline() async throws {
        let (shop, key) = try await Shop.withWidget([.init("period", ["kind": "calendar", "unit": "quarter"])])
        try await shop.order("1", "77", "150.00")
        try await shop.order("2", "78", "1000.00")
        try await shop.run()
        let climbing = try await shop.progress(shop.token("77", key))
        #expect(climbing["deadline"] == "2026-12-31" && climbing["period"]?["from"] == "2026-10-01")
        #expect(climbing["text"]?["deadline"] == "You have until December 31, 2026.")
        let top = try await shop.progress(shop.token("78", key))
        #expect(top["state"] == "top" && top["next"] == .null && top["missing"] == .null && top["percent"] == 100)
        #expect(top["deadline"] == .null && top["text"]?["spent"] == nil, "\(top.text)")
        #expect(top["text"]?["message"] == "You have reached the highest level: Gold.")
    }

    @Test("Who may lose a rung is told what is missing to keep it, and up to when")
    func keep() async throws {
        let (shop, key) = try await Shop.withWidget([
            .init("period", ["kind": "rolling", "days": 30]), .init("grace_days", 10),
        ])
        try await shop.order("1", "77", "150.00")
        try await shop.run()
        let safe = try await shop.progress(shop.token("77", key))
        #expect(safe["keep"] == .null && safe["tier"]?["name"] == "Silver")
        shop.server.clock.set("2026-12-25T12:00:00Z")
        let unseen = try await shop.progress(shop.token("77", key))
        #expect(unseen["keep"]?["missing"]?["amount"] == "100.00" && unseen["keep"]?["until"] == .null)
        #expect(unseen["text"]?["keep"] == "To keep Silver, €100.00 more is needed.")
        try await shop.run()
        let seen = try await shop.progress(shop.token("77", key))
        #expect(seen["keep"]?["until"] == "2027-01-03", "\(seen.text)")
        #expect(seen["text"]?["keep"] == "To keep Silver, €100.00 more is needed by January 3, 2027.")
    }

    @Test("A rung that is reached and waits for a check is not called missing")
    func ready() async throws {
        let (shop, key) = try await Shop.withWidget([.init("upgrade", "on_check")])
        try await shop.order("1", "77", "100.00")
        let reply = try await shop.progress(shop.token("77", key))
        #expect(reply["state"] == "ready" && reply["tier"] == .null && reply["percent"] == 100)
        #expect(reply["missing"]?["amount"] == "0.00")
        #expect(reply["text"]?["message"] == "You have reached Silver. It will be yours soon.")
    }

    @Test("Benefits are the rung's own, else those of its group")
    func benefits() async throws {
        let (shop, key) = try await Shop.withWidget()
        let silver: JSONValue = ["benefits": ["discount_percent": "5", "free_shipping": true, "text": "Tea tastings"]]
        let group = try await shop.send(.get, "groups").items.first { $0["code"] == "gold" }
        let edited = try await shop.send(.patch, "groups/\(group?["id"]?.string ?? "")", silver)
        #expect(edited.status == 200, "\(edited.text)")
        try await shop.order("1", "77", "900.00")
        try await shop.run()
        let reply = try await shop.progress(shop.token("77", key))
        #expect(reply["next"]?["benefits"] == ["5% discount", "free shipping", "Tea tastings"], "\(reply.text)")
        #expect(reply["tier"]?["benefits"] == [] && reply["text"]?["benefits"] == nil)
        #expect(reply["text"]?["next_benefits"] == "With Gold you get")
    }

    @Test("Guests, strangers and stores without a ladder get an answer with nothing in it")
    func empty() async throws {
        let (shop, key) = try await Shop.withWidget()
        for customer in ["", "nobody", "zażółć/7.8"] {
            let reply = try await shop.progress(shop.token(customer, key))
            #expect(reply.status == 200 && reply["state"] == "none" && reply["percent"] == 0, "\(customer)")
            #expect(reply["spent"] == .null && reply["tier"] == .null && reply["next"] == .null)
            #expect(reply["text"]?["message"] == "There is nothing to show here yet.")
        }
        let bare = try await Shop()
        let other = try await bare.rotateKey()
        try await bare.setWidget(enabled: true, origins: [])
        try await bare.order("1", "77", "10.00")
        let reply = try await bare.progress(bare.token("77", other))
        #expect(reply.status == 200 && reply["state"] == "none")
    }

    @Test("What a ladder would never give is not promised")
    func passedBy() async throws {
        let (shop, key) = try await Shop.withWidget()
        for customer in ["blocked", "manual", "free"] { try await shop.order(customer, customer, "150.00") }
        try await shop.run()
        let block: JSONValue = ["group": "gold", "action": "block"]
        #expect(try await shop.send(.post, "customers/ext:blocked/groups", block).status == 200)
        #expect(try await shop.send(.patch, "customers/ext:manual", ["automation": false]).status == 200)
        for customer in ["blocked", "manual"] {
            let reply = try await shop.progress(shop.token(customer, key))
            #expect(reply["state"] == "held" && reply["next"] == .null && reply["missing"] == .null, "\(reply.text)")
            #expect(reply["text"]?["message"] == "Your level: Silver.")
        }
        let free = try await shop.progress(shop.token("free", key))
        #expect(free["state"] == "climbing")
    }

    // MARK: Who is told

    @Test("A token is good until its second, and for a day at most")
    func expiry() async throws {
        let (shop, key) = try await Shop.withWidget()
        for (ahead, status) in [(-1, 401), (0, 401), (1, 200), (86_400, 200), (86_401, 401)] as [(Int64, Int)] {
            let reply = try await shop.progress(shop.token("77", key, ahead: ahead))
            #expect(reply.status == status, "\(ahead): \(reply.text)")
            guard status == 401 else { continue }
            #expect(reply.slug == "unauthorized" && reply.headers["content-type"] == "application/problem+json")
            #expect(reply.detail.contains(ahead > 0 ? "24 hours" : "2026-11-22T"), "\(reply.detail)")
        }
    }

    @Test("A token of another key or another store, and one that was altered, opens nothing")
    func forged() async throws {
        let (shop, key) = try await Shop.withWidget()
        let until = shop.server.clock.now().milliseconds / 1_000 + 60
        let good = shop.token("77", key)
        let forged = [
            "", "ep1", shop.token("77", "epk_guess"),
            shop.token("77", key, store: "other"), good.replacing(".Nzc.", with: ".Nzg."),
            good.replacing(".\(until).", with: ".\(until + 1)."),
        ]
        for token in forged {
            let reply = try await shop.progress(token)
            #expect(reply.status == 401 && reply.headers.contains("www-authenticate"), "\(token)")
        }
        #expect(try await shop.progress(good).status == 200)
        let none = try await Shop()
        try await none.setWidget(enabled: true, origins: [])
        #expect(try await none.progress(shop.token("77", "")).status == 401, "a store without a key")
    }

    @Test("A key that was replaced is good for another day, or not at all where it has leaked")
    func rotation() async throws {
        let (shop, first) = try await Shop.withWidget()
        let second = try await shop.rotateKey()
        #expect(first != second && first.hasPrefix("epk_") && first.count == 47)
        func status(_ key: String) async throws -> Int {
            try await shop.progress(shop.token("77", key)).status
        }
        #expect(try await [status(first), status(second)] == [200, 200])
        shop.server.clock.pass(seconds: 86_399)
        #expect(try await [status(first), status(second)] == [200, 200])
        shop.server.clock.pass(seconds: 1)
        #expect(try await [status(first), status(second)] == [401, 200])
        let third = try await shop.rotateKey(["at_once": true])
        #expect(try await [status(second), status(third)] == [401, 200])
        let settings = try await shop.send(.get, "stores/default/widget")
        #expect(settings["key_made_at"]?.string?.hasPrefix("2026-11-23T12:00:00") == true, "\(settings.text)")
        #expect(settings["former_key_until"] == .null && !settings.text.contains("epk_"), "\(settings.text)")
    }

    @Test("Only pages of the store's origins may read, and a widget that is off tells nothing")
    func origins() async throws {
        let (shop, key) = try await Shop.withWidget()
        let token = shop.token("77", key)
        let foreign = try await shop.progress(token, origin: "https://evil.example")
        #expect(foreign.status == 403 && !foreign.headers.contains("access-control-allow-origin"))
        #expect(try await shop.progress(token, origin: "null").status == 403)
        let bad = try await shop.progress("ep1", origin: Shop.origin)
        #expect(bad.status == 401 && bad.headers["access-control-allow-origin"] == Shop.origin, "its page may read why")
        #expect(bad.headers["vary"]?.contains("Origin") == true && bad.headers["cache-control"] == "no-store")
        try await shop.setWidget(enabled: false, origins: [.string(Shop.origin)])
        let off = try await shop.progress(token, origin: Shop.origin)
        #expect(off.status == 403 && off.detail == "The widget of this store is switched off.")
    }

    @Test("A browser that asks first is told what it may send, and only where it may")
    func preflight() async throws {
        let (shop, _) = try await Shop.withWidget()
        func ask(_ origin: String?) async throws -> Reply {
            let fields = [("Access-Control-Request-Method", "GET")] + (origin.map { [("Origin", $0)] } ?? [])
            return try await shop.server.send(.options, "/api/v1/progress?token=x", headers: fields)
        }
        let known = try await ask(Shop.origin)
        #expect(known.status == 204 && known.headers["access-control-allow-origin"] == Shop.origin)
        #expect(known.headers["access-control-allow-methods"] == "GET" && known.headers["vary"] != nil)
        for origin in ["https://evil.example", nil] {
            let reply = try await ask(origin)
            #expect(reply.status == 204 && !reply.headers.contains("access-control-allow-origin"))
            #expect(reply.headers["vary"]?.contains("Origin") == true)
        }
    }

    @Test("Looks are few per token and address, and so are guesses per address")
    func limits() async throws {
        let (shop, key) = try await Shop.withWidget()
        let token = shop.token("77", key, ahead: 3_600)
        for _ in 0..<60 { #expect(try await shop.progress(token).status == 200) }
        let many = try await shop.progress(token, origin: Shop.origin)
        #expect(many.status == 429 && many.headers["retry-after"] == "60")
        #expect(many.headers["access-control-allow-origin"] == Shop.origin)
        #expect(try await shop.progress(token, from: "192.0.2.2").status == 200)
        #expect(try await shop.progress(shop.token("78", key)).status == 200)
        shop.server.clock.pass(seconds: 60)
        #expect(try await shop.progress(token).status == 200)
        for _ in 0..<10 { #expect(try await shop.progress("ep1", from: "192.0.2.3").status == 401) }
        #expect(try await shop.progress("ep1", from: "192.0.2.3").status == 429)
        #expect(try await shop.progress(token, from: "192.0.2.3").status == 200, "a good token is no guess")
        let late = shop.token("77", key, ahead: 0)
        for _ in 0..<12 { #expect(try await shop.progress(late, from: "192.0.2.4").status == 401, "nor is a late one") }
    }

    // MARK: The page

    @Test("The page says the same without a script, escaped, and only the store's pages may frame it")
    func page() async throws {
        let shop = try await Shop()
        let tiers: JSONValue = [
            [
                "name": "<b>\"Gold\"</b> & \"\u{301}co", "group": "gold", "benefits": "<script>alert(1)</script>",
                "required": ["amount": "1000.00", "currency": "EUR"],
            ]
        ]
        let rule: JSONValue = ["kind": "tiers", "name": "L", "params": ["tiers": tiers]]
        #expect(try await shop.send(.post, "rules", rule).status == 201)
        let key = try await shop.rotateKey()
        try await shop.setWidget(enabled: true, origins: [.string(Shop.origin), "http://localhost:3000"])
        try await shop.order("1", "77", "250.00")
        let token = shop.token("77", key)
        let page = try await shop.server.send(.get, "/widget?token=\(token)&lang=de&scheme=dark")
        #expect(page.status == 200 && page.headers["content-type"] == "text/html; charset=utf-8")
        #expect(page.text.contains("<html lang=\"de\">") && page.text.contains("content=\"dark\""))
        #expect(page.text.contains("<progress value=\"25\" max=\"100\""), "\(page.text)")
        #expect(page.text.contains("250,00\u{A0}€ von 1.000,00\u{A0}€"))
        #expect(page.text.contains("&lt;script&gt;") && !page.text.contains("<script"))
        #expect(!page.text.contains("<b>") && !page.text.contains("\"\u{301}co"))
        let policy = page.headers["content-security-policy"] ?? ""
        #expect(policy.contains("default-src 'none'") && !policy.contains("unsafe"))
        #expect(policy.hasSuffix("frame-ancestors https://shop.example http://localhost:3000"))
        #expect(page.headers["x-frame-options"] == "ALLOWALL" && page.headers["cache-control"] == "private, max-age=60")
    }

    @Test("A page that cannot be shown says so in the reader's language, and to nobody else's frame")
    func badPage() async throws {
        let (shop, key) = try await Shop.withWidget()
        let late = shop.token("77", key, ahead: 0)
        let page = try await shop.server.send(.get, "/widget?token=\(late)&lang=pl&scheme=%22%3E")
        #expect(page.status == 401 && page.text.contains("Nie można teraz tego pokazać."))
        #expect(page.headers["content-security-policy"]?.hasSuffix("frame-ancestors https://shop.example") == true)
        #expect(page.text.contains("content=\"light dark\"") && page.headers["cache-control"] == "no-store")
        let none = try await shop.server.send(.get, "/widget?token=x", headers: [("Accept-Language", "es")])
        #expect(none.status == 401 && none.headers["content-security-policy"]?.hasSuffix("ancestors 'none'") == true)
        #expect(none.text.contains("Vuelva a abrir la página"))
    }
}
