/// Every mail there is, and what its template may tell. A new mail is one line here and its files in `mails/`.
public enum MailCatalog {
    /// What a variable holds; dates, money and counts are texts in the reader's language by the time a template sees them.
    public enum VariableType: String, Sendable {
        case text, money, date, count, flag, address, colour
    }

    public struct Variable: Sendable, Equatable {
        public let name: String
        public let type: VariableType

        init(_ name: String, _ type: VariableType) {
            self.name = name
            self.type = type
        }
    }

    /// A template with its own variables, beyond those that every mail to a customer has.
    private struct Entry {
        let name: String
        let own: [Variable]

        init(_ name: String, _ own: String) {
            self.name = name
            self.own = own.split(separator: " ").map { Variable(String($0), MailCatalog.type(of: String($0))) }
        }
    }

    private static let entries = [
        Entry("inactivity_reminder", "change_on current_group days_inactive never_bought new_group restores"),
        Entry("group_change", "current_group days_inactive never_bought new_group restores"),
        Entry("turnover_reminder", "change_on current_group deadline minimum missing new_group spent"),
        Entry("turnover_group_change", "current_group minimum new_group spent"),
        Entry("turnover_promoted", "current_group minimum new_group spent"),
        Entry("group_restored", "current_group new_group"),
        Entry(
            "tier_promoted",
            "current_group missing new_group next_tier spent voucher_code voucher_until voucher_value"),
        Entry("tier_demoted", "current_group minimum missing new_group spent"),
        Entry("tier_at_risk", "change_on current_group deadline minimum missing new_group spent"),
        Entry("membership_granted", "current_group expires_on new_group"),
        Entry("membership_expiring", "current_group expires_on renews"),
        Entry("membership_expired", "current_group expires_on"),
        Entry(runReport, "customer_count panel_url rule_name"),
    ]

    /// The one mail that goes to administrators.
    static let runReport = "run_report"

    public static let templates = entries.map(\.name)

    /// What stands around every mail.
    static let layout = "layout"

    /// Nil for a template that does not exist.
    public static func variables(of template: String) -> [Variable]? {
        guard let entry = entries.first(where: { $0.name == template }) else { return nil }
        let common = template == runReport ? forAdministrators : forCustomers
        return (common + entry.own).sorted { $0.name < $1.name }
    }

    private static let look = [
        Variable("accent", .colour), Variable("accent_text", .colour), Variable("lang", .text),
        Variable("reason", .text), Variable("shop_name", .text),
    ]
    private static let forAdministrators = look + [Variable("firstname", .text)]
    private static let forCustomers =
        look + [
            Variable("benefits", .text), Variable("customer_name", .text), Variable("firstname", .text),
            Variable("shop_url", .address), Variable("unsubscribe_url", .address),
        ]

    static let layoutVariables: Set = [
        "accent", "accent_text", "content", "footer", "footer_note", "lang", "logo_url", "no_logo", "shop_name",
        "shop_url", "subject", "unsubscribe_text", "unsubscribe_url",
    ]

    /// Names in `words.txt`, all of which every language has.
    static let words: Set = [
        "combined_subject", "footer_note", "unsubscribe_text", "benefit_discount", "benefit_free_shipping",
        "unsubscribe_title", "unsubscribe_question", "unsubscribe_button", "unsubscribe_done", "resubscribe_button",
        "resubscribe_done", "unsubscribe_bad_link",
    ]

    private static func type(of name: String) -> VariableType {
        switch name {
        case "change_on", "deadline", "expires_on", "voucher_until": .date
        case "minimum", "missing", "spent": .money
        case "customer_count", "days_inactive": .count
        case "never_bought", "renews", "restores": .flag
        case "panel_url": .address
        default: .text
        }
    }
}
