import Foundation
import Testing

@testable import Net

@Suite struct DirectoryTreeTests {
    /// `outside.txt` beside the root; in the root `a.txt`, `d/b.txt`, and links in and out.
    private func withTree(_ body: (DirectoryTree) throws -> Void) throws {
        let files = FileManager.default
        let base = files.temporaryDirectory.appending(path: "tree-\(UUID().uuidString)")
        let root = base.appending(path: "root")
        try files.createDirectory(at: root.appending(path: "d"), withIntermediateDirectories: true)
        defer { try? files.removeItem(at: base) }
        try Data("outside".utf8).write(to: base.appending(path: "outside.txt"))
        try Data("hello".utf8).write(to: root.appending(path: "a.txt"))
        try Data("b".utf8).write(to: root.appending(path: "d/b.txt"))
        try files.createSymbolicLink(atPath: root.path + "/out.txt", withDestinationPath: "../outside.txt")
        try files.createSymbolicLink(atPath: root.path + "/up", withDestinationPath: "..")
        try files.createSymbolicLink(atPath: root.path + "/in.txt", withDestinationPath: "a.txt")
        try body(DirectoryTree(path: root.path))
    }

    @Test("a file is found by its names and read")
    func found() throws {
        try withTree { tree in
            guard case .file(let file) = tree.find(["a.txt"]), case .file = tree.find(["d", "b.txt"]) else {
                Issue.record("not found")
                return
            }
            #expect(file.stamp.size == 5)
            let content = try file.read()
            #expect(content == Array("hello".utf8))
            guard case .directory = tree.find(["d"]), case .directory = tree.find([]) else {
                Issue.record("no directory")
                return
            }
        }
    }

    @Test(
        "no name leads out, and no link is followed",
        arguments: [
            ["..", "outside.txt"], ["d", "..", "..", "outside.txt"], ["../outside.txt"], ["d/b.txt"], ["."], [""],
            ["out.txt"], ["up", "outside.txt"], ["in.txt"], ["a.txt\u{0}"], ["d\\b.txt"], ["a.txt", "x"], ["none"],
        ])
    func notFound(_ names: [String]) throws {
        try withTree { tree in #expect(tree.find(names) == nil) }
    }

    @Test("a root that is no directory is told")
    func noRoot() { #expect(throws: SystemError.self) { try DirectoryTree(path: "/dev/null") } }
}
