import HTTPWire
import Testing

@Suite struct ByteRangesTests {
    private func read(_ value: String, size: Int = 10) -> ByteRanges { ByteRanges(["Range": value], size: size) }

    @Test(
        "ranges are read and cut to the size (RFC 9110 section 14.1.2)",
        arguments: [
            ("bytes=0-0", [0..<1]), ("bytes=0-9", [0..<10]), ("bytes=9-9", [9..<10]), ("bytes=9-", [9..<10]),
            ("bytes=0-", [0..<10]), ("bytes=3-6", [3..<7]), ("bytes=5-10", [5..<10]), ("bytes=0-999", [0..<10]),
            ("bytes=-1", [9..<10]), ("bytes=-10", [0..<10]), ("bytes=-11", [0..<10]), ("Bytes=0-1", [0..<2]),
            ("bytes=0-9223372036854775807", [0..<10]), ("bytes=0-9223372036854775808", [0..<10]),
            ("bytes=0-99999999999999999999999999", [0..<10]), ("bytes=-99999999999999999999999999", [0..<10]),
            ("bytes=0-0,-1", [0..<1, 9..<10]), ("bytes=-1,0-0", [9..<10, 0..<1]), ("bytes=0-1,2-3", [0..<2, 2..<4]),
            ("bytes=0-1, 4-5\t,\t8-", [0..<2, 4..<6, 8..<10]), ("bytes=,0-1,,3-4,", [0..<2, 3..<5]),
            ("bytes= 0-1", [0..<2]), ("bytes=0-1 ", [0..<2]), ("bytes=0-1,10-11", [0..<2]), ("bytes=-0,2-2", [2..<3]),
            ("bytes=007-8", [7..<9]),
        ] as [(String, [Range<Int>])])
    func parts(_ value: String, _ parts: [Range<Int>]) { #expect(read(value) == .parts(parts)) }

    @Test(
        "what lies outside cannot be satisfied",
        arguments: [
            "bytes=10-", "bytes=10-10", "bytes=11-20", "bytes=-0", "bytes=-0,-0", "bytes=10-,20-30",
            "bytes=9223372036854775807-", "bytes=9223372036854775808-9223372036854775809",
            "bytes=99999999999999999999999999-", "bytes=-00",
        ])
    func unsatisfiable(_ value: String) { #expect(read(value) == .unsatisfiable) }

    @Test(
        "what breaks the grammar, overlaps or has another unit is ignored",
        arguments: [
            "", "bytes", "bytes=", "bytes=,", "bytes=-", "bytes=a-b", "bytes=1", "bytes=2-1", "bytes=0-1,2-1",
            "bytes=0-1;",
            "bytes=+0-1", "bytes=0--1", "bytes=-1-", "bytes=--1", "bytes=0 -1", "bytes=0- 1", "bytes=0x0-1",
            "bytes =0-1",
            "bytes:0-1", "byte=0-1", "items=0-1", "bytes=0-1 2-3", "0-1", "bytes=0-1/10", "bytes=0-1,x",
            "bytes=0-1,1-2", "bytes=0-,-1", "bytes=4-5,0-9", "bytes=0-0,0-0", "bytes=99999999999999999999-1",
        ])
    func ignored(_ value: String) { #expect(read(value) == .whole) }

    @Test("nobody gets more than sixteen ranges at once")
    func limit() {
        let ranges = (0..<17).map { "\($0 * 2)-\($0 * 2)" }
        let expected = (0..<16).map { ($0 * 2)..<($0 * 2 + 1) }
        #expect(read("bytes=" + ranges.prefix(16).joined(separator: ","), size: 100) == .parts(expected))
        #expect(read("bytes=" + ranges.joined(separator: ","), size: 100) == .whole)
        #expect(read("bytes=" + ranges.joined(separator: ","), size: 1) == .whole)
    }

    @Test("a field that comes twice is ignored, and one that is missing asks for everything")
    func fields() {
        #expect(ByteRanges(["Range": "bytes=0-1", "range": "bytes=0-1"], size: 10) == .whole)
        #expect(ByteRanges([:], size: 10) == .whole)
    }

    @Test(
        "of what is empty there is no part",
        arguments: [
            ("bytes=0-", .unsatisfiable), ("bytes=0-0", .unsatisfiable), ("bytes=-0", .unsatisfiable),
            ("bytes=-1", .whole),
        ]
            as [(String, ByteRanges)])
    func empty(_ value: String, _ expected: ByteRanges) { #expect(read(value, size: 0) == expected) }

    @Test("Content-Range says first, last and size (RFC 9110 section 14.4)")
    func contentRange() {
        #expect(ByteRanges.contentRange(0..<1, size: 10) == "bytes 0-0/10")
        #expect(ByteRanges.contentRange(3..<10, size: 10) == "bytes 3-9/10")
        #expect(ByteRanges.unsatisfied(size: 10) == "bytes */10")
    }
}
