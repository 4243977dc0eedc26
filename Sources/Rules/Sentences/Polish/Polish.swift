/// The words of each sentence in Polish. What customers did is told by nouns, as Polish verbs of the past tell their sex.
enum Polish {
    static let words = Language.joined(common, moves, ladder, conditions, checks)

    private static let common: [String: String] = [
        // What a purchase rule says of a customer.
        "purchase.bought": "Zakup: {product}, zamówienie {order} opłacone {paid_on}",
        "purchase.bought_until":
            "Zakup: {product}, zamówienie {order} opłacone {paid_on}; ważne do {last_day} włącznie",
        "purchase.never": "Nie kupiono {product}, odkąd reguła liczy zakupy",
        "purchase.over": "Zakup: {product}, zamówienie {order}; okres skończył się {last_day}",
        "purchase.expiring": "Członkostwo w {groups|grupie|grupach|grupach} kończy się {last_day}",
        "purchase.will_end": "Członkostwo w {groups|grupie|grupach|grupach} kończy się z początkiem dnia {day}",
        "purchase.will_begin": "Członkostwo w {groups|grupie|grupach|grupach} zaczyna się {day}",
        "purchase.will_remind": "E-mail o zbliżającym się końcu zostanie wysłany {day}",

        // Why something changed.
        "change.expired": "Okres członkostwa w {groups|grupie|grupach|grupach} skończył się {last_day}",
        "change.fell_away":
            "Zamówienie {order} nie daje już uprawnień: zostało anulowane, zwrócone albo zmienione",
        "change.term_moved": "Pozostałe zamówienia dają inny okres, do {last_day} włącznie",
        "change.term_unlimited": "Pozostałe zamówienia dają okres bez końca",
        "change.by_hand": "{reason}",
        "change.by_hand_silent": "Zmieniono ręcznie",
        "change.reverted": "Cofnięto: „{what:whole}”",
        "change.run_reverted": "Cofnięto razem z przebiegiem {run}",
        "change.store_default": "Domyślna grupa sklepu, bo żadna inna grupa nie może być domyślna",
        "change.shop": "Sklep zgłasza tę grupę",
        "change.shop_gone": "Sklep nie zgłasza już tej grupy",
        "change.drift": "Grupę odebrano w sklepie",
        "change.imported": "Zaimportowano",
        "change.rule_deleted": "Usunięto regułę {rule}",
        "change.group_replaced": "Zastąpiono grupę {old}",
        "change.restored": "Ponowny zakup, zamówienie {order}: przywrócono to, co reguła odebrała",
        "change.merged": "Połączono z klientem {other}",
        "change.customer_deleted": "Sklep usunął klienta",
        "change.erased": "Usunięto wszystkie dane osobowe",
        "change.reapplied": "Obecne warunki reguły zastosowano do tego, co dała wcześniej",

        // What stands in the way of a rule.
        "rule.moved_today": "Inna reguła przeniosła dziś klienta; ta zostanie sprawdzona ponownie jutro",
        "rule.fights": "Inna reguła usunęła klienta z tej grupy i od tego czasu nie zdarzyło się nic nowego",
        "change.end_confirmed":
            "Potwierdzono koniec z dnia {last_day}, który nastąpił przy wyłączonej automatyzacji",

        // Why the default group is what it is.
        "default.pinned": "Przypięto ją ręcznie",
        "default.manual": "Wybrano ją ręcznie albo w sklepie",
        "default.rule": "Ustawiła ją reguła",
        "default.kept": "Była domyślna wcześniej i członkostwo w niej trwa",
        "default.former": "To ostatnia wcześniejsza grupa domyślna, w której członkostwo trwa",
        "default.store": "To domyślna grupa sklepu",
        "default.none": "Klient nie należy do żadnej grupy, a sklep nie ma grupy domyślnej",

        // A rule in plain words.
        "summary.purchase": "Kto kupi {product}, trafia do {groups|grupy|grup|grup}",
        "summary.for_good": "Członkostwo nie ma końca",
        "summary.days": "Trwa {count|dzień|dni|dni}, do końca ostatniego z nich",
        "summary.months": "Trwa {count|miesiąc|miesiące|miesięcy}, do końca ostatniego dnia",
        "summary.date": "Trwa do końca dnia {day}",
        "summary.default": "{groups} staje się grupą domyślną",
        "summary.extend": "Ponowny zakup w tym okresie przedłuża go",
        "summary.restart": "Ponowny zakup w tym okresie rozpoczyna go od nowa",
        "summary.keep": "Ponowny zakup w tym okresie niczego nie zmienia",
        "summary.remind": "Klient dostaje przypomnienie {count|dzień|dni|dni} przed końcem",

        // What a merchant should look at.
        "finding.refund_without_lines":
            "Zamówienie {order} zwrócono częściowo, a sklep nie podał, których pozycji to dotyczy",
        "finding.withheld_purchase":
            "Zamówienie {order} dałoby klientowi miejsce w {groups|grupie|grupach|grupach}, ale automatyzacja jest dla niego wyłączona albo grupa jest zablokowana",
        "finding.unconverted_currency":
            "Zamówienie {order} jest w walucie {currency}, a jej kurs do waluty sklepu nie jest znany",
        "finding.unmapped_status": "Sklep używa statusu zamówienia {status} i nikt nie określił, co on oznacza",
        "finding.processing_failed": "Dostawę {delivery} przyjęto, ale nie udało się jej jeszcze przetworzyć: {error}",
        "finding.rule_parked":
            "Reguła „{rule}” przeniosłaby klientów w liczbie {count} z {customers}, czyli więcej, niż jej wolno. Czeka, aż ktoś potwierdzi przebieg",
        "finding.shop_failing": "Sklep „{source}” nie wykonuje poleceń: {error}",
        "finding.shop_write_parked": "Nie udaje się przekazać sklepowi „{source}” grup klienta {customer}: {error}",
        "finding.drift_parked":
            "{count|klient stracił|klienci stracili|klientów straciło} grupy w sklepie „{source}”, a to więcej, niż może się stać bez potwierdzenia. Wskaż, kto ma rację",
        "finding.destination_failing": "Zdarzenia nie docierają do „{destination}”: {error}",
        "finding.destination_disabled":
            "„{destination}” nie chce więcej zdarzeń, więc wysyłanie tam wyłączono. To, co tam czeka, jest zachowane",
        "finding.mail_failing": "Nie można wysyłać e-maili: {error}",
        "finding.rules_fight":
            "Reguły „{rule}” i „{other}” odsyłają sobie klientów: {groups}. Żadna nie robi tego bez nowego zamówienia, miesiąca lub zmiany reguły",
        "finding.pending_ends":
            "{count|członkostwo skończyło się przy wyłączonej automatyzacji i czeka|członkostwa skończyły się przy wyłączonej automatyzacji i czekają|członkostw skończyło się przy wyłączonej automatyzacji i czeka} na potwierdzenie",

        // Lines of a run's report.
        "run.expired":
            "{count|członkostwo skończyło się|członkostwa skończyły się|członkostw skończyło się} w {groups|grupie|grupach|grupach}",
        "run.granted":
            "{count|klient dołączył|klienci dołączyli|klientów dołączyło} do {groups|grupy|grup|grup}",
        "run.looked":
            "{source}: {count|zamówienie umknęło|zamówienia umknęły|zamówień umknęło} webhookom",
        "run.look_failed": "Nie udało się sprawdzić {source}: {error}",
        "run.reminded": "{count|wysłane przypomnienie|wysłane przypomnienia|wysłanych przypomnień}",
        "run.nothing": "Nie było nic do zrobienia",
        "run.pruned": "Usunięto {count|stary wpis|stare wpisy|starych wpisów}, ponieważ ich termin minął",
        "run.would_prune":
            "{count|stary wpis zostałby usunięty|stare wpisy zostałyby usunięte|starych wpisów zostałoby usuniętych}, ponieważ ich termin minął",
        "run.store_off": "Automatyzacja w sklepie {store} jest wyłączona: nic tam nie zmieniono",
        "run.replayed":
            "Ze skrzynki przetworzono {count|dostawę|dostawy|dostaw}",
    ]
}

extension Language {
    static let polish = Language(
        tag: "pl", words: Polish.words, plural: .oneFewMany, and: Junction(" i "), or: Junction(" lub "),
        oneOf: Junction(", ", last: " lub "))
}
