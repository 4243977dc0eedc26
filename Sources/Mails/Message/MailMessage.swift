public import Domain

/// One mail to one reader, and its bytes on the wire (RFC 5322, 2045 to 2047, 3834, 8058).
///
/// The bytes are ASCII with CRLF line ends and lines of at most 998 octets, so any server takes them. Nothing is made up
/// here: the Message-ID, the date and the boundary are given.
public struct MailMessage: Sendable {
    public var from: Mailbox
    public var to: Mailbox
    public var replyTo: Mailbox?

    /// One line; any characters but control characters.
    public var subject: String

    /// The plain text; lines end with LF or CRLF.
    public var text: String

    /// Nil for a mail in plain text only.
    public var html: String?

    /// Without its angle brackets: `left@right`, unique for ever (RFC 5322 section 3.6.4).
    public var messageID: String

    public var date: Timestamp

    /// The zone in which the date is written.
    public var zone: Zone

    /// An https address that takes the one-click POST of RFC 8058. Nil for mails that nobody unsubscribes from.
    public var unsubscribeURL: String?

    /// Further fields, in this order. None of those that the message writes itself.
    public var extraFields: [Field] = []

    public struct Field: Hashable, Sendable {
        public let name: String
        public let value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    public init(
        from: Mailbox, to: Mailbox, subject: String, text: String, html: String? = nil, messageID: String,
        date: Timestamp, zone: Zone
    ) {
        self.from = from
        self.to = to
        self.subject = subject
        self.text = text
        self.html = html
        self.messageID = messageID
        self.date = date
        self.zone = zone
    }

    /// The whole message.
    ///
    /// - Parameter boundary: parts the two bodies: 1 to 70 letters, digits and `'()+_,-./:=?` (RFC 2046 section 5.1.1).
    ///   Random, of some 20 characters.
    public func bytes(boundary: String) throws(MessageError) -> [UInt8] {
        let bodies = try bodies()
        try Self.check(boundary, bodies)
        var header = HeaderWriter()
        try writeHeader(&header)
        guard bodies.count > 1 else { return header.bytes + bodies[0].bytes }
        try header.field("Content-Type", ["multipart/alternative;", " boundary=\"\(boundary)\""])
        var bytes = header.bytes + [0x0D, 0x0A]
        for body in bodies { bytes += Array("--\(boundary)\r\n".utf8) + body.bytes }
        return bytes + Array("--\(boundary)--\r\n".utf8)
    }

    /// Least wanted first, as multipart/alternative has it (RFC 2046 section 5.1.4).
    private func bodies() throws(MessageError) -> [BodyPart] {
        guard !text.isEmpty else { throw .emptyText }
        let plain = try BodyPart(subtype: "plain", text)
        guard let html else { return [plain] }
        return [plain, try BodyPart(subtype: "html", html)]
    }

    private func writeHeader(_ header: inout HeaderWriter) throws(MessageError) {
        guard !subject.utf8.allSatisfy({ $0 == 0x20 }) else { throw .emptySubject }
        guard let date = MailDate.write(date, zone: zone) else { throw .dateOutOfRange }
        try header.field("Date", [date])
        try header.mailbox("From", from)
        if let replyTo { try header.mailbox("Reply-To", replyTo) }
        try header.mailbox("To", to)
        try header.text("Subject", subject)
        try writeMessageID(&header)
        try header.field("Auto-Submitted", ["auto-generated"])
        try writeUnsubscribe(&header)
        try writeExtraFields(&header)
        try header.field("MIME-Version", ["1.0"])
    }

    /// `msg-id = "<" id-left "@" id-right ">"`, both sides without quotes.
    private func writeMessageID(_ header: inout HeaderWriter) throws(MessageError) {
        let sides = Array(messageID.utf8).split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard sides.count == 2, sides.allSatisfy(MailAddress.isDotString), messageID.utf8.count <= 250 else {
            throw .malformedMessageID
        }
        try header.field("Message-ID", ["<\(messageID)>"])
    }

    /// RFC 8058 section 3.1: one https address, and the field that allows the one click.
    private func writeUnsubscribe(_ header: inout HeaderWriter) throws(MessageError) {
        guard let unsubscribeURL else { return }
        let bytes = unsubscribeURL.utf8
        guard unsubscribeURL.hasPrefix("https://"), (9...900).contains(bytes.count),
            bytes.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") })
        else { throw .malformedUnsubscribeURL }
        try header.field("List-Unsubscribe", ["<\(unsubscribeURL)>"])
        try header.field("List-Unsubscribe-Post", ["List-Unsubscribe=One-Click"])
    }

    private func writeExtraFields(_ header: inout HeaderWriter) throws(MessageError) {
        var taken = Self.ownFields
        for field in extraFields {
            // `ftext = %d33-57 / %d59-126` (RFC 5322 section 3.6.8).
            guard (1...40).contains(field.name.utf8.count),
                field.name.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ":") })
            else { throw .malformedFieldName }
            let name = field.name.lowercased()
            guard !name.hasPrefix("content-"), !name.hasPrefix("resent-"), taken.insert(name).inserted else {
                throw .reservedField(field.name)
            }
            try header.text(field.name, field.value, keepsLongWords: true)
        }
    }

    private static let ownFields: Set = [
        "date", "from", "sender", "reply-to", "to", "cc", "bcc", "subject", "message-id", "in-reply-to", "references",
        "auto-submitted", "list-unsubscribe", "list-unsubscribe-post", "mime-version", "return-path", "received",
    ]

    private static func check(_ boundary: String, _ bodies: [BodyPart]) throws(MessageError) {
        guard (1...70).contains(boundary.utf8.count),
            boundary.utf8.allSatisfy({ $0.isAlphanumeric || "'()+_,-./:=?".utf8.contains($0) })
        else { throw .malformedBoundary }
        let marker = Array("--\(boundary)".utf8)
        guard !bodies.contains(where: { $0.hasLine(beginning: marker) }) else { throw .boundaryOccurs }
    }
}
