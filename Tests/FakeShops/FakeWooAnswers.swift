internal import Domain
internal import JSON
internal import Shops

/// The routes of the fake WooCommerce.
extension FakeWooRequest {
    func answer(_ state: inout FakeWooCommerce.State) throws -> HTTPAnswer {
        switch path.prefix(2).joined(separator: "/") {
        case "wc/v3":
            try letIntoShop(&state)
            return try shop(Array(path.dropFirst(2)), &state)
        case "wp/v2":
            try letIntoUsers()
            return try users(Array(path.dropFirst(2)), &state)
        default: throw noRoute
        }
    }

    private var noRoute: FakeWooError {
        FakeWooError(404, "rest_no_route", "No route was found matching the URL and request method.")
    }

    private func shop(_ path: [String], _ state: inout FakeWooCommerce.State) throws -> HTTPAnswer {
        let id = path.count > 1 ? Int64(path[1]) : nil
        switch (call.method, path.first, path.count) {
        case (.get, "orders", 1): return try orders(state)
        case (.get, "orders", 2):
            guard let id else { throw noRoute }
            guard let order = state.orders[id] else {
                throw FakeWooError(404, "woocommerce_rest_shop_order_invalid_id", "Invalid ID.")
            }
            return done(Self.bytes(order))
        case (.get, "orders", 3):
            guard let id, path[2] == "refunds" else { throw noRoute }
            let refunds = (state.orders[id]?.refunds ?? []).sorted { $0.id < $1.id }
            return try page(refunds) { $0.json.bytes }
        case (.get, "customers", 1): return try customers(state)
        case (.get, "customers", 2), (.put, "customers", 2):
            guard let id else { throw noRoute }
            guard state.customers[id] != nil else {
                throw FakeWooError(404, "wc_user_invalid_id", "Invalid user ID.")
            }
            if call.method == .put { try update(id, &state) }
            return done(state.customers[id].map(Self.bytes) ?? [])
        case (.get, "coupons", 1):
            let found = state.coupons.filter { self["code"] == nil || $0.code == self["code"]?.lowercased() }
            return try page(found) { $0.json.bytes }
        case (.post, "coupons", 1): return try makeCoupon(&state)
        case (.get, "reports", 3):
            guard path[1] == "orders", path[2] == "totals" else { throw noRoute }
            return done(report(state).bytes)
        default: throw noRoute
        }
    }

    private static func bytes(_ order: FakeWooOrder) -> [UInt8] { order.raw.map { Array($0.utf8) } ?? order.json.bytes }

    private static func bytes(_ customer: FakeWooCustomer) -> [UInt8] {
        customer.raw.map { Array($0.utf8) } ?? customer.json.bytes
    }

    private func report(_ state: FakeWooCommerce.State) -> JSONValue {
        .array(
            settings.statuses.map { slug, name in
                let count = state.orders.values.count { $0.status == slug }
                return ["slug": .string(slug), "name": .string(name), "total": .integer(count)]
            })
    }

    // MARK: Lists

    private func orders(_ state: FakeWooCommerce.State) throws -> HTTPAnswer {
        let keys = ["date", "id", "include", "title", "slug"] + (settings.sortsByChange ? ["modified"] : [])
        let key = try choice("orderby", of: keys) ?? "date"
        let status = try choice("status", of: ["any", "trash"] + settings.statuses.map(\.0)) ?? "any"
        let after = try settings.sortsByChange ? limit("modified_after") : nil
        let found = state.orders.values.filter { order in
            status == "any" ? order.status != "trash" : order.status == status
        }.filter { order in after.map { column(order.modified) > $0 } ?? true }
        let sorted = found.sorted { left, right in
            switch key {
            case "modified": (left.modified, left.id) < (right.modified, right.id)
            case "date": (left.created, left.id) < (right.created, right.id)
            default: left.id < right.id
            }
        }
        let isRising = try choice("order", of: ["asc", "desc"]) == "asc"
        return try page(isRising ? sorted : sorted.reversed()) { $0.isHidden ? nil : Self.bytes($0) }
    }

