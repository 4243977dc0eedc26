internal import Domain
internal import Engine
internal import HTTPWire
internal import Web

/// One line of the route table.
struct Endpoint: Sendable {
    typealias Handler = @Sendable (Call) async throws -> Response
    /// Reads the body by itself, piece by piece.
    typealias StreamHandler = @Sendable (Call, RequestBody) async throws -> Response

    /// How the body reaches the one who answers.
    enum Intake: Sendable {
        case whole(Handler)
        case stream(StreamHandler)
    }

    let method: Method
    let pattern: String
    let access: Access
    /// In bytes.
    let bodyLimit: Int
    let intake: Intake
    let recording: Recording

    init(
        _ method: Method, _ pattern: String, _ access: Access, upTo bodyLimit: Int = 65_536,
        recording: Recording = .audit, _ handler: @escaping Handler
    ) {
        self.method = method
        self.pattern = pattern
        self.access = access
        self.bodyLimit = bodyLimit
        self.recording = recording
        intake = .whole(handler)
    }

    init(
        _ method: Method, _ pattern: String, _ access: Access, upTo bodyLimit: Int,
        streaming handler: @escaping StreamHandler
    ) {
        self.method = method
        self.pattern = pattern
        self.access = access
        self.bodyLimit = bodyLimit
        recording = .audit
        intake = .stream(handler)
    }
}

/// Where it stands what was done through an endpoint.
enum Recording: Sendable, Equatable {
    /// In the audit log, whatever it is: where the use case notes nothing, the request itself is noted.
    case audit
    /// It is what a shop tells of its trade, by the thousand. Orders, customers and the changes that follow are their own
    /// record.
    case trade
}

/// Who may use an endpoint.
enum Access: Sendable, Equatable {
    /// Everyone; the endpoint itself checks what there is to check.
    case anyone
    /// Everyone; a session is looked at where there is one.
    case visitor
    /// A token with the scope, or a person with at least the role.
    case needs(AccessToken.Scope, Account.Role)
    /// A person with at least the role, and no token.
    case person(Account.Role)

    /// Reading, which every role may.
    static let read = Access.needs(.read, .viewer)

    /// Whether whoever gets in is known by name.
    var isKnown: Bool {
        switch self {
        case .anyone, .visitor: false
        case .needs, .person: true
        }
    }
}

/// Who is asking.
enum Caller: Sendable {
    case nobody
    case person(Account, session: String)
    case token(AccessToken)

    /// As it stands in the record of what was done.
    var name: String {
        switch self {
        case .nobody: "nobody"
        case .person(let account, _): account.name
        case .token(let token): "token \(token.name)"
        }
    }

    /// As the audit log names them.
    var actor: Actor {
        switch self {
        case .nobody: Actor(.system, name: name)
        case .person(let account, _): account.actor
        case .token(let token): Actor(.token, id: token.id.rawValue, name: name)
        }
    }

    var isNobody: Bool { if case .nobody = self { true } else { false } }

    /// What a person has the panel speak; nil for all others.
    var language: String? { if case .person(let account, _) = self { account.language } else { nil } }

    /// Key of the only store that may be seen; nil for all.
    var store: String? { if case .token(let token) = self { token.store } else { nil } }
}
