import Foundation
import HTTPWire
import Net
import Synchronization
import Testing

@testable import Web

@Suite struct FilesCacheTests {
    @Test("within the time of revalidation the file is not looked at")
    func kept() async throws {
        try await FileTree.run(["a.txt": "old"]) { tree in
            let files = try tree.files(revalidation: .seconds(3_600))
            #expect(try await files.answer(.get, "/a.txt").text == "old")
            try FileManager.default.removeItem(at: tree.root.appending(path: "a.txt"))
            #expect(try await files.answer(.get, "/a.txt").text == "old")
            #expect(try await files.answer(.get, "/a%2Etxt").status == .notFound)
            #expect(try await files.answer(.get, "/a.txt").status == .notFound)
        }
    }

    @Test("a file that changes within the second of its time is read again, and later no more")
    func settled() async throws {
        try await FileTree.run(["a.txt": "1"]) { tree in
            let young = try tree.files(now: FileTree.changed)
            #expect(try await young.answer(.get, "/a.txt").text == "1")
            try tree.write("a.txt", Array("2".utf8))
            #expect(try await young.answer(.get, "/a.txt").text == "2")
            let old = try tree.files(now: FileTree.changed + 1)
            #expect(try await old.answer(.get, "/a.txt").text == "2")
            try tree.write("a.txt", Array("3".utf8))
            #expect(try await old.answer(.get, "/a.txt").text == "2")
            try tree.write("a.txt", Array("4".utf8), changed: FileTree.changed + 1)
            #expect(try await old.answer(.get, "/a.txt").text == "4")
        }
    }

    @Test("a date that two versions may share is no reason to send a part")
    func dates() async throws {
        try await FileTree.run(["a.txt": "1234"]) { tree in
            let asked: Headers = ["Range": "bytes=1-2", "If-Range": "Sun, 09 Sep 2001 01:46:40 GMT"]
            let young = try tree.files(now: FileTree.changed)
            #expect(try await young.answer(.get, "/a.txt", asked).status == .ok)
            try tree.write("a.txt", Array("5678".utf8))
            #expect(try await young.answer(.get, "/a.txt", asked).text == "5678")
            let old = try tree.files(now: FileTree.changed + 1)
            #expect(try await old.answer(.get, "/a.txt", asked).text == "67")
        }
    }

    @Test("a date that was sent for another version stays weak")
    func sharedDate() async throws {
        try await FileTree.run(["a.txt": "1234"]) { tree in
            let time = Mutex(FileTree.changed)
            let files = try StaticFiles(
                root: tree.root.path, revalidation: .zero, clock: { time.withLock { $0 } })
            let asked: Headers = ["Range": "bytes=1-2", "If-Range": "Sun, 09 Sep 2001 01:46:40 GMT"]
            #expect(try await files.answer(.get, "/a.txt").text == "1234")
            try tree.write("a.txt", Array("5678".utf8))
            time.withLock { $0 += 1 }
            #expect(try await files.answer(.get, "/a.txt", asked).text == "5678")
            try tree.write("a.txt", Array("9012".utf8), changed: FileTree.changed + 1)
            #expect(try await files.answer(.get, "/a.txt", asked).text == "9012")
            time.withLock { $0 += 1 }
            let later: Headers = ["Range": "bytes=1-2", "If-Range": "Sun, 09 Sep 2001 01:46:42 GMT"]
            try tree.write("a.txt", Array("3456".utf8), changed: FileTree.changed + 2)
            time.withLock { $0 += 1 }
            #expect(try await files.answer(.get, "/a.txt", later).text == "45")
        }
    }

    @Test("a file from the future was changed now at the latest (RFC 9110 section 8.8.2.1)")
    func future() async throws {
        try await FileTree.run { tree in
            try tree.write("a.txt", Array("1".utf8), changed: FileTree.now + 3_600)
            let files = try tree.files()
            let response = try await files.answer(.get, "/a.txt")
            #expect(response.headers["Last-Modified"] == "Sun, 09 Sep 2001 02:46:40 GMT")
            let headers: Headers = ["If-Modified-Since": "Sun, 09 Sep 2001 02:46:40 GMT"]
            #expect(try await files.answer(.get, "/a.txt", headers).status == .notModified)
        }
    }

