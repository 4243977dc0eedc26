public import Domain
internal import Rules
internal import Secrets
internal import Store

/// A store's widget as people see it, without its keys.
public struct WidgetSettings: Sendable {
    public let revision: Int
    public let isEnabled: Bool
    public let origins: [WebOrigin]
    /// Nil where there is no key yet.
    public let keyMadeAt: Timestamp?
    /// Until when the key before is still taken; nil where none is.
    public let formerKeyUntil: Timestamp?

    init(_ record: WidgetRecord, at now: Timestamp) {
        (revision, isEnabled, origins) = (record.revision, record.isEnabled, record.origins)
        keyMadeAt = record.keyMadeAt
        formerKeyUntil = record.previousKeyUntil.flatMap { $0 > now ? $0 : nil }
    }
}

extension Engine {
    /// - Throws: `Refusal.notFound`.
    public func widgetSettings(store key: String) async throws -> WidgetSettings {
        let now = clock.now()
        return try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            return WidgetSettings(configuration.widgetRecord(of: try configuration.store(key: key).id), at: now)
        }
    }

    /// Switches a store's widget, and says where it may be shown.
    ///
    /// - Parameters:
    ///   - origins: all of them; those left out are forgotten.
    ///   - revision: what the person has seen; nil for any.
    /// - Throws: `Refusal.notFound`; `Refusal.stale`.
    public func putWidget(
        store key: String, isEnabled: Bool, origins: [WebOrigin], expecting revision: Int?, by: String
    ) async throws -> WidgetSettings {
        try await editWidget(key, action: "store.widget", by) { record, _ in
            guard revision == nil || revision == record.revision else {
                throw Refusal.stale("The settings are at revision \(record.revision) now.")
            }
            record.revision += 1
            (record.isEnabled, record.origins) = (isEnabled, origins)
        }
    }

    /// Makes a key, the first or a new one; it is returned, and shown this once.
    ///
    /// - Parameter isAtOnce: whether the key before is refused from now on, and not only in a day: where it has leaked.
    /// - Throws: `Refusal.notFound`.
    public func rotateWidgetKey(
        store key: String, isAtOnce: Bool, by: String
    ) async throws -> (key: String, settings: WidgetSettings) {
        let text = TokenGenerator(prefix: "epk_").make().text
        let settings = try await editWidget(key, action: "store.widget_key", by) { record, now in
            record.previousKey = isAtOnce ? nil : record.sealedKey
            record.previousKeyUntil = record.previousKey.map { _ in now.adding(seconds: Self.overlapSeconds) }
            record.sealedKey = self.box.seal(text, for: ConfiguredWidget.place(record.store))
            record.keyMadeAt = now
        }
        return (text, settings)
    }

    private func editWidget(
        _ key: String, action: String, _ by: String,
        _ change: @escaping @Sendable (inout WidgetRecord, Timestamp) throws -> Void
    ) async throws -> WidgetSettings {
        let now = clock.now()
        return try await database.write { transaction in
            let configuration = try self.configuration(transaction)
            let before = configuration.widgetRecord(of: try configuration.store(key: key).id)
            var record = before
            try change(&record, now)
            try transaction.put(record)
            try transaction.audit(
                by: by, action: action, subject: "store \(key)",
                changes: AuditChange.between(before.parts, record.parts), at: now)
            try transaction.stampConfiguration()
            return WidgetSettings(record, at: now)
        }
    }
}
