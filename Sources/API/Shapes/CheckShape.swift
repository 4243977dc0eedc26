internal import Domain
internal import Engine
internal import JSON

extension JSONWriter {
    mutating func finding(_ view: FindingView) {
        let finding = view.finding
        object { w in
            w.field("id", finding.id)
            w.field("kind", finding.kind.rawValue)
            w.field("severity", finding.kind.severity.rawValue)
            w.field("store", view.storeKey)
            w.field("subject") {
                $0.link(Finding.Link(finding.subjectType, finding.subjectID, finding.subjectLabel))
            }
            w.field("links") { w in w.array(finding.links) { $0.link($1) } }
            w.field("sentence", view.sentence)
            w.field("count", finding.count)
            w.field("customers") { w in w.array(view.examples) { $0.concerned($1) } }
            w.field("fixes") { w in
                w.array(view.fixes) { w, fix in
                    w.object { w in
                        w.field("fix", fix.rawValue)
                        w.field("undoable", fix.isUndoable)
                        w.field("admin", fix.isForAdmins)
                    }
                }
            }
            w.field("snoozed", view.isSnoozed)
            if let snooze = finding.snooze {
                w.field("snooze") { w in
                    w.object { w in
                        w.field("until", snooze.until)
                        w.field("note", snooze.note)
                        w.field("by", snooze.by)
                    }
                }
            }
            w.field("first_at", finding.firstAt)
            w.field("last_at", finding.lastAt)
        }
    }

    private mutating func link(_ link: Finding.Link) {
        object { w in
            w.field("type", link.type)
            w.field("id", String(link.id))
            w.field("label", link.label)
        }
    }

    mutating func concerned(_ concerned: ConcernedCustomer) {
        object { w in
            w.field("customer") { $0.customer(concerned.customer) }
            w.field("sentence", concerned.sentence)
        }
    }

    mutating func fixed(_ outcome: FixOutcome) {
        object { w in
            w.field("fix", outcome.fix.rawValue)
            w.field("dry_run", outcome.isDry)
            w.field("counts") { w in
                w.object { w in
                    w.field("customers", outcome.customers)
                    w.field("changed", outcome.changed)
                    w.field("orders", outcome.orders)
                }
            }
            w.field("more", outcome.hasMore)
            w.field("items") { w in w.array(outcome.items) { $0.concerned($1) } }
            w.field("run", outcome.run)
            w.field("undoable", outcome.run != nil && outcome.fix.isUndoable)
        }
    }
}
