internal import Domain
internal import Rules
internal import Store

extension StoreRun {
    /// Counts the members of each organization that a ladder would move, so that it can stop for their share like any
    /// other rule.
    func countOrganizations(_ plan: inout RunPlan) async throws {
        guard plan.tasks.contains(.tiers) else { return }
        var last = ID<Organization>(0)
        while !engine.liveRuns.isCancelled(run.id) {
            let (after, present, run) = (last, plan, run)
            let (end, counts) = try await engine.database.read { snapshot in
                let configuration = try engine.configuration(snapshot)
                let ladders = (configuration.rules[present.store.id] ?? []).filter {
                    $0.countsByOrganization && $0.rule.isActive(at: run.at)
                }
                let batch = try present.organizations(ladders, after: after, limit: 200, snapshot)
                var counts: [ID<Rule>: Int] = [:]
                for (organization, rules) in batch {
                    for compiled in rules {
                        guard
                            let standing = try OrganizationStanding(
                                organization, compiled, snapshot, configuration, at: run.at),
                            standing.moves(.check(isForced: present.isForced))
                        else { continue }
                        counts[compiled.rule.id, default: 0] += try snapshot.members(of: organization).count
                    }
                }
                return (batch.last?.organization, counts)
            }
            plan.add(counts)
            guard let end else { return }
            last = end
        }
    }
}
