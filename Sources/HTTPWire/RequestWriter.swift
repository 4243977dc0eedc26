/// Writes requests.
public enum RequestWriter {
    /// Appends request line and fields, the empty line included. Host, Content-Length and Connection are written from the
    /// arguments and must not be among `headers`.
    ///
    /// - Parameters:
    ///   - target: in origin form, already percent-encoded.
    ///   - host: `host[:port]`.
    ///   - length: of the body; nil for a request without one.
    /// - Precondition: the fields are well-formed, target and host hold no control byte and no blank.
    public static func append(
        _ method: Method, _ target: String, host: String, headers: Headers, length: Int?, to output: inout [UInt8]
    ) {
        let isPlain = [target, host].allSatisfy { $0.utf8.allSatisfy { ByteClass.visible.contains($0) } }
        precondition(isPlain && headers.malformedField == nil, "a malformed field would break the head")
        output.append(contentsOf: "\(method.rawValue) \(target) HTTP/1.1\r\nHost: \(host)\r\n".utf8)
        output.append(contentsOf: headers.bytes)
        if let length { output.append(contentsOf: "Content-Length: \(length)\r\n".utf8) }
        output.append(contentsOf: "Connection: close\r\n\r\n".utf8)
    }
}
