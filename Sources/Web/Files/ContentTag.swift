internal import HTTPWire
internal import Net

extension EntityTag {
    /// A strong tag made from the content and its length, so that equal files have equal tags on every machine.
    init(content: [UInt8]) {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in content { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        self.init("\(String(content.count, radix: 36))-\(String(hash, radix: 36))")
    }

    /// The tag of a file that is too large to be read for it: from its size and time of change.
    ///
    /// - Parameter isSettled: whether the file can no longer change with the same stamp; before that the tag is weak.
    init(_ stamp: FileStamp, isSettled: Bool) {
        let time = String(stamp.modifiedNanoseconds, radix: 36)
        self.init("\(String(stamp.size, radix: 36))-\(time)-s", isWeak: !isSettled)
    }
}
