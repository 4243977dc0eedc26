internal import Domain
internal import Engine
internal import JSON
internal import Rules

extension JSONWriter {
    mutating func rule(_ view: RuleView) {
        object { w in
            w.field("id", view.rule.id)
            for member in view.document.members ?? [] { w.field(member.name, member.value) }
            w.field("revision", view.rule.revision)
            w.field("created_at", view.rule.createdAt)
            w.field("updated_at", view.rule.updatedAt)
            w.field("summary", view.summary)
            w.field("last_effect") { w in
                guard let effect = view.lastEffect else { return w.null() }
                w.object { w in
                    w.field("at", effect.at)
                    w.field("text", effect.text)
                }
            }
            w.field("members", view.members)
        }
    }

    /// An earlier form of a rule.
    mutating func revision(_ revision: RuleRevision) {
        object { w in
            w.field("revision", revision.revision)
            w.field("at", revision.at)
            w.field("by", revision.by)
            w.field("rule") { $0.raw(revision.document) }
        }
    }

    mutating func kind(_ declaration: KindDeclaration) {
        object { w in
            w.field("kind", declaration.kind)
            w.field("title", declaration.title)
            w.field("description", declaration.description)
            w.field("common", CommonTerms.names)
            w.field("mails", declaration.templates)
            w.field("acts_on_runs", declaration.actsOnRuns)
            w.field("needs_source_groups", declaration.needsSourceGroups)
            w.field("parameters") { w in w.array(declaration.parameters) { w, parameter in w.parameter(parameter) } }
        }
    }

    private mutating func parameter(_ parameter: Parameter) {
        object { w in
            w.field("name", parameter.name)
            w.field("type", parameter.type.name)
            w.field("label", parameter.label)
            w.field("help", parameter.help)
            w.field("required", parameter.isRequired)
            w.field("default", parameter.fallback)
            w.limits(parameter.type)
            w.field("shown_when") { w in
                guard let condition = parameter.shownWhen else { return w.null() }
                w.object { w in
                    w.field("parameter", condition.parameter)
                    w.field("in", condition.values)
                }
            }
        }
    }

    private mutating func limits(_ type: ParameterType) {
        switch type {
        case .integer(let range):
            field("minimum", range.lowerBound)
            field("maximum", range.upperBound)
        case .choice(let choices):
            field("choices") { w in
                w.array(choices) { w, choice in
                    w.object { w in
                        w.field("value", choice.value)
                        w.field("label", choice.label)
                    }
                }
            }
        default: break
        }
    }

    // MARK: Previews

    mutating func preview(_ preview: RulePreview) {
        object { w in
            w.field("summary", preview.summary)
            w.field("valid", preview.errors.isEmpty)
            w.field("errors") { w in w.array(preview.errors) { w, error in w.fieldError(error) } }
            w.field("at", preview.at)
            w.field("since", preview.since)
            guard preview.errors.isEmpty else { return }
            w.field("counts") { $0.counts(preview) }
            w.field("customers_in_store", preview.customersInStore)
            w.field("items") { w in w.array(preview.items) { w, item in w.previewItem(item) } }
            w.field("truncated", preview.isTruncated)
            w.field("exceeds_max_share", preview.exceedsShare)
            w.field("fights") { w in
                w.array(preview.fights) { w, fight in
                    w.object { w in
                        w.reference("rule", fight.rule.id, name: fight.rule.name)
                        w.field("sentence", fight.sentence)
                    }
                }
            }
        }
    }

    private mutating func counts(_ preview: RulePreview) {
        object { w in
            w.field("candidates", preview.candidates)
            w.field("would_move", preview.outcomes[.move] ?? 0)
            w.field("would_join", preview.outcomes[.join] ?? 0)
            w.field("would_leave", preview.outcomes[.leave] ?? 0)
            w.field("would_be_reminded", preview.outcomes[.remind] ?? 0)
            w.field("already_members", preview.outcomes[.stay] ?? 0)
            w.field("withheld", preview.outcomes[.withheld] ?? 0)
        }
    }

    private mutating func previewItem(_ item: RulePreview.Item) {
        object { w in
            w.field("customer") { $0.customer(item.customer) }
            w.field("outcome", item.outcome.rawValue)
            w.field("groups", item.groups)
            w.field("until", item.until)
            w.field("sentence", item.sentence)
        }
    }
}
