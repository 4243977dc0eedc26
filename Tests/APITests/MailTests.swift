import Domain
import Engine
import HTTPWire
import JSON
import Testing

@testable import API

@Suite("Mails over HTTP")
struct MailTests {
    private let post = Postbox()
    private static let account: JSONValue = [
        "host": "mail.example", "from": "shop@shop.example", "password": "hush-hush",
    ]

    private func shop() async throws -> Shop { try await Shop(groups: ["club"], mails: try post.means()) }

    private func setUp(_ shop: Shop) async throws {
        let made = try await shop.send(.put, "settings/mail", Self.account, headers: [("If-Match", "\"0\"")])
        #expect(made.status == 200, "\(made.text)")
    }

    /// A customer who is told of a membership.
    private func member(_ shop: Shop, _ id: String = "77", email: String = "anna@example.test") async throws {
        let known = try await shop.send(.get, "rules").items
        if known.isEmpty {
            let rule: JSONValue = [
                "kind": "purchase", "name": "Club",
                "params": ["products": [["product_id": "93"]], "groups": ["club"]],
            ]
            #expect(try await shop.send(.post, "rules", rule).status == 201)
        }
        #expect(try await shop.send(.put, "customers/ext:\(id)", ["email": .string(email)]).status < 300)
        try await shop.order("o\(id)", id, "10.00", at: "2026-11-22T12:00:00Z")
    }

    private func only(_ shop: Shop, _ query: String = "") async throws -> JSONValue {
        let items = try await shop.send(.get, "notifications\(query)").items
        return try #require(items.first)
    }

    // MARK: The outbox

    @Test("A mail waits without a mail server, is sent with one, and shows what it says")
    func outbox() async throws {
        let shop = try await shop()
        try await member(shop)
        let held = try await only(shop)
        #expect(held["state"] == "held" && held["template"] == "membership_granted" && held["mail"] == .null)
        #expect(held["customer"]?["external_id"] == "77" && held["rule"]?["name"] == "Club")
        #expect(try await shop.send(.get, "mail-status")["counts"]?["held"] == 1)
        try await setUp(shop)
        #expect(try await only(shop)["state"] == "queued")
        _ = try await shop.server.engine.postDue()
        #expect(post.recipients == ["anna@example.test"])
        let id = try #require(held["id"]?.string)
        let sent = try await shop.send(.get, "notifications/\(id)")
        #expect(sent["state"] == "sent" && sent["mail"]?["to"] == "anna@example.test")
        #expect(sent["mail"]?["attempts"] == 1 && sent["sent_at"] == "2026-11-22T12:00:00Z")
        #expect(sent["reason"] == "Bought 93 in order o77, paid on 22 November 2026")
        #expect(sent["text"]?.string?.contains("Bought 93 in order o77, paid on November 22, 2026") == true)
        #expect(try await shop.send(.get, "mail-status")["counts"]?["sent_today"] == 1)
        #expect(try await shop.send(.post, "notifications/\(id)/cancel").status == 409)
        #expect(try await shop.send(.post, "notifications/\(id)/retry").status == 409)
    }

    @Test("What failed is sent again, one or all; what waits is cancelled, one or all")
    func acts() async throws {
        let shop = try await shop()
        try await setUp(shop)
        try await member(shop, email: "gone@example.test")
        _ = try await shop.server.engine.postDue()
        let failed = try await only(shop, "?state=failed")
        let id = try #require(failed["id"]?.string)
        #expect(failed["mail"]?["error"]?.string == "The mail is larger than the 10 bytes that the server takes.")
        #expect(try await shop.send(.post, "notifications/\(id)/retry")["state"] == "queued")
        #expect(try await shop.send(.post, "notifications/\(id)/cancel")["result"] == "by_hand")
        #expect(try await shop.send(.post, "notifications/\(id)/retry")["state"] == "queued")
        _ = try await shop.server.engine.postDue()
        #expect(try await shop.send(.post, "notifications/retry", [:])["retried"] == 1)
        let early: JSONValue = ["created_before": "2026-11-22T12:00:00Z"]
        #expect(try await shop.send(.post, "notifications/cancel", early)["cancelled"] == 0)
        #expect(try await shop.send(.post, "notifications/cancel", ["template": "group_change"])["cancelled"] == 0)
        #expect(try await shop.send(.post, "notifications/cancel", ["store": "default"])["cancelled"] == 1)
        #expect(try await only(shop)["state"] == "cancelled")
    }

