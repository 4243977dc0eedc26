internal import Domain

/// A walk over all orders, all changed orders or all customers that skips nothing, though WooCommerce's pages are
/// counted by rows and rows move while it is walked.
///
/// Rows come in the order of a key: the id, or the time of change and then the id. Each page begins with the last row
/// of the page before. Where that row, or one before it, is not at the head of a page, rows were deleted or moved away,
/// and the page is asked for anew from further back, until no row can have slipped through. Among changed orders the
/// filter moves along too, so that rows which are changed meanwhile, and so move to the end, shift nothing.
struct WooCommerceWalk {
    /// Rows asked for at once: the most that WooCommerce gives.
    static let pageSize = 100

    /// What is walked over.
    enum Part: String {
        /// Everything but the bin.
        case living = "any"
        case bin = "trash"
    }

    struct Key: Comparable {
        var modified: Timestamp
        var id: Int64

        static func < (left: Key, right: Key) -> Bool { (left.modified, left.id) < (right.modified, right.id) }
    }

    private(set) var part: Part
    /// Rows changed later than this; nil for all.
    private(set) var after: Timestamp?
    private(set) var offset: Int
    /// The last row that was given out.
    private(set) var last: Key?

    init(_ part: Part = .living, after: Timestamp? = nil) {
        self.part = part
        self.after = after
        offset = 0
    }

    // MARK: Cursor

    /// `part;after;offset;modified;id`, the instants in seconds, `-` for none.
    init?(cursor: String) {
        let words = cursor.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
        guard words.count == 5, let part = Part(rawValue: words[0]), let offset = Int(words[2]), offset >= 0,
            words[1] == "-" || Int64(words[1]) != nil
        else { return nil }
        self.part = part
        after = Int64(words[1]).map { Timestamp(seconds: $0) }
        self.offset = offset
        if let seconds = Int64(words[3]), let id = Int64(words[4]) {
            last = Key(modified: Timestamp(seconds: seconds), id: id)
        } else if words[3] != "-" || words[4] != "-" {
            return nil
        }
    }

    var cursor: String {
        func seconds(_ instant: Timestamp?) -> String { instant.map { "\($0.milliseconds / 1_000)" } ?? "-" }
        let id = last.map { "\($0.id)" } ?? "-"
        return "\(part.rawValue);\(seconds(after));\(offset);\(seconds(last?.modified));\(id)"
    }

    // MARK: Steps

    /// Whether nothing can have slipped out between the last row that was given out and the head of these.
    ///
    /// - Parameter total: how many rows there are in all, where the shop told.
    func isUnbroken(_ rows: [WooCommerceRow], total: Int?) -> Bool {
        guard offset > 0, let last else { return true }
        // Rows that the key may not see are counted and not shown.
        guard !rows.isEmpty else { return total.map { $0 > offset } ?? false }
        return rows.lazy.compactMap(key).first.map { $0 <= last } ?? true
    }

    /// Goes back by a page, so that the two have one row in common.
    mutating func goBack() { offset = max(0, offset - (Self.pageSize - 1)) }

    /// Whether some of these come after the last row that was given out.
    func leadsOn(_ rows: [WooCommerceRow]) -> Bool {
        guard let last else { return !rows.isEmpty }
        return rows.contains { row in key(row).map { $0 > last } ?? false }
    }

    /// Those that were not given out before. Among changed orders a row may have changed again within its second, so
    /// that all are new.
    func news(of rows: [WooCommerceRow]) -> [WooCommerceRow] {
        guard after == nil, let last else { return rows }
        return rows.filter { row in key(row).map { $0 > last } ?? true }
    }

    /// Whether these rows were the last.
    ///
    /// - Parameter total: how many rows there are in all, where the shop told.
    func isEnd(_ rows: [WooCommerceRow], total: Int?) -> Bool {
        if let total { return offset + Self.pageSize >= total }
        return rows.count < Self.pageSize
    }

    /// Moves on behind these rows.
    ///
    /// - Parameter filter: the filter that gives all rows changed at or after an instant.
    mutating func advance(over rows: [WooCommerceRow], filter: (Timestamp) -> Timestamp) {
        if let key = rows.compactMap(key).max() { last = last.map { max($0, key) } ?? key }
        if let after, let last, filter(last.modified) > after {
            self.after = filter(last.modified)
            offset = 0
        } else {
            offset += Self.pageSize - 1
        }
    }

    private func key(_ row: WooCommerceRow) -> Key? {
        guard let id = row.id else { return nil }
        guard after != nil else { return Key(modified: .zero, id: id) }
        return row.modified.map { Key(modified: $0, id: id) }
    }
}
