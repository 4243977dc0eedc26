public import JSON

/// Why a delivery is not what it claims to be: every bad field that could be found, by name.
public struct DecodeError: Error, Sendable, Equatable, CustomStringConvertible {
    /// One bad field.
    public struct Problem: Sendable, Hashable, CustomStringConvertible {
        /// JSON pointer (RFC 6901) into the body; empty for the body as a whole.
        public var pointer: String
        /// In words for the person who looks after the shop.
        public var reason: String

        public init(_ pointer: String, _ reason: String) {
            self.pointer = pointer
            self.reason = reason
        }

        public var description: String { pointer.isEmpty ? reason : "\(pointer): \(reason)" }
    }

    /// At least one, in the order of the body; missing fields last.
    public var problems: [Problem]

    public init(_ problems: [Problem]) { self.problems = problems }

    public init(_ pointer: String, _ reason: String) { problems = [Problem(pointer, reason)] }

    /// A body that is no JSON.
    public init(_ fault: JSONError) { self.init("", "the body is not valid JSON: \(fault)") }

    public var description: String { problems.map(\.description).joined(separator: "; ") }
}
