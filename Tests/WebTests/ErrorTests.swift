import HTTPWire
import Synchronization
import Testing
import Web

@Suite struct ErrorTests {
    private func get(_ path: String) -> String { "GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n" }

    @Test("an error becomes its status, an unknown one 500 without its text")
    func errors() async throws {
        try await Harness.run { harness in
            let replies = try await harness.connect { client in
                await client.send(get("/teapot") + get("/fail") + get("/hello"))
                return [try await client.reply(), try await client.reply(), try await client.reply()]
            }
            #expect(replies.map(\.status) == [418, 500, 200])
            #expect(replies[0].field("X-Pot") == "tea")
            #expect(replies[1].body == "500 Internal Server Error\n")
        }
    }

    @Test("a value from outside cannot split a response")
    func splitting() async throws {
        try await Harness.run { harness in
            let replies = try await harness.connect { client in
                await client.send(get("/split?x=a%0D%0ASet-Cookie:%20b") + get("/split?x=ok"))
                return [try await client.reply(), try await client.reply()]
            }
            #expect(replies.map(\.status) == [500, 200])
            #expect(replies[0].field("Set-Cookie") == nil)
            #expect(replies[1].field("X") == "ok")
        }
    }

    @Test("the hook makes the answers to all errors, and common fields are on every answer")
    func hook() async throws {
        var configuration = ServerConfiguration()
        configuration.commonHeaders = CommonHeaders(["Content-Security-Policy": "default-src 'self'"])
        configuration.errorResponse = { error, request in
            let status = (error as? HTTPError)?.status ?? .internalServerError
            return .json(Array("{\"at\":\"\(request.path)\"}".utf8), status: status)
        }
        try await Harness.run(configuration: configuration) { harness in
            let replies = try await harness.connect { client in
                await client.send(get("/none") + get("/fail") + get("/hello") + "BAD\r\n\r\n")
                return [
                    try await client.reply(), try await client.reply(), try await client.reply(),
                    try await client.reply(),
                ]
            }
            #expect(replies.map(\.status) == [404, 500, 200, 400])
            #expect(replies.map(\.body) == ["{\"at\":\"/none\"}", "{\"at\":\"/fail\"}", "hello", "{\"at\":\"\"}"])
            #expect(replies.allSatisfy { $0.field("Content-Security-Policy") == "default-src 'self'" })
        }
    }

    @Test("the observer is told of every answer, with the pattern and without the query")
    func records() async throws {
        try await Harness.run { harness in
            try await harness.connect { client in
                await client.send(get("/items/7?token=secret") + get("/none"))
                _ = try await client.reply()
                _ = try await client.reply()
            }
            await harness.server.shutdown(grace: .seconds(5))
            let records = harness.records.all
            #expect(records.map(\.pattern) == ["/items/{id}", nil])
            #expect(records.map(\.path) == ["/items/7", "/none"])
            #expect(records.map(\.status) == [.ok, .notFound])
            #expect(records.map(\.bytesSent) == [1, 45])
            #expect(Set(records.map(\.id)).count == 2 && records.allSatisfy { $0.id.utf8.count == 13 })
        }
    }
}
