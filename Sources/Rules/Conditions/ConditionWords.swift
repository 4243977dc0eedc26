public import Domain

extension Condition {
    /// In words: one sentence per condition that must hold.
    public var summary: [Sentence] { conjuncts.map { ConditionTelling().whole($0) } }

    /// All of it in one sentence of bounded length.
    var sentence: Sentence { ConditionTelling(longest: ConditionTelling.kept).whole(root) }

    /// Those of the conditions that must all hold and do not, with the figures of the day; of bounded length.
    func unmet(in facts: ConditionFacts) -> Sentence {
        let unmet = conjuncts.filter { !$0.holds(in: facts) }
        return ConditionTelling(facts: facts, longest: ConditionTelling.kept).whole(.all(unmet))
    }

    private var conjuncts: [Node] {
        if case .all(let nodes) = root { nodes } else { [root] }
    }
}

/// Puts a tree of conditions into one sentence made of sentences.
///
/// A reason is kept with each change, and a tree of 200 nodes must not be: what goes beyond `longest` is left out, and
/// `condition.more` stands for it.
private struct ConditionTelling {
    /// What is kept with a change: about so many characters.
    static let kept = 400
    /// About what a condition takes without the texts that it names.
    private static let leafLength = 40

    /// Where given, figures are told too.
    let facts: ConditionFacts?
    private var left: Int
    private var isCut = false

    init(facts: ConditionFacts? = nil, longest: Int = .max) {
        self.facts = facts
        left = longest
    }

    func whole(_ node: Condition.Node) -> Sentence {
        var telling = self
        return telling.tell(node, isInner: false)
    }

    /// - Parameter isInner: whether it stands within another, and is put in brackets where it has parts.
    private mutating func tell(_ node: Condition.Node, isInner: Bool) -> Sentence {
        switch node {
        case .all(let nodes): return join("condition.all", nodes, isInner)
        case .any(let nodes): return join("condition.any", nodes, isInner)
        case .not(.leaf(let leaf)): return say(leaf, leaf.words.negated)
        case .not(.not(let node)): return tell(node, isInner: isInner)
        case .not(let node):
            return Sentence("condition.none", [.init("condition", .sentences([tell(node, isInner: false)]))])
        case .leaf(let leaf): return say(leaf, leaf.words)
        }
    }

    private mutating func join(_ code: String, _ nodes: [Condition.Node], _ isInner: Bool) -> Sentence {
        if nodes.count == 1 { return tell(nodes[0], isInner: isInner) }
        var parts: [Sentence] = []
        for node in nodes where !isCut { parts.append(tell(node, isInner: true)) }
        return Sentence(isInner ? "\(code).inner" : code, [.init("parts", .sentences(parts))])
    }

    private mutating func say(_ leaf: any ConditionLeaf, _ words: Sentence) -> Sentence {
        guard left > 0 else {
            isCut = true
            return Sentence("condition.more")
        }
        let words = shortened(words)
        guard let figure = facts.flatMap({ leaf.figure(in: $0) }) else { return words }
        return Sentence(
            "condition.with_figure", [.init("condition", .sentences([words])), .init("figure", .sentences([figure]))])
    }

    /// The same with no more of a list than there is room for.
    private mutating func shortened(_ words: Sentence) -> Sentence {
        left -= Self.leafLength
        let facts = words.facts.map { fact in
            switch fact.value {
            case .texts(let texts): Sentence.Fact(fact.name, .texts(fitting(texts)))
            case .groups(let codes): Sentence.Fact(fact.name, .groups(fitting(codes)))
            default: fact
            }
        }
        return Sentence(words.code, facts)
    }

    /// The first of the texts, and one at least.
    private mutating func fitting(_ texts: [String]) -> [String] {
        var fitting: [String] = []
        for text in texts {
            guard fitting.isEmpty || left > 0 else { return fitting + ["…"] }
            left -= text.count
            fitting.append(text)
        }
        return fitting
    }
}

extension Sentence {
    /// The words of the opposite.
    fileprivate var negated: Sentence { Sentence("\(code).not", facts) }
}
