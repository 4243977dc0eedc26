/// What a store has settled about its progress widget. Keys are sealed by the caller.
public struct WidgetRecord: Sendable, Equatable {
    public var store: ID<Store>
    /// Counts edits of the switch and the origins, from 0 for a store that nobody has set up.
    public var revision: Int
    public var isEnabled: Bool
    /// The websites whose pages may show the widget, in the order in which they were given.
    public var origins: [WebOrigin]
    /// Signs customer tokens; nil until it is made.
    public var sealedKey: String?
    public var keyMadeAt: Timestamp?
    /// The key before, and until when it is still taken.
    public var previousKey: String?
    public var previousKeyUntil: Timestamp?

    /// Of one store.
    public static let mostOrigins = 20

    /// Of a store that nobody has set up: off, without origins and key.
    public init(store: ID<Store>) {
        self.store = store
        revision = 0
        isEnabled = false
        origins = []
    }
}
