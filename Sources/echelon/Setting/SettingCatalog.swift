/// One thing that can be set: by a flag, by the environment, or by the configuration file.
struct SettingDescription: Sendable {
    /// In the configuration file. The environment's variable is the same in capitals, after `ECHELON_`.
    let name: String
    /// Nil where it belongs on no command line, because every user of the machine could read it there.
    let flag: String?
    /// In words where it is no value.
    let usual: String
    let what: String
    var isSecret = false

    var variable: String { "ECHELON_" + name.uppercased() }

    init(_ name: String, _ usual: String, _ what: String) {
        (self.name, self.usual, self.what) = (name, usual, what)
        flag = "--" + name.replacing("_", with: "-")
    }

    init(secret name: String, _ usual: String, _ what: String) {
        (self.name, self.usual, self.what, isSecret) = (name, usual, what, true)
        flag = nil
    }

    init(flagless name: String, _ usual: String, _ what: String) {
        (self.name, self.usual, self.what) = (name, usual, what)
        flag = nil
    }
}

/// Every setting there is. What is read of the environment or a file and stands not here is refused; the table in
/// `docs/configuration.md` is made of it.
enum SettingCatalog {
    static let all: [SettingDescription] = [
        .init("db", "`data/echelon.db`", "The database file; made where it is absent."),
        .init(
            secret: "key", "the file beside the database", "32 bytes in hexadecimal that seal secrets in the database."),
        .init("host", "`127.0.0.1`", "Numeric address to listen on; `0.0.0.0` for all."),
        .init("port", "`8080`", "Port to listen on; 0 for a free one."),
        .init("base_url", "as each request names it", "The address by which shops and browsers reach the server."),
        .init("public", "`public`", "Folder of the panel's files; `openapi.yaml` lies beside it."),
        .init("mails", "`mails`", "Folder of the mail templates."),
        .init("log_level", "`info`", "`debug`, `info`, `warning` or `error`."),
        .init(flagless: "zone", "`UTC`", "Time zone of the first store of a new database."),
        .init(
            "retention", "see [operations](operations.md#retention)", "Days for which is kept, as in `inbox=90,log=0`."),
        .init(
            "tls_cert", "none: plain HTTP", "PEM file with the certificate and those that issued it; needs `tls_key`."),
        .init("tls_key", "none", "PEM file with the certificate's key. Both are read again on SIGHUP."),
        .init("redirect_port", "none", "Port that sends plain HTTP on to HTTPS; needs `tls_cert`."),
        .init(
            "trusted_proxy", "none",
            "Proxies that are believed what they say of clients: addresses, networks, `loopback`; commas between."),
        .init(
            "forwarded_header", "`x-forwarded-for`",
            "The field in which they say it, or `forwarded`; needs `trusted_proxy`."),
        .init("outside_ca", "the system's own", "PEM file of authorities that shops and destinations are trusted by."),
        .init("smtp_host", "as the panel says", "The mail server; needs `mail_from`."),
        .init("smtp_port", "587, or 465", "Its port."),
        .init("smtp_tls", "`required`", "`required` or `optional` (STARTTLS), `implicit`, or `none`."),
        .init("smtp_user", "none", "The user name there."),
        .init(secret: "smtp_password", "none", "The password there."),
        .init("mail_from", "as the panel says", "The address that mails come from."),
        .init("mail_from_name", "the store's name", "The name beside it."),
        .init("max_connections", "`16384`", "Connections at once; beyond it the one idle longest is closed."),
        .init("max_connections_per_address", "`256`", "The same for one address."),
        .init("limit_loopback", "`0`", "1: hold this machine itself to the limits for one address as well."),
        .init("rate_limit", "`200`", "Requests a second for one address, ten times as many at once; 0 for any number."),
        .init("max_head", "`32768`", "Bytes of a request's line and fields together, 1024 to 1048576."),
        .init("max_fields", "`100`", "Header fields of a request."),
        .init("head_timeout", "`10`", "Seconds for a request's head, and for a TLS handshake."),
        .init("body_timeout", "`20`", "Seconds for a body or an answer, beside those for its bytes at 8 KiB a second."),
        .init("idle_timeout", "`75`", "Seconds for which a connection is kept without a request."),
    ]

    /// The table of `docs/configuration.md`.
    static var table: String {
        let rows = all.map { setting in
            let flag = setting.flag.map { "`\($0)`" } ?? "–"
            let what = setting.isSecret ? setting.what + " **Secret.**" : setting.what
            return "| `\(setting.name)` | `\(setting.variable)` | \(flag) | \(setting.usual) | \(what) |\n"
        }
        return "| in the file | in the environment | flag | default | what |\n|---|---|---|---|---|\n" + rows.joined()
    }

    /// The known name that a wrong one was most likely meant to be: at most two letters away.
    static func nearest(_ wrong: String) -> SettingDescription? {
        let near = all.map { ($0, distance($0.name, wrong)) }.filter { $0.1 <= 2 }
        return near.min { $0.1 < $1.1 }?.0
    }

    /// How many letters must be put in, taken out or changed to make one word of the other (Levenshtein's distance).
    static func distance(_ one: String, _ other: String) -> Int {
        let (one, other) = (Array(one.utf8), Array(other.utf8))
        var row = Array(0...other.count)
        for (line, letter) in one.enumerated() {
            var before = row[0]
            row[0] = line + 1
            for (column, present) in other.enumerated() {
                let changed = before + (letter == present ? 0 : 1)
                before = row[column + 1]
                row[column + 1] = min(changed, row[column] + 1, before + 1)
            }
        }
        return row[other.count]
    }
}
