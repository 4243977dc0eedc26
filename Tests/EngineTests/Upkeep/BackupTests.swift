import Domain
import Foundation
import Testing

@testable import Engine
@testable import Store

@Suite("Backups")
struct BackupTests {
    private func place() -> String { NSTemporaryDirectory() + "echelon-backup-\(UUID().uuidString).db" }

    private func remove(_ path: String) {
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
    }

    @Test("A backup taken under writes is one instant, whole, and alone in its file")
    func consistent() async throws {
        let shop = try await TestShop()
        try await shop.addRule()
        for number in 1...20 { try await shop.put(try shop.order("\(number)", customer: "\(number)")) }
        let target = place()
        defer { remove(target) }
        let writing = Task {
            for number in 21...60 { try await shop.put(try shop.order("\(number)", customer: "\(number)")) }
        }
        let report = try await shop.engine.backup(to: target, isThorough: true)
        try await writing.value
        let orders = try #require(report.counts["orders"])
        #expect(orders >= 20 && orders <= 60 && report.counts["customers"] == orders)
        #expect(report.bytes == (try FileManager.default.attributesOfItem(atPath: target)[.size] as? Int))
        for suffix in ["-wal", "-shm"] { #expect(!FileManager.default.fileExists(atPath: target + suffix)) }
        let mode = try FileManager.default.attributesOfItem(atPath: target)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try DatabaseFile.faults(of: target).isEmpty)
    }

    @Test("What is there already is not written over")
    func keeps() async throws {
        let shop = try await TestShop()
        let target = place()
        defer { remove(target) }
        try Data("mine".utf8).write(to: URL(filePath: target))
        await #expect(throws: (any Error).self) { try await shop.engine.backup(to: target, isThorough: false) }
    }

    @Test("What is no database of ours is told apart, and one in use is")
    func files() async throws {
        let other = place()
        defer { remove(other) }
        try Data(repeating: 0x41, count: 8_192).write(to: URL(filePath: other))
        #expect(throws: DatabaseProblem.self) { try DatabaseFile.faults(of: other) }
        #expect(throws: DatabaseProblem.self) { try DatabaseFile.faults(of: other + ".none") }
        let shop = try await TestShop()
        #expect(try DatabaseFile.isInUse(shop.path))
        let copy = place()
        defer { remove(copy) }
        try DatabaseFile.copy(shop.path, to: copy)
        #expect(try !DatabaseFile.isInUse(copy))
        let figures = try DatabaseFile.figures(of: copy)
        #expect(figures.schema == ["1"] && figures.pages > 10 && figures.freePages == 0)
    }

    @Test("One of a newer version is refused")
    func newer() async throws {
        let shop = try await TestShop()
        try await shop.engine.database.write { try $0.run("INSERT INTO grdb_migrations (identifier) VALUES ('99')") }
        #expect { try DatabaseFile.faults(of: shop.path) } throws: { error in
            if case DatabaseProblem.newerSchema = error { true } else { false }
        }
    }

    @Test("It is handed out whole, and its file is gone at once")
    func handsOut() async throws {
        let shop = try await TestShop()
        let download = try await shop.engine.backupToHandOut(by: "test")
        var bytes = 0
        while let part = try download.next() { bytes += part.count }
        #expect(bytes == download.size)
        let folder = URL(filePath: shop.path).deletingLastPathComponent()
        let name = URL(filePath: shop.path).lastPathComponent + ".backup-"
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix(name) }
        #expect(left.isEmpty)
    }

    @Test("Grants that contradict each other are found")
    func grants() async throws {
        let shop = try await TestShop()
        try await shop.put(try shop.order())
        #expect(try await shop.engine.grantFaults().isEmpty)
        try await shop.engine.database.write { transaction in
            try transaction.run("UPDATE customers SET is_deleted = 1")
        }
        #expect(try await shop.engine.grantFaults() == ["grant 1 is open, though the customer is deleted"])
    }
}
