/// The words of a login with user name and password (RFC 4954).
struct SMTPLogin {
    let command: String

    /// What follows each time the server asks (334).
    let answers: [String]

    /// PLAIN (RFC 4616) where it is offered, else LOGIN, which has no RFC but many servers. Nil where neither is.
    init?(_ credentials: SMTPCredentials, mechanisms: [String]) {
        let plain = Self.base64("\0\(credentials.user)\0\(credentials.password)")
        if mechanisms.contains("PLAIN") {
            // A command has at most 512 octets with its CRLF; what is longer waits to be asked (RFC 4954 section 4).
            let isShort = "AUTH PLAIN ".utf8.count + plain.utf8.count <= 510
            (command, answers) = isShort ? ("AUTH PLAIN \(plain)", []) : ("AUTH PLAIN", [plain])
        } else if mechanisms.contains("LOGIN") {
            (command, answers) = ("AUTH LOGIN", [Self.base64(credentials.user), Self.base64(credentials.password)])
        } else {
            return nil
        }
    }

    private static func base64(_ text: String) -> String {
        String(decoding: Base64.encode(Array(text.utf8)), as: UTF8.self)
    }
}
