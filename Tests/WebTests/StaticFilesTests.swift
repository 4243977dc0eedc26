import Foundation
import HTTPWire
import Testing

@testable import Web

@Suite struct StaticFilesTests {
    /// Files to be served, and beside and among them some that must not be.
    private func withFiles(_ body: (StaticFiles, FileTree) async throws -> Void) async throws {
        let content: KeyValuePairs = [
            "index.html": "<p>home", "app/index.html": "<p>app", "app/main.js": "let a",
            ".well-known/security.txt": "contact", ".env": "secret", ".git/config": "secret", "../secret.txt": "secret",
            "caf\u{E9}.txt": "coffee", "a..b": "dots", "empty/.keep": "", "app/..hidden": "secret", "a b.txt": "blank",
            "percent%2F.txt": "percent",
        ]
        try await FileTree.run(content) { tree in
            let links = [
                ("link.txt", "../secret.txt"), ("up", ".."), ("loop", "loop"), ("inner", "app"), ("etc", "/etc"),
            ]
            for (name, destination) in links {
                let path = tree.root.path + "/" + name
                try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: destination)
            }
            try await body(tree.files(), tree)
        }
    }

    @Test(
        "a file is served with its type",
        arguments: [
            ("/", "<p>home", "text/html; charset=utf-8"), ("/index.html", "<p>home", "text/html; charset=utf-8"),
            ("/app/", "<p>app", "text/html; charset=utf-8"),
            ("/app/main.js", "let a", "text/javascript; charset=utf-8"),
            ("/app/main%2Ejs?v=1", "let a", "text/javascript; charset=utf-8"),
            ("/.well-known/security.txt", "contact", "text/plain; charset=utf-8"),
            ("/caf%C3%A9.txt", "coffee", "text/plain; charset=utf-8"), ("/a..b", "dots", "application/octet-stream"),
            ("/a%20b.txt", "blank", "text/plain; charset=utf-8"),
            ("/percent%252F.txt", "percent", "text/plain; charset=utf-8"),
        ])
    func served(_ target: String, _ content: String, _ type: String) async throws {
        try await withFiles { files, _ in
            for _ in 1...2 {
                let response = try await files.answer(.get, target)
                #expect(response.status == .ok)
                #expect(response.text == content)
                #expect(response.headers["Content-Type"] == type)
                #expect(response.headers["X-Content-Type-Options"] == "nosniff")
                #expect(response.headers["Cache-Control"] == "no-cache")
                #expect(response.headers["Accept-Ranges"] == "bytes")
                #expect(response.headers["Last-Modified"] == "Sun, 09 Sep 2001 01:46:40 GMT")
            }
        }
    }

    @Test(
        "nothing outside and nothing hidden is served",
        arguments: [
            "/secret.txt", "/%5C..%5Csecret.txt", "/..%5Csecret.txt", "/app%5Cmain.js", "/link.txt", "/up/secret.txt",
            "/up", "/up/", "/loop", "/inner/main.js", "/inner/", "/inner", "/etc/passwd", "/%2Fetc/passwd",
            "/%2Fetc%2Fpasswd", "/.env", "/.git/config", "/.git", "/%2Egit/config", "/.gitignore", "/app/..hidden",
            "/.well-known", "/.well-known/", "/app%2Fmain.js", "/app%2F", "/%2F", "//secret.txt", "//", "//index.html",
            "/app//main.js", "/app//", "/index.html/", "/index.html%2F", "/app/main.js/x", "/empty/", "/empty", "/none",
            "/none/", "/...", "/.../secret.txt", "/index.html.", "/index.html..", "/index.html%20",
            "/index.html::$DATA",
            "/INDEX.HTML", "/app./main.js", "/percent%2F.txt", "/%252e%252e/secret.txt", "/%252E%252E%252Fsecret.txt",
            "/caf%C3%A9", "/~root", "/index.html;a", "/%EF%BC%8E%EF%BC%8E/secret.txt",
        ])
    func escapes(_ target: String) async throws {
        try await withFiles { files, _ in
            // What was served before must not open another way to it.
            for known in ["/", "/app/", "/app/main.js"] { #expect(try await files.answer(.get, known).status == .ok) }
            for method in [HTTPWire.Method.get, .head, .post, .options, .delete] {
                let response = try await files.answer(method, target)
                #expect(response.status == .notFound, "\(method)")
                #expect(!response.text.contains("secret"))
            }
        }
    }

    @Test(
        "a dot segment, NUL or a raw backslash makes no request",
        arguments: [
            "/../secret.txt", "/%2e%2e/secret.txt", "/.%2e/secret.txt", "/..%2Fsecret.txt",
            "/app%2F..%2F..%2Fsecret.txt",
            "/app/..", "/./index.html", "/app/%2E", "/%2E%2E%2F%2E%2E%2Fetc/passwd", "/a%00.html", "/index.html%00",
            "/..\\secret.txt", "/index.html%0A", "/%C0%AE%C0%AE/secret.txt", "/%", "/%2", "/%zz",
        ])
    func noRequest(_ target: String) {
        #expect(throws: RequestError.self) { try Request(.get, target) }
    }

    @Test("a directory with an index is redirected to its path with a slash")
    func redirect() async throws {
        try await withFiles { files, _ in
            for method in [HTTPWire.Method.get, .head] {
                let response = try await files.answer(method, "/app")
                #expect(response.status == .permanentRedirect)
                #expect(response.headers["Location"] == "/app/")
            }
            #expect(try await files.answer(.post, "/app").status == .notFound)
            #expect(try await files.answer(.options, "/app").status == .notFound)
        }
    }

    @Test(
        "OPTIONS and other methods hear what is offered where there is a file",
        arguments: [
            (.options, .noContent), (.post, .methodNotAllowed), (.put, .methodNotAllowed), (.patch, .methodNotAllowed),
            (.delete, .methodNotAllowed), (.trace, .methodNotAllowed), (Method(rawValue: "get"), .methodNotAllowed),
        ] as [(HTTPWire.Method, Status)])
    func methods(_ method: HTTPWire.Method, _ status: Status) async throws {
        try await withFiles { files, _ in
            for target in ["/", "/index.html", "/app/main.js"] {
                // Conditions and ranges are of no concern here (RFC 9110 section 13.2.1).
                let response = try await files.answer(method, target, ["If-Match": "\"x\"", "Range": "bytes=99-"])
                #expect(response.status == status)
                #expect(response.headers["Allow"] == "GET, HEAD, OPTIONS")
            }
            let response = try await files.answer(method, "/none")
            #expect(response.status == .notFound)
            #expect(response.headers["Allow"] == nil)
        }
    }

    @Test("what is neither a file nor a directory is not served")
    func pipes() async throws {
        try await FileTree.run { tree in
            // The text lives for the call.
            let result = unsafe mkfifo(tree.root.path + "/pipe", 0o600)
            #expect(result == 0)
            let files = try tree.files()
            #expect(try await files.answer(.get, "/pipe").status == .notFound)
        }
    }

    @Test("a file that changed, came or went is seen")
    func changes() async throws {
        try await withFiles { files, tree in
            let old = try await files.answer(.get, "/app/main.js")
            try tree.write("app/main.js", Array("let b = 1".utf8), changed: FileTree.changed + 1)
            let new = try await files.answer(.get, "/app/main.js")
            #expect(new.text == "let b = 1")
            #expect(new.headers["ETag"] != old.headers["ETag"])
            #expect(new.headers["Last-Modified"] == "Sun, 09 Sep 2001 01:46:41 GMT")
            try FileManager.default.removeItem(at: tree.root.appending(path: "app/main.js"))
            #expect(try await files.answer(.get, "/app/main.js").status == .notFound)
            try tree.write("app/main.js", Array("let c".utf8))
            #expect(try await files.answer(.get, "/app/main.js").text == "let c")
        }
    }

    @Test("equal content has an equal tag, and other content another")
    func tags() async throws {
        let content: KeyValuePairs = ["a.txt": "1", "b.txt": "1", "c.txt": "2", "d.txt": "", "e.txt": "11"]
        try await FileTree.run(content) { tree in
            let files = try tree.files()
            var tags: [String] = []
            for name in "abcde" { tags.append(try await files.answer(.get, "/\(name).txt").headers["ETag"] ?? "") }
            #expect(tags[0] == tags[1])
            #expect(Set(tags).count == 4)
            #expect(tags.allSatisfy { $0.hasPrefix("\"") && $0.hasSuffix("\"") && $0.count > 3 })
        }
    }
}
