extension WireCase {
    static let corpus: [WireCase] = requestLines + targets + fields + hosts + framing + chunks + connections

    static let requestLines: [WireCase] = [
        WireCase("9112-3 the least request", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", .accepted("/")),
        WireCase("9112-2.2 one empty line before", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", .accepted("/")),
        WireCase("9112-2.2 two empty lines before", "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", .refused(400)),
        WireCase("9112-2.2 bare LF after the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n", .refused(400)),
        WireCase("9112-2.2 bare LF after a field", "GET / HTTP/1.1\r\nHost: a\n\r\n", .refused(400)),
        WireCase("9112-2.2 bare LF as the last line", "GET / HTTP/1.1\r\nHost: a\r\n\n", .refused(400)),
        WireCase("9112-2.2 bare CR within the line", "GET /\rHTTP/1.1\r\nHost: a\r\n\r\n", .refused(400)),
        WireCase("9112-3 two spaces", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", .refused(400)),
        WireCase("9112-3 two spaces before the version", "GET /  HTTP/1.1\r\nHost: a\r\n\r\n", .refused(400)),
        WireCase("9112-3 tab for a space", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", .refused(400)),
        WireCase("9112-3 space at the end", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n", .refused(400)),
        WireCase("9112-3 space at the start", " GET / HTTP/1.1\r\nHost: a\r\n\r\n", .refused(400)),
        WireCase("9112-3 without a version", "GET /\r\nHost: a\r\n\r\n", .refused(400)),
        WireCase("9112-3 without a target", "GET HTTP/1.1\r\nHost: a\r\n\r\n", .refused(400)),
        WireCase("9110-9.1 an unknown method is a method", "BREW / HTTP/1.1\r\nHost: a\r\n\r\n", .accepted("/")),
        WireCase("9110-9.1 a method is a token", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n", .refused(400)),
        WireCase("9110-9.3.6 CONNECT", "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", .refused(501)),
        WireCase("9112-2.3 version 1.0", "GET / HTTP/1.0\r\nHost: a\r\n\r\n", .accepted("/", keepsAlive: false)),
        WireCase("9110-2.5 a higher minor version", "GET / HTTP/1.2\r\nHost: a\r\n\r\n", .accepted("/")),
        WireCase("9110-15.6.6 version 2.0", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", .refused(505)),
        WireCase("9110-15.6.6 version 0.9", "GET / HTTP/0.9\r\nHost: a\r\n\r\n", .refused(505)),
        WireCase("9113-3.4 the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", .refused(505)),
        WireCase("9112-2.3 the version in lower case", "GET / http/1.1\r\nHost: a\r\n\r\n", .refused(400)),
        WireCase("9112-2.3 three digits", "GET / HTTP/1.10\r\nHost: a\r\n\r\n", .refused(400)),
        WireCase("9112-2.3 one digit", "GET / HTTP/1\r\nHost: a\r\n\r\n", .refused(400)),
    ]

    static let targets: [WireCase] = [
        .target("9112-3.2.1 a query is no part of the path", "/a/b?c=/d", .accepted("/a/b")),
        .target("3986-2.1 encoded bytes are decoded", "/caf%C3%A9", .accepted("/caf\u{E9}")),
        .target("3986-2.1 an encoded slash stays in its segment", "/a%2Fb", .accepted("/a/b")),
        .target("3986-2.1 an incomplete encoding", "/a%4", .refused(400)),
        .target("3986-2.1 an encoding with other letters", "/a%zz", .refused(400)),
        .target("3629-3 encoded bytes that are not UTF-8", "/a%FF", .refused(400)),
        .target("3986-2.1 an encoded NUL", "/a%00b", .refused(400)),
        .target("3986-2.1 an encoded CR and LF", "/a%0D%0Ab", .refused(400)),
        .target("3986-5.2.4 dot segments", "/a/../b", .refused(400)),
        .target("3986-5.2.4 one dot", "/./b", .refused(400)),
        .target("3986-5.2.4 dots at the end", "/a/..", .refused(400)),
        .target("3986-5.2.4 encoded dots", "/a/%2e%2E/b", .refused(400)),
        .target("3986-5.2.4 dots behind an encoded slash", "/a%2F..%2Fb", .refused(400)),
        .target("3986-3.3 three dots are a name", "/...", .accepted("/...")),
        .target("9112-3.2 a fragment", "/a#b", .refused(400)),
        .target("9112-3.2 a raw byte beyond ASCII", "/caf\u{E9}", .refused(400)),
        .target("3986-2.1 a backslash", "/a\\b", .refused(400)),
        .target("9112-3.2 no form at all", "a/b", .refused(400)),
        .target("3986-2.1 an incomplete encoding in the query", "/?a=%4", .refused(400)),
        .target("WHATWG URL 1.3 braces in a query", "/?a={b|c}", .accepted("/")),
        .target("9112-3.2.2 the absolute form", "http://b:80/c?d", .accepted("/c")),
        .target("9112-3.2.2 the absolute form without a path", "http://b", .accepted("/")),
        .target("9112-3.2.2 the scheme in capitals", "HTTP://b/", .accepted("/")),
        .target("9110-4.2.1 the absolute form without a host", "http:///c", .refused(400)),
        .target("9110-4.2.4 userinfo", "http://me@b/", .refused(400)),
        .target("9112-3.2.2 another scheme", "ftp://b/", .refused(400)),
        .target("9112-3.2.4 the asterisk is for OPTIONS", "*", .refused(400)),
        WireCase("9112-3.2.4 the asterisk form", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", .accepted("*")),
    ]

    static let fields: [WireCase] = [
        .field("9110-5.5 blanks around a value", "X: \t v \t", .accepted("/")),
        .field("9110-5.5 an empty value", "X:", .accepted("/")),
        .field("9110-5.5 a byte beyond ASCII in a value", "X: caf\u{E9}", .accepted("/")),
        .field("9112-5.1 a blank before the colon", "X : v", .refused(400)),
        .field("9112-5.1 a tab before the colon", "X\t: v", .refused(400)),
        .field("9112-5.2 a folded line", "X: v\r\n w", .refused(400)),
        .field("9112-5.2 a folded line with a tab", "X: v\r\n\tw", .refused(400)),
        .field("9112-5.2 an empty fold", "X: v\r\n ", .refused(400)),
        .field("9110-5.1 without a colon", "X", .refused(400)),
        .field("9110-5.1 without a name", ": v", .refused(400)),
        .field("9110-5.6.2 a name that is no token", "X(y): v", .refused(400)),
        .field("9110-5.5 NUL in a value", "X: a\u{0}b", .refused(400)),
        .field("9110-5.5 a control byte in a value", "X: a\u{1}b", .refused(400)),
        .field("9110-5.5 DEL in a value", "X: a\u{7F}b", .refused(400)),
        .field("9112-2.2 a bare CR in a value", "X: a\rb", .refused(400)),
        .field("9112-2.2 a CR too many", "X: a\r", .refused(400)),
        .field("9112-2.2 a CR before a field", "\rX: a", .refused(400)),
        .field("9112-2.2 a CR before a coding", "\rTransfer-Encoding: chunked", .refused(400)),
        .field("9112-2.2 two CR in place of an empty line", "\r", .refused(400)),
        .field("9110-10.1.1 an unknown expectation", "Expect: tea", .refused(417)),
    ]

    static let hosts: [WireCase] = [
        WireCase("9112-3.2 Host is missing", "GET / HTTP/1.1\r\n\r\n", .refused(400)),
        WireCase("9112-3.2 HTTP/1.0 needs no Host", "GET / HTTP/1.0\r\n\r\n", .accepted("/", keepsAlive: false)),
        WireCase("9112-3.2 two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", .refused(400)),
        WireCase("9112-3.2 two Hosts in HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\nhost: a\r\n\r\n", .refused(400)),
        WireCase("9110-4.2.1 an empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", .refused(400)),
        WireCase("9110-7.2 a port", "GET / HTTP/1.1\r\nHost: a.example:8080\r\n\r\n", .accepted("/")),
        WireCase("9110-7.2 an address in brackets", "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", .accepted("/")),
        WireCase("9110-7.2 an open bracket", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", .refused(400)),
        WireCase("9110-7.2 a port that is no number", "GET / HTTP/1.1\r\nHost: a:b\r\n\r\n", .refused(400)),
        WireCase("9110-7.2 a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", .refused(400)),
        WireCase("9110-7.2 userinfo", "GET / HTTP/1.1\r\nHost: me@a\r\n\r\n", .refused(400)),
        WireCase("9110-7.2 a list", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", .refused(400)),
    ]

    static let framing: [WireCase] = [
        WireCase("9112-6.3 a body", post("Content-Length: 5", "hello"), .accepted("/", body: "hello")),
        WireCase("9112-6.3 an empty body", post("Content-Length: 0", ""), .accepted("/")),
        WireCase("9110-8.6 leading zeros", post("Content-Length: 005", "hello"), .accepted("/", body: "hello")),
        WireCase("9112-6.3 without a length there is no body", post("X: y", ""), .accepted("/")),
        WireCase("9112-6.3 the same length twice", post("Content-Length: 5\r\nContent-Length: 5", ""), .refused(400)),
        WireCase("9112-6.3 two lengths", post("Content-Length: 5\r\nContent-Length: 6", ""), .refused(400)),
        WireCase("9112-6.3 a list of lengths", post("Content-Length: 5, 5", "hello"), .refused(400)),
        WireCase("9110-8.6 a plus sign", post("Content-Length: +5", "hello"), .refused(400)),
        WireCase("9110-8.6 a minus sign", post("Content-Length: -5", "hello"), .refused(400)),
        WireCase("9110-8.6 hexadecimal", post("Content-Length: 0x5", "hello"), .refused(400)),
        WireCase("9110-8.6 a blank within", post("Content-Length: 1 0", ""), .refused(400)),
        WireCase("9110-8.6 no number", post("Content-Length:", ""), .refused(400)),
        WireCase("9110-8.6 more than fits", post("Content-Length: 99999999999999999999", ""), .refused(413)),
        WireCase(
            "9112-6.1 length and coding", post("Content-Length: 5\r\nTransfer-Encoding: chunked", ""), .refused(400)),
        WireCase(
            "9112-6.1 coding and length", post("Transfer-Encoding: chunked\r\nContent-Length: 5", ""), .refused(400)),
        WireCase("9112-6.1 an unknown coding", post("Transfer-Encoding: cow", ""), .refused(501)),
        WireCase("9112-6.1 a coding before chunked", post("Transfer-Encoding: gzip, chunked", ""), .refused(501)),
        WireCase("9112-6.1 identity is gone", post("Transfer-Encoding: identity", ""), .refused(501)),
        WireCase("9112-6.1 nearly chunked", post("Transfer-Encoding: xchunked", ""), .refused(501)),
        WireCase("9112-6.1 chunked with a Kelvin sign", post("Transfer-Encoding: chun\u{212A}ed", ""), .refused(501)),
        WireCase(
            "9112-6.3 an accent after the comma", post("Transfer-Encoding: chunked,\u{301}gzip", ""), .refused(400)),
        WireCase("9112-6.1 chunked with a parameter", post("Transfer-Encoding: chunked;q=1", ""), .refused(501)),
        WireCase("9112-6.3 chunked is not the last", post("Transfer-Encoding: chunked, gzip", ""), .refused(400)),
        WireCase("9112-6.3 chunked twice", post("Transfer-Encoding: chunked, chunked", ""), .refused(400)),
        WireCase(
            "9112-6.3 chunked on two lines", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", ""),
            .refused(400)),
        WireCase("9112-6.1 no coding", post("Transfer-Encoding:", ""), .refused(400)),
        WireCase("9112-6.1 an empty element", post("Transfer-Encoding: ,chunked", ""), .refused(400)),
        WireCase(
            "9112-6.1 a coding in HTTP/1.0",
            "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", .refused(400)),
    ]

    static let chunks: [WireCase] = [
        .chunked("9112-7.1 chunks", "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", .accepted("/", body: "hello world")),
        .chunked("9112-7.1 none", "0\r\n\r\n", .accepted("/")),
        .chunked(
            "9112-7.1 hexadecimal in both cases", "0a\r\n0123456789\r\nA\r\nabcdefghij\r\n0\r\n\r\n",
            .accepted("/", body: "0123456789abcdefghij")),
        .chunked("9112-7.1 several zeros", "000\r\n\r\n", .accepted("/")),
        .chunked(
            "9112-7.1.1 extensions", "5;a;b=c;d=\"e;\\\"f\"\r\nhello\r\n0;z\r\n\r\n", .accepted("/", body: "hello")),
        .chunked(
            "9112-7.1.1 blanks around an extension", "5 ; a = b\r\nhello\r\n0\r\n\r\n", .accepted("/", body: "hello")),
        .chunked("9112-7.1.1 an extension without a name", "5;\r\nhello\r\n0\r\n\r\n", .refused(400)),
        .chunked("9112-7.1.1 an open quote", "5;a=\"b\r\nhello\r\n0\r\n\r\n", .refused(400)),
        .chunked("9112-7.1.1 a control byte in an extension", "5;a\u{1}\r\nhello\r\n0\r\n\r\n", .refused(400)),
        .chunked("9112-7.1 a blank after the size", "5 \r\nhello\r\n0\r\n\r\n", .refused(400)),
        .chunked("9112-7.1 a blank before the size", " 5\r\nhello\r\n0\r\n\r\n", .refused(400)),
        .chunked("9112-7.1 a sign", "+5\r\nhello\r\n0\r\n\r\n", .refused(400)),
        .chunked("9112-7.1 a prefix", "0x5\r\nhello\r\n0\r\n\r\n", .refused(400)),
        .chunked("9112-7.1 no size", "\r\nhello\r\n0\r\n\r\n", .refused(400)),
        .chunked("9112-7.1 more digits than fit", "10000000000000005\r\nhello\r\n0\r\n\r\n", .refused(400)),
        .chunked("9112-7.1 more data than told", "4\r\nhello\r\n0\r\n\r\n", .refused(400)),
        .chunked("9112-7.1 bare LF after the size", "5\nhello\r\n0\r\n\r\n", .refused(400)),
        .chunked("9112-7.1 bare LF after the data", "5\r\nhello\n0\r\n\r\n", .refused(400)),
        .chunked("9112-7.1 a bare CR in the size line", "5\r5\r\nhello\r\n0\r\n\r\n", .refused(400)),
        .chunked("9112-7.1.2 trailers", "0\r\nX: y\r\nZ: w\r\n\r\n", .accepted("/")),
        .chunked("9112-7.1.2 a folded trailer", "0\r\nX: y\r\n z\r\n\r\n", .refused(400)),
        .chunked("9112-7.1.2 a trailer without a colon", "0\r\nX\r\n\r\n", .refused(400)),
        .chunked("9112-7.1.2 a CR before a trailer", "0\r\nX: y\r\n\rZ: w\r\n\r\n", .refused(400)),
        .chunked("9112-7.1.2 bare LF after a trailer", "0\r\nX: y\n\r\n", .refused(400)),
    ]

    static let connections: [WireCase] = [
        .field("9112-9.3 close", "Connection: close", .accepted("/", keepsAlive: false)),
        .field("9112-9.3 close in a list", "Connection: Upgrade, Close", .accepted("/", keepsAlive: false)),
        .field(
            "9112-9.3 close before an accent", "Connection: close,\u{301}", .accepted("/", keepsAlive: false)),
        WireCase(
            "9112-9.3 keep-alive with a Kelvin sign",
            "GET / HTTP/1.0\r\nHost: a\r\nConnection: \u{212A}eep-alive\r\n\r\n",
            .accepted("/", keepsAlive: false)),
        WireCase(
            "9112-9.3 HTTP/1.0 asks to keep alive", "GET / HTTP/1.0\r\nHost: a\r\nConnection: Keep-Alive\r\n\r\n",
            .accepted("/")),
        WireCase(
            "9112-9.3 close is stronger",
            "GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\nConnection: close\r\n\r\n",
            .accepted("/", keepsAlive: false)),
    ]

    private static func post(_ lines: String, _ body: String) -> String {
        "POST / HTTP/1.1\r\nHost: a\r\n\(lines)\r\n\r\n\(body)"
    }
}
