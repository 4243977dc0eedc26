/// An order as all reports about it add up to.
public struct Order: Sendable, Equatable {
    public var id: ID<Order>
    public var store: ID<Store>
    public var externalID: String
    /// Nil for guests and while only a status has been reported.
    public var customer: ID<Customer>?
    public var guestEmail: String?
    public var status: ID<OrderStatus>?
    /// The greatest version reported.
    public var version: Timestamp?
    public var placedAt: Timestamp?
    /// The earliest instant of payment that a report of a paid status stated.
    public var statedPaidAt: Timestamp?
    /// The earliest version of a paid status that stated none.
    public var paidVersion: Timestamp?
    /// When Echelon first learnt that the order was paid.
    public var paidReceivedAt: Timestamp?
    public var amounts: OrderAmounts?
    public var refunded: Int64
    public var paymentMethod: String?
    public var country: String?
    public var isTest: Bool
    public var isDeleted: Bool
    /// All lines ever reported; those of the present state have `isPresent`.
    public var lines: [Line]
    /// The earliest version that carried lines.
    public var linesVersion: Timestamp?
    public var receivedAt: Timestamp
    public var provenance: Provenance

    /// A line, and since when the order has it.
    public struct Line: Sendable, Equatable {
        public var line: OrderLine
        public var isPresent: Bool
        public var firstVersion: Timestamp

        public init(line: OrderLine, isPresent: Bool, firstVersion: Timestamp) {
            self.line = line
            self.isPresent = isPresent
            self.firstVersion = firstVersion
        }

        /// A line that the order has no more, or not in its latest state: nothing but when it was first seen matters.
        static func absent(_ id: String, _ firstVersion: Timestamp) -> Line {
            let line = OrderLine(id: id, productID: "", quantity: 0, total: 0)
            return Line(line: line, isPresent: false, firstVersion: firstVersion)
        }
    }

    /// The parts of an order that carry their own provenance.
    public enum Field: Int, Sendable, CaseIterable {
        case status, placedAt, isTest, amounts, refunded, paymentMethod, country, customer, lines, deletion
    }

    public init(id: ID<Order>, store: ID<Store>, externalID: String, receivedAt: Timestamp) {
        self.id = id
        self.store = store
        self.externalID = externalID
        self.receivedAt = receivedAt
        refunded = 0
        isTest = false
        isDeleted = false
        lines = []
        provenance = Provenance()
    }

    /// When the order was paid; nil while it never was.
    public var paidAt: Timestamp? { statedPaidAt ?? paidVersion }

    /// True once a full report has been taken in: until then nothing can be decided from the order.
    public var isComplete: Bool { amounts != nil }

    public var presentLines: [Line] { lines.filter(\.isPresent) }

    /// The instant from which a line may count: payment, or for a line added later the version that introduced it.
    public func start(of line: Line) -> Timestamp? {
        guard let paidAt else { return nil }
        guard let linesVersion, line.firstVersion > linesVersion else { return paidAt }
        return max(paidAt, line.firstVersion)
    }
}

extension Order {
    /// What a merge changed.
    public struct Merged: Sendable, Equatable {
        /// Fields that now come from the event.
        public var fields: Set<Field> = []
        /// Whether anything at all is different from before.
        public var changedAnything = false
        /// The order was not known to be paid before this event, and is now.
        public var becamePaid = false
    }

    /// Takes in one report: each field goes to the greatest event that carries it; lesser events still add the
    /// earliest payment and each line's first appearance. Any order of arrival ends in the same state.
    ///
    /// - Parameters:
    ///   - event: the report. Its customer is not resolved here: `customer` is, where the event carries one.
    ///   - status: the store's meaning of the event's status; nil where it carries none.
    ///   - customer: who placed it, resolved by the caller; `.some(nil)` for a guest.
    ///   - key: how the event ranks.
    ///   - receivedAt: now.
    public mutating func merge(
        _ event: OrderEvent, status eventStatus: OrderStatus?, customer: ID<Customer>??, key: EventKey,
        receivedAt: Timestamp
    ) -> Merged {
        let before = self
        var fields: Set<Field> = []
        func take(_ field: Field, _ isCarried: Bool) -> Bool {
            guard isCarried, provenance.admits(field.rawValue, key) else { return false }
            fields.insert(field)
            return true
        }
        if take(.status, eventStatus != nil) { status = eventStatus?.id }
        if take(.placedAt, event.placedAt != nil) { placedAt = event.placedAt }
        if take(.isTest, event.isTest != nil) { isTest = event.isTest ?? isTest }
        if take(.amounts, event.amounts != nil) { amounts = event.amounts }
        if take(.refunded, event.refunded != nil) { refunded = event.refunded ?? refunded }
        if take(.paymentMethod, event.paymentMethod != nil) { paymentMethod = event.paymentMethod }
        if take(.country, event.country != nil) { country = event.country }
        if take(.deletion, event.isDeleted != nil) { isDeleted = event.isDeleted ?? isDeleted }
        if take(.customer, customer != nil) {
            self.customer = customer ?? nil
            if case .guest(let email) = event.customer { guestEmail = email } else { guestEmail = nil }
        }
        mergeLines(
            event.lines, version: key.version, areGreatest: take(.lines, event.lines != nil),
            tellRefunds: event.linesTellRefunds)
        mergePayment(event, isPaid: eventStatus?.isPaid ?? false, version: key.version)
        if let eventVersion = event.version { version = max(version ?? eventVersion, eventVersion) }
        provenance.record(fields.map(\.rawValue), key)
        let becamePaid = before.paidAt == nil && paidAt != nil
        if becamePaid { paidReceivedAt = receivedAt }
        return Merged(fields: fields, changedAnything: self != before, becamePaid: becamePaid)
    }

    private mutating func mergePayment(_ event: OrderEvent, isPaid: Bool, version: Timestamp) {
        guard isPaid, !event.paidNeedsInstant || event.paidAt != nil else { return }
        if let stated = event.paidAt {
            statedPaidAt = min(statedPaidAt ?? stated, stated)
        } else {
            paidVersion = min(paidVersion ?? version, version)
        }
    }

    private mutating func mergeLines(
        _ reported: [OrderLine]?, version: Timestamp, areGreatest: Bool, tellRefunds: Bool
    ) {
        guard let reported else { return }
        linesVersion = min(linesVersion ?? version, version)
        let known = tellRefunds ? [] : lines
        if areGreatest {
            for index in lines.indices { lines[index] = .absent(lines[index].line.id, lines[index].firstVersion) }
        }
        for line in reported {
            guard let index = lines.firstIndex(where: { $0.line.id == line.id }) else {
                lines.append(
                    areGreatest
                        ? Line(line: line, isPresent: true, firstVersion: version) : .absent(line.id, version))
                continue
            }
            lines[index].firstVersion = min(lines[index].firstVersion, version)
            guard areGreatest else { continue }
            lines[index].line = line
            lines[index].isPresent = true
            guard let given = known.first(where: { $0.line.id == line.id })?.line.refundedQuantity else { continue }
            lines[index].line.refundedQuantity = min(line.quantity, max(line.refundedQuantity, given))
        }
        lines.sort { $0.line.id < $1.line.id }
    }
}
