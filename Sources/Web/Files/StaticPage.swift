internal import HTTPWire
internal import Net

/// A file as it is sent.
struct StaticPage: Sendable {
    let stamp: FileStamp
    /// When its stamp was last compared with the file's.
    var checkedAt = MonotonicTime(nanoseconds: 0)
    let tag: EntityTag
    let modified: HTTPDate
    let headers: Headers
    let content: [UInt8]

    /// - Parameter name: tells the media type.
    /// - Throws: where the file cannot be read.
    init(_ file: OpenFile, name: String) throws {
        stamp = file.stamp
        content = try file.read()
        tag = EntityTag(content: content)
        modified = HTTPDate(secondsSinceEpoch: stamp.modifiedNanoseconds / 1_000_000_000)
        headers = [
            "Content-Type": MediaType.of(fileName: name), "ETag": tag.text, "Last-Modified": modified.description,
            "Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff",
        ]
    }

    /// If-None-Match, and only without it If-Modified-Since (RFC 9110 section 13.2.2).
    func isUnchanged(_ headers: Headers) -> Bool {
        if headers.contains("if-none-match") { return tag.isAmong(headers) }
        guard let since = headers["if-modified-since"].flatMap({ HTTPDate($0) }) else { return false }
        return modified <= since
    }
}
