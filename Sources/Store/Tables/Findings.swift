public import Domain
internal import JSON

// findings: what a person should look at.

private let columns = """
    id, store_id, kind, subject_type, subject_id, subject_label, facet, sentence, links, count, first_at, last_at,
      snoozed_until, snooze_note, snoozed_by
    """

private func readFinding(_ row: Row) throws -> Finding {
    var finding = Finding(
        id: row.id(0), store: row.id(1), kind: try row.word(2, "findings.kind"), subjectType: row[3], subjectID: row[4],
        subjectLabel: row[5], facet: row[6], sentence: try Sentence(encoded: row[7], "findings.sentence"),
        links: try links(row[8]), count: row[9], firstAt: row.instant(10), lastAt: row.instant(11))
    if let by = row[14] as String? {
        finding.snooze = Finding.Snooze(until: row.optionalInstant(12), note: row[13], by: by)
    }
    return finding
}

private func links(_ text: String) throws -> [Finding.Link] {
    guard text != "[]" else { return [] }
    return try (Codec.value(text, "findings.links").array ?? []).map { value in
        guard let type = value["type"]?.string, let id = value["id"]?.integer, let label = value["label"]?.string else {
            throw DatabaseProblem.corrupt("findings.links")
        }
        return Finding.Link(type, id, label)
    }
}

private func encode(_ links: [Finding.Link]) -> String {
    JSONValue.array(
        links.map { link in
            .object([
                .init("type", .string(link.type)), .init("id", .integer(link.id)), .init("label", .string(link.label)),
            ])
        }
    ).text
}

extension Snapshot {
    /// What still stands, the latest first; at most so many of each kind.
    public func findings(store: ID<Store>?, ofEachKind limit: Int = 50) throws -> [Finding] {
        let stores = try store.map { [$0] } ?? stores().map(\.id)
        let found = try stores.flatMap { store in
            try Finding.Kind.allCases.flatMap { try findings(store: store, kind: $0, limit: limit) }
        }
        return found.sorted { ($0.lastAt, $0.id) > ($1.lastAt, $1.id) }
    }

    /// Of one kind, the latest first.
    public func findings(store: ID<Store>, kind: Finding.Kind, limit: Int) throws -> [Finding] {
        try rows(
            """
            SELECT \(columns) FROM findings WHERE resolved_at IS NULL AND store_id = ? AND kind = ?
            ORDER BY last_at DESC, id DESC LIMIT ?
            """, [store, kind.rawValue, limit], readFinding)
    }

    /// One that still stands.
    public func finding(_ id: ID<Finding>) throws -> Finding? {
        try first("SELECT \(columns) FROM findings WHERE id = ? AND resolved_at IS NULL", [id], readFinding)
    }

    /// How many stand and are not set aside at an instant.
    public func openFindings(store: ID<Store>?, at instant: Timestamp) throws -> Int {
        var sql = """
            SELECT count(*) FROM findings
            WHERE resolved_at IS NULL AND (snoozed_by IS NULL OR snoozed_until <= ?)
            """
        var arguments: [any Bindable] = [instant]
        if let store {
            sql += " AND store_id = ?"
            arguments.append(store)
        }
        return try count(sql, arguments)
    }
}

extension Transaction {
    /// Notes a finding, or that it is still so. One that had been put right begins anew, and is set aside no longer.
    public func note(_ finding: Finding) throws {
        try run(
            """
            INSERT INTO findings (store_id, kind, subject_type, subject_id, subject_label, facet, sentence, links, count,
              first_at, last_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (store_id, kind, subject_type, subject_id, facet) DO UPDATE
              SET subject_label = excluded.subject_label, sentence = excluded.sentence, links = excluded.links,
                count = excluded.count, last_at = excluded.last_at, resolved_at = NULL,
                first_at = CASE WHEN resolved_at IS NULL THEN first_at ELSE excluded.first_at END,
                snoozed_by = CASE WHEN resolved_at IS NULL THEN snoozed_by END,
                snoozed_until = CASE WHEN resolved_at IS NULL THEN snoozed_until END,
                snooze_note = CASE WHEN resolved_at IS NULL THEN snooze_note END
            """,
            [
                finding.store, finding.kind.rawValue, finding.subjectType, finding.subjectID, finding.subjectLabel,
                finding.facet, finding.sentence.encoded, encode(finding.links), finding.count, finding.firstAt,
                finding.lastAt,
            ])
    }

    /// What was found is so no longer.
    public func resolve(
        _ kind: Finding.Kind, store: ID<Store>, subjectType: String, subjectID: Int64, at instant: Timestamp
    ) throws {
        try run(
            """
            UPDATE findings SET resolved_at = ?
            WHERE store_id = ? AND kind = ? AND subject_type = ? AND subject_id = ? AND resolved_at IS NULL
            """, [instant, store, kind.rawValue, subjectType, subjectID])
    }

    /// The same for one as it was read.
    public func resolve(_ id: ID<Finding>, at instant: Timestamp) throws {
        try run("UPDATE findings SET resolved_at = ? WHERE id = ? AND resolved_at IS NULL", [instant, id])
    }

    /// Sets a finding aside, or takes that back.
    public func setSnooze(_ snooze: Finding.Snooze?, of id: ID<Finding>) throws {
        try run(
            "UPDATE findings SET snoozed_until = ?, snooze_note = ?, snoozed_by = ? WHERE id = ?",
            [snooze?.until, snooze?.note, snooze?.by, id])
    }
}
