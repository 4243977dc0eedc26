internal import Domain
internal import Engine
internal import JSON

extension JSONWriter {
    mutating func change(_ view: ChangeView) {
        let change = view.change
        object { w in
            w.field("id", change.id)
            w.field("at", change.at)
            w.field("store", view.storeKey)
            w.field("customer") { $0.changedCustomer(view) }
            w.field("kind", change.kind.rawValue)
            w.field("groups_added", view.groupsAdded)
            w.field("groups_removed", view.groupsRemoved)
            w.field("default_before", view.defaultBefore)
            w.field("default_after", view.defaultAfter)
            w.field("rule") { $0.changingRule(view) }
            w.field("run_id", change.run)
            w.reference("order", change.order, externalID: view.orderExternalID)
            w.field("actor", change.actor.rawValue)
            w.field("by", change.by)
            w.field("reason", view.reason)
            w.field("reverts", change.reverts)
            w.field("reverted_by", view.revertedBy)
            w.field("revertible", view.isRevertible)
        }
    }

    private mutating func changedCustomer(_ view: ChangeView) {
        object { w in
            w.field("id", view.change.customer)
            w.field("external_id", view.customerExternalID)
            w.field("name", view.customerName)
            w.field("email", view.customerEmail)
        }
    }

    private mutating func changingRule(_ view: ChangeView) {
        guard let rule = view.change.rule else { return null() }
        object { w in
            w.field("id", rule)
            w.field("name", view.ruleName ?? "")
            w.field("revision", view.change.ruleRevision)
        }
    }
}
