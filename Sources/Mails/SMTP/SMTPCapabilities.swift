/// What a server said that it can do, in its answer to EHLO (RFC 5321 section 4.1.1.1).
struct SMTPCapabilities: Hashable, Sendable {
    var startsTLS = false
    var pipelines = false
    var takesEightBit = false
    /// Whether MAIL may tell a size (RFC 1870).
    var knowsSize = false
    /// The largest message, in octets. Nil where no limit is told.
    var sizeLimit: Int?
    /// In capitals.
    var mechanisms: [String] = []

    /// Nothing: before EHLO, and after HELO.
    init() {}

    /// Keywords are read in any case; unknown ones and malformed parameters are passed over, as the RFC demands.
    init(_ reply: SMTPReply) {
        for line in reply.lines.dropFirst() {
            var words = line.uppercased().split(separator: " ").map(String.init)[...]
            guard let keyword = words.popFirst() else { continue }
            take(keyword, Array(words))
        }
    }

    private mutating func take(_ keyword: String, _ parameters: [String]) {
        switch keyword {
        case "STARTTLS": startsTLS = true
        case "PIPELINING": pipelines = true
        case "8BITMIME": takesEightBit = true
        case "SIZE":
            knowsSize = true
            sizeLimit = parameters.first.flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
        case "AUTH": mechanisms += parameters
        // An old form of the same, which some servers write beside or instead of the new.
        case _ where keyword.hasPrefix("AUTH="): mechanisms += [String(keyword.dropFirst(5))] + parameters
        default: break
        }
    }
}
