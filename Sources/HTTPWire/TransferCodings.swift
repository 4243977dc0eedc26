/// The codings of a message, read over all its Transfer-Encoding fields (RFC 9112 section 6.1).
struct TransferCodings {
    private var count = 0
    private var endsInChunked = false

    /// `Transfer-Encoding = #transfer-coding`, `transfer-coding = token *( OWS ";" OWS transfer-parameter )`. An empty
    /// element is refused, not skipped.
    mutating func add(_ value: Span<UInt8>) throws(RequestError) {
        var list = FieldList()
        while let element = list.next(value) { try addElement(value.extracting(element)) }
    }

    /// What follows is to be read by these rules (RFC 9112 section 6.3): a request whose last coding is not chunked is
    /// 400, one with another coding before it 501.
    func framing() throws(RequestError) -> BodyFraming {
        guard endsInChunked else { throw .malformed("chunked is not the last transfer coding") }
        guard count == 1 else { throw RequestError(.notImplemented, "only the transfer coding chunked is known") }
        return .chunked
    }

    private mutating func addElement(_ element: Span<UInt8>) throws(RequestError) {
        guard !endsInChunked else { throw .malformed("chunked is not the last transfer coding") }
        let token = ByteClass.token
        var end = 0
        while end < element.count, token.contains(element[end]) { end += 1 }
        var rest = end
        while rest < element.count, element[rest].isBlank { rest += 1 }
        let hasParameter = rest < element.count && element[rest] == UInt8(ascii: ";")
        guard end > 0, rest == element.count || hasParameter else {
            throw .malformed("Transfer-Encoding is malformed")
        }
        count += 1
        endsInChunked = element.extracting(0..<end).isEqual(to: "chunked")
        // Section 7.1: chunked has no parameters, and one with some is an error.
        guard !endsInChunked || !hasParameter else { throw .malformed("chunked has no parameters") }
    }
}