    private func customers(_ state: FakeWooCommerce.State) throws -> HTTPAnswer {
        let key = try choice("orderby", of: ["id", "include", "name", "registered_date"]) ?? "name"
        let role = try choice("role", of: ["all"] + settings.roles.sorted()) ?? "customer"
        let found = state.customers.values.filter { role == "all" || $0.roles.contains(role) }
        let sorted = found.sorted { key == "id" ? $0.id < $1.id : ($0.firstName, $0.id) < ($1.firstName, $1.id) }
        let isRising = try choice("order", of: ["asc", "desc"]) != "desc"
        return try page(isRising ? sorted : sorted.reversed(), Self.bytes)
    }

    private func choice(_ name: String, of choices: [String]) throws -> String? {
        guard let value = self[name] else { return nil }
        guard choices.contains(value) else { throw invalid(name) }
        return value
    }

    private func invalid(_ name: String) -> FakeWooError {
        FakeWooError(400, "rest_invalid_param", "Invalid parameter(s): \(name)")
    }

    private func number(_ name: String, _ range: ClosedRange<Int>, or otherwise: Int) throws -> Int {
        guard let text = self[name] else { return otherwise }
        guard let number = Int(text), range.contains(number) else { throw invalid(name) }
        return number
    }

    /// A row for which `bytes` gives nil is counted and not shown.
    private func page<Row>(_ rows: [Row], _ bytes: (Row) -> [UInt8]?) throws -> HTTPAnswer {
        let size = try number("per_page", 1...100, or: 10)
        let offset = try number("offset", 0...(.max), or: 0)
        let first = try offset > 0 ? offset : (number("page", 1...(.max), or: 1) - 1) * size
        let shown = rows.dropFirst(first).prefix(size).compactMap(bytes)
        var body = [UInt8(ascii: "[")] + shown.joined(separator: [UInt8(ascii: ",")])
        body.append(UInt8(ascii: "]"))
        var answer = done(body)
        if settings.tellsTotals {
            answer.fields.append(HTTPField("X-WP-Total", "\(rows.count)"))
            answer.fields.append(HTTPField("X-WP-TotalPages", "\((rows.count + size - 1) / size)"))
        }
        return answer
    }

    private func done(_ body: [UInt8], status: Int = 200) -> HTTPAnswer {
        HTTPAnswer(
            status: status, fields: [HTTPField("Content-Type", "application/json; charset=UTF-8")], body: body,
            askedAt: now)
    }

    // MARK: Dates

    /// The column that is compared: in UTC, or by the shop's clocks.
    private func column(_ instant: Timestamp) -> Int64 {
        let zone = self["dates_are_gmt"] == "true" ? Zone.utc : settings.zone
        return instant.milliseconds + zone.offset(at: instant)
    }

    /// A limit as WordPress reads it: by its own clocks, whatever column it is compared with. A zone is turned into
    /// local time, and a time that the clocks skip becomes one hour later.
    private func limit(_ name: String) throws -> Int64? {
        guard let text = self[name] else { return nil }
        if let instant = Timestamp(rfc3339: text) {
            return instant.milliseconds + settings.zone.offset(at: instant)
        }
        guard let wall = Timestamp(utcWithoutZone: text), let local = Timestamp(local: text, zone: settings.zone) else {
            throw invalid(name)
        }
        let isSkipped = local.milliseconds + settings.zone.offset(at: local) != wall.milliseconds
        return wall.milliseconds + (isSkipped ? 3_600_000 : 0)
    }

    // MARK: Writing

    private func body() throws -> JSONValue {
        guard let json = try? JSONValue(parsing: call.body ?? []), json.members != nil else {
            throw FakeWooError(400, "rest_invalid_json", "Invalid JSON body passed.")
        }
        return json
    }

