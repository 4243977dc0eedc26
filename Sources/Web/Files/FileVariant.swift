internal import HTTPWire

/// One form of a file, plain or compressed, with everything of its answers that does not depend on the request.
struct FileVariant: Sendable {
    let tag: EntityTag
    /// Nil for a file that is not kept in memory.
    let content: [UInt8]?
    /// Of an answer 200, and but for the range of an answer 206.
    let headers: Headers
    /// Of an answer 304 (RFC 9110 section 15.4.5).
    let unchangedHeaders: Headers

    /// - Parameters:
    ///   - coding: for Content-Encoding; nil: the plain form.
    ///   - isNegotiated: whether the file has another form too.
    init(
        tag: EntityTag, content: [UInt8]?, type: MediaType, modified: HTTPDate, coding: String?, isNegotiated: Bool
    ) {
        self.tag = tag
        self.content = content
        var shared: Headers = [
            "ETag": tag.description, "Last-Modified": modified.description, "Cache-Control": "no-cache",
        ]
        if isNegotiated { shared.add("Vary", "Accept-Encoding") }
        unchangedHeaders = shared
        shared.add("Content-Type", type.value)
        shared.add("X-Content-Type-Options", "nosniff")
        shared.add("Accept-Ranges", "bytes")
        if let coding { shared.add("Content-Encoding", coding) }
        headers = shared
    }
}
