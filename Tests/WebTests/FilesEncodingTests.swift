import HTTPWire
import Testing

@testable import Web

@Suite struct FilesEncodingTests {
    private let script = String(repeating: "const answer = 42;\n", count: 100)

    @Test("a client that accepts gzip gets the same file in fewer bytes")
    func compressed() async throws {
        try await FileTree.run(["a.js": script]) { tree in
            let files = try tree.files()
            let plain = try await files.answer(.get, "/a.js")
            let packed = try await files.answer(.get, "/a.js", ["Accept-Encoding": "gzip, deflate, br, zstd"])
            #expect(plain.text == script)
            #expect(plain.headers["Content-Encoding"] == nil)
            #expect(packed.headers["Content-Encoding"] == "gzip")
            #expect(packed.bytes.count < plain.bytes.count / 10)
            #expect(try gunzip(packed.bytes) == plain.bytes)
            #expect(packed.headers["ETag"] != plain.headers["ETag"])
            for name in [
                "Vary", "Content-Type", "Last-Modified", "Cache-Control", "X-Content-Type-Options", "Accept-Ranges",
            ] {
                #expect(packed.headers[name] == plain.headers[name])
            }
            #expect(plain.headers["Vary"] == "Accept-Encoding")
        }
    }

    @Test(
        "the weights decide, and the plain form is always there",
        arguments: [
            ("gzip;q=0.5", true), ("*", true), ("identity;q=0, gzip", true), ("gzip;q=0", false), ("", false),
            ("identity, gzip;q=0.5", false), ("br", false), ("identity;q=0", false), ("*;q=0", false),
            ("gzip;q=x", false),
        ])
    func negotiated(_ value: String, _ isCompressed: Bool) async throws {
        try await FileTree.run(["a.js": script]) { tree in
            let response = try await tree.files().answer(.get, "/a.js", ["Accept-Encoding": value])
            #expect(response.status == .ok)
            #expect((response.headers["Content-Encoding"] == "gzip") == isCompressed)
            #expect(response.headers["Vary"] == "Accept-Encoding")
        }
    }

    @Test(
        "only what gains by it is compressed",
        arguments: [
            ("a.html", true), ("a.css", true), ("a.js", true), ("a.mjs", true), ("a.json", true), ("a.map", true),
            ("a.svg", true), ("a.xml", true), ("a.yaml", true), ("a.yml", true), ("a.txt", true), ("a.csv", true),
            ("a.md", true), ("a.webmanifest", true), ("a.JS", true), ("a.wasm", true), ("a.min.js", true),
            ("a.png", false), ("a.jpg", false), ("a.webp", false), ("a.woff2", false), ("a.pdf", false),
            ("a.zip", false),
            ("a.gz", false), ("a.js.gz", false), ("a", false), ("a.unknown", false), ("js", false),
        ])
    func types(_ name: String, _ isCompressed: Bool) async throws {
        try await FileTree.run([name: script]) { tree in
            let response = try await tree.files().answer(.get, "/\(name)", ["Accept-Encoding": "gzip"])
            #expect((response.headers["Content-Encoding"] == "gzip") == isCompressed)
            #expect((response.headers["Vary"] == "Accept-Encoding") == isCompressed)
        }
    }

    @Test(
        "files that are small or large are sent as they are",
        arguments: [(0, false), (511, false), (512, true), (1 << 20, true), (1 << 20 + 1, false)])
    func sizes(_ size: Int, _ isCompressed: Bool) async throws {
        let content = [UInt8](repeating: 0x61, count: size)
        let packed = Gzip.compress(content)
        #expect((packed != nil) == isCompressed)
        if let packed {
            let unpacked = try gunzip(packed)
            #expect(unpacked == content)
        }
    }

