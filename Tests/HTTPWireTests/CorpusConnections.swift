/// What becomes of the connection (RFC 9112 section 9), and fields that ask for something else (RFC 9110 sections 7.8
/// and 10.1.1).
extension WireCase {
    static let connections: [WireCase] = [
        .field("9112-9.3 close", "Connection: close", .accepted("/", keepsAlive: false)),
        .field("9112-9.3 close in capitals", "Connection: CLOSE", .accepted("/", keepsAlive: false)),
        .field(
            "9110-5.6.1 close before a comma with an accent", "Connection: close,\u{CC}\u{81}",
            .accepted("/", keepsAlive: false)),
        .field("9112-9.3 close in a list", "Connection: Upgrade , Close", .accepted("/", keepsAlive: false)),
        .field(
            "9112-9.3 close on another line", "Connection: a\r\nConnection: close", .accepted("/", keepsAlive: false)),
        .field("9112-9.3 keep-alive is implied", "Connection: keep-alive", .accepted("/")),
        .field("9110-7.6.1 nearly close", "Connection: closed", .accepted("/")),
        .field("9110-5.6.1 empty elements", "Connection: ,, a,", .accepted("/")),
        .field("9110-7.6.1 a field of the message", "Connection: Host", .accepted("/")),
        WireCase("9112-9.3 HTTP/1.0 closes", "GET / HTTP/1.0\r\n\r\n", .accepted("/", keepsAlive: false)),
        WireCase(
            "9112-9.3 HTTP/1.0 asks to keep alive", "GET / HTTP/1.0\r\nHost: a\r\nConnection: Keep-Alive\r\n\r\n",
            .accepted("/")),
        WireCase(
            "9112-9.3 close is stronger",
            "GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\nConnection: close\r\n\r\n",
            .accepted("/", keepsAlive: false)),
        .field("9110-7.8 an upgrade that nobody wants", "Connection: Upgrade\r\nUpgrade: tea/1", .accepted("/")),
        .field(
            "9113-3.1 an upgrade to HTTP/2",
            "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA",
            .accepted("/")),
        .field("9110-10.1.1 an expectation without a body", "Expect: 100-continue", .accepted("/")),
        .field("9110-10.1.1 an unknown expectation", "Expect: tea", .refused(417)),
        .field("9110-10.1.1 something before a known one", "Expect: tea 100-continue", .refused(417)),
        .field("9110-10.1.1 two in a list", "Expect: 100-continue, tea", .refused(417)),
        .field("9110-10.1.1 two lines", "Expect: 100-continue\r\nExpect: 100-continue", .refused(417)),
        .field("9110-10.1.1 none", "Expect:", .refused(417)),
        .field("9112-5.2 one after a fold", "Expect:\r\n 100-continue", .refused(400)),
        WireCase(
            "9110-10.1.1 HTTP/1.0 expects nothing", "GET / HTTP/1.0\r\nExpect: tea\r\n\r\n",
            .accepted("/", keepsAlive: false)),
    ]
}
