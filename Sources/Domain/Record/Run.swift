/// One evaluation by cron, by hand or by the command line.
public struct Run: Sendable, Equatable {
    public var id: ID<Run>
    /// Nil where it covers all stores.
    public var store: ID<Store>?
    public var trigger: Trigger
    public var by: String
    public var tasks: [String]
    public var isDry: Bool
    public var state: State
    /// The instant that was evaluated.
    public var at: Timestamp
    public var startedAt: Timestamp
    public var finishedAt: Timestamp?
    /// Counts, sentences and, for dry runs, the customers who would change; JSON of the API.
    public var report: String
    public var error: String?

    public enum Trigger: String, Sendable {
        case cron, manual, cli
    }

    public enum State: String, Sendable {
        case running, waiting, finished, failed, cancelled
    }

    public init(
        id: ID<Run>, store: ID<Store>?, trigger: Trigger, by: String, tasks: [String], isDry: Bool, state: State,
        at: Timestamp, startedAt: Timestamp, finishedAt: Timestamp? = nil, report: String = "{}", error: String? = nil
    ) {
        self.id = id
        self.store = store
        self.trigger = trigger
        self.by = by
        self.tasks = tasks
        self.isDry = isDry
        self.state = state
        self.at = at
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.report = report
        self.error = error
    }
}
