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

    init(
        _ method: Method, _ pattern: String, _ access: Access, upTo bodyLimit: Int = 65_536,
        _ handler: @escaping Handler
    ) {
        self.method = method
        self.pattern = pattern
        self.access = access
        self.bodyLimit = bodyLimit
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
        intake = .stream(handler)
    }
}

/// Who may use an endpoint.
enum Access: Sendable, Equatable {
    /// Everyone; the endpoint itself checks what there is to check.
    case anyone
    /// Everyone; a session is looked at where there is one.
    case visitor
    /// A token with the scope, or a person with at least the role.
    case needs(AccessToken.Scope, Account.Role)

    /// Reading, which every role may.
    static let read = Access.needs(.read, .viewer)
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

    /// What a person has the panel speak; nil for all others.
    var language: String? { if case .person(let account, _) = self { account.language } else { nil } }

    /// Key of the only store that may be seen; nil for all.
    var store: String? { if case .token(let token) = self { token.store } else { nil } }
}
