/// What a variable holds when a template is rendered.
public enum TemplateValue: Hashable, Sendable {
    case text(String)

    /// Only for conditions; written out it is empty.
    case flag(Bool)

    /// Nothing is known: empty, and false as a condition.
    case absent

    /// Whether `{#if}` shows its block: for a text that is not empty and a flag that is set.
    var isTrue: Bool {
        switch self {
        case .text(let text): !text.isEmpty
        case .flag(let flag): flag
        case .absent: false
        }
    }

    var text: String {
        if case .text(let text) = self { text } else { "" }
    }
}

/// One part of a mail with its values filled in.
public struct RenderedPart: Hashable, Sendable {
    /// One line without control characters, trimmed; it may be empty where all of it was conditional.
    public let subject: String

    /// Lines end with LF.
    public let body: String
}
