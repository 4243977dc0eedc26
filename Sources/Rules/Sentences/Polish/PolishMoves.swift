extension Polish {
    /// The words of inactivity and turnover rules.
    static let moves: [String: String] = [
        // Whom such a rule leaves alone.
        "move.elsewhere": "Nie należy do żadnej z tych grup: {groups}",
        "move.excluded": "Reguła pomija tego klienta",
        "move.excluded_group": "Reguła pomija członków {groups|grupy|grup|grup}",
        "move.too_young": "Konto nie ma jeszcze {count|dnia|dni|dni}",
        "move.protected":
            "Nikt nie jest przenoszony z {groups|grupy|grup|grup}, dopóki członkostwo opiera się na zakupie albo jest przypięte",
        "move.blocked": "Zablokowane dla tego klienta: {groups}",

        // When it looks again.
        "move.next_run": "Nastąpi przy następnym przebiegu",
        "move.will_be_old_enough": "Konto osiągnie wymagany wiek {day}",
        "move.will_turn": "Ponowne sprawdzenie {day}, gdy członkostwo zaczyna się lub kończy",

        // Inactivity.
        "inactivity.days": "{days|dzień|dni|dni} od {since}, limit {limit}",
        "inactivity.days_reminded":
            "{days|dzień|dni|dni} od {since}, limit {limit}; przypomnienie wysłano {reminded_on}",
        "inactivity.never_bought": "Brak zakupów, a reguła dotyczy tylko tych, którzy już kupowali",
        "inactivity.settled":
            "Przeniesienie cofnięto ręcznie; liczą się tylko dni bez zamówienia od późniejszego początku",
        "inactivity.reminder":
            "{days|dzień|dni|dni} od {since}; bez zamówienia nastąpi przejście do {groups|grupy|grup|grup} {change_on}",
        "inactivity.will_remind": "Przypomnienie zostanie wysłane {day}",
        "inactivity.will_change": "Przejście do {groups|grupy|grup|grup} nastąpi {day}",
        "inactivity.will_count": "Zamówienie z datą {day} liczy się od tego dnia",
        "summary.inactivity":
            "Członkowie {sources|grupy|grup|grup}, którzy niczego nie zamówią przez {count|dzień|dni|dni}, przechodzą do {groups|grupy|grup|grup}",
        "summary.inactivity.remind":
            "Dostają przypomnienie po {count|dniu|dniach|dniach}; bez niego nikt nie jest przenoszony",
        "summary.inactivity.silent": "Nie dostają przypomnienia",
        "summary.inactivity.everyone": "Dla tych, którzy nigdy nie kupowali, dni liczą się od rejestracji",
        "summary.inactivity.buyers": "Reguła nie dotyczy tych, którzy nigdy nie kupowali",
        "summary.inactivity.restore": "Następne opłacone zamówienie przywraca poprzednią grupę",

        // Turnover.
        "turnover.spent": "Wydano {spent} od {first} do {last}, minimum to {minimum}",
        "turnover.so_far": "Wydano dotąd {spent} od {first} do {last}, minimum to {minimum}",
        "turnover.skipped": "Pominięto okres od {first} do {last}: żaden przebieg nie wysłał przypomnień na czas",
        "turnover.not_throughout":
            "Bez oceny za okres od {first} do {last}: brak członkostwa w {groups|grupie|grupach|grupach} przez cały ten czas",
        "turnover.settled": "To, co reguła zrobiła za okres od {first} do {last}, cofnięto ręcznie",
        "turnover.reminder":
            "Wydano {spent} od {first}, minimum to {minimum}; do {deadline} brakuje {missing}, inaczej nastąpi przejście do {new_group|grupy|grup|grup} {change_on}",
        "turnover.currency": "Minimum jest w walucie {currency}, a sklep liczy w {base}",
        "turnover.will_remind": "Przypomnienie {day}, jeśli minimum nie będzie wtedy osiągnięte",
        "turnover.will_decide": "Decyzja zapadnie {day}",
        "turnover.will_ask": "Sprawdzenie {day}, gdy konto osiągnie wymagany wiek",
        "summary.turnover.below.previous":
            "Członkowie {sources|grupy|grup|grup}, których zamówienia z miesiąca nie osiągną {minimum}, przechodzą do {groups|grupy|grup|grup} w dniu {change_day} następnego miesiąca",
        "summary.turnover.below.current":
            "Członkowie {sources|grupy|grup|grup}, których zamówienia do dnia {last_day} miesiąca nie osiągną {minimum}, przechodzą do {groups|grupy|grup|grup} w dniu {change_day}",
        "summary.turnover.reached.previous":
            "Członkowie {sources|grupy|grup|grup}, których zamówienia z miesiąca osiągną co najmniej {minimum}, przechodzą do {groups|grupy|grup|grup} w dniu {change_day} następnego miesiąca",
        "summary.turnover.reached.current":
            "Członkowie {sources|grupy|grup|grup}, których zamówienia do dnia {last_day} miesiąca osiągną co najmniej {minimum}, przechodzą do {groups|grupy|grup|grup} w dniu {change_day}",
        "summary.turnover.remind": "W dniu {day} tego miesiąca ci, którym brakuje do minimum, dostają przypomnienie",
        "summary.turnover.whole": "Oceniani są tylko ci, którzy przez cały ten czas byli w jednej z tych grup",
        "summary.turnover.anyone": "Oceniani są także ci, którzy w tym czasie dołączyli do jednej z tych grup",
        "summary.turnover.short_months": "W krótszych miesiącach dni od 29 do 31 zastępuje ostatni dzień",

        "summary.statuses": "Liczą się tylko zamówienia w tych statusach: {statuses}",
    ]
}
