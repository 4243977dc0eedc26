import Foundation
import HTTPWire
import Testing

@testable import Web

@Suite struct StaticFilesTests {
    /// A `public` directory in a new directory that also holds `secret.txt`; removed afterwards.
    private func withFiles(
        revalidation: Duration = .zero, _ body: (StaticFiles, URL) throws -> Void
    ) throws {
        let files = FileManager.default
        let base = files.temporaryDirectory.appending(path: "static-\(UUID().uuidString)")
        let root = base.appending(path: "public")
        for name in ["app", "empty", ".well-known", ".git"] {
            try files.createDirectory(at: root.appending(path: name), withIntermediateDirectories: true)
        }
        defer { try? files.removeItem(at: base) }
        for (name, text) in [
            ("public/index.html", "<p>home"), ("public/app/index.html", "<p>app"), ("public/app/main.js", "let a"),
            ("public/.well-known/security.txt", "contact"), ("public/.env", "secret"), ("public/.git/config", "secret"),
            ("secret.txt", "secret"), ("public/caf\u{E9}.txt", "coffee"),
        ] {
            try Data(text.utf8).write(to: base.appending(path: name))
        }
        try files.createSymbolicLink(atPath: root.path + "/link.txt", withDestinationPath: "../secret.txt")
        try files.createSymbolicLink(atPath: root.path + "/up", withDestinationPath: "..")
        try body(StaticFiles(root: root.path, revalidation: revalidation), root)
    }

    private func text(_ response: Response) -> String {
        guard case .bytes(let bytes) = response.body else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(
        "a file is served with its type",
        arguments: [
            ("/", "<p>home", "text/html; charset=utf-8"), ("/index.html", "<p>home", "text/html; charset=utf-8"),
            ("/app/", "<p>app", "text/html; charset=utf-8"),
            ("/app/main.js", "let a", "text/javascript; charset=utf-8"),
            ("/app/main%2Ejs?v=1", "let a", "text/javascript; charset=utf-8"),
            ("/.well-known/security.txt", "contact", "text/plain; charset=utf-8"),
            ("/caf%C3%A9.txt", "coffee", "text/plain; charset=utf-8"),
        ])
    func served(_ target: String, _ content: String, _ type: String) throws {
        try withFiles { files, _ in
            let response = try files.respond(to: Request(.get, target))
            #expect(response.status == .ok)
            #expect(text(response) == content)
            #expect(response.headers["Content-Type"] == type)
            #expect(response.headers["X-Content-Type-Options"] == "nosniff")
            #expect(response.headers["Cache-Control"] == "no-cache")
        }
    }

    @Test(
        "nothing outside and nothing hidden is served",
        arguments: [
            "/secret.txt", "/..%2Fsecret.txt", "/app%2F..%2F..%2Fsecret.txt", "/%5C..%5Csecret.txt", "/..%5Csecret.txt",
            "/link.txt", "/up/secret.txt", "/.env", "/.git/config", "/app%2Fmain.js", "//secret.txt", "/app//main.js",
            "/index.html/", "/empty/", "/%2Fetc/passwd", "/none", "/app/main.js/x", "/%252e%252e/secret.txt",
        ])
    func escapes(_ target: String) throws {
        try withFiles { files, _ in
            let error = #expect(throws: (any Error).self) { try files.respond(to: Request(.get, target)) }
            #expect((error as? RequestError)?.status ?? (error as? HTTPError)?.status == .some(expected(target)))
        }
    }

    /// Dot segments do not even make a request.
    private func expected(_ target: String) -> Status { target.contains("..%2F") ? .badRequest : .notFound }

    @Test("a dot segment or NUL makes no request", arguments: ["/../secret.txt", "/%2e%2e/secret.txt", "/a%00.html"])
    func noRequest(_ target: String) {
        #expect(throws: RequestError.self) { try Request(.get, target) }
    }

    @Test("a directory without its slash is redirected")
    func redirect() throws {
        try withFiles { files, _ in
            let response = try files.respond(to: Request(.get, "/app"))
            #expect(response.status == .permanentRedirect)
            #expect(response.headers["Location"] == "/app/")
        }
    }

    @Test("other methods are 405 where there is a file and 404 where there is none")
    func methods() throws {
        try withFiles { files, _ in
            let refused = #expect(throws: HTTPError.self) { try files.respond(to: Request(.post, "/index.html")) }
            #expect(refused?.status == .methodNotAllowed)
            #expect(refused?.headers["Allow"] == "GET, HEAD")
            #expect(throws: HTTPError.self) { try files.respond(to: Request(.post, "/none")) }
        }
    }

    @Test("a client that has the file is told so")
    func notModified() throws {
        try withFiles { files, _ in
            let first = try files.respond(to: Request(.get, "/"))
            let tag = try #require(first.headers["ETag"])
            let modified = try #require(first.headers["Last-Modified"])
            let conditions: [(Headers, Status)] = [
                (["If-None-Match": tag], .notModified), (["If-None-Match": "\"x\", W/\(tag)"], .notModified),
                (["If-None-Match": "*"], .notModified), (["If-None-Match": "\"x\""], .ok),
                (["If-Modified-Since": modified], .notModified),
                (["If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"], .ok), (["If-Modified-Since": "soon"], .ok),
                (["If-None-Match": "\"x\"", "If-Modified-Since": modified], .ok),
            ]
            for (headers, status) in conditions {
                let response = try files.respond(to: Request(.get, "/", headers: headers))
                #expect(response.status == status, "\(headers)")
                #expect(response.headers["ETag"] == tag)
                let isEmpty = if case .empty = response.body { true } else { false }
                #expect(isEmpty == (status == .notModified))
            }
        }
    }

    @Test("a file that changed, came or went is seen")
    func changes() throws {
        try withFiles { files, root in
            let old = try files.respond(to: Request(.get, "/app/main.js"))
            try Data("let b = 1".utf8).write(to: root.appending(path: "app/main.js"))
            let new = try files.respond(to: Request(.get, "/app/main.js"))
            #expect(text(new) == "let b = 1")
            #expect(new.headers["ETag"] != old.headers["ETag"])
            try FileManager.default.removeItem(at: root.appending(path: "app/main.js"))
            #expect(throws: HTTPError.self) { try files.respond(to: Request(.get, "/app/main.js")) }
        }
    }

    @Test("within the time of revalidation the file is not looked at")
    func cached() throws {
        try withFiles(revalidation: .seconds(3_600)) { files, root in
            _ = try files.respond(to: Request(.get, "/"))
            try Data("changed".utf8).write(to: root.appending(path: "index.html"))
            #expect(text(try files.respond(to: Request(.get, "/"))) == "<p>home")
        }
    }
}
