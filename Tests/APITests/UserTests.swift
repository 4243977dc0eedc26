import Engine
import HTTPWire
import JSON
import Testing

@testable import API

@Suite("Users, their passwords and their sessions")
struct UserTests {
    private static let other = "another long phrase"

    private func signIn(
        _ server: TestServer, _ email: String, _ password: String, from address: String = "192.0.2.1"
    ) async throws -> (reply: Reply, visitor: Visitor) {
        let body: JSONValue = ["email": .string(email), "password": .string(password)]
        let reply = try await server.send(
            .post, "/api/v1/session", .json(body), headers: [("User-Agent", "Browser/1")], from: address)
        return (reply, .session(secret(reply)))
    }

    private func secret(_ reply: Reply) -> String {
        let cookie = reply.headers["Set-Cookie"] ?? ""
        return cookie.split(separator: ";").first?.split(separator: "=").last.map(String.init) ?? ""
    }

    private func token(_ url: JSONValue?) -> String {
        url?.string?.split(separator: "=").last.map(String.init) ?? ""
    }

    private func useLink(_ server: TestServer, _ token: String, _ password: String = other) async throws -> Reply {
        try await server.send(
            .post, "/api/v1/password-link", .json(["token": .string(token), "password": .string(password)]))
    }

    // MARK: Making and changing

    @Test("A user is made with a one-time link, which works once and for a day")
    func invite() async throws {
        let server = try await TestServer()
        let admin = try await server.person(.admin)
        let made = try await server.send(
            .post, "/api/v1/users", #"{"email":"ed@example.test","name":"Ed","role":"editor","language":"pl"}"#,
            as: admin)
        #expect(made.status == 201 && made["has_password"] == false && made["language"] == "pl")
        #expect(made["link"]?["url"]?.string?.hasPrefix("http://groups.example/password.html#token=") == true)
        #expect(made["link"]?["expires_at"] == "2026-11-23T12:00:00Z")
        #expect(made.headers["Location"] == "/api/v1/users/2" && made.headers["ETag"] == "\"1\"")
        let token = token(made["link"]?["url"])
        #expect(try await signIn(server, "ed@example.test", "").reply.status == 422)
        #expect(try await signIn(server, "ed@example.test", "anything at all").reply.status == 401)
        #expect(try await useLink(server, "wrong").status == 403)
        let done = try await useLink(server, token)
        #expect(done.status == 201 && done["user"]?["name"] == "Ed" && !secret(done).isEmpty)
        #expect(try await useLink(server, token).status == 403)
        #expect(try await signIn(server, "ed@example.test", Self.other).reply.status == 200)
        let shown = try await server.send(.get, "/api/v1/users/2", as: admin)
        #expect(shown["has_password"] == true && shown["link_until"] == .null && !shown.text.contains(token))
    }

    @Test("A one-time link is over after 24 hours, and a new one voids the former")
    func linkEnds() async throws {
        let server = try await TestServer()
        let admin = try await server.person(.admin)
        let first = try await server.send(.post, "/api/v1/users/1/link", as: admin)
        let second = try await server.send(.post, "/api/v1/users/1/link", as: admin)
        #expect(first.status == 201 && second.status == 201)
        #expect(try await useLink(server, token(first["url"])).status == 403)
        server.clock.set("2026-11-23T12:00:00Z")
        #expect(try await useLink(server, token(second["url"])).status == 403)
        server.clock.set("2026-11-23T11:59:59Z")
        #expect(try await useLink(server, token(second["url"])).status == 201)
    }

    @Test("A bad password leaves the link good, and is told in words")
    func linkFaults() async throws {
        let server = try await TestServer()
        let admin = try await server.person(.admin)
        let link = token(try await server.send(.post, "/api/v1/users/1/link", as: admin)["url"])
        let short = try await useLink(server, link, "short")
        #expect(short.status == 422 && short.pointers == ["/password"])
        #expect(try await useLink(server, link, "admin@example.test").status == 422)
        #expect(try await useLink(server, link).status == 201)
    }

