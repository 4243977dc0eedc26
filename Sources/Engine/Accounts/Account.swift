public import Domain
internal import Store

/// A person who may use the panel, without the password.
public struct Account: Sendable, Equatable {
    public let id: ID<Account>
    public let email: String
    public let name: String
    public let role: Role
    /// BCP 47; of the panel.
    public let language: String
    public let createdAt: Timestamp

    /// Each role may do what the ones before it may.
    public enum Role: String, Sendable, CaseIterable, Comparable {
        case viewer, editor, admin

        public static func < (left: Role, right: Role) -> Bool { left.rank < right.rank }

        private var rank: Int {
            switch self {
            case .viewer: 0
            case .editor: 1
            case .admin: 2
            }
        }
    }

    init(_ user: User) {
        id = ID(rawValue: user.id.rawValue)
        email = user.email
        name = user.name
        role = Role(user.role)
        language = user.language
        createdAt = user.createdAt
    }
}

extension Account.Role {
    init(_ role: User.Role) {
        switch role {
        case .viewer: self = .viewer
        case .editor: self = .editor
        case .admin: self = .admin
        }
    }

    var stored: User.Role {
        switch self {
        case .viewer: .viewer
        case .editor: .editor
        case .admin: .admin
        }
    }
}
