/// What has become of a reminder that was decided earlier and is to be sent now.
public enum Reconsidered: Sendable, Equatable {
    /// It says what is still so.
    case stands
    /// It is still so, with the figures of today.
    case anew(PlannedReminder)
    /// What it says will not happen, or has happened.
    case untrue
}