    /// Only meta data are changed here: the role is read-only, and this fake knows no more.
    private func update(_ id: Int64, _ state: inout FakeWooCommerce.State) throws {
        for meta in try body()["meta_data"]?.array ?? [] {
            guard let key = meta["key"]?.string, let value = meta["value"] else { continue }
            let json = value.isNull ? nil : String(decoding: value.bytes, as: UTF8.self)
            let newID = state.nextID()
            state.customers[id]?.setMeta(key, json, newID: newID)
        }
        state.customers[id]?.modified = now
    }

    private func makeCoupon(_ state: inout FakeWooCommerce.State) throws -> HTTPAnswer {
        let json = try body()
        guard let code = json["code"]?.string?.lowercased(), !code.isEmpty else {
            throw FakeWooError(400, "woocommerce_rest_empty_coupon_code", "The coupon code cannot be empty.")
        }
        guard !state.coupons.contains(where: { $0.code == code }) else {
            throw FakeWooError(400, "woocommerce_rest_coupon_code_already_exists", "The coupon code already exists")
        }
        let type = json["discount_type"]?.string ?? "fixed_cart"
        guard ["percent", "fixed_cart", "fixed_product"].contains(type) else { throw invalid("discount_type") }
        // `date_expires_gmt` is taken and ignored.
        let expires = json["date_expires"]?.string.flatMap {
            Timestamp(rfc3339: $0) ?? Timestamp(local: $0, zone: settings.zone)
        }
        let coupon = FakeWooCoupon(
            id: state.nextID(), code: code, type: type, amount: json["amount"]?.string ?? "0.00", expires: expires,
            usageLimit: json["usage_limit"]?.integer, isIndividual: json["individual_use"]?.bool ?? false,
            emails: json["email_restrictions"]?.array?.compactMap(\.string) ?? [])
        state.coupons.append(coupon)
        return done(coupon.json.bytes, status: 201)
    }

    // MARK: WordPress's users

    private func users(_ path: [String], _ state: inout FakeWooCommerce.State) throws -> HTTPAnswer {
        if path == ["users", "me"], call.method == .get { return done(own.bytes) }
        guard path.first == "users", path.count <= 2 else { throw noRoute }
        guard settings.userIsAdministrator else {
            throw FakeWooError(403, "rest_user_cannot_view", "Sorry, you are not allowed to list users.")
        }
        if path.count == 1 {
            let ids = Set((self["include"] ?? "").split(separator: ",").compactMap { Int64($0) })
            let found = state.customers.values.filter { ids.isEmpty || ids.contains($0.id) }
            return try page(found.sorted { $0.id < $1.id }) { user($0).bytes }
        }
        guard let id = Int64(path[1]) else { throw noRoute }
        guard state.customers[id] != nil else { throw FakeWooError(404, "rest_user_invalid_id", "Invalid user ID.") }
        if call.method == .post { try setRoles(of: id, &state) }
        return done(state.customers[id].map(user)?.bytes ?? [])
    }

    private var own: JSONValue {
        let isAdministrator = JSONValue.bool(settings.userIsAdministrator)
        return [
            "id": 1,
            "capabilities": [
                "list_users": isAdministrator, "edit_users": isAdministrator, "promote_users": isAdministrator,
            ],
        ]
    }

    /// Roles are shown for editing only.
    private func user(_ customer: FakeWooCustomer) -> JSONValue {
        guard self["context"] == "edit" || call.method == .post else {
            return ["id": .integer(customer.id), "name": .string(customer.firstName)]
        }
        return ["id": .integer(customer.id), "roles": .array(customer.roles.map { .string($0) })]
    }

    /// The list replaces all roles; an empty one takes them all.
    private func setRoles(of id: Int64, _ state: inout FakeWooCommerce.State) throws {
        guard let roles = try body()["roles"]?.array?.compactMap(\.string) else { return }
        for role in roles where !settings.roles.contains(role) {
            throw FakeWooError(400, "rest_user_invalid_role", "The role \(role) does not exist.")
        }
        state.customers[id]?.roles = roles
    }
}

extension FakeWooCoupon {
    fileprivate var json: JSONValue {
        ["id": .integer(id), "code": .string(code), "discount_type": .string(type), "amount": .string(amount)]
    }
}
