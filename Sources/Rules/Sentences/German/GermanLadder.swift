extension German {
    /// The words of ladders.
    static let ladder = Language.joined(plainLadder, spendLadder)

    private static let plainLadder: [String: String] = [
        // What the rule says of a customer.
        "tiers.outside": "Die Regel betrifft dieses Kundenkonto nicht",
        "tiers.too_young": "Das Konto ist zu neu: Die Regel prüft es ab dem {day}",
        "tiers.pinned": "Die Stufe wurde von Hand angeheftet, daher lässt die Regel sie in Ruhe",
        "tiers.undone":
            "Was die Regel übernommen hatte, wurde von Hand rückgängig gemacht; sie wartet auf eine neue Bestellung, eine Erstattung oder eine Änderung",
        "tiers.team": "Die Firma steht auf der Stufe {rung}",
        "tiers.team_none": "Die Firma steht auf keiner Stufe",

        // Why something changed.
        "tiers.adopted": "{groups} bestand beim Einschalten der Regel und gehört nun zu ihren Stufen",
        "tiers.left_team": "Das Kundenkonto gehört nicht mehr zur Firma und zählt nun allein",

        // What comes next.
        "tiers.will_promote": "Steigt am {day} auf die Stufe {rung}",
        "tiers.will_demote": "Fällt am {day} auf die Stufe {rung}, wenn nicht mehr ausgegeben wird",
        "tiers.will_leave": "Verlässt am {day} die Stufe {rung}, wenn nicht mehr ausgegeben wird",
        "tiers.will_be_at_risk":
            "Wenn nicht mehr ausgegeben wird, geht am {day} eine Warnung hinaus, dass die Stufe {rung} verloren geht",
        "tiers.will_check": "Die Regel prüft am {day} wieder",
        "tiers.will_be_of_age": "Das Konto ist am {day} alt genug",

        // The rule in plain words.
        "summary.tier": "{rung}, {groups|die Gruppe|die Gruppen}, ab Ausgaben von {required}",
        "summary.tier_retain":
            "{rung}, {groups|die Gruppe|die Gruppen}, ab Ausgaben von {required}; {retain} genügen, um zu bleiben",
        "summary.spend": "Es zählen die Ausgaben {period}",
        "summary.tiers.start": "Ausgaben vor dem {day} zählen nicht",
        "summary.tiers.organization": "Die Bestellungen aller Kundenkonten einer Firma zählen zusammen",
        "summary.tiers.upgrade.on_payment": "Aufgestiegen wird mit der Zahlung, die genügt",
        "summary.tiers.upgrade.on_check": "Aufgestiegen wird bei der nächsten Prüfung",
        "summary.tiers.downgrade.never": "Niemand steigt ab",
        "summary.tiers.downgrade.on_check": "Wer zu wenig ausgegeben hat, steigt bei einer Prüfung ab",
        "summary.tiers.downgrade.immediate": "Wem nach einer Erstattung zu wenig bleibt, der steigt sofort ab",
        "summary.tiers.grace": "Gewarnt wird {count|Tag|Tage} vorher",
        "summary.tiers.check.daily": "Geprüft wird jeden Tag",
        "summary.tiers.check.monthly":
            "Geprüft wird am Tag {number} jedes Monats, in kürzeren Monaten am letzten Tag",
        "summary.tiers.check.manual": "Geprüft wird nur, wenn jemand es auslöst",
        "summary.tiers.default": "Die Gruppe der Stufe wird die Standardgruppe",
    ]

    private static let spendLadder = Language.spread(
        [
            "tiers.rung": "Stufe {rung} mit Ausgaben von {spent} @; noch {missing} bis {next_tier}",
            "tiers.rung_ready": "Stufe {rung}; Ausgaben von {spent} @ genügen für {next_tier}",
            "tiers.top": "Stufe {rung}, die höchste, mit Ausgaben von {spent} @",
            "tiers.none": "Auf keiner Stufe, mit Ausgaben von {spent} @; noch {missing} bis {next_tier}",
            "tiers.none_ready": "Noch auf keiner Stufe; Ausgaben von {spent} @ genügen für {next_tier}",
            "tiers.short":
                "Stufe {rung} mit Ausgaben von nur {spent} @; noch {missing}, um sie zu behalten",
            "tiers.promoted": "Ausgaben von {spent} @ genügen für {rung}",
            "tiers.demoted": "Ausgaben von nur {spent} @; {rung} verlangt {needed}",
            "tiers.at_risk":
                "Ausgaben von nur {spent} @; noch {missing} bis einschließlich {deadline}, um {rung} zu behalten",
        ],
        over: ["ever": "bisher", "since": "seit dem {from}", "between": "vom {from} bis {to}"])
}
