internal import ArgumentParser

/// The address by which shops, browsers and customers reach the server.
enum BaseURL {
    /// Without a slash at the end; nil where nobody has said it.
    ///
    /// - Parameter option: goes before the environment's `ECHELON_BASE_URL`.
    static func read(_ option: String?) throws -> String? {
        guard var url = option ?? Environment["ECHELON_BASE_URL"] else { return nil }
        while url.hasSuffix("/") { url.removeLast() }
        guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
            throw ValidationError("The base URL must start with http:// or https://.")
        }
        return url
    }
}
