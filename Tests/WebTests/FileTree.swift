import Foundation
import HTTPWire
import TestPrograms
import Testing

@testable import Web

/// A directory to serve files from, in a directory of its own that is removed after the test.
struct FileTree {
    /// When the files were changed: Sun, 09 Sep 2001 01:46:40 GMT.
    static let changed: Int64 = 1_000_000_000
    /// What the clock of `files` shows: an hour later.
    static let now: Int64 = 1_000_003_600

    let root: URL

    static func run(_ files: KeyValuePairs<String, String> = [:], _ body: (FileTree) async throws -> Void) async throws
    {
        let tree = try make(files)
        defer { tree.remove() }
        try await body(tree)
    }

    /// The caller removes it.
    static func make(_ files: KeyValuePairs<String, String>) throws -> FileTree {
        let base = FileManager.default.temporaryDirectory.appending(path: "files-\(UUID().uuidString)")
        let tree = FileTree(root: base.appending(path: "public"))
        try FileManager.default.createDirectory(at: tree.root, withIntermediateDirectories: true)
        for (name, text) in files { try tree.write(name, Array(text.utf8)) }
        return tree
    }

    func remove() { try? FileManager.default.removeItem(at: root.deletingLastPathComponent()) }

    /// - Parameter name: may lead out of the root by `../`.
    func write(_ name: String, _ bytes: [UInt8], changed: Int64 = FileTree.changed) throws {
        let file = root.appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
        let date = Date(timeIntervalSince1970: TimeInterval(changed))
        try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: file.path)
    }

    func files(
        revalidation: Duration = .zero, cacheLimit: Int = 64 << 20, largestKept: Int = 4 << 20,
        now: Int64 = FileTree.now
    ) throws -> StaticFiles {
        try StaticFiles(
            root: root.path, revalidation: revalidation, cacheLimit: cacheLimit, largestKept: largestKept,
            clock: { now })
    }
}

/// What a request comes to, answered or refused, with its whole body.
struct FileReply {
    let status: Status
    let headers: Headers
    let bytes: [UInt8]

    var text: String { String(decoding: bytes, as: UTF8.self) }
}

extension StaticFiles {
    func answer(_ method: HTTPWire.Method, _ target: String, _ headers: Headers = [:]) async throws -> FileReply {
        let response: Response
        do {
            response = try respond(to: Request(method, target, headers: headers))
        } catch let error as HTTPError {
            response = HTTPError.plainResponse(error)
        }
        return FileReply(
            status: response.status, headers: response.headers, bytes: try await response.body.collected())
    }
}

/// Bytes that no compression makes smaller, the same in each run.
func noise(_ count: Int) -> [UInt8] {
    var state: UInt64 = 88_172_645_463_325_252
    return (0..<count).map { _ in
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return UInt8(truncatingIfNeeded: state >> 32)
    }
}

/// What gzip of the machine makes of compressed bytes.
func gunzip(_ bytes: [UInt8]) throws -> [UInt8] {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).gz")
    try Data(bytes).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try Program.output(of: ["gzip", "-dc", file.path])
}
