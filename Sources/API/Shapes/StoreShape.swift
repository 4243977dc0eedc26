internal import Domain
internal import Engine
internal import JSON

extension JSONWriter {
    mutating func store(_ view: StoreView) {
        let store = view.store
        object { w in
            w.field("id", store.id)
            w.field("key", store.key)
            w.field("name", store.name)
            w.field("zone", store.zone.identifier)
            w.field("currency", store.currency.code)
            w.field("locale", store.locale)
            w.field("default_group", view.defaultGroup)
            w.field("automation", store.automation.isOn)
            w.field("spend_basis", store.basis.rawValue)
            w.field("guest_matching", store.matchesGuests)
            w.field("created_at", store.createdAt)
            w.field("pending_ends", view.pendingEnds)
        }
    }

    mutating func status(_ view: StatusView) {
        let status = view.status
        object { w in
            w.field("code", status.code)
            w.field("label", status.label)
            w.field("paid", status.isPaid)
            w.field("void", status.isVoid)
            w.field("rank", Int64(status.rank))
            w.field("mapped", status.isMapped)
            w.field("orders", view.orders)
            w.field("etag", "\"\(view.tag.text)\"")
        }
    }

    mutating func group(_ view: GroupView) {
        let group = view.group
        object { w in
            w.field("id", group.id)
            w.field("store", view.storeKey)
            w.field("code", group.code)
            w.field("name", group.name)
            w.field("external_id", group.externalID)
            w.field("benefits") { w in
                w.object { w in
                    w.field("discount_percent", group.benefits.discountPercent?.description)
                    w.field("free_shipping", group.benefits.freeShipping)
                    w.field("text", group.benefits.text)
                }
            }
            w.field("members", view.members)
            w.field("is_default", view.isDefault)
            w.field("created_at", group.createdAt)
        }
    }

    /// - Parameter secret: right after it was made.
    mutating func source(_ source: ShopSource, baseURL: String, secret: String? = nil) {
        object { w in
            w.field("id", source.id)
            w.field("key", source.key)
            w.field("store", source.storeKey)
            w.field("platform", source.platform.rawValue)
            w.field("name", source.name)
            w.field("enabled", source.isEnabled)
            w.field("url", "\(baseURL)/webhooks/\(source.key)")
            w.field("last_delivery_at", source.lastDeliveryAt)
            w.field("accepted", source.accepted)
            w.field("failed", source.failed)
            w.field("created_at", source.createdAt)
            if let secret { w.field("secret", secret) }
        }
    }

    mutating func inboxItem(_ item: InboxItem) {
        object { w in
            w.field("id", item.id)
            w.field("source", item.source)
            w.field("topic", item.topic)
            w.field("received_at", item.receivedAt)
            w.field("state", item.state.rawValue)
            w.field("error", item.error)
            w.field("attempts", item.attempts)
            w.field("size", item.size)
            if let order = item.order { w.reference("order", order.id, externalID: order.externalID) }
        }
    }
}
