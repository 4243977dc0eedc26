/// Fuzzes mails: each line of the input is a name, a subject or a body, and whatever it is, the message's lines are ASCII,
/// of a length that every server takes, and its header has the fields that it should have and no others.
func fuzz(_ bytes: [UInt8]) {
    let parts = bytes.split(separator: 0x0A, maxSplits: 3, omittingEmptySubsequences: false).map { text($0) }
    guard parts.count == 4, let address = try? MailAddress(parsing: "a@b.example") else { return }
    var message = MailMessage(
        from: Mailbox(address, name: parts[0]), to: Mailbox(address, name: parts[1]), subject: parts[2],
        text: parts[3], html: parts[3], messageID: "a@b", date: .zero, zone: .utc)
    message.unsubscribeURL = "https://b.example/u/1"
    guard let written = try? message.bytes(boundary: "=_0123456789") else { return }
    check(written.allSatisfy { $0 < 0x80 && $0 != 0 }, "a byte beyond ASCII, or NUL")
    let lines = lines(written)
    check(lines.allSatisfy { $0.count <= 998 && !$0.contains(0x0D) && !$0.contains(0x0A) }, "a line too long or bare")
    let header = lines.prefix { !$0.isEmpty }
    let names = header.filter { $0.first != 0x20 && $0.first != 0x09 }.map { text($0.prefix { $0 != 0x3A }) }
    let wanted = [
        "Date", "From", "To", "Subject", "Message-ID", "Auto-Submitted", "List-Unsubscribe", "List-Unsubscribe-Post",
        "MIME-Version", "Content-Type",
    ]
    checkEqual(names, wanted, "other header fields")
}

/// What stands between CRLFs.
private func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    var lines: [ArraySlice<UInt8>] = []
    var start = 0
    var index = 0
    while index + 1 < bytes.count {
        if bytes[index] == 0x0D, bytes[index + 1] == 0x0A {
            lines.append(bytes[start..<index])
            index += 2
            start = index
        } else {
            index += 1
        }
    }
    return lines + [bytes[start...]]
}
