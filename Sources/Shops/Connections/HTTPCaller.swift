public import Domain

/// A request to a server of others.
public struct HTTPCall: Sendable, Equatable {
    public enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    public var method: Method
    /// Absolute, `http` or `https`, percent-encoded.
    public var url: String
    public var fields: [HTTPField]
    public var body: [UInt8]?
    /// The administrator has said that this host may be one of our own network.
    public var allowsPrivateAddress: Bool

    public init(
        _ method: Method, _ url: String, fields: [HTTPField] = [], body: [UInt8]? = nil,
        allowsPrivateAddress: Bool = false
    ) {
        self.method = method
        self.url = url
        self.fields = fields
        self.body = body
        self.allowsPrivateAddress = allowsPrivateAddress
    }
}

/// One header field.
public struct HTTPField: Sendable, Equatable {
    public var name: String
    public var value: String

    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// What came back, whatever its status.
public struct HTTPAnswer: Sendable, Equatable {
    public var status: Int
    public var fields: [HTTPField]
    public var body: [UInt8]
    /// When the request was sent, by our clock: the answer tells a state that is at least as new.
    public var askedAt: Timestamp

    public init(status: Int, fields: [HTTPField] = [], body: [UInt8] = [], askedAt: Timestamp) {
        self.status = status
        self.fields = fields
        self.body = body
        self.askedAt = askedAt
    }

    /// The first field of that name, whatever its case.
    public func field(_ name: String) -> String? {
        let name = name.lowercased()
        return fields.first { $0.name.lowercased() == name }?.value
    }
}

/// Sends requests to other servers. Passed in from outside: nothing here opens a socket.
public protocol HTTPCaller: Sendable {
    /// - Throws: where there was no answer. An answer of any status is no error here.
    func call(_ request: HTTPCall) async throws(CallFailure) -> HTTPAnswer
}

/// Why a request got no answer.
public enum CallFailure: Error, Sendable, Equatable {
    /// Nothing of it was sent: a bad address, no connection, a certificate that does not hold.
    case notSent(String)
    /// It may have taken effect: the answer did not come in time or was cut off.
    case noAnswer(String)

    /// In words, for people.
    public var reason: String {
        switch self {
        case .notSent(let reason), .noAnswer(let reason): reason
        }
    }
}
