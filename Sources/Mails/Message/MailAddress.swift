/// An address that mail can be sent to over any server: `Local-part "@" Domain` in ASCII (RFC 5321 section 4.1.2).
///
/// The local part may be quoted. A domain in other letters is given as punycode (`xn--…`); an address literal is no domain.
public struct MailAddress: Hashable, Sendable, CustomStringConvertible {
    /// As it was written, with its quotes.
    public let localPart: String

    /// As it was written.
    public let domain: String

    public var description: String { "\(localPart)@\(domain)" }

    public init(parsing text: some StringProtocol) throws(MailAddressError) {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty else { throw .empty }
        guard bytes.allSatisfy({ $0 < 0x80 }) else { throw .needsSMTPUTF8 }
        guard bytes.count <= 254 else { throw .tooLong }
        guard let at = bytes.lastIndex(of: UInt8(ascii: "@")) else { throw .noAt }
        try Self.checkLocalPart(bytes[..<at])
        guard Self.isDomain(bytes[(at + 1)...]) else { throw .malformedDomain }
        localPart = String(decoding: bytes[..<at], as: UTF8.self)
        domain = String(decoding: bytes[(at + 1)...], as: UTF8.self)
    }

    /// `Local-part = Dot-string / Quoted-string`, at most 64 octets (section 4.5.3.1.1).
    private static func checkLocalPart(_ bytes: ArraySlice<UInt8>) throws(MailAddressError) {
        guard bytes.count <= 64 else { throw .tooLong }
        let isWellFormed = bytes.first == UInt8(ascii: "\"") ? isQuotedString(bytes) : isDotString(bytes)
        guard isWellFormed else { throw .malformedLocalPart }
    }

    /// `Dot-string = Atom *("." Atom)`
    static func isDotString(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            .allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isAtomText) }
    }

    /// `Quoted-string = DQUOTE *QcontentSMTP DQUOTE`, where a backslash quotes the visible byte or blank after it.
    private static func isQuotedString(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.count >= 2, bytes.last == UInt8(ascii: "\"") else { return false }
        var isEscaped = false
        for byte in bytes.dropFirst().dropLast() {
            guard (0x20...0x7E).contains(byte) else { return false }
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                return false
            }
        }
        return !isEscaped
    }

    /// `Domain = sub-domain *("." sub-domain)`, labels of at most 63 octets that neither begin nor end with a hyphen.
    static func isDomain(_ bytes: ArraySlice<UInt8>) -> Bool {
        let hyphen = UInt8(ascii: "-")
        guard !bytes.isEmpty, bytes.count <= 253 else { return false }
        return bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
            (1...63).contains(label.count) && label.first != hyphen && label.last != hyphen
                && label.allSatisfy { $0.isAlphanumeric || $0 == hyphen }
        }
    }
}

/// Why a text is no address to send to.
public enum MailAddressError: Error, Hashable, Sendable, CustomStringConvertible {
    case empty
    case noAt
    /// More than 64 octets before the `@`, or more than 254 in all.
    case tooLong
    case malformedLocalPart
    case malformedDomain
    /// Letters outside ASCII: RFC 6531 would be needed on every server on the way.
    case needsSMTPUTF8

    public var description: String {
        switch self {
        case .empty: "the address is empty"
        case .noAt: "the address has no @"
        case .tooLong: "the address is too long"
        case .malformedLocalPart: "what stands before the @ is not well formed"
        case .malformedDomain: "the domain is not well formed"
        case .needsSMTPUTF8:
            "the address has letters that not every mail server takes; a domain can be given in its xn-- form"
        }
    }
}

extension UInt8 {
    /// `atext` (RFC 5322 section 3.2.3).
    var isAtomText: Bool { isAlphanumeric || "!#$%&'*+-/=?^_`{|}~".utf8.contains(self) }
}
