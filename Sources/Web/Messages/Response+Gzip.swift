internal import HTTPWire

extension Response {
    /// Below so many bytes an answer fits into one packet as it is.
    static let smallestCompressed = 1_400

    /// The same in the form of gzip where the client would rather have that and it saves an eighth or more.
    ///
    /// Left as they are: bodies that stream, that were encoded already, and those with an entity tag, which names the bytes
    /// (RFC 9110 section 8.8.1). Not for answers that hold a secret beside text that others choose: their length would
    /// tell (BREACH); the API's do not, and a page of another site cannot ask for them in a person's name.
    public func compressed(for request: Request) -> Response {
        guard case .bytes(let bytes) = body, bytes.count >= Self.smallestCompressed,
            headers["Content-Encoding"] == nil, headers["ETag"] == nil,
            AcceptEncoding(request.headers).prefersGzip, let smaller = Gzip.compress(bytes)
        else { return self }
        var response = self
        response.body = .bytes(smaller)
        response.headers.add("Content-Encoding", "gzip")
        response.headers.add("Vary", "Accept-Encoding")
        return response
    }
}
