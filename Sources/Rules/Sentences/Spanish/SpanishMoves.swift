extension Spanish {
    /// The words of inactivity and turnover rules.
    static let moves: [String: String] = [
        // Whom such a rule leaves alone.
        "move.elsewhere": "No está en ninguno de estos grupos: {groups}",
        "move.excluded": "La regla excluye a este cliente",
        "move.excluded_group": "La regla excluye a los miembros {groups|del grupo|de los grupos}",
        "move.too_young": "La cuenta aún no tiene {count|día|días}",
        "move.protected":
            "Nadie sale {groups|del grupo|de los grupos} mientras la pertenencia se base en una compra o esté fijada",
        "move.blocked": "Bloqueo para este cliente: {groups}",

        // When it looks again.
        "move.next_run": "Previsto para la próxima ejecución",
        "move.will_be_old_enough": "La cuenta tendrá la antigüedad necesaria el {day}",
        "move.will_turn": "Nueva revisión el {day}, cuando una pertenencia empieza o termina",

        // Inactivity.
        "inactivity.days": "{days|día|días} desde el {since}, límite {limit}",
        "inactivity.days_reminded":
            "{days|día|días} desde el {since}, límite {limit}; recordatorio enviado el {reminded_on}",
        "inactivity.never_bought": "No ha comprado nunca, y la regla es solo para quien ya ha comprado",
        "inactivity.settled":
            "El cambio se deshizo a mano; solo cuentan los días sin pedido desde un inicio posterior",
        "inactivity.reminder":
            "{days|día|días} desde el {since}; sin un pedido, el cliente pasa {groups|al grupo|a los grupos} el {change_on}",
        "inactivity.will_remind": "El {day} se envía un recordatorio",
        "inactivity.will_change": "Pasa {groups|al grupo|a los grupos} el {day}",
        "inactivity.will_count": "Un pedido con fecha del {day} cuenta desde ese día",
        "summary.inactivity":
            "Los miembros {sources|del grupo|de los grupos} que no piden nada durante {count|día|días} pasan {groups|al grupo|a los grupos}",
        "summary.inactivity.remind":
            "Reciben un recordatorio después de {count|día|días}; sin él, nadie cambia de grupo",
        "summary.inactivity.silent": "No reciben recordatorio",
        "summary.inactivity.everyone": "Para quien nunca ha comprado, los días cuentan desde el registro",
        "summary.inactivity.buyers": "Quien nunca ha comprado no se ve afectado",
        "summary.inactivity.restore": "El siguiente pedido pagado devuelve al grupo anterior",

        // Turnover.
        "turnover.spent": "Gasto de {spent} del {first} al {last}, mínimo {minimum}",
        "turnover.so_far": "Gasto de {spent} hasta ahora, del {first} al {last}, mínimo {minimum}",
        "turnover.skipped":
            "Se omitió el periodo del {first} al {last}: ninguna ejecución envió los recordatorios a tiempo",
        "turnover.not_throughout":
            "Sin evaluación del {first} al {last}: no estuvo en {groups|el grupo|los grupos} todo ese tiempo",
        "turnover.settled": "Lo que la regla hizo por el periodo del {first} al {last} se deshizo a mano",
        "turnover.reminder":
            "Gasto de {spent} desde el {first}, mínimo {minimum}; faltan {missing} hasta el {deadline} inclusive, o pasará {new_group|al grupo|a los grupos} el {change_on}",
        "turnover.currency": "El mínimo está en {currency}, pero la tienda cuenta en {base}",
        "turnover.will_remind": "Recordatorio el {day} si para entonces no se alcanza el mínimo",
        "turnover.will_decide": "Se decide el {day}",
        "turnover.will_ask": "Se revisa el {day}, cuando la cuenta tenga la antigüedad necesaria",
        "summary.turnover.below.previous":
            "Los miembros {sources|del grupo|de los grupos} cuyos pedidos de un mes no llegan a {minimum} pasan {groups|al grupo|a los grupos} el día {change_day} del mes siguiente",
        "summary.turnover.below.current":
            "Los miembros {sources|del grupo|de los grupos} cuyos pedidos hasta el día {last_day} del mes no llegan a {minimum} pasan {groups|al grupo|a los grupos} el día {change_day}",
        "summary.turnover.reached.previous":
            "Los miembros {sources|del grupo|de los grupos} cuyos pedidos de un mes llegan a {minimum} o más pasan {groups|al grupo|a los grupos} el día {change_day} del mes siguiente",
        "summary.turnover.reached.current":
            "Los miembros {sources|del grupo|de los grupos} cuyos pedidos hasta el día {last_day} del mes llegan a {minimum} o más pasan {groups|al grupo|a los grupos} el día {change_day}",
        "summary.turnover.remind": "El día {day} de ese mes, quienes no llegan al mínimo reciben un recordatorio",
        "summary.turnover.whole": "Solo se evalúa a quien estuvo todo ese tiempo en uno de estos grupos",
        "summary.turnover.anyone": "También se evalúa a quien entró entretanto en uno de estos grupos",
        "summary.turnover.short_months": "En los meses más cortos, el último día sustituye a los días 29 a 31",

        "summary.statuses": "Solo cuentan los pedidos en estos estados: {statuses}",
    ]
}
