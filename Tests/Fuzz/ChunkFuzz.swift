/// Fuzzes chunked bodies: the input follows a head that says so.
func fuzz(_ bytes: [UInt8]) {
    Comparison.run(Array("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n".utf8) + bytes)
}
