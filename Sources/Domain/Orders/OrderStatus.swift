/// One of the store's own order status codes and what it means for money.
public struct OrderStatus: Sendable, Equatable {
    public var id: ID<OrderStatus>
    public var store: ID<Store>
    public var code: String
    public var label: String
    /// Payment accepted: the first entry into such a status fires purchase rules.
    public var isPaid: Bool
    /// Cancelled, refunded or failed: nothing of the order counts.
    public var isVoid: Bool
    /// Breaks ties between reports of the same version; higher is later in an order's life.
    public var rank: Int32
    /// False for a code that a delivery named and nobody has given a meaning yet.
    public var isMapped: Bool

    public init(
        id: ID<OrderStatus>, store: ID<Store>, code: String, label: String, isPaid: Bool, isVoid: Bool, rank: Int32,
        isMapped: Bool
    ) {
        self.id = id
        self.store = store
        self.code = code
        self.label = label
        self.isPaid = isPaid
        self.isVoid = isVoid
        self.rank = rank
        self.isMapped = isMapped
    }
}
