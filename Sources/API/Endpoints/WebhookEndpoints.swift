internal import Engine
internal import HTTPWire
internal import JSON
internal import Shops
internal import Web

/// Intake. The signature is the only authorization.
enum WebhookEndpoints {
    static func receive(_ call: Call) async throws -> Response {
        let request = call.request
        guard let source = request.parameters["source"] else { throw Problem.notFound("There is no such source.") }
        switch request.mediaType {
        case nil, "application/json", "application/x-www-form-urlencoded": break
        default: throw Problem.unsupportedType
        }
        let delivery = WebhookDelivery(
            headers: request.headers.map { ($0.name, $0.value) }, body: request.body,
            receivedAt: call.service.clock.now())
        switch try await call.engine.receive(sourceKey: source, delivery) {
        case .taken: return taken
        case .duplicate: return duplicate
        case .unused: return unused
        case .ping: return ping
        case .unknownSource: throw Problem.notFound("There is no source '\(source.prefix(64))', or it is switched off.")
        case .refused(let verification): throw refused(verification)
        case .malformed(let problems): throw Problem.malformedDelivery(problems)
        }
    }

    private static let taken = answer("taken")
    private static let duplicate = answer("duplicate")
    private static let unused = answer("unused")
    private static let ping = answer("ping")

    /// Made once for each.
    private static func answer(_ status: String) -> Response {
        var response = Response.json(Array("{\"status\":\"\(status)\"}".utf8))
        response.headers.add("Cache-Control", "no-store")
        return response
    }

    private static func refused(_ verification: Verification) -> Problem {
        let detail =
            switch verification {
            case .missing: "The signature is missing."
            case .expired: "The signature's time is too far from now; check the clocks."
            default: "The signature is wrong; check the secret of the source."
            }
        return Problem(.unauthorized, "unauthorized", "The signature does not fit", detail)
    }
}
