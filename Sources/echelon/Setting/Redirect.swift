internal import HTTPWire
internal import Logging
internal import Web

/// A server beside the one that speaks HTTPS, which sends plain requests on to it.
enum Redirect {
    /// - Parameters:
    ///   - configuration: of the other one.
    ///   - secure: the port of HTTPS.
    static func server(
        _ configuration: ServerConfiguration, from port: UInt16, to secure: UInt16, _ logger: Logger
    ) -> Server {
        var configuration = configuration
        configuration.port = port
        configuration.identity = nil
        // HSTS may not be told without TLS (RFC 6797 section 7.2).
        configuration.commonHeaders = CommonHeaders()
        return Server(configuration: configuration, router: Router([], fallback: handler(secure)), logger: logger)
    }

    /// 308, so that a method and its body come along (RFC 9110 section 15.4.9).
    private static func handler(_ port: UInt16) -> Handler {
        { request in
            guard let host = host(request.authority) else {
                throw HTTPError(.badRequest, "without a Host it is not known where to go on")
            }
            let place = port == 443 ? host : "\(host):\(port)"
            let query = request.query.isEmpty ? "" : "?\(request.query.encoded)"
            return .redirect(to: "https://\(place)\(request.target.rawPath)\(query)", status: .permanentRedirect)
        }
    }

    /// Without the port.
    private static func host(_ authority: String?) -> String? {
        guard let authority else { return nil }
        guard let colon = authority.lastIndex(of: ":"), !authority[colon...].contains("]") else { return authority }
        return String(authority[..<colon])
    }
}
