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
    public let isDisabled: Bool
    /// When the password was set; nil as long as there is none, or where that was not noted.
    public let passwordAt: Timestamp?
    public let hasPassword: Bool
    /// Until when the one-time link is good that was made last; nil where there is none.
    public let linkUntil: Timestamp?
    public let createdAt: Timestamp
    public let lastLoginAt: Timestamp?
    /// One more with every edit.
    public let revision: Int64

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

    /// The languages the panel has words in.
    public static let languages = ["en", "fr", "pl"]

    init(_ user: User) {
        id = ID(rawValue: user.id.rawValue)
        email = user.email
        name = user.name
        role = Role(user.role)
        language = user.language
        isDisabled = user.isDisabled
        passwordAt = user.passwordAt
        hasPassword = !user.passwordHash.isEmpty
        linkUntil = user.linkUntil
        createdAt = user.createdAt
        lastLoginAt = user.lastLoginAt
        revision = user.revision
    }

    /// As it stands in the audit log.
    public var actor: Actor { Actor(.person, id: id.rawValue, name: name) }
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

extension User {
    var actor: Actor { Actor(.person, id: id.rawValue, name: name) }

    /// What the audit log tells of it.
    var parts: [AuditChange.Part] {
        [
            .init("email", email), .init("name", name), .init("role", role.rawValue), .init("language", language),
            .init("disabled", String(isDisabled)),
        ]
    }
}
