internal import Foundation
internal import Rules
internal import Shops

/// Brings a file into UTF-8, piece by piece.
enum Transcoding {
    private static let chunk = 262_144

    /// - Throws: `Refusal.invalid` where the text is not what it was taken for; what the disk says.
    static func run(_ source: FileHandle, to target: SpoolFile, from encoding: EncodingProbe.Encoding, skip: Int) throws
    {
        try source.seek(toOffset: UInt64(skip))
        var decoder = UTF16Decoder(isBigEndian: encoding == .utf16BigEndian)
        while let bytes = try source.read(upToCount: chunk), !bytes.isEmpty {
            let piece = [UInt8](bytes)
            switch encoding {
            case .windows1250: try target.write(CSVText.utf8(fromWindows1250: piece))
            case .windows1252: try target.write(CSVText.utf8(fromWindows1252: piece, [Int32(piece.count)]).0)
            default: try target.write(try decoder.decode(piece))
            }
        }
        try decoder.finish()
    }
}

/// Decodes UTF-16 (RFC 2781) however it is cut into pieces.
struct UTF16Decoder {
    private let isBigEndian: Bool
    private var lone: UInt8?
    private var high: UInt16?
    private var units = 0

    init(isBigEndian: Bool) { self.isBigEndian = isBigEndian }

    mutating func decode(_ bytes: [UInt8]) throws -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count)
        for byte in bytes {
            guard let first = lone else {
                lone = byte
                continue
            }
            lone = nil
            let unit = isBigEndian ? UInt16(first) << 8 | UInt16(byte) : UInt16(byte) << 8 | UInt16(first)
            try add(unit, to: &text)
        }
        return text
    }

    /// - Throws: where half a character is left.
    func finish() throws {
        if lone != nil || high != nil { throw broken }
    }

    private mutating func add(_ unit: UInt16, to text: inout [UInt8]) throws {
        units += 1
        switch (high, unit) {
        case (nil, 0xD800...0xDBFF): high = unit
        case (let first?, 0xDC00...0xDFFF):
            high = nil
            let code = 0x1_0000 + (UInt32(first - 0xD800) << 10 | UInt32(unit - 0xDC00))
            try append(code, &text)
        case (nil, 0xDC00...0xDFFF), (_?, _): throw broken
        default: try append(UInt32(unit), &text)
        }
    }

    private func append(_ code: UInt32, _ text: inout [UInt8]) throws {
        guard code != 0, let scalar = UnicodeScalar(code) else { throw broken }
        text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }

    private var broken: Refusal { .invalid("/file", "began as UTF-16 and is something else at character \(units)") }
}
