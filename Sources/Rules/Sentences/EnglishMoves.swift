extension English {
    /// The words of inactivity and turnover rules.
    static let moves: [String: String] = [:]
}
