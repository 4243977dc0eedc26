/// Fuzzes the request head: the input is the lines after a request line that is good, or all of it.
func fuzz(_ bytes: [UInt8]) {
    Comparison.run(bytes)
    Comparison.run(Array("GET / HTTP/1.1\r\nHost: a\r\n".utf8) + bytes + Array("\r\n\r\n".utf8))
}
