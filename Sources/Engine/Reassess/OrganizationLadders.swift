internal import Domain
internal import Rules
internal import Store

/// Ladders that count by organization: one rung for all its members, whom they follow at once.
struct OrganizationLadders {
    let transaction: Transaction
    let configuration: Configuration
    let cause: Cause
    let now: Timestamp
    var silent: Set<ID<Rule>> = []

    func look(
        _ organization: ID<Organization>, _ ladders: [CompiledRule], moment: Moment, isNewFact: Bool
    ) throws {
    }
}
