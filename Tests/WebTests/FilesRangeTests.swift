import HTTPWire
import Testing

@testable import Web

@Suite struct FilesRangeTests {
    /// Runs `body` with the file kept in memory, and with the file read for each request.
    private func withDigits(_ body: (StaticFiles) async throws -> Void) async throws {
        try await FileTree.run(["digits.txt": "0123456789", "empty.txt": ""]) { tree in
            try await body(tree.files())
            try await body(tree.files(largestKept: -1))
        }
    }

    @Test(
        "one range is sent alone (RFC 9110 section 15.3.7.1)",
        arguments: [
            ("bytes=0-0", "0", "0-0"), ("bytes=0-9", "0123456789", "0-9"), ("bytes=9-9", "9", "9-9"),
            ("bytes=9-", "9", "9-9"), ("bytes=9-10", "9", "9-9"), ("bytes=3-5", "345", "3-5"), ("bytes=-1", "9", "9-9"),
            ("bytes=-10", "0123456789", "0-9"), ("bytes=-11", "0123456789", "0-9"),
            ("bytes=2-99999999999999999999", "23456789", "2-9"), ("bytes=4-4, 20-", "4", "4-4"),
        ])
    func single(_ value: String, _ text: String, _ range: String) async throws {
        try await withDigits { files in
            let whole = try await files.answer(.get, "/digits.txt")
            let response = try await files.answer(.get, "/digits.txt", ["Range": value])
            #expect(response.status == .partialContent)
            #expect(response.text == text)
            #expect(response.headers["Content-Range"] == "bytes \(range)/10")
            #expect(response.headers["Content-Type"] == "text/plain; charset=utf-8")
            for name in ["ETag", "Last-Modified", "Cache-Control", "X-Content-Type-Options", "Accept-Ranges"] {
                #expect(response.headers[name] == whole.headers[name])
            }
        }
    }

    @Test(
        "several ranges are sent as parts in the order asked for (RFC 9110 section 15.3.7.2)",
        arguments: [
            ("bytes=0-0,-1", [(0..<1, "0"), (9..<10, "9")]), ("bytes=8-,0-1", [(8..<10, "89"), (0..<2, "01")]),
            ("bytes=0-1, 2-3, 4-5, 50-", [(0..<2, "01"), (2..<4, "23"), (4..<6, "45")]),
        ] as [(String, [(Range<Int>, String)])])
    func several(_ value: String, _ parts: [(range: Range<Int>, text: String)]) async throws {
        try await withDigits { files in
            let response = try await files.answer(.get, "/digits.txt", ["Range": value])
            #expect(response.status == .partialContent)
            #expect(response.headers["Content-Range"] == nil)
            let type = try #require(response.headers["Content-Type"])
            let boundary = type.replacing("multipart/byteranges; boundary=", with: "")
            #expect((1...70).contains(boundary.count) && boundary != type)
            var expected = ""
            for (range, text) in parts {
                expected += "--\(boundary)\r\nContent-Type: text/plain; charset=utf-8\r\n"
                expected += "Content-Range: bytes \(range.lowerBound)-\(range.upperBound - 1)/10\r\n\r\n\(text)\r\n"
            }
            #expect(response.text == expected + "--\(boundary)--\r\n")
        }
    }

    @Test(
        "a range that is not to be followed gets everything",
        arguments: [
            "bytes=2-1", "bytes=x-", "lines=0-1", "bytes=0-5,5-9", "bytes=", "bytes=0-1,x", "bytes=1 -2",
            "bytes=" + (0..<17).map { "\($0)-\($0)" }.joined(separator: ","),
        ])
    func ignored(_ value: String) async throws {
        try await withDigits { files in
            let response = try await files.answer(.get, "/digits.txt", ["Range": value])
            #expect(response.status == .ok)
            #expect(response.text == "0123456789")
            #expect(response.headers["Content-Range"] == nil)
        }
    }

    @Test(
        "a range beyond the end is 416 and tells the size (RFC 9110 section 15.5.17)",
        arguments: ["bytes=10-", "bytes=10-11", "bytes=-0", "bytes=99999999999999999999-", "bytes=10-,11-"])
    func unsatisfiable(_ value: String) async throws {
        try await withDigits { files in
            let response = try await files.answer(.get, "/digits.txt", ["Range": value])
            #expect(response.status == .rangeNotSatisfiable)
            #expect(response.headers["Content-Range"] == "bytes */10")
        }
    }

