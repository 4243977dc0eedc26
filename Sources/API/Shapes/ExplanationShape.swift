internal import Domain
internal import Engine
internal import JSON

extension JSONWriter {
    mutating func explanation(_ explanation: Explanation) {
        object { w in
            w.field("at", explanation.at)
            w.field("automation", explanation.isAutomated)
            w.field("groups") { $0.memberships(explanation.memberships) }
            w.field("default_group") { w in
                w.object { w in
                    w.field("group", explanation.defaultGroup)
                    w.field("reason", explanation.defaultReason)
                }
            }
            w.field("rules") { w in w.array(explanation.rules) { w, answer in w.ruleAnswer(answer) } }
            w.field("upcoming") { w in
                w.array(explanation.upcoming) { w, event in
                    w.object { w in
                        w.field("at", event.at)
                        w.field("sentence", event.sentence)
                        w.reference("rule", event.rule?.id, name: event.rule?.name)
                    }
                }
            }
            w.field("blocks") { $0.blocks(explanation.blocks) }
        }
    }

    private mutating func ruleAnswer(_ answer: Explanation.RuleAnswer) {
        object { w in
            w.field("rule") { w in
                w.object { w in
                    w.field("id", answer.rule.id)
                    w.field("name", answer.rule.name)
                    w.field("kind", answer.rule.kind)
                }
            }
            w.field("verdict", answer.verdict.rawValue)
            w.field("sentence", answer.sentence)
            w.field("next_at", answer.nextAt)
            w.field("next", answer.next)
        }
    }

    mutating func timelineItem(_ item: TimelineItem) {
        object { w in
            w.field("at", item.at)
            switch item.content {
            case .order: w.field("type", "order")
            case .change: w.field("type", "change")
            case .notification: w.field("type", "notification")
            }
            w.field("title", item.title)
            w.field("detail", item.detail)
            switch item.content {
            case .order(let view): w.field("order") { $0.order(view, withLines: false) }
            case .change(let view): w.field("change") { $0.change(view) }
            case .notification(let mail): w.field("notification") { $0.notification(mail) }
            }
        }
    }

    private mutating func notification(_ mail: Notification) {
        object { w in
            w.field("id", mail.id)
            w.field("template", mail.template)
            w.field("state", mail.state.rawValue)
        }
    }
}
