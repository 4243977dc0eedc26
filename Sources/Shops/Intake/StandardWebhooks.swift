public import Domain
public import Secrets

/// Signatures after the Standard Webhooks specification 1.0: HMAC-SHA256 over `id.timestamp.body`.
///
/// Used in both directions: for what generic shops send us, and for what we send to destinations.
public enum StandardWebhooks {
    /// How far a timestamp may lie from now, in seconds, either way.
    public static let tolerance: Int64 = 300

    /// The key within `whsec_` + base64; the prefix may be missing. Nil for anything else or fewer than 16 bytes.
    public static func key(from secret: String) -> HMACKey? {
        let text = secret.hasPrefix(prefix) ? secret.dropFirst(prefix.count) : secret[...]
        guard let bytes = Base64.decode(text), bytes.count >= 16 else { return nil }
        return HMACKey(bytes)
    }

    /// The text of a new secret made of these bytes; 32 random ones are right.
    public static func secret(of bytes: [UInt8]) -> String { prefix + Base64.encode(bytes) }

    /// One entry of the header `webhook-signature`: `v1,` + base64.
    public static func signature(id: String, timestamp: Timestamp, body: [UInt8], key: HMACKey) -> String {
        let head = Array("\(id).\(timestamp.milliseconds / 1_000).".utf8)
        return "v1," + Base64.encode(key.signature(of: head, body))
    }

    /// Checks `webhook-id`, `webhook-timestamp` and `webhook-signature`, which may hold several entries.
    public static func verify(_ delivery: WebhookDelivery, keys: [HMACKey], now: Timestamp) -> Verification {
        guard let id = delivery.header("webhook-id"), !id.isEmpty, let timestamp = delivery.header("webhook-timestamp"),
            let entries = delivery.header("webhook-signature")
        else { return .missing }
        guard let seconds = seconds(timestamp) else { return .wrong }
        let signatures = entries.split(separator: " ").compactMap { entry in
            entry.hasPrefix("v1,") ? Base64.decode(entry.dropFirst(3)) : nil
        }
        // The text of the timestamp is what was signed, so it is not written anew.
        let head = Array("\(id).\(timestamp).".utf8)
        let isSigned = keys.contains { key in
            let expected = key.signature(of: head, delivery.body)
            return signatures.contains { ConstantTime.equal($0, expected) }
        }
        guard isSigned else { return .wrong }
        return abs(seconds - now.milliseconds / 1_000) <= tolerance ? .valid : .expired
    }

    private static let prefix = "whsec_"

    /// Digits only, and few enough that nothing overflows.
    private static func seconds(_ text: String) -> Int64? {
        guard (1...12).contains(text.utf8.count), text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
        return Int64(text)
    }
}
