/// How much of a request is read before it is refused. All in bytes but the count of fields.
public struct WireLimits: Hashable, Sendable {
    /// The request line without its CRLF; beyond it 414.
    public var requestLine: Int
    /// The request line and all fields together; beyond it 431. Trailers are held to the same limit on their own.
    public var head: Int
    /// Header fields, and trailer fields, beyond which 431.
    public var fieldCount: Int
    /// One chunk-size line with its extensions, without its CRLF; beyond it 400.
    public var chunkLine: Int
    /// All chunk extensions of one message together; beyond it 413.
    public var chunkExtensions: Int

    public init(
        requestLine: Int = 8_192, head: Int = 32_768, fieldCount: Int = 100, chunkLine: Int = 512,
        chunkExtensions: Int = 16_384
    ) {
        self.requestLine = requestLine
        self.head = head
        self.fieldCount = fieldCount
        self.chunkLine = chunkLine
        self.chunkExtensions = chunkExtensions
    }
}
