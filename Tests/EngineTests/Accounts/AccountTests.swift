import Domain
import JSON
import Secrets
import Store
import Testing

@testable import Engine

@Suite("Accounts and tokens")
struct AccountTests {
    private func setting(_ shop: TestShop, _ name: String) async throws -> String? {
        try await shop.engine.database.read { try $0.setting(name) }
    }

    @Test("The cron token is kept sealed, opens only in its place, and stays until it is rotated")
    func cronToken() async throws {
        let shop = try await TestShop()
        let token = try await shop.engine.cronToken(by: "test")
        #expect(try await shop.engine.cronToken(by: "test") == token)
        let sealed = try #require(try await setting(shop, "cron_token"))
        #expect(!sealed.contains(token))
        #expect(throws: SecretsError.wrongKeyOrPlace) { try shop.engine.box.openText(sealed, for: "elsewhere") }
        let new = try await shop.engine.rotateCronToken(by: "test")
        #expect(try await shop.engine.isCronToken(token))
        #expect(try await shop.engine.isCronToken(new))
        let newest = try await shop.engine.rotateCronToken(by: "test")
        #expect(try await !shop.engine.isCronToken(token), "only the one before is still taken")
        #expect(try await shop.engine.isCronToken(newest))
        #expect(try await !shop.engine.isCronToken(""))
    }

    @Test("Sessions, tokens and the set-up link are kept as digests")
    func digests() async throws {
        let shop = try await TestShop()
        let setUp = try #require(try await shop.engine.makeSetUpToken())
        #expect(try await setting(shop, "setup_token_digest") != setUp)
        let signedIn = try #require(
            try await shop.engine.setUp(
                token: setUp, name: "Anna", email: "Anna@Example.test", password: "a long pass phrase", language: "en"))
        #expect(try await setting(shop, "setup_token_digest") == nil)
        let digest = TokenGenerator.digest(of: signedIn.session)
        let now = shop.clock.now()
        #expect(try await shop.engine.database.read { try $0.session(digest: digest, at: now) } != nil)
        let made = try await shop.engine.createAccessToken(
            name: "ERP", scopes: [.read], store: nil, expiresAt: nil, by: "test")
        let stored = try await shop.engine.database.read { try $0.tokens() }
        #expect(stored.map(\.digest) == [TokenGenerator.digest(of: made.text)])
    }

    @Test("E-mails are compared without regard to case, and taken once")
    func emails() async throws {
        let shop = try await TestShop()
        func create(_ email: String, _ password: String) async throws {
            let new = NewAccount(email: email, name: "B", role: .editor, password: password)
            _ = try await shop.engine.createAccount(new, by: "test")
        }
        try await create("Anna@example.test", "a long pass phrase")
        #expect(try await shop.engine.signIn(email: "anna@EXAMPLE.test", password: "a long pass phrase") != nil)
        #expect(try await shop.engine.signIn(email: "anna@example.test", password: "A long pass phrase") == nil)
        await #expect(throws: Refusal.self) {
            try await create("anna@example.test", "a long pass phrase")
        }
        await #expect(throws: Refusal.self) { try await create("bob@example.test", "too short") }
        #expect(try await shop.engine.accounts().map(\.email) == ["Anna@example.test"])
    }

    @Test("A token's use is noted at most once a minute")
    func lastUse() async throws {
        let shop = try await TestShop()
        let made = try await shop.engine.createAccessToken(
            name: "ERP", scopes: [.read], store: nil, expiresAt: nil, by: "test")
        func lastUse() async throws -> String? {
            try await shop.engine.accessTokens().first?.lastUsedAt?.description
        }
        #expect(try await lastUse() == nil)
        for (now, noted) in [("12:00:00", "12:00:00"), ("12:00:59", "12:00:00"), ("12:01:00", "12:01:00")] {
            shop.clock.set("2026-11-22T\(now)Z")
            _ = try await shop.engine.accessToken(made.text)
            #expect(try await lastUse() == "2026-11-22T\(noted)Z")
        }
    }

    @Test("A fresh database gets one store, once")
    func prepare() async throws {
        let shop = try await TestShop()
        try await shop.engine.prepare()
        #expect(try await shop.engine.stores().map(\.store.key) == ["default"])
    }
}
