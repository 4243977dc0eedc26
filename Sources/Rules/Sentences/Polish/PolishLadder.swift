extension Polish {
    /// The words of ladders.
    static let ladder = Language.joined(plainLadder, spendLadder)

    private static let plainLadder: [String: String] = [
        // What the rule says of a customer.
        "tiers.outside": "Reguła nie dotyczy tego klienta",
        "tiers.too_young": "Konto jest zbyt nowe: reguła obejmie je od {day}",
        "tiers.pinned": "Poziom przypięto ręcznie, więc reguła go nie rusza",
        "tiers.undone":
            "To, co reguła przejęła, cofnięto ręcznie; czeka ona na nowe zamówienie, zwrot albo zmianę reguły",
        "tiers.team": "Firma jest na poziomie {rung}",
        "tiers.team_none": "Firma nie ma żadnego poziomu",

        // Why something changed.
        "tiers.adopted": "{groups} – członkostwo trwało już przy włączeniu reguły, a teraz należy do jej poziomów",
        "tiers.left_team": "Klient nie należy już do firmy i liczy się osobno",

        // What comes next.
        "tiers.will_promote": "Awans na poziom {rung} nastąpi {day}",
        "tiers.will_demote": "Spadek na poziom {rung} nastąpi {day}, chyba że wydatki wzrosną",
        "tiers.will_leave": "Utrata poziomu {rung} nastąpi {day}, chyba że wydatki wzrosną",
        "tiers.will_be_at_risk":
            "Jeśli wydatki nie wzrosną, ostrzeżenie o utracie poziomu {rung} zostanie wysłane {day}",
        "tiers.will_check": "Ponowne sprawdzenie {day}",
        "tiers.will_be_of_age": "Konto osiągnie wymagany wiek {day}",

        // The rule in plain words.
        "summary.tier": "{rung}, {groups|grupa|grupy|grupy}, od wydatków {required}",
        "summary.tier_retain":
            "{rung}, {groups|grupa|grupy|grupy}, od wydatków {required}; do utrzymania wystarczy {retain}",
        "summary.spend": "Liczą się wydatki {period}",
        "summary.tiers.start": "Wydatki sprzed dnia {day} nie liczą się",
        "summary.tiers.organization": "Zamówienia klientów jednej firmy liczą się razem",
        "summary.tiers.upgrade.on_payment": "Awans następuje wraz z wystarczającą płatnością",
        "summary.tiers.upgrade.on_check": "Awans następuje przy najbliższym sprawdzeniu",
        "summary.tiers.downgrade.never": "Nikt nie spada",
        "summary.tiers.downgrade.on_check": "Kto wydał za mało, spada przy sprawdzeniu",
        "summary.tiers.downgrade.immediate": "Komu po zwrocie brakuje wydatków, ten spada od razu",
        "summary.tiers.grace": "Ostrzeżenie jest wysyłane {count|dzień|dni|dni} wcześniej",
        "summary.tiers.check.daily": "Sprawdzenia odbywają się codziennie",
        "summary.tiers.check.monthly":
            "Sprawdzenia odbywają się w dniu {number} każdego miesiąca albo w ostatnim dniu krótszych miesięcy",
        "summary.tiers.check.manual": "Sprawdzenia odbywają się tylko wtedy, gdy ktoś je uruchomi",
        "summary.tiers.default": "Grupa poziomu staje się grupą domyślną",
    ]

    private static let spendLadder = Language.spread(
        [
            "tiers.rung": "Poziom {rung}, wydano {spent} @; do {next_tier} brakuje {missing}",
            "tiers.rung_ready": "Poziom {rung}; wydano {spent} @, co wystarcza na {next_tier}",
            "tiers.top": "Poziom {rung}, najwyższy; wydano {spent} @",
            "tiers.none": "Bez poziomu, wydano {spent} @; do {next_tier} brakuje {missing}",
            "tiers.none_ready": "Jeszcze bez poziomu; wydano {spent} @, co wystarcza na {next_tier}",
            "tiers.short": "Poziom {rung}, ale wydano tylko {spent} @; do utrzymania brakuje {missing}",
            "tiers.promoted": "Wydano {spent} @, co wystarcza na {rung}",
            "tiers.demoted": "Wydano tylko {spent} @; na {rung} potrzeba {needed}",
            "tiers.at_risk":
                "Wydano tylko {spent} @; aby utrzymać poziom {rung}, trzeba do {deadline} włącznie wydać jeszcze {missing}",
        ],
        over: ["ever": "dotąd", "since": "od {from}", "between": "od {from} do {to}"])
}
