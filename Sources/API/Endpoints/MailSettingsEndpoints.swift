internal import Domain
internal import Engine
internal import HTTPWire
internal import JSON
internal import Rules
internal import Web

/// The mail server, and how each store's mails look and when they go out.
enum MailSettingsEndpoints {
    static func show(_ call: Call) async throws -> Response {
        try call.requireUnbound()
        return answer(call, try await call.engine.mailAccount())
    }

    static func put(_ call: Call) async throws -> Response {
        try call.requireUnbound()
        guard let form = try call.read({ form(&$0, isRequired: true) }) else { throw Problem.invalid([]) }
        let revision = try call.expectedRevision().map { Int(clamping: $0) }
        return answer(call, try await call.engine.putMailAccount(form, expecting: revision, by: call.by))
    }

    static func remove(_ call: Call) async throws -> Response {
        try call.requireUnbound()
        let revision = try call.expectedRevision().map { Int(clamping: $0) }
        try await call.engine.removeMailAccount(expecting: revision, by: call.by)
        return call.noContent
    }

    static func pause(_ call: Call) async throws -> Response {
        try call.requireUnbound()
        let isPaused = try call.read { $0.flag("paused") }
        return answer(call, try await call.engine.pauseMails(isPaused, by: call.by))
    }

    /// A mail server that refuses is an answer, not a failure of ours.
    static func test(_ call: Call) async throws -> Response {
        try call.requireUnbound()
        let (to, unsaved) = try call.read { reader in
            (reader.text("to", limit: 254, isRequired: true) ?? "", form(&reader, isRequired: false))
        }
        let result = try await call.engine.testMail(to: to, with: unsaved, by: call.by)
        return call.json { $0.testMail(result) }
    }

    /// Nil where no field of it is given, or a required one is missing.
    private static func form(_ reader: inout FieldReader, isRequired: Bool) -> MailAccountForm? {
        let isGiven = isRequired || ["host", "from", "tls"].contains { reader.has($0) }
        let host = reader.text("host", limit: 253, isRequired: isGiven)
        let encryption = reader.choice("tls", of: MailAccountForm.encryptions)
        let from = reader.text("from", limit: 254, isRequired: isGiven)
        let port = reader.integer("port", in: 1...65_535)
        let user = reader.text("user")
        let fromName = reader.text("from_name")
        let replyTo = reader.text("reply_to", limit: 254)
        let password = password(&reader)
        guard let host, let from else { return nil }
        var form = MailAccountForm(host: host, encryption: encryption ?? MailAccountForm.encryptions[0], from: from)
        form.port = port.map { Int($0) }
        (form.user, form.password, form.fromName, form.replyTo) = (user, password, fromName, replyTo)
        return form
    }

    /// Absent keeps the present one, null takes it away.
    private static func password(_ reader: inout FieldReader) -> String?? {
        guard reader.has("password") else { return nil }
        return .some(reader.password("password", orNone: ()))
    }

    private static func answer(_ call: Call, _ view: MailAccountView) -> Response {
        call.json { $0.mailAccount(view) }.tagged(Int64(view.revision))
    }

    // MARK: Of a store

    static func showStore(_ call: Call) async throws -> Response {
        let mail = try await call.engine.storeMail(try key(call))
        return call.json { $0.storeMail(mail) }.tagged(Int64(mail.revision))
    }

    static func putStore(_ call: Call) async throws -> Response {
        let key = try key(call)
        let mail = try call.read(storeMail)
        let revision = try call.expectedRevision().map { Int(clamping: $0) }
        let saved = try await call.engine.putStoreMail(mail, of: key, expecting: revision, by: call.by)
        return call.json { $0.storeMail(saved) }.tagged(Int64(saved.revision))
    }

    private static func key(_ call: Call) throws -> String {
        let key = try call.parameter("key")
        try call.require(store: key, "store '\(key)'")
        return key
    }

    private static func storeMail(_ reader: inout FieldReader) -> StoreMail {
        var mail = StoreMail()
        mail.senderName = reader.text("sender_name")
        mail.senderAddress = reader.email("sender_address")
        mail.replyTo = reader.email("reply_to")
        mail.shopURL = reader.webAddress("shop_url")
        mail.logoURL = reader.webAddress("logo_url")
        mail.accent = reader.colour("accent") ?? StoreMail.usualAccent
        mail.footer = reader.lines("footer", limit: 1_000)
        mail.requiresOptIn = reader.boolean("require_opt_in") ?? false
        if let (from, until) = reader.pair("quiet_from", "quiet_until", { $0.minute($1) }) {
            mail.quiet = QuietHours(from: from, until: until)
            if mail.quiet == nil { reader.fail("quiet_until", "must be another time than quiet_from") }
        }
        let figures = reader.pair("cap_count", "cap_days") { $0.integer($1, in: $1 == "cap_count" ? 1...100 : 1...365) }
        mail.cap = figures.map { StoreMail.Cap(count: Int($0), days: Int($1)) }
        return mail
    }
}

extension FieldReader {
    fileprivate mutating func password(_ name: String, orNone: Void) -> String? {
        guard let value = value(name) else { return nil }
        guard let text = value.string, (1...1_024).contains(text.utf8.count) else {
            fail(name, "must be text of 1 to 1024 bytes, or null")
            return nil
        }
        return text
    }

    /// By http or https.
    fileprivate mutating func webAddress(_ name: String) -> String? {
        guard let text = text(name, limit: 500) else { return nil }
        let isWeb = ["https://", "http://"].contains {
            text.lowercased().hasPrefix($0) && text.utf8.count > $0.utf8.count
        }
        let isPlain = text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"<>\"\\".utf8.contains($0) }
        guard isWeb, isPlain else {
            fail(name, "must be an address that begins with https:// or http://")
            return nil
        }
        return text
    }

    fileprivate mutating func colour(_ name: String) -> String? {
        guard let text = text(name, limit: 7) else { return nil }
        let digits = text.lowercased().utf8.dropFirst()
        let isColour =
            text.hasPrefix("#") && digits.count == 6 && digits.allSatisfy { "0123456789abcdef".utf8.contains($0) }
        if !isColour { fail(name, "must be a colour such as #1f4e79") }
        return isColour ? text.lowercased() : nil
    }

    /// Text of several lines.
    fileprivate mutating func lines(_ name: String, limit: Int) -> String? {
        guard let value = value(name) else { return nil }
        guard let text = value.string, text.unicodeScalars.count <= limit,
            text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F || $0 == "\n" })
        else {
            fail(name, "must be text of at most \(limit) characters without control characters")
            return nil
        }
        return text.isEmpty ? nil : text
    }

    /// Minutes after midnight of `HH:MM`.
    fileprivate mutating func minute(_ name: String) -> Int? {
        guard let text = text(name, limit: 5) else { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { 0x30...0x39 ~= $0 } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60
        else {
            fail(name, "must be a time of the day from 00:00 to 23:59")
            return nil
        }
        return hour * 60 + minute
    }

    /// Two fields that are given together or not at all.
    fileprivate mutating func pair<Value>(
        _ first: String, _ second: String, _ read: (inout FieldReader, String) -> Value?
    ) -> (Value, Value)? {
        let isGiven = [first, second].map { name in value(name) != nil }
        let values = (read(&self, first), read(&self, second))
        if isGiven[0] != isGiven[1] {
            fail(isGiven[0] ? second : first, "must be given together with \(isGiven[0] ? first : second)")
        }
        guard let left = values.0, let right = values.1 else { return nil }
        return (left, right)
    }
}
