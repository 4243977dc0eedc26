public import Domain
internal import Secrets
internal import Store

extension Engine {
    private static let cronToken = "cron_token"
    private static let cronPrevious = "cron_token_previous"
    private static let cronPreviousUntil = "cron_token_previous_until"
    /// How long a token that was replaced is still taken.
    static let overlapSeconds: Int64 = 86_400

    /// The token of the cron address, made where there is none yet. Kept sealed, so that it can be shown again; that it
    /// was shown is in the audit log.
    public func cronToken(by: String) async throws -> String {
        let now = clock.now()
        return try await database.write { transaction in
            if let sealed = try transaction.setting(Self.cronToken) {
                try transaction.audit(by: by, action: "cron_url.show", subject: "cron address", at: now)
                return try self.box.openText(sealed, for: Self.cronToken)
            }
            return try self.renewCronToken(transaction, by: by, now)
        }
    }

    /// Makes a new token; the former is taken for another day.
    public func rotateCronToken(by: String) async throws -> String {
        let now = clock.now()
        return try await database.write { transaction in
            if let sealed = try transaction.setting(Self.cronToken) {
                let former = try self.box.openText(sealed, for: Self.cronToken)
                try transaction.setSetting(
                    Self.cronPrevious, self.box.seal(former, for: Self.cronPrevious), at: now)
                let until = now.adding(seconds: Self.overlapSeconds)
                try transaction.setSetting(Self.cronPreviousUntil, String(until.milliseconds), at: now)
            }
            return try self.renewCronToken(transaction, by: by, now)
        }
    }

    private func renewCronToken(_ transaction: Transaction, by: String, _ now: Timestamp) throws -> String {
        let text = TokenGenerator(prefix: "crn_").make().text
        try transaction.setSetting(Self.cronToken, box.seal(text, for: Self.cronToken), at: now)
        try transaction.audit(by: by, action: "cron_url.rotate", subject: "cron address", at: now)
        return text
    }

    /// The last run that cron started, and whether cron has been silent for too long.
    public func lastCronRun() async throws -> (run: Run?, isSilent: Bool) {
        (try await database.read { try $0.lastRun(trigger: .cron) }, try await isCronSilent())
    }

    /// Whether this is the token of the cron address, or the one before it within the overlap.
    public func isCronToken(_ text: String) async throws -> Bool {
        let now = clock.now()
        let known = try await database.read { snapshot in
            var known: [String] = []
            if let sealed = try snapshot.setting(Self.cronToken) {
                known.append(try self.box.openText(sealed, for: Self.cronToken))
            }
            if let sealed = try snapshot.setting(Self.cronPrevious),
                let until = try snapshot.setting(Self.cronPreviousUntil).flatMap({ Int64($0) }),
                now < Timestamp(milliseconds: until)
            {
                known.append(try self.box.openText(sealed, for: Self.cronPrevious))
            }
            return known
        }
        return known.contains { ConstantTime.equal(Array($0.utf8), Array(text.utf8)) }
    }
}
