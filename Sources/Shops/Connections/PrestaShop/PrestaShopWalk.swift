internal import Domain

/// Walks over the rows of one resource, a page at a time, by their keys and not by their number: no row is passed over
/// because others came, went or changed meanwhile. A row that changes while it is walked may be met twice.
struct PrestaShopWalk<Row: Sendable> {
    /// The rows of one page, and where the next begins; nil after the last.
    struct Step {
        var list: PrestaShopList<Row>
        var next: PrestaShopCursor?
    }

    let api: PrestaShopAPI
    let resource: String
    /// The name of the list in the answer.
    let plural: String
    let pageSize: Int
    let read: @Sendable ([UInt8]) throws(DecodeError) -> PrestaShopPage<Row>

    func step(from cursor: PrestaShopCursor) async throws(ShopError) -> Step {
        switch cursor {
        case .id(let id):
            let list = try await rows(after: id)
            return Step(list: list, next: try next(after: cursor, list))
        case .change(_, let date, let id):
            let list = try await changes(after: date, id)
            return Step(list: list, next: try next(after: cursor, list))
        }
    }

    private func rows(after id: String) async throws(ShopError) -> PrestaShopList<Row> {
        try await list(
            PrestaShopRequest(resource).filtered("id", .above(id)).sorted("id_ASC").limited(to: pageSize))
    }

    /// By (`date_upd`, `id`): first the rest of the same second, then what was changed later.
    private func changes(after date: String, _ id: String) async throws(ShopError) -> PrestaShopList<Row> {
        let request = PrestaShopRequest(resource).withDates()
        var changed = try await list(
            request.filtered("date_upd", .equals(date)).filtered("id", .above(id)).sorted("id_ASC")
                .limited(to: pageSize))
        let left = pageSize - changed.traces.count
        guard left > 0 else { return changed }
        changed.append(
            try await list(
                request.filtered("date_upd", .above(date)).sorted("date_upd_ASC", "id_ASC").limited(to: left)))
        return changed
    }

    private func list(_ request: PrestaShopRequest) async throws(ShopError) -> PrestaShopList<Row> {
        try PrestaShopList(try await api.get(request), plural, read)
    }

    private func next(
        after cursor: PrestaShopCursor, _ list: PrestaShopList<Row>
    ) throws(ShopError) -> PrestaShopCursor? {
        guard list.traces.count >= pageSize else { return nil }
        for trace in list.traces.reversed() {
            guard let place = place(of: trace, like: cursor) else { continue }
            guard place.isAfter(cursor) else {
                throw .malformed("\(resource): the rows do not go on from page to page")
            }
            return place
        }
        throw .malformed("\(resource): no row of a page has an id and a date")
    }

    private func place(of trace: PrestaShopList<Row>.Trace, like cursor: PrestaShopCursor) -> PrestaShopCursor? {
        guard let id = trace.id else { return nil }
        guard case .change(let stage, _, _) = cursor else { return .id(id) }
        return trace.updated.map { .change(stage, date: $0, id: id) }
    }
}

extension PrestaShopCursor {
    /// Whether the place comes later in the same walk.
    func isAfter(_ other: Self) -> Bool {
        switch (self, other) {
        case (.id(let id), .id(let before)): Self.isAbove(id, before)
        case (.change(_, let date, let id), .change(_, let dateBefore, let before)):
            date > dateBefore || (date == dateBefore && Self.isAbove(id, before))
        default: false
        }
    }

    /// Ids have no leading zeros: the longer one is the greater.
    private static func isAbove(_ id: String, _ other: String) -> Bool {
        (id.utf8.count, id) > (other.utf8.count, other)
    }
}