    @Test("a file that is not kept has a tag that is weak while it may change unseen")
    func largeTags() async throws {
        try await FileTree.run(["a.txt": "1234"]) { tree in
            let young = try #require(
                try await tree.files(largestKept: 3, now: FileTree.changed).answer(.get, "/a.txt").headers["ETag"])
            let files = try tree.files(largestKept: 3)
            let old = try #require(try await files.answer(.get, "/a.txt").headers["ETag"])
            #expect(young == "W/\(old)")
            try tree.write("a.txt", Array("5678".utf8), changed: FileTree.changed + 1)
            let changed = try await files.answer(.get, "/a.txt")
            #expect(changed.text == "5678")
            #expect(changed.headers["ETag"] != old)
            try tree.write("a.txt", Array("567".utf8), changed: FileTree.changed + 1)
            let kept = try await files.answer(.get, "/a.txt")
            #expect(kept.text == "567")
            #expect(kept.headers["ETag"]?.hasSuffix("-s\"") == false)
        }
    }

    @Test("beyond the limit a file is read each time and sent plain")
    func limit() async throws {
        let script = String(repeating: "a = 1;\n", count: 1_000)
        try await FileTree.run(["a.js": script]) { tree in
            for (limit, isCompressed) in [(0, false), (13_999, false), (14_000, true)] {
                let files = try tree.files(revalidation: .seconds(3_600), cacheLimit: limit)
                for _ in 1...2 {
                    let response = try await files.answer(.get, "/a.js", ["Accept-Encoding": "gzip"])
                    #expect((response.headers["Content-Encoding"] == "gzip") == isCompressed)
                    #expect((response.headers["Vary"] != nil) == isCompressed)
                }
                try tree.write("a.js", Array("changed".utf8))
                #expect(try await files.answer(.get, "/a.js").text == (limit > 10_000 ? script : "changed"))
                try tree.write("a.js", Array(script.utf8))
            }
        }
    }

    @Test("both forms of a file count")
    func cost() async throws {
        let (content, stamp) = ([UInt8](repeating: 0x61, count: 1_000), try await stamp())
        let now = HTTPDate(secondsSinceEpoch: FileTree.now)
        func cost(_ name: String) -> Int {
            StaticPage(stamp, name: name, content: content, isCompressed: true, now: now, previous: nil).cost
        }
        let packed = try #require(Gzip.compress(content))
        #expect(cost("a.js") - cost("a.png") == packed.count)
        #expect(cost("a.png") > 1_000)
    }

    private func stamp() async throws -> FileStamp {
        var found: FileStamp?
        try await FileTree.run(["a": "a"]) { tree in
            if case .file(let file) = try DirectoryTree(path: tree.root.path).find(["a"]) { found = file.stamp }
        }
        return try #require(found)
    }

    @Test("where room is short, what nobody asked for in a minute gives way")
    func room() async throws {
        let stamp = try await stamp()
        func entry(_ size: Int, at second: UInt64) -> FileCache.Entry {
            let page = StaticPage(
                stamp, name: "a", content: [UInt8](repeating: 0, count: size), isCompressed: false,
                now: HTTPDate(secondsSinceEpoch: FileTree.now), previous: nil)
            return FileCache.Entry(page: page, checkedAt: time(second), isSettled: true)
        }
        func time(_ second: UInt64) -> MonotonicTime { MonotonicTime(nanoseconds: second * 1_000_000_000) }
        let cost = entry(1_000, at: 0).page.cost
        let cache = FileCache(limit: 2 * cost)
        cache.store(entry(1_000, at: 10), for: "a")
        cache.store(entry(1_000, at: 20), for: "b")
        #expect(cache.cost == 2 * cost)
        cache.store(entry(1_000, at: 20), for: "c")
        #expect(cache["c"] == nil && cache["a"] != nil)
        #expect(cache.hasRoom(for: 0, at: time(70)))
        #expect(!cache.hasRoom(for: 1, at: time(70)))
        #expect(cache["a"] != nil)
        #expect(cache.hasRoom(for: cost, at: time(71)))
        #expect(cache["a"] == nil && cache["b"] != nil)
        #expect(!cache.hasRoom(for: cost + 1, at: time(71)))
        cache.store(entry(500, at: 71), for: "b")
        #expect(cache.cost == cost - 500)
        cache.store(entry(9_000, at: 71), for: "b")
        #expect(cache["b"] == nil && cache.cost == 0)
        cache.store(entry(1, at: 71), for: "b")
        cache.remove("b")
        cache.remove("b")
        #expect(cache.cost == 0)
    }

    @Test("a file that becomes shorter while it is read is an error, never a wrong length")
    func shorter() async throws {
        try await FileTree.run(["a.txt": "1234"]) { tree in
            guard case .file(let file) = try DirectoryTree(path: tree.root.path).find(["a.txt"]) else {
                Issue.record("the file is not found")
                return
            }
            try Data("12".utf8).write(to: tree.root.appending(path: "a.txt"))
            #expect(throws: SystemError.self) { try file.read() }
            #expect(try file.read(0..<2) == Array("12".utf8))
            #expect(throws: SystemError.self) { try file.read(1..<3) }
            let stream = FileStream(file, [.part(0..<4)]).body
            await #expect(throws: SystemError.self) { try await stream.collected() }
        }
    }
}
