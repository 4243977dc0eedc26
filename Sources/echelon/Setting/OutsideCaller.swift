internal import Domain
internal import HTTPWire
internal import Net
internal import Outbound
internal import Shops

/// Sends the engine's requests to shops and destinations over the network.
struct OutsideCaller: HTTPCaller {
    private let loop: EventLoop
    private let trust: TLSClientContext
    private let now: @Sendable () -> Timestamp

    /// Starts the thread that the connections live on.
    ///
    init(trust: TLSClientContext, now: @escaping @Sendable () -> Timestamp) throws {
        loop = try EventLoop()
        self.trust = trust
        self.now = now
    }

    func call(_ request: HTTPCall) async throws(CallFailure) -> HTTPAnswer {
        guard let url = OutboundURL(request.url) else { throw .notSent("the address is none of http or https") }
        let policy = AddressPolicy(allowedHosts: request.allowsPrivateAddress ? [url.host] : [])
        let client = HTTPClient(on: loop, trust: trust, policy: policy)
        var headers = Headers()
        if !request.fields.contains(where: { $0.name.lowercased() == "user-agent" }) {
            headers.add("User-Agent", "Echelon/\(Build.version)")
        }
        for field in request.fields { headers.add(field.name, field.value) }
        let askedAt = now()
        do {
            let answer = try await client.send(
                OutboundRequest(Method(rawValue: request.method.rawValue), url, headers: headers, body: request.body))
            return HTTPAnswer(
                status: answer.status.code, fields: answer.headers.map { HTTPField($0.name, $0.value) },
                body: answer.body, askedAt: askedAt)
        } catch {
            throw Self.failure(error)
        }
    }

    private static func failure(_ error: any Error) -> CallFailure {
        switch error as? OutboundError {
        case .forbiddenAddress, .unresolved, .notConnected: .notSent("\(error)")
        case .broken, .timedOut: .noAnswer("\(error)")
        case nil: .notSent("\(error)")
        }
    }
}
