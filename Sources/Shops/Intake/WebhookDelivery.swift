public import Domain

/// One webhook request as it came in, before anything of it is believed.
public struct WebhookDelivery: Sendable {
    /// Names as they were sent; looked up without regard to case.
    public var headers: [(name: String, value: String)]
    /// Exactly the bytes received: signatures cover them.
    public var body: [UInt8]
    public var receivedAt: Timestamp

    public init(headers: [(name: String, value: String)], body: [UInt8], receivedAt: Timestamp) {
        self.headers = headers
        self.body = body
        self.receivedAt = receivedAt
    }

    /// The value of the header of that name, which must be given in small letters.
    /// Nil where there is none, or more than one: which of them was meant cannot be known.
    public func header(_ name: String) -> String? {
        var found: String?
        for header in headers where Self.equal(header.name, small: name) {
            guard found == nil else { return nil }
            found = header.value
        }
        return found
    }

    private static func equal(_ name: String, small: String) -> Bool {
        let (name, small) = (name.utf8, small.utf8)
        guard name.count == small.count else { return false }
        return zip(name, small).allSatisfy { left, right in
            left == right || (left >= 0x41 && left <= 0x5A && left | 0x20 == right)
        }
    }
}
