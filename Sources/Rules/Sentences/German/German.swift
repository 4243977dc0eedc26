/// The words of each sentence in German. Within other sentences conditions have words of their own, as the verb stands at
/// the end there.
enum German {
    static let words = Language.joined(common, moves, ladder, conditions, checks)

    private static let common: [String: String] = [
        // What a purchase rule says of a customer.
        "purchase.bought": "Kauf von {product}, Bestellung {order}, bezahlt am {paid_on}",
        "purchase.bought_until":
            "Kauf von {product}, Bestellung {order}, bezahlt am {paid_on}; gültig bis einschließlich {last_day}",
        "purchase.never": "Hat {product} nicht gekauft, seit die Regel Käufe zählt",
        "purchase.over": "Kauf von {product}, Bestellung {order}; das endete am {last_day}",
        "purchase.expiring": "Die Mitgliedschaft in {groups|der Gruppe|den Gruppen} endet am {last_day}",
        "purchase.will_end": "Die Mitgliedschaft in {groups|der Gruppe|den Gruppen} endet mit Beginn des Tages {day}",
        "purchase.will_begin": "Die Mitgliedschaft in {groups|der Gruppe|den Gruppen} beginnt am {day}",
        "purchase.will_remind": "Eine E-Mail kündigt am {day} an, dass das Ende naht",

        // Why something changed.
        "change.expired": "Die Laufzeit für {groups|die Gruppe|die Gruppen} endete am {last_day}",
        "change.fell_away": "Bestellung {order} berechtigt nicht mehr: storniert, erstattet oder geändert",
        "change.term_moved":
            "Die verbleibenden Bestellungen ergeben eine andere Laufzeit, bis einschließlich {last_day}",
        "change.term_unlimited": "Die verbleibenden Bestellungen ergeben eine Laufzeit ohne Ende",
        "change.by_hand": "{reason}",
        "change.by_hand_silent": "Von Hand geändert",
        "change.reverted": "Rückgängig gemacht: „{what:whole}“",
        "change.run_reverted": "Mit dem Lauf {run} rückgängig gemacht",
        "change.store_default": "Die Standardgruppe des Shops, da keine andere Gruppe Standard sein kann",
        "change.shop": "Der Shop meldet diese Gruppe",
        "change.shop_gone": "Der Shop meldet diese Gruppe nicht mehr",
        "change.drift": "Die Gruppe wurde im Shop entzogen",
        "change.imported": "Importiert",
        "change.rule_deleted": "Die Regel {rule} wurde gelöscht",
        "change.group_replaced": "Die Gruppe {old} wurde ersetzt",
        "change.restored": "Erneuter Kauf mit Bestellung {order}: Was die Regel genommen hatte, ist zurück",
        "change.merged": "Mit dem Kundenkonto {other} zusammengeführt",
        "change.customer_deleted": "Der Shop hat das Kundenkonto gelöscht",
        "change.erased": "Alles Persönliche wurde gelöscht",
        "change.reapplied": "Die jetzigen Bedingungen der Regel wurden auf früher Gegebenes angewandt",

        // What stands in the way of a rule.
        "rule.moved_today": "Eine andere Regel hat heute schon umgestuft; diese wird morgen wieder befragt",
        "rule.fights":
            "Eine andere Regel hat die Mitgliedschaft in dieser Gruppe beendet, und seither ist nichts Neues geschehen",
        "change.end_confirmed":
            "Das Ende am {last_day}, das bei ausgeschalteter Automatik eintrat, wurde bestätigt",

        // Why the default group is what it is.
        "default.pinned": "Sie wurde von Hand angeheftet",
        "default.manual": "Sie wurde von Hand oder im Shop gewählt",
        "default.rule": "Eine Regel hat sie gesetzt",
        "default.kept": "Sie war schon vorher Standard, und die Mitgliedschaft besteht weiter",
        "default.former": "Sie ist die letzte frühere Standardgruppe, deren Mitgliedschaft noch besteht",
        "default.store": "Sie ist die Standardgruppe des Shops",
        "default.none": "Es besteht keine Mitgliedschaft in einer Gruppe, und der Shop hat keine Standardgruppe",

        // A rule in plain words.
        "summary.purchase": "Wer {product} kauft, kommt in {groups|die Gruppe|die Gruppen}",
        "summary.for_good": "Die Mitgliedschaft hat kein Ende",
        "summary.days": "Sie dauert {count|Tag|Tage}, bis zum Ende des letzten",
        "summary.months": "Sie dauert {count|Monat|Monate}, bis zum Ende des letzten Tages",
        "summary.date": "Sie dauert bis einschließlich {day}",
        "summary.default": "{groups} wird die Standardgruppe",
        "summary.extend": "Erneutes Kaufen in dieser Zeit verlängert sie",
        "summary.restart": "Erneutes Kaufen in dieser Zeit lässt sie neu beginnen",
        "summary.keep": "Erneutes Kaufen in dieser Zeit ändert nichts",
        "summary.remind": "Erinnert wird {count|Tag|Tage} vor dem Ende",

        // What a merchant should look at.
        "finding.refund_without_lines":
            "Bestellung {order} wurde teilweise erstattet, und der Shop hat nicht gesagt, für welche Positionen",
        "finding.withheld_purchase":
            "Bestellung {order} hätte zur Mitgliedschaft in {groups|der Gruppe|den Gruppen} geführt, aber die Automatik ist für dieses Kundenkonto aus oder die Gruppe gesperrt",
        "finding.unconverted_currency":
            "Bestellung {order} lautet auf {currency}, und es ist kein Kurs zur Währung des Shops bekannt",
        "finding.unmapped_status":
            "Der Shop verwendet den Bestellstatus {status}, und niemand hat gesagt, was er bedeutet",
        "finding.processing_failed":
            "Die Zustellung {delivery} wurde angenommen, konnte aber noch nicht verarbeitet werden: {error}",
        "finding.rule_parked":
            "Die Regel „{rule}“ würde {count} von {customers} Kundenkonten umstufen, mehr als erlaubt. Sie ruht, bis jemand den Lauf bestätigt",
        "finding.shop_failing": "Der Shop hinter „{source}“ tut nicht, worum er gebeten wird: {error}",
        "finding.shop_write_parked":
            "Dem Shop hinter „{source}“ können die Gruppen des Kundenkontos {customer} nicht mitgeteilt werden: {error}",
        "finding.drift_parked":
            "{count|Kundenkonto hat|Kundenkonten haben} im Shop hinter „{source}“ Gruppen verloren, mehr als von selbst geschehen darf. Entscheiden Sie, wer recht hat",
        "finding.destination_failing": "Ereignisse erreichen „{destination}“ nicht: {error}",
        "finding.destination_disabled":
            "„{destination}“ hat geantwortet, dass keine Ereignisse mehr gewünscht sind, und wurde ausgeschaltet. Was dort wartet, bleibt erhalten",
        "finding.mail_failing": "E-Mails können nicht gesendet werden: {error}",
        "finding.rules_fight":
            "Die Regeln „{rule}“ und „{other}“ stufen hin und her um: {groups}. Keine tut das ohne neue Bestellung, neuen Monat oder Änderung",
        "finding.pending_ends":
            "{count|Mitgliedschaft endete bei ausgeschalteter Automatik und wartet|Mitgliedschaften endeten bei ausgeschalteter Automatik und warten} auf Bestätigung",

        // Lines of a run's report.
        "run.expired":
            "{count|Mitgliedschaft|Mitgliedschaften} in {groups|der Gruppe|den Gruppen} beendet",
        "run.granted": "{count|Kundenkonto kam|Kundenkonten kamen} in {groups|die Gruppe|die Gruppen}",
        "run.looked": "{source}: {count|Bestellung war|Bestellungen waren} den Webhooks entgangen",
        "run.look_failed": "{source} konnte nicht abgefragt werden: {error}",
        "run.reminded": "{count|Erinnerung|Erinnerungen} verschickt",
        "run.nothing": "Es war nichts fällig",
        "run.pruned": "{count|alter Eintrag|alte Einträge} gelöscht, da die Frist abgelaufen war",
        "run.would_prune":
            "{count|alter Eintrag würde|alte Einträge würden} gelöscht, da die Frist abgelaufen ist",
        "run.store_off": "In {store} ist die Automatik aus: Dort wurde nichts geändert",
        "run.replayed": "{count|Zustellung|Zustellungen} aus dem Eingang verarbeitet",
    ]
}

extension Language {
    static let german = Language(
        tag: "de", words: German.words, clauses: German.clauses, plural: .one, and: Junction(" und "),
        or: Junction(" oder "), oneOf: Junction(", ", last: " oder "))
}
