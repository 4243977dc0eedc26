import Engine
import Foundation
import HTTPWire
import JSON
import Testing

@testable import API

/// `/metrics`, the document that lists its names, and the alerts that rest on them.
@Suite("Monitoring")
struct MonitoringTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private func figures(_ shop: Shop) async throws -> String {
        MetricsShape(try await shop.server.engine.operationFigures()).text
    }

    private func value(_ name: String, _ text: String) -> Double? {
        text.split(separator: "\n").first { $0.hasPrefix(name + " ") }.flatMap { Double($0.dropFirst(name.count + 1)) }
    }

    @Test("Writes, queues, changes and sizes are told, and follow what is done")
    func follows() async throws {
        let shop = try await Shop(groups: ["club"])
        let before = try await figures(shop)
        try await shop.send(.put, "customers/ext:1", ["country": "PL"])
        try await shop.send(.post, "customers/ext:1/groups", ["action": "grant", "group": "club"])
        try await shop.send(.post, "runs", ["dry_run": false])
        let after = try await figures(shop)
        #expect(value("echelon_changes_total", before) == 0 && value("echelon_changes_total", after) == 1)
        let writes = "echelon_writer_batch_size_sum"
        #expect(try #require(value(writes, after)) >= #require(value(writes, before)) + 2)
        let batches = try #require(value("echelon_writer_batch_size_count", after))
        #expect(value("echelon_writer_batch_size_bucket{le=\"+Inf\"}", after) == batches && batches > 0)
        #expect(value("echelon_writer_failures_total", after) == 0 && value("echelon_writer_waiting", after) == 0)
        #expect(value("echelon_writes_stopped{reason=\"full\"}", after) == 0)
        #expect(value("echelon_inbox{state=\"pending\"}", after) == 0)
        #expect(value("echelon_last_run_state{state=\"finished\"}", after) == 1)
        #expect(try #require(value("echelon_database_bytes", after)) > 0)
        #expect(try #require(value("echelon_disk_free_bytes", after)) > 0)
    }

    @Test("Each family has its help and type once, before its lines")
    func form() async throws {
        var announced: Set<Substring> = []
        for line in try await figures(Shop()).split(separator: "\n") {
            if line.hasPrefix("# TYPE ") {
                #expect(announced.insert(line.split(separator: " ")[2]).inserted, "\(line)")
            } else if !line.hasPrefix("#") {
                let name = line.prefix { $0 != "{" && $0 != " " }
                #expect(announced.contains { name.hasPrefix($0) }, "\(line)")
                #expect(Double(line.split(separator: " ").last ?? "") != nil, "\(line)")
            }
        }
        #expect(announced.count > 15)
    }

    @Test("The document lists every family, and the alerts ask for none that is not there")
    func names() async throws {
        let shop = try await Shop()
        try await shop.send(.post, "runs", ["dry_run": false])
        let told = try await figures(shop).split(separator: "\n").filter { $0.hasPrefix("# TYPE ") }
            .map { String($0.split(separator: " ")[2]) }
        let document = try String(contentsOf: Self.root.appending(path: "docs/operations.md"), encoding: .utf8)
        for name in told { #expect(document.contains("`\(name)"), "docs/operations.md leaves out \(name)") }
        let alerts = try String(
            contentsOf: Self.root.appending(path: "examples/prometheus/alerts.yml"), encoding: .utf8)
        let asked = Set(alerts.matches(of: /echelon_[a-z_]+/).map { String($0.output) })
        let known =
            told + [
                "echelon_last_cron_timestamp_seconds", "echelon_http_requests_total",
                "echelon_http_request_duration_seconds",
            ]
        for name in asked { #expect(known.contains { name.hasPrefix($0) }, "alerts.yml asks for \(name)") }
        #expect(asked.count >= 8)
    }
}
