internal import Domain
internal import Engine
internal import JSON

extension JSONWriter {
    mutating func widgetSettings(_ settings: WidgetSettings) {
        object { w in
            w.field("enabled", settings.isEnabled)
            w.field("origins") { w in w.array(settings.origins) { w, origin in w.value(origin.description) } }
            w.field("key_made_at", settings.keyMadeAt)
            w.field("former_key_until", settings.formerKeyUntil)
        }
    }

    mutating func widgetProgress(_ view: WidgetProgress) {
        object { w in
            w.field("language", view.language)
            w.field("state", view.state.rawValue)
            w.field("spent", view.spent)
            w.field("tier") { w in
                guard let tier = view.tier else { return w.null() }
                w.object { w in w.tier(tier) }
            }
            w.field("next") { w in
                guard let next = view.next else { return w.null() }
                w.object { w in
                    w.tier(next.tier)
                    w.field("threshold", next.threshold)
                }
            }
            w.field("missing", view.missing)
            w.field("percent", view.percent)
            w.field("period") { w in
                guard let to = view.to else { return w.null() }
                w.object { w in
                    w.field("from", view.from?.description)
                    w.field("to", to.description)
                }
            }
            w.field("deadline", view.deadline?.description)
            w.field("keep") { w in
                guard let keep = view.keep else { return w.null() }
                w.object { w in
                    w.field("missing", keep.missing)
                    w.field("until", keep.until?.description)
                }
            }
            w.field("text") { $0.lines(view.texts) }
            w.field("templates") { $0.lines(view.templates) }
        }
    }

    private mutating func tier(_ tier: WidgetProgress.Tier) {
        field("name", tier.name)
        field("benefits") { w in w.array(tier.benefits) { w, benefit in w.value(benefit) } }
    }

    private mutating func lines(_ lines: [WidgetProgress.Line]) {
        object { w in for line in lines { w.field(line.name, line.text) } }
    }
}
