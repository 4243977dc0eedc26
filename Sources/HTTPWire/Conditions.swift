/// What a request's conditions are judged by (RFC 9110 section 13): the validators of the representation that would be
/// sent, and the time.
public struct Conditions: Sendable {
    public enum Judgement: Hashable, Sendable {
        case proceed
        /// 304.
        case notModified
        /// 412, because of the field of that name.
        case failed(String)
    }

    private let tag: EntityTag
    private let modified: HTTPDate
    private let isDateStrong: Bool
    private let now: HTTPDate

    /// - Parameters:
    ///   - modified: as Last-Modified says it.
    ///   - isDateStrong: whether no other version can have been sent with the same date (RFC 9110 section 8.8.2.2).
    public init(tag: EntityTag, modified: HTTPDate, isDateStrong: Bool, now: HTTPDate) {
        self.tag = tag
        self.modified = modified
        self.isDateStrong = isDateStrong
        self.now = now
    }

    /// The first four steps of RFC 9110 section 13.2.2, for GET and HEAD of something that exists.
    ///
    /// A date that cannot be read, comes twice, or lies in the future (for If-Modified-Since) is as if it were not there.
    public func judge(_ headers: Headers, _ present: NegotiationFields) -> Judgement {
        if present.contains(.ifMatch) {
            guard tag.isNamed(in: headers, "if-match", .strong) else { return .failed("If-Match") }
        } else if present.contains(.ifUnmodifiedSince), let limit = date(headers, "if-unmodified-since") {
            guard modified <= limit else { return .failed("If-Unmodified-Since") }
        }
        if present.contains(.ifNoneMatch) {
            return tag.isNamed(in: headers, "if-none-match", .weak) ? .notModified : .proceed
        }
        guard present.contains(.ifModifiedSince), let since = date(headers, "if-modified-since"), since <= now else {
            return .proceed
        }
        return modified <= since ? .notModified : .proceed
    }

    /// The fifth step: whether a Range may be followed. True without If-Range; with it only where it names exactly this
    /// version, by a strong tag or a strong date (RFC 9110 section 13.1.5).
    public func allowsRange(_ headers: Headers) -> Bool {
        var fields = headers.cursors("if-range").makeIterator()
        guard var cursor = fields.next() else { return true }
        guard fields.next() == nil else { return false }
        if let (opaque, isWeak) = EntityTag.read(&cursor) {
            return cursor.isAtEnd && !isWeak && !tag.isWeak && cursor.equals(opaque, tag.opaque)
        }
        return isDateStrong && date(headers, "if-range") == modified
    }

    private func date(_ headers: Headers, _ name: String) -> HTTPDate? {
        let values = headers.values(name)
        return values.count == 1 ? HTTPDate(values[0], now: now) : nil
    }
}
