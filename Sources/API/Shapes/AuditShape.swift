internal import Domain
internal import JSON

extension JSONWriter {
    mutating func auditEntry(_ entry: AuditEntry) {
        object { w in
            w.field("id", entry.id)
            w.field("at", entry.at)
            w.field("actor", entry.actor.kind.rawValue)
            w.field("actor_id", entry.actor.id.map(String.init))
            w.field("by", entry.actor.name)
            w.field("address", entry.address)
            w.field("request_id", entry.request)
            w.field("action", entry.action)
            w.field("subject", entry.subject)
            w.field("detail", entry.detail)
            w.field("changes") { w in
                w.array(entry.changes) { w, change in
                    w.object { w in
                        w.field("field", change.field)
                        w.field("old", change.old)
                        w.field("new", change.new)
                    }
                }
            }
        }
    }
}
