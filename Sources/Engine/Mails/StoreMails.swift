public import Domain
internal import Store

extension Engine {
    /// How a store's mails look, and when they go out.
    ///
    /// - Throws: `Refusal.notFound`.
    public func storeMail(_ key: String) async throws -> StoreMail {
        try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            return configuration.mail.look(of: try configuration.store(key: key).id)
        }
    }

    /// - Parameter revision: what the person has seen; nil for any.
    /// - Throws: `Refusal.notFound`; `Refusal.stale`.
    public func putStoreMail(
        _ mail: StoreMail, of key: String, expecting revision: Int?, by: String
    ) async throws -> StoreMail {
        let now = clock.now()
        return try await database.write { transaction in
            let configuration = try self.configuration(transaction)
            let store = try configuration.store(key: key)
            let present = configuration.mail.look(of: store.id)
            guard revision == nil || revision == present.revision else {
                throw Refusal.stale("The settings are at revision \(present.revision) now.")
            }
            var mail = mail
            mail.revision = present.revision + 1
            try transaction.put(mail, of: store.id)
            try transaction.audit(
                by: by, action: "store.mail", subject: "store \(key)",
                changes: AuditChange.between(present.parts, mail.parts), at: now)
            try transaction.stampConfiguration()
            return mail
        }
    }
}
