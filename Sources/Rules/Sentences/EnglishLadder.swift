extension English {
    /// The words of ladders.
    static let ladder: [String: String] = [:]
}
