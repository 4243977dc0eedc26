internal import Domain
internal import Engine
internal import JSON

extension JSONWriter {
    /// A customer as in lists.
    mutating func customer(_ view: CustomerView) { object { $0.customerMembers(view) } }

    /// A customer with memberships and blocks.
    mutating func customerDetail(_ view: CustomerView) {
        object { w in
            w.customerMembers(view)
            w.field("organization") { w in
                guard let organization = view.organization else { return w.null() }
                w.object { w in
                    w.field("id", organization.id)
                    w.field("external_id", organization.externalID)
                    w.field("name", organization.name)
                }
            }
            w.field("mail_consent", view.customer.mailConsent.rawValue)
            w.field("deleted", view.customer.isDeleted)
            w.field("erased_at", view.customer.erasedAt)
            w.field("merged_into", view.customer.mergedInto)
            w.field("first_seen_at", view.customer.firstSeenAt)
            w.field("memberships") { $0.memberships(view.memberships) }
            w.field("blocks") { $0.blocks(view.blocks) }
        }
    }

    private mutating func customerMembers(_ view: CustomerView) {
        let customer = view.customer
        field("id", customer.id)
        field("store", view.storeKey)
        field("external_id", customer.externalID)
        field("email", customer.email)
        field("name", customer.displayName)
        field("first_name", customer.firstName)
        field("last_name", customer.lastName)
        field("locale", customer.locale)
        field("country", customer.country)
        field("registered_at", customer.registeredAt)
        field("groups", view.memberships.map(\.group.code))
        field("default_group", view.defaultGroup)
        field("automation", customer.isAutomated)
        field("orders", view.orders)
        field("spent", view.spent)
        field("last_order_at", view.lastOrderAt)
    }

    mutating func memberships(_ memberships: [MembershipView]) {
        array(memberships) { w, membership in
            w.object { w in
                w.field("group", membership.group.code)
                w.field("name", membership.group.name)
                w.field("since", membership.since)
                w.field("until", membership.until)
                w.field("is_default", membership.isDefault)
                w.field("grants") { w in w.array(membership.grants) { w, grant in w.grant(grant) } }
            }
        }
    }

    private mutating func grant(_ view: MembershipView.GrantView) {
        let grant = view.grant
        object { w in
            w.field("id", grant.id)
            w.field("source", grant.source.rawValue)
            w.reference("rule", grant.rule, name: view.ruleName)
            w.reference("order", grant.order, externalID: view.orderExternalID)
            w.field("from", grant.from)
            w.field("until", grant.until)
            w.field("claims_default", grant.claimsDefault)
            w.field("pinned", grant.isPinned)
            w.field("reason", view.reason)
        }
    }

    mutating func blocks(_ blocks: [CustomerView.BlockView]) {
        array(blocks) { w, block in
            w.object { w in
                w.field("group", block.group)
                w.field("until", block.until)
                w.field("reason", block.reason)
                w.field("created_at", block.createdAt)
            }
        }
    }
}
