extension German {
    /// The words of condition rules, and spans of spend.
    static let conditions: [String: String] = [
        "period.lifetime": "aller Zeiten",
        "period.days": "{count|des letzten Tages|der letzten # Tage}",
        "period.months": "{count|des letzten Monats|der letzten # Monate}",
        "period.month.to_date": "dieses Monats",
        "period.quarter.to_date": "dieses Quartals",
        "period.year.to_date": "dieses Jahres",
        "period.month.last_complete": "des letzten vollen Monats",
        "period.quarter.last_complete": "des letzten vollen Quartals",
        "period.year.last_complete": "des letzten vollen Jahres",

        // What conditions ask. Each begins with a word that may stand in small letters within a sentence.
        "condition.country": "Das Land ist {list}",
        "condition.country.not": "Das Land ist nicht {list}",
        "condition.email_domain": "Die E-Mail-Domain ist {list}",
        "condition.email_domain.not": "Die E-Mail-Domain ist nicht {list}",
        "condition.language": "Die Sprache ist {list}",
        "condition.language.not": "Die Sprache ist nicht {list}",
        "condition.organization": "Die Organisation ist {list}",
        "condition.organization.not": "Die Organisation ist nicht {list}",
        "condition.category": "Die Kategorie der Bestellung ist {list}",
        "condition.category.not": "Die Kategorie der Bestellung ist nicht {list}",
        "condition.payment": "Die Zahlungsart ist {list}",
        "condition.payment.not": "Die Zahlungsart ist nicht {list}",
        "condition.group": "Die Gruppe ist {groups}",
        "condition.group.not": "Die Gruppe ist nicht {groups}",
        "condition.organization.any": "Das Kundenkonto gehört zu einer Organisation",
        "condition.organization.any.not": "Das Kundenkonto gehört zu keiner Organisation",
        "condition.first_order": "Die Bestellung ist die erste bezahlte",
        "condition.first_order.not": "Die Bestellung ist nicht die erste bezahlte",
        "condition.product": "Die Bestellung enthält {list}",
        "condition.product.not": "Die Bestellung enthält nicht {list}",
        "condition.age.least": "Das Konto ist mindestens {least|Tag|Tage} alt",
        "condition.age.least.not": "Das Konto ist weniger als {least|Tag|Tage} alt",
        "condition.age.most": "Das Konto ist höchstens {most|Tag|Tage} alt",
        "condition.age.most.not": "Das Konto ist mehr als {most|Tag|Tage} alt",
        "condition.age.between": "Das Konto ist {least} bis {most|Tag|Tage} alt",
        "condition.age.between.not": "Das Konto ist nicht {least} bis {most|Tag|Tage} alt",
        "condition.since.least": "Die letzte Bestellung liegt mindestens {least|Tag|Tage} zurück",
        "condition.since.least.not":
            "Die letzte Bestellung liegt weniger als {least|Tag|Tage} zurück (oder es gibt keine)",
        "condition.since.most": "Die letzte Bestellung liegt höchstens {most|Tag|Tage} zurück",
        "condition.since.most.not": "Die letzte Bestellung liegt mehr als {most|Tag|Tage} zurück (oder es gibt keine)",
        "condition.since.between": "Die letzte Bestellung liegt {least} bis {most|Tag|Tage} zurück",
        "condition.since.between.not":
            "Die letzte Bestellung liegt nicht {least} bis {most|Tag|Tage} zurück (oder es gibt keine)",
        "condition.paid_orders.least": "Die Zahl der bezahlten Bestellungen {period} ist mindestens {least}",
        "condition.paid_orders.least.not": "Die Zahl der bezahlten Bestellungen {period} ist kleiner als {least}",
        "condition.paid_orders.most": "Die Zahl der bezahlten Bestellungen {period} ist höchstens {most}",
        "condition.paid_orders.most.not": "Die Zahl der bezahlten Bestellungen {period} ist größer als {most}",
        "condition.paid_orders.between":
            "Die Zahl der bezahlten Bestellungen {period} liegt zwischen {least} und {most}",
        "condition.paid_orders.between.not":
            "Die Zahl der bezahlten Bestellungen {period} liegt nicht zwischen {least} und {most}",
        "condition.spend.least": "Die Summe der Ausgaben {period} ist mindestens {least}",
        "condition.spend.least.not": "Die Summe der Ausgaben {period} ist kleiner als {least}",
        "condition.spend.most": "Die Summe der Ausgaben {period} ist höchstens {most}",
        "condition.spend.most.not": "Die Summe der Ausgaben {period} ist größer als {most}",
        "condition.spend.between": "Die Summe der Ausgaben {period} liegt zwischen {least} und {most}",
        "condition.spend.between.not": "Die Summe der Ausgaben {period} liegt nicht zwischen {least} und {most}",
        "condition.total.least": "Der Bestellwert ist mindestens {least}",
        "condition.total.least.not": "Der Bestellwert ist kleiner als {least}",
        "condition.total.most": "Der Bestellwert ist höchstens {most}",
        "condition.total.most.not": "Der Bestellwert ist größer als {most}",
        "condition.total.between": "Der Bestellwert liegt zwischen {least} und {most}",
        "condition.total.between.not": "Der Bestellwert liegt nicht zwischen {least} und {most}",
        "condition.figure.days": "{count|Tag|Tage}",
        "condition.figure.never": "keine Bestellung",
        "condition.figure.count": "{count}",
        "condition.figure.money": "{amount}",

        // How they are put together.
        "condition.all": "{parts:and}",
        "condition.all.inner": "({parts:and})",
        "condition.any": "{parts:or}",
        "condition.any.inner": "({parts:or})",
        "condition.none": "Nicht ({condition:and})",
        "condition.more": "…",
        "condition.with_figure": "{condition:and} (jetzt {figure})",

        // What a conditions rule says of a customer.
        "conditions.registered": "Registrierung am {day}, und es gilt, dass {condition}",
        "conditions.order": "Bestellung {order} wurde am {day} bezahlt, und es gilt, dass {condition}",
        "conditions.day": "Es gilt, dass {condition}",
        "conditions.ended": "Es gilt nicht mehr, dass {condition}",
        "conditions.unmet": "Es gilt nicht, dass {condition}",
        "conditions.not_admitted":
            "Die Regel ist nicht für dieses Kundenkonto: wegen Gruppe, Alter des Kontos oder namentlicher Ausnahme",
        "conditions.blocked": "Die Bedingungen gelten, aber für dieses Kundenkonto ist gesperrt: {groups}",
        "conditions.over": "Die Bedingungen gelten, aber die Laufzeit ist schon vorbei",
        "conditions.in_place": "Die Bedingungen gelten, und alles, was die Regel tut, ist schon getan",
        "conditions.kept": "Bleibt in {groups|der Gruppe|den Gruppen}, solange {condition}",
        "conditions.given": "Durch diese Regel in {groups|der Gruppe|den Gruppen}, weil {condition}",
        "conditions.was_registered": "Wurde bei der Registrierung geprüft und wird nicht wieder geprüft",
        "conditions.waits_registered": "Wird einmal geprüft, bei der Registrierung",
        "conditions.waits_order": "Wird geprüft, wenn eine Bestellung bezahlt wird",
        "conditions.waits_day": "Wird einmal am Tag geprüft, und wieder erst nach etwas Neuem",
        "conditions.will_end":
            "Am {day} gelten die Bedingungen nicht mehr, und die Mitgliedschaft in {groups|der Gruppe|den Gruppen} endet",

        // A conditions rule in plain words.
        "summary.conditions.customer_registered.one": "Bei jeder Registrierung wird dies geprüft",
        "summary.conditions.customer_registered.all":
            "Bei jeder Registrierung wird dies geprüft, und alles muss gelten",
        "summary.conditions.order_paid.one": "Bei jeder bezahlten Bestellung wird dies geprüft",
        "summary.conditions.order_paid.all": "Bei jeder bezahlten Bestellung wird dies geprüft, und alles muss gelten",
        "summary.conditions.scheduled.one": "Jeden Tag wird dies geprüft",
        "summary.conditions.scheduled.all": "Jeden Tag wird dies geprüft, und alles muss gelten",
        "summary.conditions.grant": "Dann folgt die Aufnahme in {groups|die Gruppe|die Gruppen}",
        "summary.conditions.grant.days":
            "Dann folgt die Aufnahme in {groups|die Gruppe|die Gruppen} für {count|Tag|Tage}, bis zum Ende des letzten",
        "summary.conditions.grant.months":
            "Dann folgt die Aufnahme in {groups|die Gruppe|die Gruppen} für {count|Monat|Monate}, bis zum Ende des letzten Tages",
        "summary.conditions.grant.date":
            "Dann folgt die Aufnahme in {groups|die Gruppe|die Gruppen} bis einschließlich {day}",
        "summary.conditions.revoke":
            "Dann endet die Mitgliedschaft in {groups|der Gruppe|den Gruppen}, außer durch einen noch gültigen Kauf oder wenn sie angeheftet ist",
        "summary.conditions.default": "Dann wird {groups} die Standardgruppe, sofern die Mitgliedschaft besteht",
        "summary.conditions.while_true": "Die Mitgliedschaft endet, sobald das nicht mehr gilt",
    ]
}
