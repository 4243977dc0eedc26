internal import JSON

/// Reading and writing one customer's groups.
extension WooCommerceConnection {
    public func membership(of customer: String) async throws(ShopError) -> ShopMembership? {
        guard let number = Self.number(customer) else { return nil }
        if writesRoles { return try await userRoles(number) }
        guard let answer = try await api.find("customers/\(number)") else { return nil }
        _ = try WooCommerceAPI.json(answer)
        switch WooCommerceGroups(answer.body) {
        // The list is ours alone: where it is not there, there are no groups.
        case .absent: return ShopMembership(groups: [], readAt: answer.askedAt)
        case .groups(let groups): return ShopMembership(groups: groups, readAt: answer.askedAt)
        case .unreadable: throw .malformed("\(WooCommerceGroups.key) of customer \(number) is not a list of texts")
        }
    }

    /// Roles: the shop's staff is left alone, and roles that came since `write.before` are kept.
    ///
    /// - Throws: `ShopError.refused` for an administrator, and where it would give or take the rights of one or of a
    ///   shop manager.
    public func write(_ write: MembershipWrite, of customer: String) async throws(ShopError) {
        guard let number = Self.number(customer) else { throw .refused("it has no customer \(customer.prefix(40))") }
        if writesRoles { return try await writeRoles(write, of: number) }
        let groups = JSONValue.array(write.groups.map { .string($0) })
        try await api.send(
            .put, "customers/\(number)",
            body: ["meta_data": [["key": .string(WooCommerceGroups.key), "value": groups]]])
    }

    // MARK: Roles

    /// The roles of these customers, asked for at once; those that WordPress does not show are missing.
    func roles(of rows: [WooCommerceRow]) async throws(ShopError) -> [Int64: [String]] {
        let ids = rows.compactMap(\.id)
        guard writesRoles, !ids.isEmpty else { return [:] }
        let query: [WooCommerceQuery.Item] = [
            .init("context", "edit"), .init("_fields", "id,roles"), .init("per_page", "\(WooCommerceWalk.pageSize)"),
            .init("include", ids.map { String($0) }.joined(separator: ",")),
        ]
        let json = try WooCommerceAPI.json(try await api.get("users", query, in: .users))
        var roles: [Int64: [String]] = [:]
        for user in json.array ?? [] { if let id = user["id"]?.integer { roles[id] = Self.roles(in: user) } }
        return roles
    }

    private static let whole: [WooCommerceQuery.Item] = [.init("context", "edit"), .init("_fields", "id,roles")]

    private func userRoles(_ number: Int64) async throws(ShopError) -> ShopMembership? {
        guard let answer = try await api.find("users/\(number)", Self.whole, in: .users) else { return nil }
        let user = try WooCommerceAPI.json(answer)
        guard user["id"]?.integer == number, let roles = Self.roles(in: user) else {
            throw .malformed("it did not give the roles of user \(number)")
        }
        return ShopMembership(groups: roles, readAt: answer.askedAt)
    }

    private func writeRoles(_ write: MembershipWrite, of number: Int64) async throws(ShopError) {
        guard let now = try await userRoles(number)?.groups else { throw .refused("it has no user \(number)") }
        let stay = now.filter { write.groups.contains($0) || !write.before.groups.contains($0) }
        var roles = stay + write.groups.filter { !stay.contains($0) }
        guard !now.contains("administrator"), !roles.contains("administrator"),
            now.contains("shop_manager") == roles.contains("shop_manager")
        else { throw .refused("the roles of the shop's staff are not changed (user \(number))") }
        // A user of no role at all may not even see their account.
        if roles.isEmpty { roles = ["customer"] }
        guard Set(roles) != Set(now) else { return }
        let list = JSONValue.array(roles.map { .string($0) })
        try await api.send(.post, "users/\(number)", [.init("_fields", "id")], body: ["roles": list], in: .users)
    }

    private static func roles(in user: JSONValue) -> [String]? {
        let roles = user["roles"]?.array?.compactMap(\.string)
        return roles?.count == user["roles"]?.array?.count ? roles : nil
    }

    /// Whether the application password may list users and change their roles.
    func checkUser() async throws(ShopError) {
        let query: [WooCommerceQuery.Item] = [.init("context", "edit"), .init("_fields", "id,capabilities")]
        let user = try WooCommerceAPI.json(try await api.get("users/me", query, in: .users))
        for right in ["list_users", "edit_users", "promote_users"] where user["capabilities"]?[right]?.bool != true {
            throw .unauthorized(
                "the user of the application password lacks the right \(right): take an administrator's")
        }
    }
}
