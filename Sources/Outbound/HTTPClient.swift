public import HTTPWire
public import Net

/// A request to be sent.
public struct OutboundRequest: Sendable {
    public var method: Method
    public var url: OutboundURL
    /// Without Host, Content-Length and Connection, which the client writes.
    public var headers: Headers
    /// Nil: without a body.
    public var body: [UInt8]?

    public init(_ method: Method, _ url: OutboundURL, headers: Headers = [:], body: [UInt8]? = nil) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}

/// An answer that was received whole.
public struct OutboundResponse: Sendable {
    public let status: Status
    public let headers: Headers
    public let body: [UInt8]
}

/// Sends requests to other servers, each on a connection of its own. Redirects are not followed; certificates are
/// verified; the address that was checked is the one that is connected to.
public final class HTTPClient: Sendable {
    public struct Limits: Sendable {
        /// For looking the name up, connecting and shaking hands.
        public var connecting: Duration = .seconds(10)
        /// For the whole.
        public var total: Duration = .seconds(30)
        /// Bytes of an answer's body.
        public var body = 16 << 20

        public init() {}
    }

    private let loop: EventLoop
    private let trust: TLSClientContext
    private let policy: AddressPolicy
    private let limits: Limits

    /// - Parameter loop: where the connections live.
    public init(on loop: EventLoop, trust: TLSClientContext, policy: AddressPolicy, limits: Limits = Limits()) {
        self.loop = loop
        self.trust = trust
        self.policy = policy
        self.limits = limits
    }

    /// - Throws: `OutboundError`.
    public func send(_ request: OutboundRequest) async throws -> OutboundResponse {
        guard request.headers.malformedField == nil else { throw OutboundError.notConnected("a field is malformed") }
        let addresses = try await addresses(of: request.url.host)
        return try await Task(executorPreference: loop) { try await self.exchange(request, addresses) }.value
    }

    // MARK: Where

    private func addresses(of host: String) async throws -> [String] {
        let found: [String]
        do { found = try await Resolver.addresses(of: host, within: limits.connecting) } catch {
            throw OutboundError.unresolved("\(error)")
        }
        let allowed = found.filter { address in IPAddress(address).map { policy.allows($0, of: host) } ?? false }
        guard !allowed.isEmpty else { throw OutboundError.forbiddenAddress(host: host) }
        return allowed
    }

    // MARK: On the loop

    private func exchange(_ request: OutboundRequest, _ addresses: [String]) async throws -> OutboundResponse {
        let start = MonotonicTime.current()
        let channel = try await connect(request.url, addresses, until: start.adding(limits.connecting))
        defer { channel.close() }
        let conversation = Conversation(channel, until: start.adding(limits.total))
        try await conversation.send(request)
        return try await conversation.receive(answering: request.method, bodyLimit: limits.body)
    }

    /// Tries the addresses one after the other.
    private func connect(_ url: OutboundURL, _ addresses: [String], until deadline: MonotonicTime) async throws
        -> Channel
    {
        var reason = ""
        for address in addresses where MonotonicTime.current() < deadline {
            do { return try await connect(url, address, until: deadline) } catch { reason = "\(error)" }
        }
        throw OutboundError.notConnected(reason.isEmpty ? "connecting to \(url.host) took too long" : reason)
    }

    private func connect(_ url: OutboundURL, _ address: String, until deadline: MonotonicTime) async throws -> Channel {
        let socket = try await Socket.connect(host: address, port: url.port, on: loop, until: deadline)
        guard url.isSecure else { return .plain(socket) }
        do {
            return .secure(try await SecureSocket.connect(socket, trust, host: url.host, until: deadline))
        } catch {
            socket.close()
            throw error
        }
    }
}