    @Test("All faults of a new user are told at once; a taken e-mail is a conflict")
    func createFaults() async throws {
        let server = try await TestServer()
        let admin = try await server.person(.admin)
        let bad = try await server.send(
            .post, "/api/v1/users", #"{"email":"x","role":"king","language":"xx","password":"short"}"#, as: admin)
        #expect(bad.status == 422)
        #expect(Set(bad.pointers) == ["/email", "/name", "/role", "/language", "/password"])
        let taken = try await server.send(
            .post, "/api/v1/users", #"{"email":"ADMIN@example.test","name":"A","role":"viewer"}"#, as: admin)
        #expect(taken.status == 409)
    }

    @Test("Edits go by If-Match: missing 428, outdated 412, and one revision more each time")
    func edits() async throws {
        let server = try await TestServer()
        let admin = try await server.person(.admin)
        _ = try await server.person(.viewer)
        let path = "/api/v1/users/2"
        #expect(try await server.send(.patch, path, #"{"role":"editor"}"#, as: admin).status == 428)
        let stale = try await server.send(
            .patch, path, #"{"role":"editor"}"#, as: admin, headers: [("If-Match", "\"9\"")])
        #expect(stale.status == 412)
        let done = try await server.send(
            .patch, path, #"{"role":"editor","name":"Eve","email":"eve@example.test"}"#, as: admin,
            headers: [("If-Match", "\"1\"")])
        #expect(done.status == 200 && done["role"] == "editor" && done["email"] == "eve@example.test")
        #expect(done.headers["ETag"] == "\"2\"")
        #expect(try await server.send(.delete, path, as: admin, headers: [("If-Match", "\"1\"")]).status == 412)
        #expect(try await server.send(.delete, path, as: admin, headers: [("If-Match", "\"2\"")]).status == 204)
        #expect(try await server.send(.get, path, as: admin).status == 404)
    }

    @Test("The last administrator who can sign in cannot be removed, demoted or disabled; the last but one can")
    func lastAdmin() async throws {
        let server = try await TestServer()
        let admin = try await server.person(.admin)
        let any = [("If-Match", "*")]
        // An administrator who has no password yet does not count.
        let invited = #"{"email":"b@example.test","name":"B","role":"admin"}"#
        let made = try await server.send(.post, "/api/v1/users", .text(invited, type: "application/json"), as: admin)
        for body in [#"{"role":"editor"}"#, #"{"disabled":true}"#] {
            let reply = try await server.send(
                .patch, "/api/v1/users/1", .text(body, type: "application/json"), as: admin, headers: any)
            #expect(reply.status == 409, "\(body)")
        }
        #expect(try await server.send(.delete, "/api/v1/users/1", as: admin, headers: any).status == 409)
        #expect(try await server.send(.get, "/api/v1/users", as: admin).items.count == 2)
        #expect(try await useLink(server, token(made["link"]?["url"])).status == 201)
        #expect(try await server.send(.delete, "/api/v1/users/1", as: admin, headers: any).status == 204)
        #expect(try await server.send(.get, "/api/v1/users", as: admin).status == 401)
    }

    @Test("Disabling ends the sessions and keeps the user out, as a wrong password would")
    func disabling() async throws {
        let server = try await TestServer()
        let admin = try await server.person(.admin)
        let viewer = try await server.person(.viewer)
        #expect(try await server.send(.get, "/api/v1/rules", as: viewer).status == 200)
        let any = [("If-Match", "*")]
        #expect(
            try await server.send(.patch, "/api/v1/users/2", #"{"disabled":true}"#, as: admin, headers: any).status
                == 200)
        #expect(try await server.send(.get, "/api/v1/rules", as: viewer).status == 401)
        let kept = try await signIn(server, "viewer@example.test", TestServer.password).reply
        let wrong = try await signIn(server, "viewer@example.test", "a wrong password").reply
        #expect(kept.status == 401 && kept.detail == wrong.detail)
        #expect(try await server.send(.post, "/api/v1/users/2/link", as: admin).status == 409)
        #expect(
            try await server.send(.patch, "/api/v1/users/2", #"{"disabled":false}"#, as: admin, headers: any).status
                == 200)
        #expect(try await signIn(server, "viewer@example.test", TestServer.password).reply.status == 200)
        // The sessions of before stay ended.
        #expect(try await server.send(.get, "/api/v1/rules", as: viewer).status == 401)
    }

    // MARK: One's own account

    @Test("Name and language are one's own to change; role and e-mail are not")
    func ownAccount() async throws {
        let server = try await TestServer()
        let viewer = try await server.person(.viewer)
        let shown = try await server.send(.get, "/api/v1/account", as: viewer)
        #expect(shown["name"] == "Viewer" && shown.headers["ETag"] == "\"1\"")
        let done = try await server.send(
            .patch, "/api/v1/account", #"{"name":"Vera","language":"fr"}"#, as: viewer, headers: [("If-Match", "\"1\"")]
        )
        #expect(done.status == 200 && done["name"] == "Vera" && done["language"] == "fr")
        for body in [#"{"role":"admin"}"#, #"{"email":"x@example.test"}"#] {
            let reply = try await server.send(
                .patch, "/api/v1/account", .text(body, type: "application/json"), as: viewer,
                headers: [("If-Match", "*")])
            #expect(reply.status == 422, "\(body)")
        }
    }

    @Test("A new password asks for the old one, ends every session and begins a new one")
    func changePassword() async throws {
        let server = try await TestServer()
        _ = try await server.person(.editor)
        let first = try await signIn(server, "editor@example.test", TestServer.password).visitor
        let second = try await signIn(server, "editor@example.test", TestServer.password).visitor
        func change(_ old: String, _ new: String) async throws -> Reply {
            let body: JSONValue = ["old_password": .string(old), "password": .string(new)]
            return try await server.send(.put, "/api/v1/account/password", .json(body), as: first)
        }
        let wrong = try await change("not the old one", Self.other)
        #expect(wrong.status == 422 && wrong.pointers == ["/old_password"])
        #expect(try await change(TestServer.password, TestServer.password).pointers == ["/password"])
        #expect(try await change(TestServer.password, "editor editor editor").pointers == ["/password"])
        let done = try await change(TestServer.password, Self.other)
        #expect(done.status == 200)
        for visitor in [first, second] {
            #expect(try await server.send(.get, "/api/v1/account", as: visitor).status == 401)
        }
        #expect(try await server.send(.get, "/api/v1/account", as: .session(secret(done))).status == 200)
        #expect(try await signIn(server, "editor@example.test", TestServer.password).reply.status == 401)
        #expect(try await signIn(server, "editor@example.test", Self.other).reply.status == 200)
    }

    @Test("People see their own sessions, end one, or all but the one they use, and nobody else's")
    func sessions() async throws {
        let server = try await TestServer()
        let stranger = try await server.person(.admin)
        _ = try await server.person(.viewer)
        let one = try await signIn(server, "viewer@example.test", TestServer.password, from: "192.0.2.7").visitor
        let two = try await signIn(server, "viewer@example.test", TestServer.password).visitor
        let listed = try await server.send(.get, "/api/v1/account/sessions", as: two).items
        #expect(listed.count == 3 && listed.map { $0["current"] } == [true, false, false])
        #expect(listed[1]["address"] == "192.0.2.7" && listed[1]["agent"] == "Browser/1")
        let id = listed[1]["id"]?.string ?? ""
        #expect(try await server.send(.delete, "/api/v1/account/sessions/\(id)", as: stranger).status == 404)
        #expect(try await server.send(.delete, "/api/v1/account/sessions/\(id)", as: two).status == 204)
        #expect(try await server.send(.get, "/api/v1/account", as: one).status == 401)
        #expect(try await server.send(.delete, "/api/v1/account/sessions", as: two)["ended"] == 1)
        #expect(try await server.send(.get, "/api/v1/account/sessions", as: two).items.count == 1)
        #expect(try await server.send(.get, "/api/v1/account", as: stranger).status == 200)
        #expect(try await server.send(.delete, "/api/v1/users/2/sessions", as: stranger)["ended"] == 1)
        #expect(try await server.send(.get, "/api/v1/account", as: two).status == 401)
    }

    @Test("Each sign-in makes another session; one that was made up is never taken over")
    func newSession() async throws {
        let server = try await TestServer()
        _ = try await server.person(.admin)
        let body: JSONValue = ["email": "admin@example.test", "password": .string(TestServer.password)]
        let reply = try await server.send(.post, "/api/v1/session", .json(body), as: .session("made-up"))
        #expect(reply.status == 200 && secret(reply) != "made-up" && secret(reply).count >= 32)
    }

    @Test(
        "A session ends after a week without use, and after 30 days in any case",
        arguments: [(7 * 86_400 - 1, 200), (7 * 86_400, 401)])
    func idle(seconds: Int, status: Int) async throws {
        let server = try await TestServer()
        let viewer = try await server.person(.viewer)
        server.clock.pass(seconds: Int64(seconds))
        #expect(try await server.send(.get, "/api/v1/account", as: viewer).status == status)
    }

    @Test("A session in use ends after 30 days")
    func absolute() async throws {
        let server = try await TestServer()
        let viewer = try await server.person(.viewer)
        for _ in 0..<29 {
            server.clock.pass(seconds: 86_400)
            #expect(try await server.send(.get, "/api/v1/account", as: viewer).status == 200)
        }
        server.clock.pass(seconds: 86_399)
        #expect(try await server.send(.get, "/api/v1/account", as: viewer).status == 200)
        server.clock.pass(seconds: 1)
        #expect(try await server.send(.get, "/api/v1/account", as: viewer).status == 401)
    }

    @Test(
        "Thirty wrong passwords for one e-mail shut it for a while wherever they come from, whether or not it is there")
    func lockOut() async throws {
        let server = try await TestServer()
        _ = try await server.person(.viewer)
        for email in ["viewer@example.test", "nobody@example.test"] {
            for index in 0..<30 {
                let reply = try await signIn(server, email, "a wrong password", from: "192.0.2.\(index)").reply
                #expect(reply.status == 401, "\(index)")
            }
            let shut = try await signIn(server, email, TestServer.password, from: "192.0.2.99").reply
            #expect(shut.status == 429 && shut.headers["Retry-After"] == "900", "\(email)")
        }
        server.clock.pass(seconds: 900)
        #expect(try await signIn(server, "viewer@example.test", TestServer.password).reply.status == 200)
    }
}
