import HTTPWire
import Testing

@testable import Web

@Suite struct FilesConditionTests {
    private static let before = "Sun, 09 Sep 2001 01:46:39 GMT"
    private static let same = "Sun, 09 Sep 2001 01:46:40 GMT"
    private static let now = "Sun, 09 Sep 2001 02:46:40 GMT"
    private static let future = "Sun, 09 Sep 2001 02:46:41 GMT"

    @Test(
        "the conditions of a request decide (RFC 9110 section 13)",
        arguments: [
            (["If-None-Match": "TAG"], .notModified), (["If-None-Match": "\"x\", W/TAG"], .notModified),
            (["If-None-Match": "*"], .notModified), (["If-None-Match": "\"x\""], .ok),
            (["If-None-Match": "\"x\"", "If-Modified-Since": same], .ok), (["If-Modified-Since": before], .ok),
            (["If-Modified-Since": same], .notModified), (["If-Modified-Since": now], .notModified),
            (["If-Modified-Since": future], .ok), (["If-Modified-Since": "soon"], .ok),
            (["If-Modified-Since": "Sunday, 09-Sep-01 01:46:40 GMT"], .notModified),
            (["If-Modified-Since": "Sun Sep  9 01:46:39 2001"], .ok),
            (["If-Modified-Since": "Sun Sep  9 01:46:40 2001"], .notModified), (["If-Match": "TAG"], .ok),
            (["If-Match": "*"], .ok), (["If-Match": "\"x\", TAG"], .ok), (["If-Match": "W/TAG"], .preconditionFailed),
            (["If-Match": "\"x\""], .preconditionFailed), (["If-Unmodified-Since": before], .preconditionFailed),
            (["If-Unmodified-Since": same], .ok), (["If-Unmodified-Since": future], .ok),
            (["If-Unmodified-Since": "soon"], .ok), (["If-Match": "TAG", "If-Unmodified-Since": before], .ok),
            (["If-Match": "TAG", "If-None-Match": "TAG"], .notModified),
            (["If-Unmodified-Since": before, "If-None-Match": "TAG"], .preconditionFailed),
        ] as [(Headers, Status)])
    func conditions(_ headers: Headers, _ status: Status) async throws {
        try await FileTree.run(["a.txt": "content"]) { tree in
            for files in [try tree.files(), try tree.files(largestKept: 0)] {
                let tag = try #require(try await files.answer(.get, "/a.txt").headers["ETag"])
                var asked = Headers()
                for (name, value) in headers { asked.add(name, value.replacing("TAG", with: tag)) }
                for method in [HTTPWire.Method.get, .head] {
                    let response = try await files.answer(method, "/a.txt", asked)
                    #expect(response.status == status)
                    if status != .preconditionFailed { #expect(response.headers["ETag"] == tag) }
                    if status == .ok { #expect(response.text == "content") }
                }
            }
        }
    }

    @Test("an answer 304 has the fields that a cache needs, and no others (RFC 9110 section 15.4.5)")
    func unchanged() async throws {
        let content = String(repeating: "a { color: red }\n", count: 100)
        try await FileTree.run(["a.css": content]) { tree in
            let response = try await tree.files().answer(.get, "/a.css", ["If-None-Match": "*"])
            #expect(response.status == .notModified)
            #expect(response.bytes.count == 0)
            let names = Set(response.headers.map(\.name))
            #expect(names == ["ETag", "Last-Modified", "Cache-Control", "Vary"])
        }
    }

    @Test("a path without a file is 404 whatever the conditions say")
    func missing() async throws {
        try await FileTree.run { tree in
            let files = try tree.files()
            for headers in [["If-None-Match": "*"], ["If-Match": "\"x\""], ["Range": "bytes=0-"]] as [Headers] {
                #expect(try await files.answer(.get, "/none", headers).status == .notFound)
            }
        }
    }
}
