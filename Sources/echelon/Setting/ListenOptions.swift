internal import ArgumentParser
internal import Foundation
internal import HTTPWire
internal import Net
internal import Web

/// Where a server listens, how, and how much it lets its clients do.
struct ListenOptions: ParsableArguments {
    @Option(help: "Numeric address to listen on; 0.0.0.0 for all. (default: 127.0.0.1)")
    var host: String?

    @Option(help: "Port to listen on; 0 for a free one. (default: 8080)")
    var port: UInt16?

    @Option(
        help: "Address or network of a reverse proxy whose word on its clients is believed, or 'loopback'. Repeatable.")
    var trustedProxy: [String] = []

    @Option(help: "The field in which the proxies tell: x-forwarded-for or forwarded. (default: x-forwarded-for)")
    var forwardedHeader: String?

    @Option(help: "Connections at once; beyond it the one idle longest is closed. (default: 16384)")
    var maxConnections: Int?

    @Option(help: "The same for one address. Proxies and this machine itself are not held to it. (default: 256)")
    var maxConnectionsPerAddress: Int?

    @Flag(help: "Hold this machine itself to the limits for one address as well.")
    var limitLoopback = false

    @Option(help: "Requests a second for one address, ten times as many at once; 0 for any number. (default: 200)")
    var rateLimit: Int?

    @Option(help: "Bytes of a request's line and header fields together, at least 1024. (default: 32768)")
    var maxHead: Int?

    @Option(help: "Header fields of a request. (default: 100)")
    var maxFields: Int?

    @Option(help: "Seconds for a request's head, and for a TLS handshake. (default: 10)")
    var headTimeout: Int?

    @Option(help: "Seconds for a body or an answer, beside those for its bytes at 8 KiB a second. (default: 20)")
    var bodyTimeout: Int?

    @Option(help: "Seconds for which a connection is kept without a request. (default: 75)")
    var idleTimeout: Int?

    /// What the options say, with the limits of the machine.
    ///
    /// - Throws: where an option is malformed, or two contradict each other.
    func configuration() throws -> ServerConfiguration {
        var configuration = ServerConfiguration()
        configuration.host = host ?? Environment["ECHELON_HOST"] ?? "127.0.0.1"
        configuration.port = try number(port, "ECHELON_PORT") ?? 8080
        configuration.loops = min(4, Processors.available)
        configuration.proxies = try proxies()
        configuration.exemptsLoopback = try !holdsLoopback()
        try limitClients(&configuration)
        try limitMessages(&configuration)
        return configuration
    }

    private func holdsLoopback() throws -> Bool {
        switch Environment["ECHELON_LIMIT_LOOPBACK"] {
        case nil, "0": limitLoopback
        case "1": true
        case let word?: throw ValidationError("ECHELON_LIMIT_LOOPBACK must be 0 or 1, not '\(word)'.")
        }
    }

    /// Whether the word of some proxy is believed.
    var isProxied: Bool { !trustedProxy.isEmpty || Environment["ECHELON_TRUSTED_PROXY"] != nil }

    private func proxies() throws -> TrustedProxies {
        let listed = Environment["ECHELON_TRUSTED_PROXY"]?.split(separator: ",").map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        let addresses = trustedProxy.isEmpty ? listed ?? [] : trustedProxy
        let name = forwardedHeader ?? Environment["ECHELON_FORWARDED_HEADER"]
        guard let field = TrustedProxies.Field(rawValue: name ?? "x-forwarded-for") else {
            throw ValidationError("--forwarded-header must be x-forwarded-for or forwarded, not '\(name ?? "")'.")
        }
        guard name == nil || !addresses.isEmpty else {
            throw ValidationError("--forwarded-header says nothing without --trusted-proxy.")
        }
        do { return try TrustedProxies(addresses, field: field) } catch {
            throw ValidationError("--trusted-proxy: \(error).")
        }
    }

    private func limitClients(_ configuration: inout ServerConfiguration) throws {
        let most = try positive(maxConnections, "ECHELON_MAX_CONNECTIONS", "--max-connections")
        configuration.maximumConnections = most ?? configuration.maximumConnections
        let perAddress = try positive(
            maxConnectionsPerAddress, "ECHELON_MAX_CONNECTIONS_PER_ADDRESS", "--max-connections-per-address")
        configuration.maximumConnectionsPerAddress = perAddress ?? configuration.maximumConnectionsPerAddress
        let rate = try number(rateLimit, "ECHELON_RATE_LIMIT") ?? 200
        guard (0...1_000_000).contains(rate) else { throw ValidationError("--rate-limit must be 0 to 1000000.") }
        configuration.rateLimit = RateLimit(perSecond: rate, burst: rate * 10)
        // Some descriptors are needed for the database, the log and the loops.
        if let limit = DescriptorLimit.raise() {
            configuration.maximumConnections = max(16, min(configuration.maximumConnections, limit * 9 / 10 - 64))
        }
    }

    private func limitMessages(_ configuration: inout ServerConfiguration) throws {
        if let head = try positive(maxHead, "ECHELON_MAX_HEAD", "--max-head") {
            guard (1_024...1_048_576).contains(head) else {
                throw ValidationError("--max-head must be 1024 to 1048576 bytes.")
            }
            configuration.wire.head = head
            configuration.wire.requestLine = min(configuration.wire.requestLine, head)
        }
        let fields = try positive(maxFields, "ECHELON_MAX_FIELDS", "--max-fields")
        configuration.wire.fieldCount = fields ?? configuration.wire.fieldCount
        if let head = try positive(headTimeout, "ECHELON_HEAD_TIMEOUT", "--head-timeout") {
            configuration.timeouts.head = .seconds(head)
        }
        if let body = try positive(bodyTimeout, "ECHELON_BODY_TIMEOUT", "--body-timeout") {
            configuration.timeouts.body = .seconds(body)
            configuration.timeouts.write = .seconds(body)
        }
        if let idle = try positive(idleTimeout, "ECHELON_IDLE_TIMEOUT", "--idle-timeout") {
            configuration.timeouts.idle = .seconds(idle)
        }
    }

    private func positive(_ option: Int?, _ name: String, _ flag: String) throws -> Int? {
        guard let number = try number(option, name) else { return nil }
        guard number > 0 else { throw ValidationError("\(flag) must be at least 1.") }
        return number
    }

    /// - Parameter name: of the environment's variable, which counts where the option is not given.
    func number<Number: FixedWidthInteger>(_ option: Number?, _ name: String) throws -> Number? {
        if let option { return option }
        guard let text = Environment[name] else { return nil }
        guard let number = Number(text) else { throw ValidationError("\(name) must be a number, not '\(text)'.") }
        return number
    }
}
