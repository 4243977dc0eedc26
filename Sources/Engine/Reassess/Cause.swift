internal import Domain

/// Why a customer is looked at: stands in every change that comes of it.
struct Cause {
    var actor: Change.Actor = .rule
    var by: String?
    var run: ID<Run>?
    var delivery: ID<Inbox>?
    /// The order whose report led here.
    var order: ID<Order>?
    /// False for imports, first loads and other history: nobody is mailed about the past.
    var mails = true
}
