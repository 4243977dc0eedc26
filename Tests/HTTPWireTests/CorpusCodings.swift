/// Transfer-Encoding: RFC 9112 sections 6.1, 6.3 and 7.
extension WireCase {
    static let codings: [WireCase] = [
        .coding("9112-7.1 chunked", "chunked", .accepted("/", body: "hello")),
        .coding("9112-7 codings have no case", "CHUNKED", .accepted("/", body: "hello")),
        // The Kelvin sign in UTF-8, which Unicode makes a k in lower case.
        .coding("9110-5.6.2 only letters of ASCII have a case", "chun\u{E2}\u{84}\u{AA}ed", .refused(400)),
        // A comma with an acute accent after it, which is one character to a text.
        .coding("9110-5.6.1 a comma is a byte", "chunked,\u{CC}\u{81}gzip", .refused(400)),
        .coding("9110-5.5 blanks around it", "\t chunked \t", .accepted("/", body: "hello")),
        .coding("9112-6.1 a coding before chunked", "gzip, chunked", .refused(501)),
        .coding("9112-6.1 an unknown coding before chunked", "cow, chunked", .refused(501)),
        .coding("9112-7 identity is gone", "identity, chunked", .refused(501)),
        .coding("9112-7 a coding with a parameter before chunked", "cow;milk=1 , chunked", .refused(501)),
        .coding("9112-6.1 codings on two lines", "cow\r\nTransfer-Encoding: chunked", .refused(501)),
        .coding("9112-6.3 a coding that is not chunked", "gzip", .refused(400)),
        .coding("9112-6.3 an unknown coding", "cow", .refused(400)),
        .coding("9112-6.3 only identity", "identity", .refused(400)),
        .coding("9112-6.3 nearly chunked, a letter before", "xchunked", .refused(400)),
        .coding("9112-6.3 nearly chunked, a letter after", "chunkedx", .refused(400)),
        .coding("9112-6.3 nearly chunked, a hyphen", "x-chunked", .refused(400)),
        .coding("9112-6.3 chunked is not the last", "chunked, gzip", .refused(400)),
        .coding("9112-6.3 chunked before identity", "chunked, identity", .refused(400)),
        .coding("9112-6.1 chunked twice", "chunked, chunked", .refused(400)),
        .coding("9112-6.1 chunked on two lines", "chunked\r\nTransfer-Encoding: chunked", .refused(400)),
        .coding(
            "9112-6.3 chunked before a line with identity", "chunked\r\nTransfer-Encoding: identity", .refused(400)),
        .coding("9112-7.1 chunked with a parameter", "chunked;q=1", .refused(400)),
        .coding("9112-7.1 chunked with a semicolon", "chunked ;", .refused(400)),
        .coding("9112-6.1 nothing", "", .refused(400)),
        .coding("9112-6.1 an empty line more", "chunked\r\nTransfer-Encoding:", .refused(400)),
        .coding("9110-5.6.1 an empty element before", ",chunked", .refused(400)),
        .coding("9110-5.6.1 an empty element after", "chunked,", .refused(400)),
        .coding("9110-5.6.1 only a comma", ",", .refused(400)),
        .coding("9110-5.6.2 quotes", "\"chunked\"", .refused(400)),
        .coding("9110-5.6.2 two words", "chunked chunked", .refused(400)),
        .coding("9110-5.6.2 a blank within", "chun ked", .refused(400)),
        .coding("9110-5.6.2 a slash", "chunked/1", .refused(400)),
        .coding("9110-5.6.2 a no-break space", "\u{A0}chunked", .refused(400)),
        .coding("9110-5.5 a vertical tab", "\u{B}chunked", .refused(400)),
        .coding("9110-5.5 a form feed", "\u{C}chunked", .refused(400)),
        .coding("9110-5.5 NUL", "chunked\u{0}", .refused(400)),
        .coding("9110-5.5 DEL", "chunked\u{7F}", .refused(400)),
        .coding("9112-2.2 a bare CR", "chunked\r", .refused(400)),
        .coding("9112-2.2 a bare LF", "\nchunked", .refused(400)),
        .coding("9112-5.2 a fold", "\r\n chunked", .refused(400)),
        .coding("9112-5.2 an empty fold", "chunked\r\n ", .refused(400)),
        WireCase(
            "9110-5.1 the name in capitals",
            "POST / HTTP/1.1\r\nHost: a\r\nTRANSFER-ENCODING: chunked\r\n\r\n0\r\n\r\n", .accepted("/")),
        WireCase(
            "9110-9.3.1 chunks of GET",
            "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
            .accepted("/", body: "a")),
        WireCase(
            "9112-6.1 a coding in HTTP/1.0",
            "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", .refused(400)),
        WireCase(
            "9112-6.1 a coding and a length in HTTP/1.0",
            "POST / HTTP/1.0\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", .refused(400)),
    ]
}
