internal import Engine
internal import HTTPWire
internal import JSON
internal import Rules
internal import Shops
internal import Web

/// What went wrong, as RFC 9457 tells it. The one place where errors become answers.
struct Problem: Error {
    let status: Status
    /// The last part of the type's address; nil for what HTTP itself explains well enough.
    let slug: String?
    let title: String
    let detail: String
    var errors: [FieldError] = []
    var headers: Headers = [:]

    init(_ status: Status, _ slug: String?, _ title: String, _ detail: String) {
        self.status = status
        self.slug = slug
        self.title = title
        self.detail = detail
    }

    // MARK: Told by endpoints

    static func unauthorized(_ detail: String) -> Problem {
        var problem = Problem(.unauthorized, "unauthorized", "Sign in or send a token", detail)
        problem.headers = ["WWW-Authenticate": "Bearer realm=\"echelon\""]
        return problem
    }

    static func forbidden(_ detail: String) -> Problem { Problem(.forbidden, "forbidden", "Not allowed", detail) }

    static func notFound(_ detail: String) -> Problem { Problem(.notFound, "not-found", "Not found", detail) }

    static func tooMany(seconds: Int64) -> Problem {
        var problem = Problem(
            .tooManyRequests, "too-many-requests", "Too many tries", "Wait \(seconds) seconds and try again.")
        problem.headers = ["Retry-After": "\(seconds)"]
        return problem
    }

    static func unavailable(_ detail: String) -> Problem {
        var problem = Problem(.serviceUnavailable, "unavailable", "Not possible now", detail)
        problem.headers = ["Retry-After": "5"]
        return problem
    }

    /// A write that was refused, with nothing of it kept.
    static func stopped(_ reason: WriteStop.Reason) -> Problem {
        let (why, seconds) =
            switch reason {
            case .full: ("The server's disk is full.", 30)
            case .failing: ("The server's disk reports errors or is read-only.", 30)
            case .locked: ("Another program holds the server's database.", 5)
            case .overloaded: ("More is waiting to be written than the server's disk can take.", 5)
            }
        var problem = unavailable("\(why) Nothing of this was kept; send it again later. Reading goes on.")
        problem.headers = ["Retry-After": "\(seconds)"]
        return problem
    }

    static func invalid(_ errors: [FieldError]) -> Problem {
        let count = errors.count == 1 ? "1 field is" : "\(errors.count) fields are"
        let detail = errors.count == 1 ? "\(errors[0].pointer): \(errors[0].reason)" : "\(count) not right"
        var problem = Problem(.unprocessableContent, "invalid-input", "Some fields are not right", detail)
        problem.errors = errors
        return problem
    }

    static let unsupportedType: Problem = {
        var problem = Problem(
            .unsupportedMediaType, "unsupported-media-type", "This kind of body is not taken",
            "Send the body as application/json.")
        // RFC 9110 section 12.5.1: in an answer, what is taken.
        problem.headers = ["Accept": "application/json"]
        return problem
    }()

    static let notCSV: Problem = {
        var problem = Problem(
            .unsupportedMediaType, "unsupported-media-type", "This kind of body is not taken",
            "Send the file itself as the body, as text/csv.")
        problem.headers = ["Accept": "text/csv"]
        return problem
    }()

    static let preconditionRequired = Problem(
        .preconditionRequired, "precondition-required", "If-Match is missing",
        "Send If-Match with the ETag that was read, so that nobody's edit is lost.")

    /// A body of a webhook that is not what it claims to be.
    static func malformedDelivery(_ problems: [DecodeError.Problem]) -> Problem {
        var problem = Problem(
            .badRequest, "malformed-json", "The body is not what it claims to be",
            DecodeError(problems).description)
        problem.errors = problems.map { FieldError($0.pointer, $0.reason) }
        return problem
    }

    // MARK: Made of errors

    /// What the client is told of an error. Nothing of an unknown one but that it happened.
    init(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let refusal as Refusal: self.init(refusal)
        case let error as RuleError: self = .invalid(error.errors)
        case let error as DecodeError: self = .invalid(error.problems.map { FieldError($0.pointer, $0.reason) })
        case let error as JSONError:
            self.init(
                .badRequest, "malformed-json", "The body is not JSON",
                "Line \(error.line), column \(error.column): \(error.reason.rawValue)")
        case let error as HTTPError: self.init(error)
        case is NoSpace:
            self.init(
                .insufficientStorage, "insufficient-storage", "The disk is full",
                "There is no room for the file on the server's disk. Make room and send it again.")
        case is Overloaded: self = .unavailable("Too many people are signing in at once.")
        case _ where Engine.reasonForStop(error) != nil: self = .stopped(Engine.reasonForStop(error) ?? .failing)
        case _ where Engine.isTemporary(error): self = .unavailable("The database cannot be used now.")
        default:
            self.init(
                .internalServerError, "internal", "Something went wrong here",
                "The server's log has it under the request's id.")
        }
    }

    private init(_ refusal: Refusal) {
        switch refusal {
        case .notFound(let what): self = .notFound("There is no \(what).")
        case .invalid(let errors): self = .invalid(errors)
        case .conflict(let why): self.init(.conflict, "conflict", "The state does not allow it", why)
        case .stale(let why): self.init(.preconditionFailed, "precondition-failed", "Changed meanwhile", why)
        }
    }

    private init(_ error: HTTPError) {
        let slugs: [Int: String] = [
            404: "not-found", 405: "method-not-allowed", 412: "precondition-failed", 413: "payload-too-large",
            415: "unsupported-media-type", 429: "too-many-requests", 500: "internal", 503: "unavailable",
        ]
        self.init(error.status, slugs[error.status.code], error.status.reason, error.reason)
        headers = error.headers
    }

    // MARK: The answer

    func response(requestID: String) -> Response {
        var writer = JSONWriter(reserving: 256)
        writer.object { w in
            w.field("type", slug.map { "/problems/\($0)" } ?? "about:blank")
            w.field("title", title)
            w.field("status", status.code)
            w.field("detail", detail)
            if !errors.isEmpty { w.field("errors") { w in w.array(errors) { w, error in w.fieldError(error) } } }
            w.field("request_id", requestID)
        }
        var response = Response.bytes(writer.bytes, type: "application/problem+json", status: status)
        response.headers.add("Cache-Control", "no-store")
        for (name, value) in headers { response.headers.add(name, value) }
        return response
    }
}

extension JSONWriter {
    mutating func fieldError(_ error: FieldError) {
        object { w in
            w.field("pointer", error.pointer)
            w.field("reason", error.reason)
        }
    }
}
