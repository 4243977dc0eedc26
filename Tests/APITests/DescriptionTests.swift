import Engine
import Foundation
import HTTPWire
import Testing
import Yams

@testable import API

@Suite("openapi.yaml")
struct DescriptionTests {
    /// One operation: what is asked, and who may.
    private struct Operation: Hashable {
        let method: String
        let path: String
        let access: String
    }

    /// The file at the root of the package; nil where it is not there.
    private static let text: String? = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try? String(contentsOf: root.appending(path: "openapi.yaml"), encoding: .utf8)
    }()

    private func described(_ text: String) throws -> Set<Operation> {
        let document = try #require(try Yams.load(yaml: text) as? [String: Any])
        let paths = try #require(document["paths"] as? [String: [String: Any]])
        let methods = ["get", "post", "put", "patch", "delete", "options"]
        var found: Set<Operation> = []
        for (path, item) in paths {
            for method in methods {
                guard let operation = item[method] as? [String: Any] else { continue }
                let access = access(operation["security"] as? [[String: Any]])
                found.insert(Operation(method: method.uppercased(), path: path, access: access))
            }
        }
        return found
    }

    private func access(_ security: [[String: Any]]?) -> String {
        let named = (security ?? []).flatMap { $0.compactMap { ($0.value as? [String])?.first } }
        let isSession = (security ?? []).contains { $0["session"] != nil }
        let isToken = (security ?? []).contains { $0["bearer"] != nil }
        if isSession, !isToken, let role = named.first { return "person+\(role)" }
        return isSession && isToken ? named.sorted().joined(separator: "+") : "open"
    }

    private var served: Set<Operation> {
        Set(
            Service.endpoints.map { endpoint in
                var access = "open"
                if case .needs(let scope, let role) = endpoint.access {
                    access = [scope.rawValue, role.rawValue].sorted().joined(separator: "+")
                }
                if case .person(let role) = endpoint.access { access = "person+\(role.rawValue)" }
                return Operation(method: endpoint.method.rawValue, path: endpoint.pattern, access: access)
            })
    }

    @Test("Describes every route and nothing else, with the scope and the role that each needs")
    func agrees() throws {
        guard let text = Self.text else { return }
        let described = try described(text)
        #expect(served.subtracting(described).isEmpty, "served and not described")
        #expect(described.subtracting(served).isEmpty, "described and not served")
    }
}
