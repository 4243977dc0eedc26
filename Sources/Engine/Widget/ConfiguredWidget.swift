internal import Domain
internal import Secrets

/// A store's widget with its keys opened.
struct ConfiguredWidget: Sendable {
    let record: WidgetRecord
    private let key: HMACKey?
    private let previous: HMACKey?

    init(_ record: WidgetRecord, box: SecretBox) throws {
        self.record = record
        let place = Self.place(record.store)
        // The key is used as it is shown: nobody has to decode it.
        func open(_ sealed: String) throws -> HMACKey { HMACKey(try box.open(sealed, for: place)) }
        key = try record.sealedKey.map(open)
        previous = try record.previousKey.map(open)
    }

    /// The keys that a token may be signed with now, the newest first.
    func keys(at instant: Timestamp) -> [HMACKey] {
        let isTaken = record.previousKeyUntil.map { instant < $0 } ?? false
        return [key, isTaken ? previous : nil].compactMap { $0 }
    }

    /// What a sealed key is bound to.
    static func place(_ store: ID<Store>) -> String { "widgets.key/\(store)" }
}

extension Configuration {
    func widget(of store: ID<Store>) -> ConfiguredWidget? { widgets.first { $0.record.store == store } }

    func widgetRecord(of store: ID<Store>) -> WidgetRecord { widget(of: store)?.record ?? WidgetRecord(store: store) }
}
