internal import Domain
internal import Secrets

/// The part of a link by which one customer ends mails: `id.signature`. It has no end, as old mails are read too.
enum UnsubscribeToken {
    /// Bytes of the signature that are kept: half of them are more than anybody can guess.
    private static let length = 16

    static func make(_ customer: ID<Customer>, _ key: HMACKey) -> String {
        "\(customer).\(Base64.encode(signature(customer, key), .url))"
    }

    /// Nil for a token that was not made with this key.
    static func read(_ token: some StringProtocol, _ key: HMACKey) -> ID<Customer>? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let number = Int64(parts[0]), let given = Base64.decode(parts[1], .url) else {
            return nil
        }
        let customer = ID<Customer>(rawValue: number)
        return ConstantTime.equal(signature(customer, key), given) ? customer : nil
    }

    private static func signature(_ customer: ID<Customer>, _ key: HMACKey) -> [UInt8] {
        Array(key.signature(of: Array("unsubscribe/\(customer)".utf8)).prefix(length))
    }
}
