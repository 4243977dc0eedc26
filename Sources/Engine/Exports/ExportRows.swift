internal import Domain

// The rows of exports: instants in RFC 3339, amounts with a point and without their currency, several codes with `|`
// between them, as imports read them.

extension CustomerView {
    var row: [String] {
        [
            customer.id.description, customer.externalID, storeKey, customer.email ?? "", customer.firstName ?? "",
            customer.lastName ?? "", customer.locale ?? "", customer.country ?? "", text(customer.registeredAt),
            organization?.externalID ?? "", organization?.name ?? "",
            memberships.map(\.group.code).joined(separator: "|"), defaultGroup ?? "",
            customer.isAutomated ? "on" : "off", String(orders), spent.plain, spent.currency.code, text(lastOrderAt),
        ]
    }

    /// One for each group.
    func membershipRows(in group: String?) -> [[String]] {
        memberships.filter { group == nil || $0.group.code == group }.map { membership in
            [
                storeKey, customer.externalID, customer.email ?? "", customer.firstName ?? "", customer.lastName ?? "",
                membership.group.code, text(membership.since), text(membership.until),
                membership.isDefault ? "yes" : "no",
                membership.grants.map(\.grant.source.rawValue).joined(separator: "|"),
                membership.grants.map(\.reason).joined(separator: " | "),
            ]
        }
    }
}

extension OrderView {
    var row: [String] {
        func amount(_ units: Int64?) -> String {
            guard let units, let currency = order.amounts?.currency else { return "" }
            return Money(minorUnits: units, currency: currency).plain
        }
        return [
            order.id.description, order.externalID, storeKey, customerExternalID ?? "", customerName ?? "",
            status?.code ?? "", text(order.placedAt), text(order.paidAt), order.amounts?.currency.code ?? "",
            amount(order.amounts?.total), amount(order.refunded), spend?.plain ?? "", storeCurrency.code,
            order.paymentMethod ?? "", order.country ?? "",
        ]
    }
}

extension ChangeView {
    var row: [String] {
        [
            change.id.description, text(change.at), storeKey, customerExternalID, customerName, customerEmail ?? "",
            change.kind.rawValue, change.actor.rawValue, change.by ?? "", ruleName ?? "", orderExternalID ?? "",
            groupsAdded.joined(separator: "|"), groupsRemoved.joined(separator: "|"), defaultBefore ?? "",
            defaultAfter ?? "", reason, change.run?.description ?? "", revertedBy?.description ?? "",
        ]
    }
}

extension Run {
    func row(store: String?) -> [String] {
        [
            id.description, store ?? "", trigger.rawValue, by, tasks.joined(separator: "|"), isDry ? "yes" : "no",
            state.rawValue, text(at), text(startedAt), text(finishedAt), report, error ?? "",
        ]
    }
}

extension NotificationView {
    var row: [String] {
        [
            record.id.description, text(record.createdAt), storeKey, customer?.externalID ?? "", customer?.name ?? "",
            ruleName ?? "", record.template, state.rawValue, record.outcome?.rawValue ?? "", text(record.sentAt),
            letter?.address ?? "", letter?.subject ?? "", letter?.error ?? "",
        ]
    }
}

extension Customer {
    var row: [String] {
        [
            id.description, externalID, email ?? "", firstName ?? "", lastName ?? "", locale ?? "", country ?? "",
            text(registeredAt),
        ]
    }
}

extension Money {
    /// The amount alone: `19.99`.
    fileprivate var plain: String { String(description.prefix { $0 != " " }) }
}

private func text(_ instant: Timestamp?) -> String { instant?.description ?? "" }
