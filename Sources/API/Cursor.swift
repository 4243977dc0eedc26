internal import Secrets

/// Where a page ended: opaque to clients, and good for the list it was made by.
struct Cursor: Equatable {
    let list: String
    let keys: [Int64]

    init(_ list: String, _ keys: Int64...) {
        self.list = list
        self.keys = keys
    }

    /// Nil for a text that was not made by this list, or that does not hold so many keys.
    init?(_ text: String, list: String, keys count: Int) {
        guard text.utf8.count <= 200, let bytes = Base64.decode(text, .url),
            let plain = String(validating: bytes, as: UTF8.self)
        else { return nil }
        let parts = plain.split(separator: "/", omittingEmptySubsequences: false)
        let keys = parts.dropFirst().compactMap { Int64($0) }
        guard parts.first.map(String.init) == list, keys.count == parts.count - 1, keys.count == count else {
            return nil
        }
        self.list = list
        self.keys = keys
    }

    var text: String { Base64.encode(Array(([list] + keys.map(String.init)).joined(separator: "/").utf8), .url) }
}
