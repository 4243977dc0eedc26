public import HTTPWire
public import Net

/// How long a client may take. A negative duration counts as zero.
public struct Timeouts: Sendable {
    /// From the first byte of a head to its end.
    public var head: Duration = .seconds(10)
    /// For a body, to which the time for its bytes at `minimumRate` is added.
    public var body: Duration = .seconds(20)
    /// Without a request on a connection kept alive.
    /// More than the 60 seconds for which reverse proxies keep theirs, so that it is the proxy that closes: a request
    /// must not meet a closing connection.
    public var idle: Duration = .seconds(75)
    /// For taking a response, to which the time for its bytes at `minimumRate` is added.
    public var write: Duration = .seconds(20)
    /// For reading on after an error, so that the client reads the answer before the connection breaks (RFC 9112
    /// section 9.6).
    public var linger: Duration = .seconds(2)
    /// Bytes per second, at least 1.
    public var minimumRate = 8_192

    public init() {}
}

/// How many requests one address may make.
public struct RateLimit: Sendable {
    /// 0: any number.
    public var perSecond: Int
    /// At once, after a quiet time.
    public var burst: Int

    public init(perSecond: Int, burst: Int) {
        self.perSecond = perSecond
        self.burst = burst
    }
}

public struct ServerConfiguration: Sendable {
    /// A numeric IPv4 or IPv6 address.
    public var host = "127.0.0.1"
    /// 0 takes a free one.
    public var port: UInt16 = 8080
    /// Certificate and key; nil: connections are plain.
    public var identity: TLSServerContext?
    /// Threads that serve connections, at least 1.
    public var loops = 1
    /// Connections the kernel keeps until they are accepted.
    public var backlog = 1_024
    public var wire = WireLimits()
    /// In bytes, for routes without a limit of their own.
    public var bodyLimit = 1 << 20
    /// Beyond it the connections that have been idle longest are closed; where none is idle, a new one is answered with
    /// 503.
    public var maximumConnections = 16_384
    /// The same for those of one address. Trusted proxies are not held to it.
    public var maximumConnectionsPerAddress = 256
    /// For one address; behind trusted proxies for the address they tell. Beyond it 429.
    public var rateLimit = RateLimit(perSecond: 0, burst: 0)
    /// Whether this machine itself is not held to the limits for one address: connections over the loopback are those
    /// of a reverse proxy.
    public var exemptsLoopback = true
    public var proxies = TrustedProxies.none
    /// After so many the connection is closed in order.
    public var maximumRequestsPerConnection = 1_000_000
    public var timeouts = Timeouts()
    /// Added to every response that has no field of the same name: security headers.
    public var commonHeaders = CommonHeaders()
    /// Makes the response for an error: one that a handler threw, or an `HTTPError` of the router or the server. For
    /// requests that could not be read, the request has an empty method and path.
    public var errorResponse: @Sendable (any Error, Request) -> Response = { error, _ in HTTPError.plainResponse(error)
    }
    /// Told of every response after it was sent, on the loop's thread: it must be quick.
    public var observer: (@Sendable (RequestRecord) -> Void)?
    /// Where requests and connections are counted.
    public var metrics = ServerMetrics()
    /// Seconds since 1970, for the Date field.
    public var clock: @Sendable () -> Int64 = { WallClock.unixSeconds() }
    /// Where the ids of requests start.
    public var idSeed: UInt64 = .random(in: .min ... .max)

    public init() {}
}
