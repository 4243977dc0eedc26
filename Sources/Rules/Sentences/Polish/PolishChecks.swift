/// The words of what the look at rules, groups and customers finds, and of what a fix does, in Polish.
extension Polish {
    static let checks: [String: String] = [
        "finding.paid_while_off":
            "{count|zamówienie opłacono|zamówienia opłacono|zamówień opłacono} przy wyłączonej automatyzacji, od {from} do {to}, i żadna reguła na nie nie zareagowała",
        "finding.moves_overlap":
            "„{rule}” i „{other}” przenoszą klientów z {groups|grupy|grup|grup}. Jednego dnia robi to tylko reguła o wyższym priorytecie",
        "finding.purchases_overlap":
            "„{rule}” i „{other}” dodają kupujących ten sam produkt do {groups|grupy|grup|grup}: każda daje osobne członkostwo",
        "finding.equal_amount":
            "„{rule}” i „{other}” decydują przy tej samej kwocie, {amount}: o tym, która zadziała, rozstrzyga tylko priorytet",
        "finding.equal_days":
            "„{rule}” i „{other}” przenoszą po tym samym czasie, {days|dzień|dni|dni}: o tym, która zadziała, rozstrzyga tylko priorytet",
        "finding.equal_rungs":
            "Stopnie {groups} drabiny „{rule}” utrzymuje ta sama kwota, {amount}: spadek z wyższego oznacza spadek z obu",
        "finding.season_over": "Reguła „{rule}” jest włączona, ale jej sezon skończył się {last_day}",
        "finding.all_excluded": "Reguła „{rule}” wyklucza wszystkie swoje grupy źródłowe: {groups}. Nigdy nie zadziała",
        "finding.sources_empty":
            "Nikogo nie ma w {groups|grupie|grupach|grupach} i nic tam nie prowadzi: reguła „{rule}” nikogo nie dotyczy",
        "finding.taken_first":
            "Reguła „{rule}” nigdy nie dochodzi do głosu: „{other}” wcześniej przenosi klientów z {groups|grupy|grup|grup}",
        "finding.group_idle": "{groups}: nikogo tam nie ma, żadna reguła nie wymienia tej grupy, a sklep jej nie zna",
        "finding.group_unmapped":
            "{groups} jest w użyciu, ale nie odpowiada jej żadna grupa sklepu, inaczej niż pozostałym",
        "finding.store_default_missing": "Sklep nie ma grupy domyślnej: kto nie należy do innej grupy, nie ma żadnej",
        "finding.cron_silent":
            "Cron nie działał od {day}: nic nie jest rozstrzygane i żaden koniec nie jest zapisywany",
        "finding.cron_never": "Cron nigdy nie działał: nic nie jest rozstrzygane i żaden koniec nie jest zapisywany",
        "finding.shop_differs":
            "{count|klienta nie ma|klientów nie ma|klientów nie ma} w sklepie „{source}” w grupach, do których dodał ich Echelon",
        "finding.ended_in_shop":
            "{count|klient jest|klienci są|klientów jest} w sklepie „{source}” nadal w grupach, które tutaj się skończyły",
        "finding.ends_overdue":
            "{count|klient ma|klienci mają|klientów ma} okres, który minął co najmniej dzień temu, a jego końca nie zapisano",
        "finding.no_default": "{count|klient nie ma|klienci nie mają|klientów nie ma} grupy domyślnej",
        "finding.default_not_held": "{count|klient ma|klienci mają|klientów ma} grupę domyślną, do której nie należy",
        "finding.two_rungs":
            "{count|klient stoi|klienci stoją|klientów stoi} na więcej niż jednym stopniu tej samej drabiny",
        "finding.unexplained_membership":
            "{count|klient jest|klienci są|klientów jest} bezterminowo w grupie z reguły, której już nie ma",
        "finding.customer_nowhere": "W żadnej grupie",
        "finding.customer_no_default": "W {groups}, bez grupy domyślnej",
        "finding.customer_default_not_held": "Grupą domyślną jest {groups}, ale bez członkostwa w niej",
        "finding.customer_two_rungs": "Na kilku stopniach drabiny „{rule}”: {groups}",
        "finding.customer_unexplained": "W {groups} z reguły, której już nie ma",
        "change.lower_rung": "Klient stoi na wyższym stopniu tej samej drabiny",
        "change.unexplained_ended": "Reguły, która dała grupę, już nie ma; członkostwo zakończono",
        "change.unexplained_adopted": "Reguły, która dała grupę, już nie ma; członkostwo zachowano",
        "fix.shop_told": "Sklep zostanie ponownie powiadomiony: {groups}",
        "fix.order_converted": "Zamówienie {order} przeliczono po obecnym kursie",
    ]
}