    @Test("of an empty file there is no part")
    func empty() async throws {
        try await withDigits { files in
            let refused = try await files.answer(.get, "/empty.txt", ["Range": "bytes=0-"])
            #expect(refused.status == .rangeNotSatisfiable)
            #expect(refused.headers["Content-Range"] == "bytes */0")
            #expect(try await files.answer(.get, "/empty.txt", ["Range": "bytes=-5"]).status == .ok)
            #expect(try await files.answer(.get, "/empty.txt").bytes.count == 0)
        }
    }

    @Test("HEAD knows no ranges (RFC 9110 section 14.2)")
    func head() async throws {
        try await withDigits { files in
            for range in ["bytes=0-0", "bytes=10-"] {
                let response = try await files.answer(.head, "/digits.txt", ["Range": range])
                #expect(response.status == .ok)
                #expect(response.bytes.count == 10)
            }
        }
    }

    @Test("If-Range sends the part only of the version that the client has")
    func ifRange() async throws {
        try await withDigits { files in
            let tag = try #require(try await files.answer(.get, "/digits.txt").headers["ETag"])
            let cases: [(String, Status)] = [
                (tag, .partialContent), ("W/\(tag)", .ok), ("\"x\"", .ok), ("\(tag), \(tag)", .ok), ("*", .ok),
                ("Sun, 09 Sep 2001 01:46:40 GMT", .partialContent), ("Sun, 09 Sep 2001 01:46:41 GMT", .ok),
                ("Sun, 09 Sep 2001 01:46:39 GMT", .ok), ("Sun Sep  9 01:46:40 2001", .partialContent),
                ("Sunday, 09-Sep-01 01:46:40 GMT", .partialContent), ("Sunday, 09-Sep-01 01:46:41 GMT", .ok), ("", .ok),
            ]
            for (value, status) in cases {
                let response = try await files.answer(.get, "/digits.txt", ["Range": "bytes=1-2", "If-Range": value])
                #expect(response.status == status, "\(value)")
                #expect(response.text == (status == .ok ? "0123456789" : "12"))
                let beyond = try await files.answer(.get, "/digits.txt", ["Range": "bytes=10-", "If-Range": value])
                #expect(beyond.status == (status == .ok ? .ok : .rangeNotSatisfiable), "\(value)")
            }
            #expect(try await files.answer(.get, "/digits.txt", ["If-Range": tag]).status == .ok)
        }
    }

    @Test("the other conditions come before the range (RFC 9110 section 13.2.2)")
    func order() async throws {
        try await withDigits { files in
            let tag = try #require(try await files.answer(.get, "/digits.txt").headers["ETag"])
            let cases: [(Headers, Status)] = [
                (["Range": "bytes=1-2", "If-None-Match": tag], .notModified),
                (["Range": "bytes=10-", "If-None-Match": tag], .notModified),
                (["Range": "bytes=1-2", "If-None-Match": "\"x\""], .partialContent),
                (["Range": "bytes=1-2", "If-Match": tag], .partialContent),
                (["Range": "bytes=10-", "If-Match": "\"x\""], .preconditionFailed),
                (["Range": "bytes=1-2", "If-Match": tag, "If-Range": "\"x\""], .ok),
                (["Range": "bytes=1-2", "If-Unmodified-Since": "Sun, 09 Sep 2001 01:46:39 GMT"], .preconditionFailed),
                (["Range": "bytes=1-2", "If-Modified-Since": "Sun, 09 Sep 2001 01:46:40 GMT"], .notModified),
            ]
            for (headers, status) in cases {
                #expect(try await files.answer(.get, "/digits.txt", headers).status == status, "\(headers)")
            }
        }
    }

    @Test("the boundary is another one for other content")
    func boundary() async throws {
        func pieces(_ tag: String) -> MultipartRanges {
            MultipartRanges([0..<1, 2..<4], size: 9, type: MediaType(fileName: "a"), tag: EntityTag(tag))
        }
        #expect(pieces("a").contentType != pieces("b").contentType)
        #expect(pieces("a").pieces.count == 5)
        #expect(pieces("a").pieces[3] == .part(2..<4))
        #expect(pieces("a").pieces[3].count == 2)
    }
}