    @Test("Lists are narrowed and go on from page to page")
    func lists() async throws {
        let shop = try await shop()
        for number in 1...5 { try await member(shop, "\(number)", email: "c\(number)@example.test") }
        var seen: [String] = []
        var next: String?
        repeat {
            let page = try await shop.send(.get, "notifications?limit=2" + (next.map { "&cursor=\($0)" } ?? ""))
            seen += page.items.compactMap { $0["customer"]?["external_id"]?.string }
            next = page["next"]?.string
        } while next != nil
        #expect(seen == ["5", "4", "3", "2", "1"])
        #expect(try await shop.send(.get, "notifications?customer=ext:3").items.count == 1)
        #expect(try await shop.send(.get, "notifications?template=group_change").items.isEmpty)
        #expect(try await shop.send(.get, "notifications?state=sent").items.isEmpty)
        #expect(try await shop.send(.get, "notifications?state=held").items.count == 5)
        #expect(try await shop.send(.get, "notifications?state=lost&template=x").status == 422)
    }

    // MARK: The mail server

    @Test("The password never leaves again, stays where it is left out, and goes where it is null")
    func password() async throws {
        let shop = try await shop()
        try await setUp(shop)
        let shown = try await shop.send(.get, "settings/mail")
        #expect(shown["has_password"] == true && !shown.text.contains("hush") && shown["port"] == 587)
        let edit: JSONValue = ["host": "mail.example", "from": "shop@shop.example", "tls": "implicit", "user": "shop"]
        let tag = [("If-Match", shown.headers["ETag"] ?? "")]
        let edited = try await shop.send(.put, "settings/mail", edit, headers: tag)
        #expect(edited["has_password"] == true && edited["port"] == 465 && edited["user"] == "shop")
        #expect(try await shop.send(.put, "settings/mail", edit, headers: tag).status == 412)
        #expect(try await shop.send(.put, "settings/mail", edit).status == 428)
        let present = edited.headers["ETag"] ?? ""
        for other in [present.filter { $0 != "\"" }, "W/" + present, present + ", " + present] {
            #expect(try await shop.send(.put, "settings/mail", edit, headers: [("If-Match", other)]).status == 412)
        }
        let without: JSONValue = ["host": "mail.example", "from": "shop@shop.example", "password": .null]
        let bare = try await shop.send(.put, "settings/mail", without, headers: [("If-Match", "*")])
        #expect(bare["has_password"] == false && bare["user"] == .null)
        #expect(try await shop.send(.patch, "settings/mail", ["paused": true])["paused"] == true)
        #expect(try await shop.send(.delete, "settings/mail", headers: [("If-Match", "*")]).status == 204)
        #expect(try await shop.send(.get, "settings/mail")["configured"] == false)
    }

