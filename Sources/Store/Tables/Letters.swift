public import Domain

// letters: mails from the first try to send them on.

private let columns = """
    id, store_id, customer_id, user_id, message_id, created_at, state, attempts, next_at, leased_until, is_uncertain,
      address, locale, subject, text, error, reply, sent_at
    """

private func read(_ row: Row) throws -> Letter {
    var letter = Letter(
        id: row.id(0), store: row.id(1), recipient: try row.recipient(2), messageID: row[4], createdAt: row.instant(5))
    letter.state = try row.word(6, "letters.state")
    letter.attempts = row[7]
    letter.nextAt = row.instant(8)
    letter.leasedUntil = row.optionalInstant(9)
    letter.isUncertain = row[10]
    (letter.address, letter.locale) = (row[11], row[12])
    (letter.subject, letter.text) = (row[13], row[14])
    (letter.error, letter.reply) = (row[15], row[16])
    letter.sentAt = row.optionalInstant(17)
    return letter
}

extension Snapshot {
    public func letter(_ id: ID<Letter>) throws -> Letter? {
        try first("SELECT \(columns) FROM letters WHERE id = ?", [id], read)
    }

    /// The one that is due the longest of those tried before, that nobody is sending.
    ///
    /// - Parameter quiet: stores whose customers are not to be disturbed now.
    public func dueLetter(at instant: Timestamp, quiet: [ID<Store>]) throws -> Letter? {
        let others = quiet.map(\.description).joined(separator: ", ")
        return try first(
            """
            SELECT \(columns) FROM letters
            WHERE state = 'queued' AND next_at <= ? AND (leased_until IS NULL OR leased_until <= ?)
              AND (user_id IS NOT NULL OR store_id NOT IN (\(others)))
            ORDER BY next_at, id LIMIT 1
            """, [instant, instant], read)
    }

    /// When mails to a customer went out since an instant, the latest first.
    public func lettersSent(to customer: ID<Customer>, since: Timestamp, limit: Int) throws -> [Timestamp] {
        try rows(
            "SELECT sent_at FROM letters WHERE customer_id = ? AND sent_at >= ? ORDER BY sent_at DESC LIMIT ?",
            [customer, since, limit]
        ) { $0.instant(0) }
    }

    /// How many are being sent.
    public func leasedLetters(at instant: Timestamp) throws -> Int {
        try count("SELECT count(*) FROM letters WHERE leased_until > ?", [instant])
    }
}

extension Transaction {
    public func insert(_ letter: Letter) throws -> ID<Letter> {
        ID(
            rawValue: try insert(
                """
                INSERT INTO letters (store_id, customer_id, user_id, message_id, created_at, state, attempts, next_at,
                  leased_until, is_uncertain)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    letter.store, letter.recipient.customer, letter.recipient.user, letter.messageID, letter.createdAt,
                    letter.state.rawValue, letter.attempts, letter.nextAt, letter.leasedUntil, letter.isUncertain,
                ]))
    }

    public func update(_ letter: Letter) throws {
        try run(
            """
            UPDATE letters SET state = ?, attempts = ?, next_at = ?, leased_until = ?, is_uncertain = ?, address = ?,
              locale = ?, subject = ?, text = ?, error = ?, reply = ?, sent_at = ?
            WHERE id = ?
            """,
            [
                letter.state.rawValue, letter.attempts, letter.nextAt, letter.leasedUntil, letter.isUncertain,
                letter.address, letter.locale, letter.subject, letter.text, letter.error, letter.reply, letter.sentAt,
                letter.id,
            ])
    }
}
