internal import Domain
internal import Engine
internal import HTTPWire
internal import JSON
internal import Rules
internal import Web

/// For how long what is kept, and the whole database as a file.
enum UpkeepEndpoints {
    // MARK: Retention

    static func retention(_ call: Call) async throws -> Response {
        try call.requireUnbound()
        return try await answer(try await call.engine.retention(), call)
    }

    static func putRetention(_ call: Call) async throws -> Response {
        try call.requireUnbound()
        let revision = try call.expectedRevision()
        let policy = try call.read { reader -> RetentionPolicy in
            var policy = RetentionPolicy.usual
            guard let days = reader.required("days") else { return policy }
            var inner = FieldReader(days, at: "/days")
            for kind in RetentionKind.allCases {
                guard inner.required(kind.rawValue) != nil else { continue }
                let longest = Int64(RetentionPolicy.longestDays)
                if let days = inner.integer(kind.rawValue, in: 0...longest) { policy[kind] = Int(days) }
            }
            inner.finish()
            reader.take(inner.errors)
            return policy
        }
        return try await answer(try await call.engine.putRetention(policy, expecting: revision, by: call.by), call)
    }

    private static func answer(_ settings: RetentionSettings, _ call: Call) async throws -> Response {
        let due = try await call.engine.prunable()
        return call.json { w in
            w.object { w in
                w.field("days") { $0.policy(settings.policy) }
                w.field("defaults") { $0.policy(settings.defaults) }
                w.field("due") { w in
                    w.object { w in for item in due { w.field(item.kind.rawValue, item.count) } }
                }
            }
        }.tagged(settings.revision)
    }

    // MARK: Backup

    /// A copy as of one instant. It is made and looked at before the answer begins.
    static func backup(_ call: Call) async throws -> Response {
        try call.requireUnbound()
        let download = try await call.engine.backupToHandOut(by: call.by)
        let headers: Headers = [
            "Content-Type": "application/vnd.sqlite3", "Cache-Control": "no-store",
            "Content-Disposition": "attachment; filename=\"echelon-backup.db\"",
        ]
        return Response(
            .ok, headers: headers,
            body: .stream(length: download.size) { writer in
                while let bytes = try download.next() { try await writer.write(bytes) }
            })
    }
}

extension JSONWriter {
    fileprivate mutating func policy(_ policy: RetentionPolicy) {
        object { w in for kind in RetentionKind.allCases { w.field(kind.rawValue, policy[kind]) } }
    }
}