    @Test("compression that saves less than an eighth is not used")
    func margin() async throws {
        #expect(Gzip.compress(noise(4_096)) == nil)
        var isWorth: [Bool] = []
        for count in stride(from: 3_400, through: 3_700, by: 4) {
            let content = noise(count) + [UInt8](repeating: 0x20, count: 4_096 - count)
            let packed = Gzip.compress(content)
            isWorth.append(packed != nil)
            if let packed { #expect(packed.count <= 3_584 && packed.count > 3_300) }
        }
        #expect(isWorth.first == true && isWorth.last == false)
        #expect(isWorth == isWorth.sorted { $0 && !$1 })
    }

    @Test("compression gives the same bytes each time")
    func stable() { #expect(Gzip.compress(Array(script.utf8)) == Gzip.compress(Array(script.utf8))) }

    @Test("HEAD has the fields of GET")
    func head() async throws {
        try await FileTree.run(["a.js": script]) { tree in
            let files = try tree.files()
            for headers in [[:], ["Accept-Encoding": "gzip"]] as [Headers] {
                let (get, head) = (
                    try await files.answer(.get, "/a.js", headers), try await files.answer(.head, "/a.js", headers)
                )
                #expect(head.headers == get.headers)
                #expect(head.bytes.count == get.bytes.count)
            }
        }
    }

    @Test("what a client has is judged by the form it would get")
    func conditions() async throws {
        try await FileTree.run(["a.js": script]) { tree in
            let files = try tree.files()
            let plain = try #require(try await files.answer(.get, "/a.js").headers["ETag"])
            let packed = try #require(
                try await files.answer(.get, "/a.js", ["Accept-Encoding": "gzip"]).headers["ETag"])
            let cases: [(Headers, Status, String)] = [
                (["If-None-Match": plain], .notModified, plain), (["If-None-Match": packed], .ok, plain),
                (["If-None-Match": packed, "Accept-Encoding": "gzip"], .notModified, packed),
                (["If-None-Match": plain, "Accept-Encoding": "gzip"], .ok, packed),
                (["If-None-Match": "\(plain), \(packed)", "Accept-Encoding": "gzip"], .notModified, packed),
                (["If-Match": packed, "Accept-Encoding": "gzip"], .ok, packed),
            ]
            for (headers, status, tag) in cases {
                let response = try await files.answer(.get, "/a.js", headers)
                #expect(response.status == status, "\(headers)")
                #expect(response.headers["ETag"] == tag)
                #expect(response.headers["Vary"] == "Accept-Encoding")
            }
            #expect(try await files.answer(.get, "/a.js", ["If-Match": packed]).status == .preconditionFailed)
        }
    }

    @Test("a range is always of the plain form")
    func ranges() async throws {
        try await FileTree.run(["a.js": script]) { tree in
            let files = try tree.files()
            let plain = try #require(try await files.answer(.get, "/a.js").headers["ETag"])
            let packed = try #require(
                try await files.answer(.get, "/a.js", ["Accept-Encoding": "gzip"]).headers["ETag"])
            let asked: Headers = ["Accept-Encoding": "gzip", "Range": "bytes=6-11"]
            let part = try await files.answer(.get, "/a.js", asked)
            #expect(part.status == .partialContent)
            #expect(part.text == "answer")
            #expect(part.headers["Content-Encoding"] == nil)
            #expect(part.headers["ETag"] == plain)
            #expect(part.headers["Vary"] == "Accept-Encoding")
            var stale = asked
            stale["If-Range"] = packed
            #expect(try await files.answer(.get, "/a.js", stale).status == .ok)
            #expect(try await files.answer(.get, "/a.js", stale).text == script)
            let ignored: Headers = ["Accept-Encoding": "gzip", "Range": "lines=1-2"]
            #expect(try await files.answer(.get, "/a.js", ignored).headers["ETag"] == packed)
            #expect(try await files.answer(.head, "/a.js", asked).headers["ETag"] == packed)
        }
    }

    @Test(
        "every answer about a file with two forms says what it varies by",
        arguments: [
            ([:], .ok), (["If-None-Match": "*"], .notModified), (["Range": "bytes=0-0"], .partialContent),
            (["Range": "bytes=0-0,-1"], .partialContent), (["Range": "bytes=1900-"], .rangeNotSatisfiable),
            (["If-Match": "\"x\""], .preconditionFailed),
        ] as [(Headers, Status)])
    func vary(_ headers: Headers, _ status: Status) async throws {
        try await FileTree.run(["a.js": script, "a.png": script]) { tree in
            let files = try tree.files()
            for (name, vary) in [("/a.js", "Accept-Encoding"), ("/a.png", nil)] {
                let reply = try await files.answer(.get, name, headers)
                #expect(reply.status == status)
                #expect(reply.headers.values("Vary") == [vary].compactMap(\.self))
            }
        }
    }
}
