public import Domain
internal import Store

extension Engine {
    /// The same engine for one request: what it writes stands in the audit log as part of the act.
    public func acting(_ act: Act) -> Engine { Engine(self, database: database.acting(act)) }

    /// The newest first.
    public func auditEntries(_ query: AuditQuery) async throws -> [AuditEntry] {
        try await database.read { try $0.auditEntries(query) }
    }

    /// Notes what changes nothing here but takes data out: an export, a backup.
    public func note(_ action: String, _ subject: String, detail: String = "", by: String) async throws {
        let now = clock.now()
        try await database.write { transaction in
            try transaction.audit(by: by, action: action, subject: subject, detail: detail, at: now)
        }
    }
}
