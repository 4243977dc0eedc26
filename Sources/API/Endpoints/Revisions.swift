internal import Domain
internal import Engine
internal import HTTPWire
internal import Web

// `ETag` and `If-Match`, so that nobody's edit is lost (RFC 9110 section 13.1.1).

extension Call {
    /// The revision that the client saw.
    ///
    /// - Returns: nil for `*`, which means any.
    /// - Throws: 428 where it does not say; 412 for a tag that is none of ours.
    func expectedRevision() throws -> Int64? {
        let tags = request.headers.elements("if-match")
        guard let tag = tags.first else { throw Problem.preconditionRequired }
        if tag == "*" { return nil }
        guard tags.count == 1, tag.count > 2, tag.hasPrefix("\""), tag.hasSuffix("\""),
            let revision = Int64(tag.dropFirst().dropLast())
        else {
            throw Refusal.stale("It was changed since it was read.")
        }
        return revision
    }
}

extension Call {
    /// The state that the client saw; nil where it does not say, or says that it does not mind (`*`).
    func expectedTag() -> EditTag? {
        guard let tag = request.headers.elements("if-match").first, tag != "*" else { return nil }
        return EditTag(tag.filter { $0 != "\"" })
    }
}

extension Response {
    func tagged(_ tag: EditTag) -> Response {
        var response = self
        response.headers.add("ETag", "\"\(tag.text)\"")
        return response
    }

    func tagged(_ revision: Int64) -> Response {
        var response = self
        response.headers.add("ETag", "\"\(revision)\"")
        return response
    }
}
