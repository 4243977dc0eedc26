public import Domain
internal import Foundation
internal import Secrets
public import Shops
internal import Synchronization

/// A PrestaShop with its webservice, at any address: it looks at the path from `/api` on.
///
/// It behaves as PrestaShop's documentation and its `WebserviceRequest` say: Basic authentication, rights by resource and
/// method, filters, sorting, limits, JSON and XML, errors with PrestaShop's own codes. It is not lenient: PATCH replaces
/// all groups, PUT empties what it is not sent, and brackets must be percent-encoded.
public final class FakePrestaShop: HTTPCaller {
    public let clock: FakeClock
    public let trouble = FakeTrouble()
    public let zone: Zone
    private let contents: Mutex<Contents>

    public init(_ clock: FakeClock, zone: Zone = .utc, _ contents: Contents = Contents()) {
        self.clock = clock
        self.zone = zone
        self.contents = Mutex(contents)
    }

    // MARK: For tests

    /// What the shop holds now.
    public var now: Contents { contents.withLock { $0 } }

    /// Changes anything; dates stay as they are.
    public func edit(_ change: (inout Contents) -> Void) { contents.withLock { change(&$0) } }

    /// The present time as the shop writes it.
    public var date: String { date(clock.now) }

    /// `2026-11-22 11:15:30` by the shop's clocks.
    public func date(_ instant: Timestamp) -> String {
        let local = instant.adding(milliseconds: zone.offset(at: instant)).description
        return local.prefix(10) + " " + local.dropFirst(11).prefix(8)
    }

    /// Registers a customer now.
    public func register(_ customer: Customer) {
        var customer = customer
        customer.fields["date_add"] = date
        customer.fields["date_upd"] = date
        edit { $0.customers.append(customer) }
    }

    /// Changes a customer now.
    public func change(customer id: Int, _ change: (inout Customer) -> Void) {
        edit { contents in
            for index in contents.customers.indices where contents.customers[index].id == id {
                change(&contents.customers[index])
                contents.customers[index].fields["date_upd"] = date
            }
        }
    }

    /// Brings a customer into other groups now.
    public func move(customer id: Int, to groups: [Int], defaultGroup: Int) {
        change(customer: id) { customer in
            customer.groups = groups
            customer.fields["id_default_group"] = "\(defaultGroup)"
        }
    }

    /// Removes a customer for good.
    public func delete(customer id: Int) { edit { $0.customers.removeAll { $0.id == id } } }

    /// Places an order now.
    public func place(_ order: Order) {
        var order = order
        (order.created, order.updated) = (date, date)
        edit { contents in
            contents.orders.append(order)
            contents.enter(order.state, order: order.id, at: date)
        }
    }

    /// Changes an order now.
    public func change(order id: Int, _ change: (inout Order) -> Void) {
        edit { contents in
            for index in contents.orders.indices where contents.orders[index].id == id {
                change(&contents.orders[index])
                contents.orders[index].updated = date
            }
        }
    }

    /// Brings an order into another state now.
    public func setState(_ state: Int, order id: Int) {
        change(order: id) { $0.state = state }
        edit { $0.enter(state, order: id, at: date) }
    }

    /// Makes a credit slip now. The order's own date stays as it is.
    public func refund(_ slip: Slip) {
        var slip = slip
        (slip.created, slip.updated) = (date, date)
        edit { $0.slips.append(slip) }
    }

    // MARK: Answering

    public func call(_ request: HTTPCall) async throws(CallFailure) -> HTTPAnswer {
        try trouble.intercept(request, at: clock.now) { answer(request) }
    }

    private func answer(_ call: HTTPCall) -> HTTPAnswer {
        guard let request = FakePrestaShopRequest(call) else {
            return HTTPAnswer(status: 400, body: Array("Bad Request".utf8), askedAt: clock.now)
        }
        let (reply, version) = contents.withLock { contents -> (FakePrestaShopReply, String?) in
            if let refusal = Self.refusal(request, contents) {
                return (refusal.reply, refusal.isLetIn ? contents.version : nil)
            }
            return (Self.reply(request, &contents, date: date), contents.version)
        }
        var fields = [HTTPField("Content-Type", request.isJSON ? "application/json" : "text/xml;charset=utf-8")]
        if let version { fields.append(HTTPField("PSWS-Version", version)) }
        return HTTPAnswer(
            status: reply.status, fields: fields, body: reply.body(asJSON: request.isJSON), askedAt: clock.now)
    }

    private static func reply(
        _ request: FakePrestaShopRequest, _ contents: inout Contents, date: String
    ) -> FakePrestaShopReply {
        switch request.method {
        case .get: contents.read(request)
        case .patch, .put: contents.change(request, date: date)
        case .post: contents.create(request, date: date)
        case .delete: .error(405, 101, "Method DELETE is not allowed for the resource \(request.resource)")
        }
    }

    /// What stands before every answer: is the webservice on, who asks, what, and how.
    private static func refusal(
        _ request: FakePrestaShopRequest, _ contents: Contents
    ) -> (reply: FakePrestaShopReply, isLetIn: Bool)? {
        guard contents.isSwitchedOn else {
            return (
                .error(
                    503, 22, "The PrestaShop webservice is disabled. Please activate it in the PrestaShop Back Office"),
                false
            )
        }
        guard let key = request.key, !key.isEmpty else {
            return (.error(401, 17, "Authentication key is empty"), false)
        }
        guard key.utf8.count == 32 else { return (.error(401, 18, "Invalid authentication key format"), false) }
        guard key == contents.key else { return (.error(401, 20, "Authentification key is not active"), false) }
        guard contents.rights.contains(where: { !$0.value.isEmpty }) else {
            return (.error(401, 21, "No permission for this authentication key"), false)
        }
        return denial(request, contents).map { ($0, true) }
    }

    private static func denial(_ request: FakePrestaShopRequest, _ contents: Contents) -> FakePrestaShopReply? {
        let resource = request.resource
        if !resource.isEmpty {
            guard FakePrestaShopRow.fields[resource] != nil else {
                return .error(400, 27, "Resource of type \"\(resource)\" does not exists. Did you mean: \"orders\"?")
            }
            guard let rights = contents.rights[resource], !rights.isEmpty else {
                return .error(401, 26, "Resource of type \"\(resource)\" is not allowed with this authentication key")
            }
        }
        let method = request.method.rawValue
        guard method != "PATCH" || contents.knowsPatch else { return .error(405, 23, "Method PATCH is not valid") }
        guard resource.isEmpty || contents.rights[resource]?.contains(method) == true else {
            return .error(
                405, 25, "Method \(method) is not allowed for the resource \(resource) with this authentication key")
        }
        return nil
    }
}

extension FakePrestaShop.Contents {
    var knowsPatch: Bool { (version.split(separator: ".").first.flatMap { Int($0) } ?? 0) >= 8 }

    /// Notes that an order entered a state; the first that makes an invoice dates it.
    fileprivate mutating func enter(_ state: Int, order id: Int, at date: String) {
        histories.append(
            FakePrestaShop.History(id: (histories.map(\.id).max() ?? 0) + 1, order: id, state: state, created: date))
        guard states.first(where: { $0.id == state })?.makesInvoice == true else { return }
        for index in orders.indices where orders[index].id == id && orders[index].invoiceDate.hasPrefix("0000") {
            orders[index].invoiceDate = date
        }
    }
}
