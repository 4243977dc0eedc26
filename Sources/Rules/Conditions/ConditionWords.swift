public import Domain

extension Condition {
    /// In words: one sentence per condition that must hold. What lies deeper is put into one text.
    public var summary: [Sentence] { conjuncts.map(\.sentence) }

    /// All of it in one text: `country is PL and (spend of all time is at least 100.00 EUR or …)`. Names of groups are their
    /// codes, as no fact of a sentence can hold another sentence.
    var text: String { root.text(isInner: false, facts: nil).shortened }

    /// Those of the conditions that must all hold and do not, with the figures of the day.
    func unmet(in facts: ConditionFacts) -> String {
        let unmet = conjuncts.filter { !$0.holds(in: facts) }
        return Node.all(unmet).text(isInner: false, facts: facts).shortened
    }

    private var conjuncts: [Node] {
        if case .all(let nodes) = root { nodes } else { [root] }
    }
}

extension Condition.Node {
    fileprivate var sentence: Sentence {
        switch self {
        case .leaf(let leaf): leaf.words
        case .not(.leaf(let leaf)): leaf.words.negated
        default: Sentence("condition.text", [.init("text", .text(text(isInner: false, facts: nil).capitalizedFirst))])
        }
    }

    /// - Parameters:
    ///   - isInner: whether it stands within another, and is put in brackets where it has parts.
    ///   - facts: where given, figures are told too.
    fileprivate func text(isInner: Bool, facts: ConditionFacts?) -> String {
        switch self {
        case .all(let nodes): Self.join(nodes, " and ", isInner, facts)
        case .any(let nodes): Self.join(nodes, " or ", isInner, facts)
        case .not(.leaf(let leaf)): Self.say(leaf, leaf.words.negated, facts)
        case .not(.not(let node)): node.text(isInner: isInner, facts: facts)
        case .not(let node): "not (\(node.text(isInner: false, facts: facts)))"
        case .leaf(let leaf): Self.say(leaf, leaf.words, facts)
        }
    }

    private static func join(
        _ nodes: [Condition.Node], _ word: String, _ isInner: Bool, _ facts: ConditionFacts?
    ) -> String {
        if nodes.count == 1 { return nodes[0].text(isInner: isInner, facts: facts) }
        let text = nodes.map { $0.text(isInner: true, facts: facts) }.joined(separator: word)
        return isInner ? "(\(text))" : text
    }

    private static func say(_ leaf: any ConditionLeaf, _ words: Sentence, _ facts: ConditionFacts?) -> String {
        let text = Sentences.english.render(words) { $0 }.uncapitalizedFirst
        guard let figure = facts.flatMap({ leaf.figure(in: $0) }) else { return text }
        return "\(text) (now \(Sentences.english.render(figure) { $0 }))"
    }
}

extension Sentence {
    /// The words of the opposite.
    fileprivate var negated: Sentence { Sentence("\(code).not", facts) }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
    fileprivate var uncapitalizedFirst: String { prefix(1).lowercased() + dropFirst() }
    /// A reason is kept with each change: a tree of 200 nodes must not be.
    fileprivate var shortened: String { count > 400 ? prefix(399) + "…" : self }
}
