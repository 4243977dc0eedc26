/// Content-Length: RFC 9110 section 8.6, RFC 9112 sections 6.2 and 6.3.
extension WireCase {
    private static let smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"

    static let lengths: [WireCase] = [
        .length("9112-6.3 a body", "5", .accepted("/", body: "hello")),
        .post("9112-6.3 an empty body", "Content-Length: 0", "", .accepted("/")),
        .post("9112-6.3 without a length there is no body", "X: y", "", .accepted("/")),
        .post("9110-5.1 the name in capitals", "CONTENT-LENGTH:1", "a", .accepted("/", body: "a")),
        .length("9110-5.5 a blank after it", "5 ", .accepted("/", body: "hello")),
        .length("9110-5.5 blanks before it", " \t5", .accepted("/", body: "hello")),
        .length("9110-8.6 leading zeros", "005", .accepted("/", body: "hello")),
        .post("9110-8.6 two zeros", "Content-Length: 00", "", .accepted("/")),
        .post(
            "9112-6.3 a body that looks like a request", "Content-Length: 35", smuggled,
            .accepted("/", body: smuggled)),
        WireCase(
            "9110-9.3.1 a body of GET", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab",
            .accepted("/", body: "ab")),
        WireCase(
            "9112-6.3 a body in HTTP/1.0", "POST / HTTP/1.0\r\nContent-Length: 2\r\n\r\nab",
            .accepted("/", body: "ab", keepsAlive: false)),
        .length("9110-8.6 no number", "abc", .refused(400)),
        .length("9110-8.6 nothing", "", .refused(400)),
        .length("9110-8.6 a plus sign", "+5", .refused(400)),
        .length("9110-8.6 a minus sign", "-5", .refused(400)),
        .length("9110-8.6 minus zero", "-0", .refused(400)),
        .length("9110-8.6 hexadecimal", "0x5", .refused(400)),
        .length("9110-8.6 octal", "0o5", .refused(400)),
        .length("9110-8.6 an exponent", "5e0", .refused(400)),
        .length("9110-8.6 a fraction", "5.0", .refused(400)),
        .length("9110-8.6 an underscore", "1_0", .refused(400)),
        .length("9110-8.6 a blank within", "1 0", .refused(400)),
        .length("9110-8.6 a letter after it", "5x", .refused(400)),
        .length("9110-8.6 a parameter", "5;a", .refused(400)),
        .length("9110-8.6 quotes", "\"5\"", .refused(400)),
        .length("9110-8.6 digits beyond ASCII", "\u{D9}\u{A5}", .refused(400)),
        .length("9110-5.5 NUL after it", "5\u{0}", .refused(400)),
        .length("9110-5.5 a vertical tab before it", "\u{B}5", .refused(400)),
        .length("9112-2.2 a bare LF after it", "5\n", .refused(400)),
        .length("9112-5.2 a fold within", "1\r\n 0", .refused(400)),
        .length("9110-8.6 the highest number of 63 bits", "9223372036854775807", .refused(413)),
        .length("9110-8.6 one more than 63 bits", "9223372036854775808", .refused(400)),
        .length("9110-8.6 five, if 64 bits run over", "18446744073709551621", .refused(400)),
        .length("9110-8.6 twenty digits", "99999999999999999999", .refused(400)),
    ]

    static let ambiguousLengths: [WireCase] = [
        .length("9110-8.6 a list of one value", "5, 5", .refused(400)),
        .length("9110-8.6 a list of two values", "5, 6", .refused(400)),
        .length("9110-8.6 an empty element after it", "5,", .refused(400)),
        .length("9110-8.6 an empty element before it", ",5", .refused(400)),
        .length("9110-8.6 the same length twice", "5\r\nContent-Length: 5", .refused(400)),
        .length("9110-8.6 zero twice", "0\r\nContent-Length: 0", .refused(400)),
        .length("9110-8.6 two lengths", "5\r\ncontent-length: 6", .refused(400)),
        .length("9110-8.6 another length with a blank before its colon", "5\r\nContent-Length : 6", .refused(400)),
        .length("9110-17.10 another length under a similar name", "5\r\nContent_Length: 6", .refused(400)),
        .post(
            "9112-11.2 a request behind the shorter of two lengths", "Content-Length: 4\r\nContent-Length: 39",
            "PING" + smuggled, .refused(400)),
        .post(
            "9112-6.1 length and coding", "Content-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\n", .refused(400)),
        .post(
            "9112-6.1 coding and length", "Transfer-Encoding: chunked\r\nContent-Length: 5", "0\r\n\r\n", .refused(400)),
        .post(
            "9112-6.1 no length and coding", "Content-Length: 0\r\nTransfer-Encoding: chunked", "0\r\n\r\n",
            .refused(400)),
        .post(
            "9112-6.1 length and an unknown coding", "Content-Length: 5\r\nTransfer-Encoding: xchunked", "hello",
            .refused(400)),
        .post("9112-6.1 length and an empty coding", "Content-Length: 5\r\nTransfer-Encoding:", "hello", .refused(400)),
        .post(
            "9112-6.1 length and an imitated coding", "Content-Length: 5\r\nTransfer_Encoding: chunked", "hello",
            .refused(400)),
        .post(
            "9112-11.2 a request behind the last chunk", "Content-Length: 40\r\nTransfer-Encoding: chunked",
            "0\r\n\r\n" + smuggled, .refused(400)),
    ]
}
