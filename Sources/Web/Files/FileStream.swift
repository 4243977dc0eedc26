internal import Net

/// Sends pieces of a file that is not kept in memory.
struct FileStream: Sendable {
    /// How much is handed on at once, in bytes.
    private static let step = 65_536

    private let file: OpenFile
    private let pieces: [FilePiece]

    /// - Parameter pieces: lie within the file.
    init(_ file: OpenFile, _ pieces: [FilePiece]) {
        self.file = file
        self.pieces = pieces
    }

    var body: Response.Body {
        .stream(length: pieces.reduce(0) { $0 + $1.count }) { writer in try await self.write(to: writer) }
    }

    /// Lets the other connections of the loop have their turn between two steps.
    ///
    /// - Throws: `SystemError` where the file became shorter meanwhile, and what the writer throws.
    private nonisolated(nonsending) func write(to writer: BodyWriter) async throws {
        for piece in pieces {
            switch piece {
            case .bytes(let bytes): try await writer.write(bytes)
            case .part(let range):
                for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.step) {
                    try await writer.write(try file.read(start..<min(start + Self.step, range.upperBound)))
                    await Task.yield()
                }
            }
        }
    }
}
