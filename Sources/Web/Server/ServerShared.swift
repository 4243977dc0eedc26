internal import HTTPWire
internal import Logging
internal import Net
internal import Synchronization

/// What all workers and connections of a server share.
final class ServerShared: Sendable {
    let configuration: ServerConfiguration
    let router: Router
    let logger: Logger
    let ids: RequestIDs
    let deadlines: Deadlines
    let residents: Residents
    let proxies: TrustedProxies
    let rates: RequestRates?
    private let draining = Atomic<Bool>(false)
    private let currentIdentity: Mutex<TLSServerContext?>

    init(_ configuration: ServerConfiguration, _ router: Router, _ logger: Logger) {
        self.configuration = configuration
        self.router = router
        self.logger = logger
        ids = RequestIDs(seed: configuration.idSeed)
        deadlines = Deadlines(configuration.timeouts)
        residents = Residents(configuration)
        proxies = configuration.proxies
        rates = RequestRates(configuration.rateLimit)
        currentIdentity = Mutex(configuration.identity)
    }

    /// Certificate and key that new connections are shown; nil: the server speaks without TLS.
    var identity: TLSServerContext? {
        get { currentIdentity.withLock { $0 } }
        set { currentIdentity.withLock { $0 = newValue } }
    }

    /// The server is ending: no connection is kept alive any more.
    var isDraining: Bool { draining.load(ordering: .relaxed) }

    /// - Returns: whether it was not draining before.
    func startDraining() -> Bool { !draining.exchange(true, ordering: .relaxed) }

    func peer(_ address: String) -> Peer {
        let isProxy = proxies.contains(address)
        let isOwn = configuration.exemptsLoopback && IPAddress(address)?.isLoopback ?? false
        return Peer(address: address, isProxy: isProxy, isLimited: !isProxy && !isOwn)
    }
}
