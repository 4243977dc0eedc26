internal import Domain
internal import Secrets
internal import Store

/// Names one state of a thing that people set up, by its content, so that nobody's edit is lost unseen: whoever saves may
/// say which state they saw. For what has no revision of its own.
public struct EditTag: Sendable, Equatable {
    public let text: String

    /// As a client sent it.
    public init(_ text: String) { self.text = text }

    init(_ parts: Parts) {
        let whole = parts.map { part in "\(part.field)=\(part.value.map { "\($0.utf8.count):\($0)" } ?? "-")" }
        text = Hex.encode(Array(Digest.sha256(Array(whole.joined(separator: "\n").utf8)).prefix(8)))
    }

    /// - Parameter expected: what the client saw; nil where it does not mind.
    /// - Throws: `Refusal.stale` where it is another.
    static func require(_ expected: EditTag?, _ parts: @autoclosure () -> Parts) throws {
        guard let expected, expected != EditTag(parts()) else { return }
        throw Refusal.stale("It was changed since it was read.")
    }
}

extension GroupView {
    public var tag: EditTag { EditTag(group.parts) }
}

extension StatusView {
    public var tag: EditTag { EditTag(status.parts) }
}

extension DestinationView {
    public var tag: EditTag { EditTag(record.wholeParts) }
}

extension ConnectorView {
    public var tag: EditTag { EditTag(record.wholeParts) }
}

extension DestinationRecord {
    /// With what the audit log leaves out.
    var wholeParts: Parts { parts + [.init("url", url)] }
}

extension ConnectorRecord {
    /// With what the audit log leaves out.
    var wholeParts: Parts {
        let shops = shops.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: "\n")
        return parts + [.init("url", url), .init("account", sealedAccount), .init("shops", shops)]
    }
}

extension Segment {
    var parts: Parts { [.init("name", name), .init("when", definition)] }
}
