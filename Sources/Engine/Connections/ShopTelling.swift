internal import Domain
internal import Store

/// Queues what shops are to be told, in the transaction that changes it.
struct ShopTelling {
    let transaction: Transaction
    let configuration: Configuration
    let now: Timestamp

    /// The groups that a customer has joined and left, and the default group. What the shop itself has said is not told.
    func tell(_ ledger: Ledger) throws {
        let connectors = configuration.connectors.filter {
            $0.record.writesGroups && $0.stores.contains(ledger.store.id)
        }
        guard !connectors.isEmpty, !ledger.changes.isEmpty, !ledger.customer.isDeleted else { return }
        var wanted: [ID<Group>: Bool] = [:]
        var writesDefault = false
        for change in ledger.changes where change.actor != .shop {
            for group in change.groupsAdded where isMapped(group) { wanted[group] = true }
            for group in change.groupsRemoved where isMapped(group) { wanted[group] = false }
            writesDefault = writesDefault || change.defaultAfter != change.defaultBefore
        }
        try forget(ledger)
        guard !wanted.isEmpty || writesDefault else { return }
        for connector in connectors.map(\.record.id) {
            for (group, isWanted) in wanted.sorted(by: { $0.key < $1.key }) {
                try transaction.put(
                    ShopMembershipRecord(
                        customer: ledger.customer.id, group: group, connector: connector, isWanted: isWanted))
            }
            try transaction.queueWrite(connector, ledger.customer.id, writesDefault: writesDefault, at: now)
        }
    }

    /// A voucher that the customer was given.
    func tell(_ id: ID<Voucher>, _ voucher: Voucher) throws {
        for connector in configuration.connectors
        where connector.record.writesVouchers && connector.stores.contains(voucher.store) {
            try transaction.queueWrite(connector.record.id, voucher.customer, voucher: id, at: now)
        }
    }

    private func isMapped(_ group: ID<Group>) -> Bool { configuration.groups[group]?.externalID != nil }

    /// What the shop took away is no longer to be there.
    private func forget(_ ledger: Ledger) throws {
        let gone = ledger.changes.filter { $0.actor == .shop }.flatMap(\.groupsRemoved)
        guard !gone.isEmpty else { return }
        for record in try transaction.shopMemberships(ledger.customer.id) where gone.contains(record.group) {
            try transaction.remove(record)
        }
    }
}
