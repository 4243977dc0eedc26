internal import Domain
internal import Engine
internal import HTTPWire
internal import JSON
internal import Secrets
internal import Web

/// `Idempotency-Key`: a request that comes again with its key is not carried out again, but answered as the first time.
///
/// Only what was done is remembered. A refusal leaves nothing behind, so what was refused may be tried again with the same
/// key.
extension Service {
    /// Answers over this size are not kept, in bytes: the key is then of no use.
    private static let longestAnswer = 1 << 18

    /// The key of a request that is to be carried out once; nil where none came.
    private func key(of request: Request, _ caller: Caller) throws -> String? {
        guard request.method == .post, let key = request.headers["idempotency-key"], !caller.isNobody else {
            return nil
        }
        guard (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Problem(
                .badRequest, "malformed-key", "The Idempotency-Key cannot be read",
                "It must be 1 to 255 visible characters of ASCII.")
        }
        return key
    }

    /// Carries a request out, or answers it as before.
    ///
    /// - Parameter answer: given what to mark as soon as something is written.
    func once(
        _ request: Request, _ caller: Caller, _ answer: (ID<RepeatableRequest>?) async throws -> Response
    ) async throws -> Response {
        guard let key = try key(of: request, caller) else { return try await answer(nil) }
        switch try await engine.begin(key, of: caller.actor, digest: Self.digest(request)) {
        case .answered(let bytes): return try Self.answer(bytes)
        case .goingOn: throw Self.refusal(.conflict, "going-on", "The first request with this key is not answered yet.")
        case .other:
            throw Self.refusal(.unprocessableContent, "key-reused", "This key was used for another request.")
        case .answerLost:
            throw Self.refusal(
                .conflict, "answer-lost",
                "The first request with this key was carried out, but the server stopped before its answer was kept.")
        case .new(let id): return try await first(id, answer)
        }
    }

    private func first(
        _ id: ID<RepeatableRequest>, _ answer: (ID<RepeatableRequest>?) async throws -> Response
    ) async throws -> Response {
        do {
            let response = try await answer(id)
            guard let kept = Self.kept(response) else {
                try? await engine.forget(id)
                return response
            }
            // What was asked is done and on the disk, whether or not its answer can be kept.
            try? await engine.keep(kept, of: id)
            return response
        } catch {
            try? await engine.forget(id)
            throw error
        }
    }

    private static func refusal(_ status: Status, _ slug: String, _ detail: String) -> Problem {
        Problem(status, slug, "The Idempotency-Key cannot be used", detail)
    }

    /// What makes two requests the same. Of a body that is read piece by piece, its length and type.
    private static func digest(_ request: Request) -> [UInt8] {
        let head = ["content-type", "content-length", "if-match"].map { request.headers[$0] ?? "" }
        let query = request.query.pairs.map { "\($0.name)=\($0.value)" }
        let text = ([request.method.rawValue, request.path] + query + head).joined(separator: "\n")
        return Digest.sha256(Digest.sha256(Array(text.utf8)) + Digest.sha256(request.body))
    }

    // MARK: Answers at rest

    /// Nil for an answer that is not kept: a refusal, one that is written while it is made, or one that is too long.
    private static func kept(_ response: Response) -> [UInt8]? {
        guard (200...299).contains(response.status.code) else { return nil }
        let body: [UInt8]
        switch response.body {
        case .empty: body = []
        case .bytes(let bytes): body = bytes
        case .stream: return nil
        }
        guard body.count <= longestAnswer else { return nil }
        let headers = response.headers.map { JSONValue.array([.string($0.name), .string($0.value)]) }
        let kept: JSONValue = [
            "status": .integer(response.status.code), "headers": .array(headers),
            "body": .string(Base64.encode(body, .standard)),
        ]
        return kept.bytes
    }

    private static func answer(_ bytes: [UInt8]) throws -> Response {
        let kept = try JSONValue(parsing: bytes)
        guard let code = kept["status"]?.integer, let text = kept["body"]?.string,
            let body = Base64.decode(text, .standard)
        else {
            throw Problem(.internalServerError, "internal", "Something went wrong here", "A kept answer is broken.")
        }
        var headers: Headers = [:]
        for field in kept["headers"]?.array ?? [] {
            if let name = field[0]?.string, let value = field[1]?.string { headers.add(name, value) }
        }
        headers.add("Idempotency-Replayed", "true")
        return Response(Status(Int(code)), headers: headers, body: body.isEmpty ? .empty : .bytes(body))
    }
}
