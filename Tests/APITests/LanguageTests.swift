import Engine
import HTTPWire
import JSON
import Testing

@testable import API

/// In which language the sentences of an answer are.
@Suite("Languages over HTTP")
struct LanguageTests {
    static let fields: [(field: String, tags: [String])] = [
        ("", []), ("pl", ["pl"]), ("pl, en;q=0.5", ["pl", "en"]), ("en;q=0.5, pl", ["pl", "en"]),
        ("fr;q=0.001, de;q=0.999, es; q=1.000", ["es", "de", "fr"]), ("a, b, c;q=1", ["a", "b", "c"]),
        ("pl;q=0, de;q=0.000, fr", ["fr"]), ("*, pl;q=0.1", ["pl"]), ("de-CH-1996 ;\tQ=0.8", ["de-CH-1996"]),
        ("pl, en;q=1.001", ["pl"]), ("pl, en;q=0.1234", ["pl"]), ("pl;q=2", []), ("pl;q=.5", []), ("pl;q=", []),
        ("pl;level=1", []), ("pl;q=0.5;q=0.6", []),
    ]

    @Test("Accept-Language is read by its weights, and what breaks the grammar is left out", arguments: fields)
    func weights(_ field: String, _ tags: [String]) {
        #expect((["Accept-Language": field] as Headers).acceptedLanguages == tags)
    }

    @Test("No more than fifty languages are looked at")
    func many() {
        let fields = (0..<51).map { "x-\($0)" }.joined(separator: ", ")
        #expect((["Accept-Language": fields] as Headers).acceptedLanguages.count == 50)
    }

    static let answers: [(header: String?, language: String, summary: String)] = [
        (nil, "en", "Spend of all time is at least 1234.50 EUR."),
        ("tlh, *", "en", "Spend of all time is at least 1234.50 EUR."),
        ("en-GB, pl;q=0.9", "en", "Spend of all time is at least 1234.50 EUR."),
        ("pl-PL,pl;q=0.9,en;q=0.8", "pl", "Suma wydatków z całego czasu to co najmniej 1234,50\u{A0}€."),
        ("cs, fr;q=0.3", "fr", "Le total des dépenses depuis toujours est d’au moins 1\u{202F}234,50\u{A0}€."),
        ("de", "de", "Die Summe der Ausgaben aller Zeiten ist mindestens 1.234,50\u{A0}€."),
        ("de-CH", "de", "Die Summe der Ausgaben aller Zeiten ist mindestens EUR\u{A0}1'234.50."),
        ("es", "es", "El gasto de siempre es de al menos 1234,50\u{A0}€."),
        ("pl;q=5", "en", "Spend of all time is at least 1234.50 EUR."),
    ]

    @Test("A program gets the best language it accepts, with days and amounts as usual there", arguments: answers)
    func accepted(_ header: String?, _ language: String, _ summary: String) async throws {
        let shop = try await Shop(groups: [])
        let when: JSONValue = ["spend": ["at_least": ["amount": "1234.50", "currency": "EUR"]]]
        let headers = header.map { [("Accept-Language", $0)] } ?? []
        let reply = try await shop.send(.post, "segments/preview", ["when": when], headers: headers)
        #expect(reply["summary"]?.string == summary, "\(reply.text)")
        #expect(reply.headers["Content-Language"] == language)
        #expect(reply.headers["Vary"] == "Accept-Language")
    }

    @Test("A person gets the language that the panel speaks to them, whatever the browser accepts")
    func person() async throws {
        let shop = try await Shop(groups: [])
        let editor = try await shop.server.person(.editor)
        let reply = try await shop.send(
            .get, "rules", headers: [("Accept-Language", "pl"), ("Sec-Fetch-Site", "same-origin")], as: editor)
        #expect(reply.status == 200 && reply.headers["Content-Language"] == "en")
    }

    @Test("Reasons are kept as codes: each reader of the same change gets it in their own language")
    func reasons() async throws {
        let shop = try await Shop(groups: ["gold"])
        let rule: JSONValue = [
            "kind": "conditions", "name": "Poles",
            "params": [
                "trigger": "customer_registered", "when": ["country": ["in": ["PL", "DE"]]],
                "actions": [["grant": "gold"]],
            ],
        ]
        let polish = [("Accept-Language", "pl")]
        let made = try await shop.send(.post, "rules", rule, headers: polish)
        #expect(
            made.status == 201 && made["summary"]?.string?.hasPrefix("Przy rejestracji klienta") == true, "\(made.text)"
        )
        try await shop.send(.put, "customers/ext:7", ["country": "PL"], headers: polish)
        let path = "customers/ext:7/explain"
        for (language, words) in [
            ("pl", "kraj to PL lub DE"), ("de", "das Land PL oder DE ist"), ("en", "country is PL or DE"),
            ("fr", "le pays est PL ou DE"), ("es", "el país es PL o DE"),
        ] {
            let reply = try await shop.send(.get, path, headers: [("Accept-Language", language)])
            #expect(reply.text.contains(words), "\(reply.text)")
            let changes = try await shop.send(.get, "changes", headers: [("Accept-Language", language)])
            #expect(changes.text.contains(words), "\(changes.text)")
        }
    }

    @Test("A run's report is told in the reader's language, and stays English for all others")
    func runs() async throws {
        let shop = try await Shop(groups: [])
        let made = try await shop.send(.post, "runs", ["tasks": ["rules"]], headers: [("Accept-Language", "fr")])
        #expect(made["report"]?[0]?["sentence"] == "Il n’y avait rien à faire", "\(made.text)")
        #expect(made["said"] == nil)
        let id = try #require(made["id"]?.string)
        let english = try await shop.send(.get, "runs/\(id)")
        #expect(english["report"]?[0]?["sentence"] == "Nothing was due" && english["said"] == nil)
        let polish = try await shop.send(.get, "runs", headers: [("Accept-Language", "pl")])
        #expect(polish.items.first?["report"]?[0]?["sentence"] == "Nie było nic do zrobienia")
    }

    @Test("A preview as CSV says its language too")
    func table() async throws {
        let shop = try await Shop(groups: ["gold"])
        try await shop.send(.put, "customers/ext:7", ["country": "PL"])
        let rule: JSONValue = [
            "kind": "conditions", "name": "Poles",
            "params": ["trigger": "scheduled", "when": ["country": ["in": ["PL"]]], "actions": [["grant": "gold"]]],
        ]
        let reply = try await shop.send(
            .post, "rules/preview", ["rule": rule], headers: [("Accept", "text/csv"), ("Accept-Language", "de")])
        #expect(reply.headers["Content-Language"] == "de", "\(reply.text)")
        #expect(reply.text.contains("Es gilt, dass das Land PL ist"), "\(reply.text)")
    }
}