    @Test(
        "Every bad setting is named, and nothing is stored",
        arguments: [
            ("{}", ["/from", "/host"]),
            (#"{"host":"a b","from":"x","port":70000,"tls":"ssl"}"#, ["/port", "/tls"]),
            (#"{"host":"a/b","from":"x"}"#, ["/from", "/host"]),
            (#"{"host":"a","from":"a@b.c","reply_to":"zoë@b.c"}"#, ["/reply_to"]),
            (#"{"host":"a","from":"a@b.c","user":"u"}"#, ["/user"]),
        ])
    func badSettings(_ body: String, _ pointers: [String]) async throws {
        let shop = try await shop()
        let value = try JSONValue(parsing: Array(body.utf8))
        let reply = try await shop.send(.put, "settings/mail", value, headers: [("If-Match", "*")])
        #expect(reply.status == 422 && reply.pointers.sorted() == pointers, "\(reply.text)")
        #expect(try await shop.send(.get, "settings/mail")["configured"] == false)
    }

    @Test("A test mail says in words what went wrong")
    func testMail() async throws {
        let shop = try await shop()
        #expect(try await shop.send(.post, "settings/mail/test", ["to": "me@shop.example"]).status == 409)
        let unsaved: JSONValue = ["to": "me@shop.example", "host": "nowhere.example", "from": "shop@shop.example"]
        let lost = try await shop.send(.post, "settings/mail/test", unsaved)
        #expect(lost["ok"] == false && lost["words"] == "nowhere.example:587 cannot be reached")
        try await setUp(shop)
        let sent = try await shop.send(.post, "settings/mail/test", ["to": "me@shop.example"])
        #expect(sent["ok"] == true && post.recipients == ["me@shop.example"])
        #expect(try await shop.send(.post, "settings/mail/test", ["to": "nobody"]).pointers == ["/to"])
    }

    // MARK: A store

    @Test("A store's look and hours are kept, and bad ones are named")
    func storeMail() async throws {
        let shop = try await shop()
        let fresh = try await shop.send(.get, "stores/default/mail")
        #expect(fresh["accent"] == "#1f4e79" && fresh["quiet_from"] == .null && fresh["require_opt_in"] == false)
        let mail: JSONValue = [
            "sender_name": "Club", "sender_address": "club@shop.example", "shop_url": "https://shop.example/",
            "accent": "#FFCC00", "footer": "Main Street 1\nBerlin", "quiet_from": "22:00", "quiet_until": "07:30",
            "cap_count": 2, "cap_days": 7, "require_opt_in": true,
        ]
        let saved = try await shop.send(.put, "stores/default/mail", mail, headers: [("If-Match", "\"0\"")])
        #expect(saved["accent"] == "#ffcc00" && saved["quiet_until"] == "07:30" && saved["cap_days"] == 7)
        #expect(try await shop.send(.put, "stores/default/mail", mail, headers: [("If-Match", "\"0\"")]).status == 412)
        let bad: JSONValue = [
            "accent": "red", "shop_url": "javascript:alert(1)", "quiet_from": "24:00", "cap_count": 5,
            "sender_address": "nobody",
        ]
        let refused = try await shop.send(.put, "stores/default/mail", bad, headers: [("If-Match", "*")])
        let pointers = ["/accent", "/cap_days", "/quiet_from", "/quiet_until", "/sender_address", "/shop_url"]
        #expect(refused.status == 422 && Set(refused.pointers) == Set(pointers), "\(refused.text)")
    }

    // MARK: Templates

    private static let mine: JSONValue = [
        "html": "Subject: Hello {firstname}\n\n<p>{reason}</p>\n", "text": "Subject: Hello {firstname}\n\n{reason}\n",
    ]

    @Test("A store's own text goes before the shipped one, with its history, until it is reset")
    func templates() async throws {
        let shop = try await shop()
        let path = "mail-templates/membership_granted?locale=en"
        let shipped = try await shop.send(.get, path)
        #expect(shipped["origin"] == "shipped" && shipped.headers["ETag"] == "\"0\"")
        let saved = try await shop.send(.put, path, Self.mine, headers: [("If-Match", "\"0\"")])
        #expect(saved["origin"] == "own" && saved["text"] == Self.mine["text"], "\(saved.text)")
        #expect(try await shop.send(.put, path, Self.mine, headers: [("If-Match", "\"0\"")]).status == 412)
        let preview = try await shop.send(.post, "mail-templates/membership_granted/preview?locale=en", [:])
        #expect(preview["subject"] == "Hello Anna")
        let list = try await shop.send(.get, "mail-templates?locale=en")
        let item = try #require(list.items.first { $0["name"] == "membership_granted" })
        #expect(item["own_locales"] == ["en"] && list.items.count == 13)
        let tag = [("If-Match", saved.headers["ETag"] ?? "")]
        #expect(try await shop.send(.delete, path, headers: tag)["origin"] == "shipped")
        let edits = try await shop.send(.get, "mail-templates/membership_granted/revisions?locale=en").items
        #expect(edits.map { $0["reset"] } == [true, false])
    }

    @Test("What is wrong with a text is told with its line and column, and nothing is saved")
    func badTemplates() async throws {
        let shop = try await shop()
        let bad: JSONValue = ["html": "Subject: Hi\n\n<p>{raeson}</p>", "text": "Hi\n\n{#if reason}x"]
        let path = "mail-templates/group_change?locale=de"
        let refused = try await shop.send(.put, path, bad, headers: [("If-Match", "*")])
        #expect(refused.status == 422)
        #expect(Set(refused.pointers) == ["/html", "/text"])
        #expect(refused.text.contains("line 3, column 4: there is no variable {raeson}; did you mean {reason}?"))
        #expect(try await shop.send(.get, path)["origin"] == "shipped")
        #expect(try await shop.send(.post, "mail-templates/group_change/preview", bad).status == 422)
        #expect(try await shop.send(.get, "mail-templates/nothing").status == 404)
        #expect(try await shop.send(.get, "mail-templates/group_change?locale=x").status == 422)
    }

    @Test("Every template has a preview in every language", arguments: MailCatalog.templates)
    func previews(_ name: String) async throws {
        let shop = try await shop()
        for locale in try #require(try await shop.send(.get, "mail-templates")["locales"]?.array) {
            let path = "mail-templates/\(name)/preview?locale=\(locale.string ?? "")"
            let preview = try await shop.send(.post, path, [:])
            #expect(preview.status == 200, "\(preview.text)")
            for part in ["subject", "html", "text"] {
                let text = try #require(preview[part]?.string)
                #expect(!text.isEmpty && !text.contains("{#") && !text.contains("\u{E000}"))
            }
        }
    }

    @Test("A template is tried out on oneself, without a link that ends a customer's mails")
    func testTemplate() async throws {
        let shop = try await shop()
        try await setUp(shop)
        try await member(shop)
        let body: JSONValue = ["to": "me@shop.example", "customer": "ext:77"]
        let sent = try await shop.send(.post, "mail-templates/membership_granted/test?locale=en", body)
        #expect(sent["ok"] == true && post.recipients == ["me@shop.example"])
    }

    // MARK: The page

    @Test("The page behind the link asks, a POST stores, and the mail stops")
    func unsubscribing() async throws {
        let shop = try await shop()
        try await setUp(shop)
        try await member(shop)
        _ = try await shop.server.engine.postDue()
        let id = try #require(try await only(shop)["id"]?.string)
        let text = try #require(try await shop.send(.get, "notifications/\(id)")["text"]?.string)
        let start = try #require(text.firstRange(of: "/unsubscribe/"))
        let path = String(text[start.lowerBound...].prefix { !$0.isWhitespace })
        let page = try await shop.server.send(.get, path)
        #expect(page.status == 200 && page.text.contains("<button>Stop these emails</button>"))
        let done = try await shop.server.send(
            .post, path, .text("List-Unsubscribe=One-Click", type: "application/x-www-form-urlencoded"))
        #expect(done.status == 200 && done.text.contains("not receive"))
        #expect(try await shop.send(.get, "customers/ext:77")["mail_consent"] == "refused")
        let again = try await shop.server.send(
            .post, path, .text("consent=given", type: "application/x-www-form-urlencoded"))
        #expect(again.status == 200)
        #expect(try await shop.send(.get, "customers/ext:77")["mail_consent"] == "given")
        let bad = try await shop.server.send(.get, "/unsubscribe/77.AAAAAAAAAAAAAAAAAAAAAA")
        #expect(bad.status == 404 && bad.text.contains("not valid") && !bad.text.contains("<button>"))
    }

    @Test("Guessing links is slowed down")
    func guessing() async throws {
        let shop = try await shop()
        for _ in 0..<10 { #expect(try await shop.server.send(.post, "/unsubscribe/1.x").status == 404) }
        #expect(try await shop.server.send(.post, "/unsubscribe/1.x").status == 429)
    }
}
