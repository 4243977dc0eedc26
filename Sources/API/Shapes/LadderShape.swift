internal import Domain
internal import Engine
internal import JSON

extension JSONWriter {
    mutating func ladder(_ view: LadderView) {
        object { w in
            w.reference("rule", view.rule.id, name: view.rule.name)
            w.field("currency", view.currency.code)
            w.field("period", view.period)
            w.field("counted_at", view.countedAt)
            w.field("rungs") { w in w.array(view.rungs) { w, rung in w.rung(rung, view.currency) } }
            w.field("without_rung", view.withoutRung)
        }
    }

    private mutating func rung(_ rung: LadderView.Rung, _ currency: Currency) {
        object { w in
            w.field("name", rung.name)
            w.field("group") { w in
                w.object { w in
                    w.field("code", rung.code)
                    w.field("name", rung.group?.name ?? rung.code)
                }
            }
            w.field("required", rung.required)
            w.field("retain", rung.retain)
            w.field("benefits", rung.benefits)
            w.field("members", rung.members)
            w.field("near_next", rung.nearNext)
            w.field("at_risk", rung.atRisk)
            w.field("spent", Money(minorUnits: rung.spent, currency: currency))
        }
    }

    mutating func member(_ member: LadderMember) {
        object { w in
            w.field("customer") { $0.customer(member.customer) }
            w.field("spent", member.spent)
            w.field("missing", member.missing)
            w.field("at_risk_until", member.atRiskUntil?.description)
        }
    }

    mutating func progress(_ view: ProgressView) {
        object { w in
            w.reference("rule", view.rule.id, name: view.rule.name)
            w.field("spent", view.spent)
            w.field("rung") { w in
                guard let rung = view.rung else { return w.null() }
                w.object { w in
                    w.field("name", rung.name)
                    w.field("group", rung.group)
                }
            }
            w.field("next") { w in
                guard let next = view.next else { return w.null() }
                w.object { w in
                    w.field("name", next.name)
                    w.field("group", next.group)
                    w.field("required", next.required)
                }
            }
            w.field("missing", view.missing)
            w.field("percent", view.percent)
        }
    }
}
