internal import Domain
internal import JSON
internal import Mails
internal import Shops

// What the audit log tells of the things that people set up: each part in words. Of secrets it tells whether there is
// one; sealed texts are not looked into.

typealias Parts = [AuditChange.Part]

extension Domain.Store {
    func parts(_ configuration: Configuration) -> Parts {
        [
            .init("name", name), .init("zone", zone.identifier), .init("currency", currency.code),
            .init("locale", locale),
            .init("default_group", defaultGroup.flatMap { configuration.groups[$0]?.code }),
            .init("spend_basis", basis.rawValue), .init("guest_matching", String(matchesGuests)),
            .init("automation", automation.isOn ? "on" : "off"),
        ]
    }
}

extension Group {
    var parts: Parts {
        [
            .init("code", code), .init("name", name), .init("external_id", externalID),
            .init("discount_percent", benefits.discountPercent.map { "\($0)" }),
            .init("free_shipping", String(benefits.freeShipping)), .init("text", benefits.text),
        ]
    }
}

extension OrderStatus {
    var parts: Parts {
        [
            .init("label", label), .init("paid", String(isPaid)), .init("void", String(isVoid)),
            .init("rank", String(rank)),
        ]
    }
}

extension SourceRecord {
    var parts: Parts {
        [
            .init("platform", platform.rawValue), .init("name", name), .init("enabled", String(isEnabled)),
            .init("former_secret_until", previousSecretUntil?.description),
        ]
    }
}

extension DestinationRecord {
    var parts: Parts {
        [
            .init("name", name), .init("url", url.withoutQuery), .init("enabled", String(isEnabled)),
            .init("events", kinds.map(\.rawValue).sorted().joined(separator: ", ")),
            .init("allow_private", String(allowsPrivate)),
            .init("former_secret_until", previousSecretUntil?.description),
        ]
    }
}

extension ConnectorRecord {
    var parts: Parts {
        [
            .init("url", url.withoutQuery), .init("enabled", String(isEnabled)),
            .init("allow_private", String(allowsPrivate)), .init("write_groups", String(writesGroups)),
            .init("write_vouchers", String(writesVouchers)), .init("drift", drift.rawValue),
            .init("look_minutes", lookMinutes.map(String.init)),
        ]
    }
}

extension MailAccount {
    var parts: Parts {
        [
            .init("host", host), .init("port", String(port)), .init("encryption", "\(encryption)"),
            .init("user", user), .init("password", password == nil ? "none" : "set"), .init("from", from.description),
            .init("from_name", fromName), .init("reply_to", replyTo?.description),
        ]
    }
}

extension MailAccount {
    /// That the password is another one is told, too, though not which.
    static func changes(_ before: MailAccount?, _ after: MailAccount) -> [AuditChange] {
        let changes = AuditChange.between(before?.parts ?? [], after.parts)
        guard let old = before?.password, let new = after.password, old != new else { return changes }
        return changes + [AuditChange("password", "set", "set anew")]
    }
}

extension ConnectorForm {
    /// Whether it brings another key or password than there was.
    func changesAccount(of before: [String: String]) -> Bool { values.contains { before[$0.key] != $0.value } }
}

extension StoreMail {
    var parts: Parts {
        [
            .init("sender_name", senderName), .init("sender_address", senderAddress), .init("reply_to", replyTo),
            .init("shop_url", shopURL), .init("logo_url", logoURL), .init("accent", accent), .init("footer", footer),
        ]
    }
}

extension WidgetRecord {
    var parts: Parts {
        [
            .init("enabled", String(isEnabled)), .init("origins", origins.map { "\($0)" }.joined(separator: ", ")),
            .init("key_made_at", keyMadeAt?.description),
        ]
    }
}

extension Rule {
    /// The members of its document; those of `params` each by itself.
    func parts(store: Domain.Store) throws -> Parts {
        let document = try JSONValue(parsing: Array(try RuleDocument.text(self, store: store).utf8))
        return (document.members ?? []).flatMap { member -> Parts in
            guard member.name == "params" else { return [.init(member.name, Self.text(member.value))] }
            return (member.value.members ?? []).map { .init("params.\($0.name)", Self.text($0.value)) }
        }
    }

    private static func text(_ value: JSONValue) -> String? {
        value.isNull ? nil : value.string ?? String(decoding: value.bytes, as: UTF8.self)
    }
}

extension String {
    /// An address may carry a secret there.
    fileprivate var withoutQuery: String { String(prefix { $0 != "?" && $0 != "#" }) }
}
