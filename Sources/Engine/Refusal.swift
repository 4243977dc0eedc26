public import Rules

/// A request that cannot be granted, for a reason the asker can do something about.
public enum Refusal: Error, Sendable, Equatable {
    /// There is no such thing; says what was looked for.
    case notFound(String)
    /// Bad fields, all of them.
    case invalid([FieldError])
    /// It would contradict what is; says what.
    case conflict(String)
    /// The resource was changed since the asker read it.
    case stale(String)

    static func invalid(_ pointer: String, _ reason: String) -> Refusal { .invalid([FieldError(pointer, reason)]) }
}
