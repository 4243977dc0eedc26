/// What mails count, in the forms of each language that is shipped.
public enum CountedNoun: CaseIterable, Sendable {
    case day, month, year, order, customer, mail

    /// Nil for a language without a table.
    func forms(language: String) -> PluralForms? {
        switch language {
        case "en": english
        case "fr": french
        case "pl": polish
        case "de": german
        case "es": spanish
        default: nil
        }
    }

    private var english: PluralForms {
        switch self {
        case .day: PluralForms("day", "days")
        case .month: PluralForms("month", "months")
        case .year: PluralForms("year", "years")
        case .order: PluralForms("order", "orders")
        case .customer: PluralForms("customer", "customers")
        case .mail: PluralForms("email", "emails")
        }
    }

    private var german: PluralForms {
        switch self {
        case .day: PluralForms("Tag", "Tage")
        case .month: PluralForms("Monat", "Monate")
        case .year: PluralForms("Jahr", "Jahre")
        case .order: PluralForms("Bestellung", "Bestellungen")
        case .customer: PluralForms("Kunde", "Kunden")
        case .mail: PluralForms("E-Mail", "E-Mails")
        }
    }

    private var french: PluralForms {
        switch self {
        case .day: PluralForms("jour", many: "de jours", "jours")
        case .month: PluralForms("mois", many: "de mois", "mois")
        case .year: PluralForms("an", many: "d’années", "ans")
        case .order: PluralForms("commande", many: "de commandes", "commandes")
        case .customer: PluralForms("client", many: "de clients", "clients")
        case .mail: PluralForms("e-mail", many: "d’e-mails", "e-mails")
        }
    }

    private var spanish: PluralForms {
        switch self {
        case .day: PluralForms("día", many: "de días", "días")
        case .month: PluralForms("mes", many: "de meses", "meses")
        case .year: PluralForms("año", many: "de años", "años")
        case .order: PluralForms("pedido", many: "de pedidos", "pedidos")
        case .customer: PluralForms("cliente", many: "de clientes", "clientes")
        case .mail: PluralForms("correo", many: "de correos", "correos")
        }
    }

    private var polish: PluralForms {
        switch self {
        case .day: PluralForms("dzień", few: "dni", many: "dni", "dnia")
        case .month: PluralForms("miesiąc", few: "miesiące", many: "miesięcy", "miesiąca")
        case .year: PluralForms("rok", few: "lata", many: "lat", "roku")
        case .order: PluralForms("zamówienie", few: "zamówienia", many: "zamówień", "zamówienia")
        case .customer: PluralForms("klient", few: "klienci", many: "klientów", "klienta")
        case .mail: PluralForms("e-mail", few: "e-maile", many: "e-maili", "e-maila")
        }
    }
}

/// A noun's forms after numbers. A form that the language does not tell apart is nil and `other` stands for it.
struct PluralForms: Sendable {
    private let one: String
    private let few: String?
    private let many: String?
    private let other: String

    init(_ one: String, few: String? = nil, many: String? = nil, _ other: String) {
        self.one = one
        self.few = few
        self.many = many
        self.other = other
    }

    func form(_ category: PluralRule.Category) -> String {
        switch category {
        case .one: one
        case .few: few ?? other
        case .many: many ?? other
        case .other: other
        }
    }
}
