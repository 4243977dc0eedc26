import Engine
import HTTPWire
import JSON
import Testing

@testable import API

@Suite("Set-up, signing in and out")
struct SessionTests {
    private func setUp(_ token: String, password: String = TestServer.password) -> Body {
        .json([
            "token": .string(token), "name": "Anna", "email": "anna@example.test", "password": .string(password),
            "language": "en",
        ])
    }

    private let login: Body = .json(["email": "admin@example.test", "password": .string(TestServer.password)])

    @Test("The set-up link works once, and only the latest one")
    func setUpOnce() async throws {
        let server = try await TestServer()
        #expect(try await server.send(.get, "/api/v1/session")["state"] == "setup_required")
        let first = try #require(try await server.engine.makeSetUpToken())
        let second = try #require(try await server.engine.makeSetUpToken())
        for token in [first, "wrong"] {
            #expect(try await server.send(.post, "/api/v1/setup", setUp(token)).status == 403)
        }
        let done = try await server.send(.post, "/api/v1/setup", setUp(second))
        #expect(done.status == 201 && done["state"] == "signed_in" && done["user"]?["role"] == "admin")
        #expect(try await server.send(.post, "/api/v1/setup", setUp(second)).status == 403)
        #expect(try await server.engine.makeSetUpToken() == nil)
        #expect(try await server.send(.get, "/api/v1/session")["state"] == "signed_out")
    }

    @Test("A short password and a missing name are named together, and the link stays good")
    func setUpFaults() async throws {
        let server = try await TestServer()
        let token = try #require(try await server.engine.makeSetUpToken())
        let body: JSONValue = ["token": .string(token), "email": "nobody", "password": "short"]
        let reply = try await server.send(.post, "/api/v1/setup", .json(body))
        #expect(reply.status == 422 && Set(reply.pointers) == ["/name", "/email", "/password"])
        #expect(try await server.send(.post, "/api/v1/setup", setUp(token)).status == 201)
    }

    @Test("Signing in gives a cookie that scripts cannot read and other sites cannot send")
    func signIn() async throws {
        let server = try await TestServer()
        _ = try await server.person(.admin)
        let reply = try await server.send(.post, "/api/v1/session", login)
        let cookie = try #require(reply.headers["Set-Cookie"])
        #expect(reply.status == 200 && reply["user"]?["email"] == "admin@example.test")
        for part in ["echelon_session=", "HttpOnly", "SameSite=Strict", "Path=/"] { #expect(cookie.contains(part)) }
        #expect(!cookie.contains("Secure"))
        #expect(reply.headers["Cache-Control"] == "no-store")
        let secret = cookie.split(separator: ";")[0].split(separator: "=", maxSplits: 1)[1]
        let session = Visitor.session(String(secret))
        #expect(try await server.send(.get, "/api/v1/session", as: session)["state"] == "signed_in")
        let out = try await server.send(.delete, "/api/v1/session", as: session)
        #expect(out.status == 204 && out.headers["Set-Cookie"]?.contains("Max-Age=0") == true)
        #expect(try await server.send(.get, "/api/v1/session", as: session)["state"] == "signed_out")
        #expect(try await server.send(.get, "/api/v1/rules", as: session).status == 401)
    }

    @Test("A wrong password and an unknown e-mail get the same answer")
    func wrongPassword() async throws {
        let server = try await TestServer()
        _ = try await server.person(.admin)
        let wrong = try await server.send(
            .post, "/api/v1/session", #"{"email":"admin@example.test","password":"wrong"}"#)
        let unknown = try await server.send(
            .post, "/api/v1/session", #"{"email":"nobody@example.test","password":"wrong"}"#)
        #expect(wrong.status == 401 && unknown.status == 401)
        #expect(wrong.detail == unknown.detail)
    }

    @Test("After ten wrong passwords even the right one waits")
    func tries() async throws {
        let server = try await TestServer()
        _ = try await server.person(.admin)
        for _ in 0..<10 {
            let reply = try await server.send(.post, "/api/v1/session", #"{"email":"a","password":"wrong"}"#)
            #expect(reply.status == 401)
        }
        let refused = try await server.send(.post, "/api/v1/session", login)
        #expect(refused.status == 429 && refused.slug == "too-many-requests")
        #expect(refused.headers["Retry-After"] == "300")
        server.clock.pass(seconds: 299)
        #expect(try await server.send(.post, "/api/v1/session", login).status == 429)
        server.clock.pass(seconds: 1)
        #expect(try await server.send(.post, "/api/v1/session", login).status == 200)
    }

    @Test("Signing in from a page of another site is refused")
    func foreignLogin() async throws {
        let server = try await TestServer()
        _ = try await server.person(.admin)
        for headers in [[("Origin", "https://evil.example")], [("Sec-Fetch-Site", "cross-site")]] {
            #expect(try await server.send(.post, "/api/v1/session", login, headers: headers).status == 403)
        }
    }

    @Test("A session ends after a week without use, and after 30 days in any case")
    func endOfSessions() async throws {
        let server = try await TestServer()
        let admin = try await server.person(.admin)
        func isSignedIn() async throws -> Bool {
            try await server.send(.get, "/api/v1/session", as: admin)["state"] == "signed_in"
        }
        for _ in 0..<4 {
            server.clock.pass(seconds: 7 * 86_400 - 1)
            #expect(try await isSignedIn())
        }
        server.clock.pass(seconds: 2 * 86_400 + 4)
        #expect(try await !isSignedIn())
        let idle = try #require(
            try await server.engine.signIn(email: "admin@example.test", password: TestServer.password))
        server.clock.pass(seconds: 7 * 86_400)
        #expect(try await server.engine.account(session: idle.session) == nil)
    }

    @Test("A new password ends all sessions")
    func newPassword() async throws {
        let server = try await TestServer()
        let admin = try await server.person(.admin)
        try await server.engine.setPassword(of: "admin@example.test", to: "another long one", by: "test")
        #expect(try await server.send(.get, "/api/v1/rules", as: admin).status == 401)
    }
}
