internal import HTTPWire
internal import Net

/// One version of a file, as it is sent.
final class StaticPage: Sendable {
    let stamp: FileStamp
    let type: MediaType
    /// When it was changed last; not later than when it was read.
    let modified: HTTPDate
    /// Whether no other version can have been sent with the same date.
    let isDateStrong: Bool
    let plain: FileVariant
    /// Nil where compression is not worth it.
    let compressed: FileVariant?

    /// - Parameters:
    ///   - content: nil for a file that is not kept in memory.
    ///   - isCompressed: whether a compressed form is made, where it is worth it.
    ///   - previous: the version known before.
    init(
        _ stamp: FileStamp, name: String, content: [UInt8]?, isCompressed: Bool, now: HTTPDate, previous: StaticPage?
    ) {
        let type = MediaType(fileName: name)
        let modified = min(HTTPDate(stamp), now)
        let isSettled = stamp.isSettled(at: now)
        let packed = isCompressed && type.isCompressible ? content.flatMap(Gzip.compress) : nil
        self.stamp = stamp
        self.type = type
        self.modified = modified
        isDateStrong = isSettled && previous?.modified != modified
        plain = FileVariant(
            tag: content.map { EntityTag(content: $0) } ?? EntityTag(stamp, isSettled: isSettled), content: content,
            type: type, modified: modified, coding: nil, isNegotiated: packed != nil)
        compressed = packed.map { bytes in
            FileVariant(
                tag: EntityTag(content: bytes), content: bytes, type: type, modified: modified, coding: "gzip",
                isNegotiated: true)
        }
    }

    /// About how much memory it takes, in bytes.
    var cost: Int { 2_048 + (plain.content?.count ?? 0) + (compressed?.content?.count ?? 0) }
}

extension HTTPDate {
    fileprivate init(_ stamp: FileStamp) {
        let nanoseconds = stamp.modifiedNanoseconds
        let remainder = (nanoseconds % 1_000_000_000 + 1_000_000_000) % 1_000_000_000
        self.init(secondsSinceEpoch: (nanoseconds - remainder) / 1_000_000_000)
    }
}

extension FileStamp {
    /// Whether the second of the change is over, so that a further change will show in another stamp: file systems
    /// write times by a clock that stands still for milliseconds.
    func isSettled(at now: HTTPDate) -> Bool { HTTPDate(self) < now }
}
