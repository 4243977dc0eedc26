import Engine
import HTTPWire
import JSON
import Testing

@testable import API

@Suite("Cron and runs")
struct CronTests {
    private func token(_ server: TestServer, _ visitor: Visitor) async throws -> String {
        let shown = try await server.send(.get, "/api/v1/cron-url", as: visitor)
        let url = try #require(shown["url"]?.string)
        #expect(url.hasPrefix("http://groups.example/cron?token=crn_"))
        #expect(shown["crontab"]?.string?.contains(url) == true)
        return String(url.split(separator: "=")[1])
    }

    @Test("The token comes by query, by header or as Bearer; without it 403")
    func ways() async throws {
        let server = try await TestServer()
        let admin = try await server.person(.admin)
        let token = try await token(server, admin)
        for method in [Method.get, .post] {
            let done = try await server.send(method, "/cron?token=\(token)")
            #expect(done.status == 200 && done["status"] == "finished")
            #expect(done["run"]?["trigger"] == "cron" && done["run"]?["by"] == "cron URL")
        }
        #expect(try await server.send(.get, "/cron", headers: [("X-Cron-Token", token)]).status == 200)
        #expect(try await server.send(.get, "/cron", as: .token(token)).status == 200)
        #expect(try await server.send(.get, "/cron", as: try await server.token([.cron])).status == 200)
        #expect(try await server.send(.get, "/cron", as: try await server.token([.read])).status == 403)
        #expect(try await server.send(.get, "/cron", as: admin).status == 403)
        #expect(try await server.send(.get, "/cron?token=").status == 403)
        let shown = try await server.send(.get, "/api/v1/cron-url", as: admin)
        #expect(shown["silent"] == false && shown["last_run"]?["state"] == "finished")
    }

    @Test("After ten wrong tokens the answer is 429")
    func tries() async throws {
        let server = try await TestServer()
        for _ in 0..<10 { #expect(try await server.send(.get, "/cron?token=x").status == 403) }
        let refused = try await server.send(.get, "/cron?token=x")
        #expect(refused.status == 429 && refused.headers["Retry-After"] != nil)
    }

    @Test("After a rotation the old token is good for a day")
    func rotation() async throws {
        let server = try await TestServer()
        let admin = try await server.person(.admin)
        let old = try await token(server, admin)
        #expect(try await token(server, admin) == old)
        #expect(try await server.send(.post, "/api/v1/cron-url/rotate", as: admin).status == 200)
        let new = try await token(server, admin)
        #expect(new != old)
        server.clock.pass(seconds: 86_399)
        #expect(try await server.send(.get, "/cron?token=\(old)").status == 200)
        server.clock.pass(seconds: 1)
        #expect(try await server.send(.get, "/cron?token=\(old)").status == 403)
        #expect(try await server.send(.get, "/cron?token=\(new)").status == 200)
    }

    @Test("Its parameters are checked together, and only with the right token")
    func parameters() async throws {
        let server = try await TestServer()
        let token = try await token(server, try await server.person(.admin))
        let bad = "task=rules,nap&dry_run=yes&at=now"
        #expect(try await server.send(.get, "/cron?\(bad)").status == 403)
        let reply = try await server.send(.get, "/cron?token=\(token)&\(bad)")
        #expect(reply.status == 422 && reply.pointers == ["?task", "?dry_run", "?at"])
        let dry = try await server.send(.get, "/cron?token=\(token)&dry_run=1&at=2027-01-01T00:00:00Z&task=expiry")
        #expect(dry.status == 200 && dry["run"]?["dry_run"] == true && dry["run"]?["tasks"] == ["expiry"])
        #expect(dry["run"]?["items"] == [])
        #expect(try await server.send(.get, "/cron?token=\(token)&store=nowhere").status == 404)
    }

    @Test("A run that takes longer than the server waits is answered with 202 and goes on")
    func patience() async throws {
        let server = try await TestServer(patience: .zero)
        let visitor = try await server.all
        let reply = try await server.send(.post, "/api/v1/runs", "{}", as: visitor)
        #expect([201, 202].contains(reply.status))
        #expect(reply.headers["Location"] == "/api/v1/runs/1")
    }

    @Test("Runs are started by hand, listed and shown; one that is over cannot be cancelled")
    func byHand() async throws {
        let server = try await TestServer()
        let editor = try await server.person(.editor)
        let run = try await server.send(.post, "/api/v1/runs", #"{"dry_run":true}"#, as: editor)
        #expect(run.status == 201 && run["by"] == "Editor" && run["trigger"] == "manual")
        for name in ["evaluated", "granted", "ended", "reminded", "changed", "mails", "failed"] {
            #expect(run["counts"]?[name] == 0, "\(name)")
        }
        #expect(try await server.send(.get, "/api/v1/runs/1", as: editor)["state"] == "finished")
        #expect(try await server.send(.get, "/api/v1/runs", as: editor).items.count == 1)
        #expect(try await server.send(.post, "/api/v1/runs/1/cancel", as: editor).status == 409)
    }
}
