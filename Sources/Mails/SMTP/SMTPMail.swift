/// A message with its envelope: whom it comes from and whom it goes to, as the servers see it (RFC 5321 section 2.3.1).
public struct SMTPMail: Sendable {
    /// Who is told where the mail cannot be delivered. Nil for nobody (`<>`).
    public let sender: MailAddress?

    public let recipient: MailAddress

    /// Lines end with CRLF (`MailMessage.bytes`).
    public let bytes: [UInt8]

    public init(sender: MailAddress?, recipient: MailAddress, bytes: [UInt8]) {
        self.sender = sender
        self.recipient = recipient
        self.bytes = bytes
    }

    /// Octets as SIZE counts them (RFC 1870 section 5).
    var size: Int { bytes.count + (bytes.isEmpty || bytes.last == 0x0A ? 0 : 2) }

    var hasEightBit: Bool { bytes.contains { $0 >= 0x80 } }

    /// The message as it follows DATA: a dot more before each line that begins with one, and the dot that ends it all
    /// (RFC 5321 section 4.5.2). Nil where a CR or an LF stands alone: servers do not agree on what that means, and a
    /// second mail could hide behind it (CVE-2023-51764).
    var wireBytes: [UInt8]? {
        var wire: [UInt8] = []
        wire.reserveCapacity(bytes.count + bytes.count / 64 + 5)
        var previous: UInt8 = 0x0A
        for byte in bytes {
            guard (byte == 0x0A) == (previous == 0x0D) else { return nil }
            if byte == UInt8(ascii: "."), previous == 0x0A { wire.append(byte) }
            wire.append(byte)
            previous = byte
        }
        if previous == 0x0D { return nil }
        if previous != 0x0A { wire += [0x0D, 0x0A] }
        return wire + [UInt8(ascii: "."), 0x0D, 0x0A]
    }
}
