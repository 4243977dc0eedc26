import HTTPWire
import Synchronization
import Testing

@testable import Web

@Suite struct FilesServerTests {
    /// A server of a directory with these files, and what it answers to a request's text.
    private func exchange(
        _ requests: [String], hasBody: Bool = true, largestKept: Int = 4 << 20
    ) async throws -> [Client.Reply] {
        let script = String(repeating: "const answer = 42;\n", count: 100)
        let tree = try FileTree.make(["digits.txt": "0123456789", "a.js": script, "large.txt": Self.large])
        defer { tree.remove() }
        let replies = Mutex<[Client.Reply]>([])
        try await Harness.run(fallback: try tree.files(largestKept: largestKept).handler) { harness in
            let answered = try await harness.connect { client in
                var answered: [Client.Reply] = []
                for request in requests {
                    await client.send(request)
                    answered.append(try await client.reply(hasBody: hasBody))
                }
                return answered
            }
            replies.withLock { $0 = answered }
        }
        return replies.withLock { $0 }
    }

    /// Some steps of a stream and a bit more; no two stretches of it are equal.
    private static let large = (0..<40_000).map { "\($0)," }.joined()

    private func request(_ method: String, _ target: String, _ fields: String...) -> String {
        ([method + " " + target + " HTTP/1.1", "Host: a"] + fields + ["", ""]).joined(separator: "\r\n")
    }

    @Test("parts, refusals and the whole follow each other on one connection")
    func ranges() async throws {
        let replies = try await exchange([
            request("GET", "/digits.txt", "Range: bytes=2-4"), request("GET", "/digits.txt", "Range: bytes=10-"),
            request("GET", "/digits.txt", "Range: bytes=0-0,-1"), request("GET", "/digits.txt"),
            request("GET", "/digits.txt", "If-None-Match: *"), request("GET", "/digits.txt", "If-Match: \"x\""),
            request("OPTIONS", "/digits.txt"), request("POST", "/digits.txt"), request("GET", "/none"),
        ])
        #expect(replies.map(\.status) == [206, 416, 206, 200, 304, 412, 204, 405, 404])
        #expect(replies[0].body == "234")
        #expect(replies[0].field("Content-Range") == "bytes 2-4/10")
        #expect(replies[1].field("Content-Range") == "bytes */10")
        #expect(replies[2].body.contains("Content-Range: bytes 9-9/10\r\n\r\n9\r\n--"))
        #expect(replies[3].body == "0123456789")
        #expect(replies[4].field("Content-Length") == nil)
        #expect(replies[6].field("Allow") == "GET, HEAD, OPTIONS")
        #expect(replies[7].field("Allow") == "GET, HEAD, OPTIONS")
    }

    @Test("HEAD tells the length of the form it would get, without a body")
    func head() async throws {
        let replies = try await exchange(
            [
                request("HEAD", "/a.js"), request("HEAD", "/a.js", "Accept-Encoding: gzip"),
                request("HEAD", "/a.js", "Range: bytes=0-0"),
            ], hasBody: false)
        #expect(replies.map(\.status) == [200, 200, 200])
        #expect(replies[0].field("Content-Length") == "1900")
        let packed = try #require(replies[1].field("Content-Length").flatMap { Int($0) })
        #expect((20..<190).contains(packed))
        #expect(replies[2].field("Content-Length") == "1900")
    }

    @Test("a large file comes in pieces, whole and in parts")
    func large() async throws {
        let size = Self.large.utf8.count
        let replies = try await exchange(
            [
                request("GET", "/large.txt"), request("GET", "/large.txt", "Range: bytes=65530-131080"),
                request("GET", "/large.txt", "Range: bytes=0-0,-70000"),
                request("GET", "/large.txt", "Range: bytes=-1"),
                request("GET", "/large.txt", "If-None-Match: *"), request("GET", "/large.txt", "Range: bytes=\(size)-"),
            ], largestKept: 65_536)
        #expect(replies.map(\.status) == [200, 206, 206, 206, 304, 416])
        #expect(replies[0].body == Self.large)
        #expect(replies[0].field("Transfer-Encoding") == nil)
        #expect(replies[1].body == String(Self.large.dropFirst(65_530).prefix(65_551)))
        #expect(replies[2].body.contains("\r\n\r\n" + Self.large.suffix(70_000) + "\r\n--"))
        #expect(replies[3].body == ",")
        #expect(replies[3].field("Content-Range") == "bytes \(size - 1)-\(size - 1)/\(size)")
        let head = try await exchange([request("HEAD", "/large.txt")], hasBody: false, largestKept: 65_536)
        #expect(head.first?.field("Content-Length") == "\(size)")
    }
}
