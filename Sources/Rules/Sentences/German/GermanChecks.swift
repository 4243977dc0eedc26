/// The words of what the look at rules, groups and customers finds, and of what a fix does, in German.
extension German {
    static let checks: [String: String] = [
        "finding.paid_while_off":
            "{count|Bestellung wurde|Bestellungen wurden} bei ausgeschalteter Automatik bezahlt, vom {from} bis zum {to}, und keine Regel hat darauf reagiert",
        "finding.moves_overlap":
            "„{rule}“ und „{other}“ stufen beide aus {groups|der Gruppe|den Gruppen} um. An einem Tag tut es nur die mit dem höheren Vorrang",
        "finding.purchases_overlap":
            "„{rule}“ und „{other}“ führen mit demselben Produkt in {groups|die Gruppe|die Gruppen}: Jede gibt eine eigene Mitgliedschaft",
        "finding.equal_amount":
            "„{rule}“ und „{other}“ entscheiden beide bei {amount}: Nur der Vorrang sagt, welche handelt",
        "finding.equal_days":
            "„{rule}“ und „{other}“ stufen beide nach {days|Tag|Tagen} um: Nur der Vorrang sagt, welche handelt",
        "finding.equal_rungs":
            "Die Stufen {groups} von „{rule}“ werden mit demselben Umsatz gehalten, {amount}: Wer von der höheren fällt, fällt von beiden",
        "finding.season_over": "„{rule}“ ist eingeschaltet, aber die Saison endete am {last_day}",
        "finding.all_excluded":
            "„{rule}“ schließt alle eigenen Ausgangsgruppen aus: {groups}. Die Regel kann nie handeln",
        "finding.sources_empty":
            "{groups|Die Gruppe|Die Gruppen}: Niemand ist dort, und nichts führt dorthin. „{rule}“ betrifft niemanden",
        "finding.taken_first":
            "„{rule}“ kommt nie an die Reihe: „{other}“ stuft vorher aus {groups|der Gruppe|den Gruppen} um",
        "finding.group_idle": "{groups}: Niemand ist dort, keine Regel nennt die Gruppe, und der Shop kennt sie nicht",
        "finding.group_unmapped":
            "{groups} wird benutzt, aber keine Gruppe des Shops steht dafür, anders als bei anderen",
        "finding.store_default_missing":
            "Der Shop hat keine Standardgruppe: Wer in keiner anderen Gruppe ist, hat keine",
        "finding.cron_silent":
            "Cron lief seit dem {day} nicht mehr: Nichts wird entschieden, und kein Ende wird festgehalten",
        "finding.cron_never": "Cron lief noch nie: Nichts wird entschieden, und kein Ende wird festgehalten",
        "finding.shop_differs":
            "{count|Kundenkonto ist|Kundenkonten sind} im Shop hinter „{source}“ nicht in den Gruppen, in die Echelon sie gebracht hat",
        "finding.ended_in_shop":
            "{count|Kundenkonto ist|Kundenkonten sind} im Shop hinter „{source}“ noch in Gruppen, die hier beendet sind",
        "finding.ends_overdue":
            "{count|Kundenkonto hat|Kundenkonten haben} eine Laufzeit, die seit einem Tag oder länger vorbei ist, ohne dass das Ende festgehalten wurde",
        "finding.no_default": "{count|Kundenkonto hat|Kundenkonten haben} keine Standardgruppe",
        "finding.default_not_held":
            "{count|Kundenkonto hat|Kundenkonten haben} eine Standardgruppe, ohne darin zu sein",
        "finding.two_rungs": "{count|Kundenkonto steht|Kundenkonten stehen} auf mehr als einer Stufe derselben Leiter",
        "finding.unexplained_membership":
            "{count|Kundenkonto ist|Kundenkonten sind} unbefristet in einer Gruppe, deren Regel es nicht mehr gibt",
        "finding.customer_nowhere": "In gar keiner Gruppe",
        "finding.customer_no_default": "In {groups}, ohne Standardgruppe",
        "finding.customer_default_not_held": "Die Standardgruppe ist {groups}, ohne Mitgliedschaft darin",
        "finding.customer_two_rungs": "Auf mehreren Stufen von „{rule}“: {groups}",
        "finding.customer_unexplained": "In {groups} durch eine Regel, die es nicht mehr gibt",
        "change.lower_rung": "Eine höhere Stufe derselben Leiter ist erreicht",
        "change.unexplained_ended":
            "Die Regel, von der die Gruppe kam, gibt es nicht mehr; die Mitgliedschaft wurde beendet",
        "change.unexplained_adopted":
            "Die Regel, von der die Gruppe kam, gibt es nicht mehr; die Mitgliedschaft wurde behalten",
        "fix.shop_told": "Dem Shop wird {groups} erneut mitgeteilt",
        "fix.order_converted": "Bestellung {order} wird mit dem jetzigen Kurs umgerechnet",
    ]
}
