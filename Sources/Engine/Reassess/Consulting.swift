internal import Domain
internal import Rules
internal import Store

/// Asks rules what a run would do, without doing it: for explain, preview and the dashboard.
struct Consulting {
    let snapshot: Snapshot
    let configuration: Configuration
    let at: Timestamp

    /// What a rule would do with a customer.
    struct Answer {
        let compiled: CompiledRule
        let verdict: Verdict
        /// Whether its act would be done; nil where it has none.
        let judgement: Arbiter.Judgement?

        /// What the rule says, or why it would not do it.
        var sentence: Sentence {
            switch judgement {
            case .act, nil: verdict.sentence
            case .tomorrow: Sentence("rule.moved_today")
            case .never: Sentence("rule.fights")
            }
        }
    }

    func answer(of compiled: CompiledRule, about customer: ID<Customer>) throws -> Answer? {
        try answers(of: [compiled], about: customer).first
    }

    func answers(of rules: [CompiledRule], about customer: ID<Customer>) throws -> [Answer] {
        let loader = FactLoader(snapshot: snapshot, configuration: configuration)
        let needs = rules.reduce(FactNeeds()) { $0.union($1.kind.needs) }
        guard let facts = try loader.load([customer], needs: needs, at: at).first else { return [] }
        return try rules.map { compiled in
            let progress = try compiled.isSwept || compiled.isLadder ? snapshot.sweep(compiled.rule.id)?.progress : nil
            return try answer(compiled, facts, progress: progress ?? Progress(), .check(isForced: false))
        }
    }

    /// - Parameter progress: how far the rule has come; nil where it is only tried out.
    func answer(
        _ compiled: CompiledRule, _ facts: LoadedFacts, progress: Progress?, _ moment: Moment
    ) throws -> Answer {
        let loader = FactLoader(snapshot: snapshot, configuration: configuration)
        let question = try loader.question(compiled, facts, progress: progress, at: at, moment: moment)
        let verdict = compiled.kind.decide(question)
        let judgement = try verdict.act.map { act in
            try Arbiter(snapshot: snapshot, configuration: configuration, now: at)
                .judge(act, of: compiled, question, customer: facts.row.id, held: question.customer.groups)
        }
        return Answer(compiled: compiled, verdict: verdict, judgement: judgement)
    }
}
