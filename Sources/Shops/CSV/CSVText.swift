/// The encodings of CSV files.
public enum CSVText {
    static func isUTF8(_ bytes: [UInt8]) -> Bool { String(validating: bytes, as: UTF8.self) != nil }

    /// A record's bytes in UTF-8, and where its fields then end.
    public static func utf8(fromWindows1252 bytes: [UInt8], _ ends: [Int32]) -> ([UInt8], [Int32]) {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count + 16)
        var newEnds: [Int32] = []
        newEnds.reserveCapacity(ends.count)
        var start = 0
        for end in ends {
            for byte in bytes[start..<Int(end)] { append(byte, to: &text) }
            newEnds.append(Int32(text.count))
            start = Int(end)
        }
        return (text, newEnds)
    }

    private static func append(_ byte: UInt8, to text: inout [UInt8]) {
        guard byte >= 0x80 else {
            text.append(byte)
            return
        }
        let code = byte < 0xA0 ? upper[Int(byte - 0x80)] : UInt16(byte)
        if code < 0x800 {
            text += [UInt8(0xC0 | code >> 6), UInt8(0x80 | code & 0x3F)]
        } else {
            text += [UInt8(0xE0 | code >> 12), UInt8(0x80 | code >> 6 & 0x3F), UInt8(0x80 | code & 0x3F)]
        }
    }

    /// Windows-1252's 80 … 9F (Unicode's mapping file CP1252); the five unassigned ones stay control characters.
    private static let upper: [UInt16] = [
        0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D,
        0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
        0x0153, 0x009D, 0x017E, 0x0178,
    ]
}
