extension German {
    /// The words of inactivity and turnover rules.
    static let moves: [String: String] = [
        // Whom such a rule leaves alone.
        "move.elsewhere": "Ist in keiner dieser Gruppen: {groups}",
        "move.excluded": "Die Regel nimmt dieses Kundenkonto aus",
        "move.excluded_group": "Die Regel nimmt Mitglieder {groups|der Gruppe|der Gruppen} aus",
        "move.too_young": "Das Konto ist noch nicht {count|Tag|Tage} alt",
        "move.protected":
            "Niemand verlässt {groups|die Gruppe|die Gruppen}, solange die Mitgliedschaft auf einem Kauf beruht oder angeheftet ist",
        "move.blocked": "Für dieses Kundenkonto gesperrt: {groups}",

        // When it looks again.
        "move.next_run": "Fällig mit dem nächsten Lauf",
        "move.will_be_old_enough": "Das Konto ist am {day} alt genug",
        "move.will_turn": "Wird am {day} wieder geprüft, wenn eine Mitgliedschaft beginnt oder endet",

        // Inactivity.
        "inactivity.days": "{days|Tag|Tage} seit dem {since}, Grenze {limit}",
        "inactivity.days_reminded": "{days|Tag|Tage} seit dem {since}, Grenze {limit}; erinnert am {reminded_on}",
        "inactivity.never_bought": "Hat noch nie gekauft, und die Regel gilt nur nach einem Kauf",
        "inactivity.settled":
            "Die Umstufung wurde von Hand rückgängig gemacht; nur Tage ohne Bestellung nach einem neueren Beginn zählen",
        "inactivity.reminder":
            "{days|Tag|Tage} seit dem {since}; ohne Bestellung folgt am {change_on} der Wechsel in {groups|die Gruppe|die Gruppen}",
        "inactivity.will_remind": "Eine Erinnerung geht am {day} hinaus",
        "inactivity.will_change": "Wechselt am {day} in {groups|die Gruppe|die Gruppen}",
        "inactivity.will_count": "Eine Bestellung mit Datum {day} zählt ab diesem Tag",
        "summary.inactivity":
            "Mitglieder {sources|der Gruppe|der Gruppen}, die {count|Tag|Tage} lang nichts bestellen, wechseln in {groups|die Gruppe|die Gruppen}",
        "summary.inactivity.remind":
            "Sie werden nach {count|Tag|Tagen} erinnert; ohne diese Erinnerung wechselt niemand",
        "summary.inactivity.silent": "Sie werden nicht erinnert",
        "summary.inactivity.everyone": "Wer noch nie gekauft hat, für den zählen die Tage ab der Registrierung",
        "summary.inactivity.buyers": "Wer noch nie gekauft hat, bleibt unberührt",
        "summary.inactivity.restore": "Die nächste bezahlte Bestellung bringt sie zurück",

        // Turnover.
        "turnover.spent": "{spent} ausgegeben vom {first} bis {last}, Minimum {minimum}",
        "turnover.so_far": "Bisher {spent} ausgegeben vom {first} bis {last}, Minimum {minimum}",
        "turnover.skipped":
            "Übersprungen für {first} bis {last}: Kein Lauf hat die Erinnerungen rechtzeitig verschickt",
        "turnover.not_throughout":
            "Nicht beurteilt für {first} bis {last}: war nicht die ganze Zeit in {groups|der Gruppe|den Gruppen}",
        "turnover.settled": "Was die Regel für {first} bis {last} getan hat, wurde von Hand rückgängig gemacht",
        "turnover.reminder":
            "{spent} ausgegeben seit dem {first}, Minimum {minimum}; bis einschließlich {deadline} fehlen {missing}, sonst folgt am {change_on} der Wechsel in {new_group|die Gruppe|die Gruppen}",
        "turnover.currency": "Das Minimum ist in {currency}, aber der Shop rechnet in {base}",
        "turnover.will_remind": "Erinnerung am {day}, falls das Minimum dann nicht erreicht ist",
        "turnover.will_decide": "Entscheidung am {day}",
        "turnover.will_ask": "Prüfung am {day}, sobald das Konto alt genug ist",
        "summary.turnover.below.previous":
            "Mitglieder {sources|der Gruppe|der Gruppen}, deren Bestellungen eines Monats {minimum} nicht erreichen, wechseln am Tag {change_day} des Folgemonats in {groups|die Gruppe|die Gruppen}",
        "summary.turnover.below.current":
            "Mitglieder {sources|der Gruppe|der Gruppen}, deren Bestellungen bis zum Tag {last_day} eines Monats {minimum} nicht erreichen, wechseln am Tag {change_day} in {groups|die Gruppe|die Gruppen}",
        "summary.turnover.reached.previous":
            "Mitglieder {sources|der Gruppe|der Gruppen}, deren Bestellungen eines Monats {minimum} oder mehr ergeben, wechseln am Tag {change_day} des Folgemonats in {groups|die Gruppe|die Gruppen}",
        "summary.turnover.reached.current":
            "Mitglieder {sources|der Gruppe|der Gruppen}, deren Bestellungen bis zum Tag {last_day} eines Monats {minimum} oder mehr ergeben, wechseln am Tag {change_day} in {groups|die Gruppe|die Gruppen}",
        "summary.turnover.remind": "Am Tag {day} dieses Monats wird erinnert, wer das Minimum nicht erreicht hat",
        "summary.turnover.whole": "Beurteilt wird nur, wer die ganze Zeit in einer dieser Gruppen war",
        "summary.turnover.anyone": "Auch wer erst zwischendurch in eine dieser Gruppen kam, wird beurteilt",
        "summary.turnover.short_months": "In kürzeren Monaten tritt der letzte Tag an die Stelle der Tage 29 bis 31",

        "summary.statuses": "Nur Bestellungen mit diesem Status zählen: {statuses}",
    ]
}
