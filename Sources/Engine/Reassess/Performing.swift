internal import Domain
internal import Rules
internal import Secrets
internal import Store

/// Carries out one act of a rule on a customer's ledger.
struct Performing {
    let act: PlannedAct
    let compiled: CompiledRule
    let configuration: Configuration

    private var rule: Rule { compiled.rule }

    func run(_ ledger: inout Ledger) throws {
        let before = ledger.heldGroups
        try leave(&ledger)
        for plan in act.joins { try join(plan, wasHeld: before, &ledger) }
        if let code = act.makesDefault, let group = configuration.group(rule.store, code: code)?.id,
            ledger.heldGroups.contains(group)
        {
            ledger.choose(default: group)
        }
    }

    private func leave(_ ledger: inout Ledger) throws {
        let leaves = configuration.groupIDs(rule.store, codes: act.leaves)
        let releases = configuration.groupIDs(rule.store, codes: act.releases)
        let adopted = configuration.groupIDs(rule.store, codes: act.adoptsIn)
        let now = ledger.now
        let ending = ledger.grants.filter { grant in
            guard !grant.isPinned, grant.from <= now else { return false }
            if leaves.contains(grant.group) { return !isPurchaseInTerm(grant, at: now) }
            if releases.contains(grant.group), grant.rule == rule.id { return true }
            return adopted.contains(grant.group) && act.adopts.contains(grant.source)
        }
        for grant in ending { try ledger.end(grant.id, at: now) }
    }

    private func isPurchaseInTerm(_ grant: Grant, at now: Timestamp) -> Bool {
        grant.source == .rule && grant.order != nil && (grant.until.map { $0 > now } ?? true)
    }

    /// A group that automation must not grant stays out, whatever the rule believed.
    private func join(_ plan: PlannedGrant, wasHeld: Set<ID<Group>>, _ ledger: inout Ledger) throws {
        guard let group = configuration.group(rule.store, code: plan.group)?.id, !ledger.isBlocked(group) else {
            return
        }
        let now = ledger.now
        guard plan.until.map({ $0 > now }) ?? true else { return }
        let origin = Application.origin(rule.id, plan.order)
        if let present = ledger.grants.first(where: {
            $0.source == .rule && $0.group == group && $0.origin == origin
        }) {
            return try ledger.alter(present.id) { grant in
                grant.until = plan.until
                grant.claimsDefault = grant.claimsDefault || plan.claimsDefault
                grant.reason = plan.reason
            }
        }
        try ledger.open(
            Grant(
                id: ID(0), customer: ledger.customer.id, group: group, source: .rule, origin: origin, rule: rule.id,
                order: plan.order, from: min(plan.from, now),
                joinedAt: plan.isJoining && !wasHeld.contains(group) ? now : nil, until: plan.until,
                claimsDefault: plan.claimsDefault, claimedAt: now, reason: plan.reason))
    }
}

/// Lays down the voucher of a rung, once per customer and rung.
struct Rewarding {
    let transaction: Transaction
    let configuration: Configuration
    let now: Timestamp

    func give(_ reward: Reward, _ rule: Rule, _ ledger: Ledger) throws {
        var voucher = Voucher(
            store: rule.store, customer: ledger.customer.id, rule: rule.id, rung: reward.rung,
            code: VoucherCode.fresh(), lastDay: ledger.store.zone.day(at: now).adding(days: reward.daysValid),
            createdAt: now)
        switch reward.value {
        case .percent(let percent): voucher.percent = percent
        case .amount(let money): voucher.amount = money.minorUnits
        }
        guard let id = try transaction.insert(voucher) else { return }
        try ShopTelling(transaction: transaction, configuration: configuration, now: now).tell(id, voucher)
    }
}

/// Codes that a customer can read and type: no letters that look like figures.
enum VoucherCode {
    private static let alphabet = Array("ABCDEFGHJKMNPQRSTVWXYZ23456789")

    /// About 59 bits by chance.
    static func fresh() -> String {
        String(SecureRandom.bytes(12).map { alphabet[Int($0) % alphabet.count] })
    }
}
