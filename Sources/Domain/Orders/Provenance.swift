/// How one event about an order or a customer ranks among all others about it, whatever order they arrive in.
///
/// The domain's order of comparison: version, read instant, refunded amount, void, paid, status rank, body hash.
public struct EventKey: Sendable, Hashable, Comparable {
    /// Data found inside an order ranks below every report about the customer itself.
    public enum Origin: UInt8, Sendable {
        case fillIn, report
    }

    public var origin: Origin
    public var version: Timestamp
    /// Zero for pushed events.
    public var readAt: Timestamp
    public var refunded: Int64
    public var isVoid: Bool
    public var isPaid: Bool
    public var statusRank: Int32
    public var bodyHash: UInt64

    public init(
        origin: Origin = .report, version: Timestamp, readAt: Timestamp? = nil, refunded: Int64 = 0,
        isVoid: Bool = false, isPaid: Bool = false, statusRank: Int32 = 0, bodyHash: UInt64
    ) {
        self.origin = origin
        self.version = version
        // A read made within two seconds of the version it returns may have seen the state before it.
        self.readAt = readAt.flatMap { $0 >= version.adding(seconds: 2) ? $0 : nil } ?? .zero
        self.refunded = refunded
        self.isVoid = isVoid
        self.isPaid = isPaid
        self.statusRank = statusRank
        self.bodyHash = bodyHash
    }

    public static func < (left: EventKey, right: EventKey) -> Bool {
        if left.origin != right.origin { return left.origin.rawValue < right.origin.rawValue }
        if left.version != right.version { return left.version < right.version }
        if left.readAt != right.readAt { return left.readAt < right.readAt }
        if left.refunded != right.refunded { return left.refunded < right.refunded }
        if left.isVoid != right.isVoid { return right.isVoid }
        if left.isPaid != right.isPaid { return right.isPaid }
        if left.statusRank != right.statusRank { return left.statusRank < right.statusRank }
        return left.bodyHash < right.bodyHash
    }
}

/// For each field, the event that its value came from: a last-writer-wins register per field.
///
/// Because a field only ever moves to a greater key, the final state does not depend on the order of arrival.
public struct Provenance: Sendable, Equatable {
    /// One entry per event that still owns a field; `fields` is a bit set.
    private var entries: [(key: EventKey, fields: UInt32)] = []

    public init() {}

    /// Whether a value from `key` replaces the present one. A field nobody has set admits anything.
    public func admits(_ field: Int, _ key: EventKey) -> Bool {
        guard let owner = entries.first(where: { $0.fields & (1 << UInt32(field)) != 0 }) else { return true }
        return owner.key < key
    }

    /// Whether any event has set a field.
    public func knows(_ field: Int) -> Bool { entries.contains { $0.fields & (1 << UInt32(field)) != 0 } }

    /// Notes that `fields` now come from `key`.
    public mutating func record(_ fields: [Int], _ key: EventKey) {
        let mask = fields.reduce(into: UInt32(0)) { $0 |= 1 << UInt32($1) }
        guard mask != 0 else { return }
        for index in entries.indices { entries[index].fields &= ~mask }
        entries.removeAll { $0.fields == 0 }
        if let index = entries.firstIndex(where: { $0.key == key }) {
            entries[index].fields |= mask
        } else {
            entries.append((key, mask))
        }
    }

    public static func == (left: Provenance, right: Provenance) -> Bool {
        left.entries.sorted { $0.key < $1.key }.map(\.fields) == right.entries.sorted { $0.key < $1.key }.map(\.fields)
            && left.entries.map(\.key).sorted() == right.entries.map(\.key).sorted()
    }

    /// The form kept in the database: 44 bytes per entry, big-endian.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(entries.count * Self.width)
        func append(_ value: some FixedWidthInteger) {
            for shift in stride(from: value.bitWidth - 8, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: value >> shift))
            }
        }
        for (key, fields) in entries.sorted(by: { $0.key < $1.key }) {
            append(fields)
            append(key.origin.rawValue)
            append(key.version.milliseconds)
            append(key.readAt.milliseconds)
            append(key.refunded)
            append((key.isVoid ? 2 : 0) + (key.isPaid ? 1 : 0) as UInt8)
            append(key.statusRank)
            append(key.bodyHash)
        }
        return bytes
    }

    /// Nil for bytes that `bytes` did not make.
    public init?(bytes: [UInt8]) {
        guard bytes.count % Self.width == 0 else { return nil }
        var position = 0
        func next<Value: FixedWidthInteger>(_ type: Value.Type) -> Value {
            var value: Value = 0
            for _ in 0..<(Value.bitWidth / 8) {
                value = (Value.bitWidth == 8 ? 0 : value << 8) | Value(truncatingIfNeeded: bytes[position])
                position += 1
            }
            return value
        }
        while position < bytes.count {
            let fields = next(UInt32.self)
            guard let origin = EventKey.Origin(rawValue: next(UInt8.self)) else { return nil }
            var key = EventKey(
                origin: origin, version: Timestamp(milliseconds: next(Int64.self)), bodyHash: 0)
            key.readAt = Timestamp(milliseconds: next(Int64.self))
            key.refunded = next(Int64.self)
            let flags = next(UInt8.self)
            (key.isVoid, key.isPaid) = (flags & 2 != 0, flags & 1 != 0)
            key.statusRank = next(Int32.self)
            key.bodyHash = next(UInt64.self)
            entries.append((key, fields))
        }
    }

    private static let width = 4 + 1 + 8 + 8 + 8 + 1 + 4 + 8
}
