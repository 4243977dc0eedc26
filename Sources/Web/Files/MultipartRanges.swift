internal import HTTPWire

/// A piece of a body that is put together from a file.
enum FilePiece: Hashable, Sendable {
    case bytes([UInt8])
    /// Of the file.
    case part(Range<Int>)

    /// In bytes.
    var count: Int {
        switch self {
        case .bytes(let bytes): bytes.count
        case .part(let range): range.count
        }
    }
}

/// Several ranges of a file as one body (RFC 9110 section 14.6).
struct MultipartRanges {
    /// `multipart/byteranges` with its boundary.
    let contentType: String
    let pieces: [FilePiece]

    /// - Parameters:
    ///   - parts: not empty, within the file.
    ///   - size: of the file, in bytes.
    ///   - tag: makes the boundary. The file would have to hold its own digest to hold the boundary.
    init(_ parts: [Range<Int>], size: Int, type: MediaType, tag: EntityTag) {
        let boundary = "echelon-\(tag.opaque.filter { $0 != "\"" })"
        contentType = "multipart/byteranges; boundary=\(boundary)"
        var pieces: [FilePiece] = []
        for part in parts {
            let start = pieces.isEmpty ? "" : "\r\n"
            let range = ByteRanges.contentRange(part, size: size)
            let head = "--\(boundary)\r\nContent-Type: \(type.value)\r\nContent-Range: \(range)\r\n\r\n"
            pieces.append(.bytes(Array((start + head).utf8)))
            pieces.append(.part(part))
        }
        pieces.append(.bytes(Array("\r\n--\(boundary)--\r\n".utf8)))
        self.pieces = pieces
    }
}
