extension Spanish {
    /// The words of ladders.
    static let ladder = Language.joined(plainLadder, spendLadder)

    private static let plainLadder: [String: String] = [
        // What the rule says of a customer.
        "tiers.outside": "La regla no se refiere a este cliente",
        "tiers.too_young": "La cuenta es demasiado nueva: la regla la revisa a partir del {day}",
        "tiers.pinned": "El nivel se fijó a mano, así que la regla no lo toca",
        "tiers.undone":
            "Lo que la regla había asumido se deshizo a mano; espera un nuevo pedido, un reembolso o una edición",
        "tiers.team": "La empresa está en el nivel {rung}",
        "tiers.team_none": "La empresa no está en ningún nivel",

        // Why something changed.
        "tiers.adopted":
            "La pertenencia a {groups} ya existía al activarse la regla y ahora forma parte de sus niveles",
        "tiers.left_team": "El cliente ha dejado la empresa y ahora cuenta por separado",

        // What comes next.
        "tiers.will_promote": "Sube al nivel {rung} el {day}",
        "tiers.will_demote": "Baja al nivel {rung} el {day}, salvo que gaste más",
        "tiers.will_leave": "Pierde el nivel {rung} el {day}, salvo que gaste más",
        "tiers.will_be_at_risk": "Si no gasta más, el {day} se avisará al cliente de que perderá el nivel {rung}",
        "tiers.will_check": "La regla vuelve a revisar el {day}",
        "tiers.will_be_of_age": "La cuenta tendrá la antigüedad necesaria el {day}",

        // The rule in plain words.
        "summary.tier": "{rung}, {groups|grupo|grupos}, a partir de un gasto de {required}",
        "summary.tier_retain":
            "{rung}, {groups|grupo|grupos}, a partir de un gasto de {required}; {retain} bastan para conservarlo",
        "summary.spend": "Lo que cuenta es el gasto {period}",
        "summary.tiers.start": "El gasto anterior al {day} no cuenta",
        "summary.tiers.organization": "Los pedidos de los clientes de una misma empresa cuentan juntos",
        "summary.tiers.upgrade.on_payment": "Se sube con el pago que lo hace posible",
        "summary.tiers.upgrade.on_check": "Se sube en la siguiente revisión",
        "summary.tiers.downgrade.never": "Nadie baja",
        "summary.tiers.downgrade.on_check": "Quien ha gastado demasiado poco baja en una revisión",
        "summary.tiers.downgrade.immediate": "Quien se queda con demasiado poco tras un reembolso baja enseguida",
        "summary.tiers.grace": "Se avisa {count|día|días} antes",
        "summary.tiers.check.daily": "Se revisa todos los días",
        "summary.tiers.check.monthly":
            "Se revisa el día {number} de cada mes, o el último día de los meses más cortos",
        "summary.tiers.check.manual": "Solo se revisa cuando alguien lo inicia",
        "summary.tiers.default": "El grupo del nivel pasa a ser el grupo predeterminado",
    ]

    private static let spendLadder = Language.spread(
        [
            "tiers.rung": "Nivel {rung}, con un gasto de {spent} @; faltan {missing} para {next_tier}",
            "tiers.rung_ready": "Nivel {rung}; un gasto de {spent} @ basta para {next_tier}",
            "tiers.top": "Nivel {rung}, el más alto, con un gasto de {spent} @",
            "tiers.none": "Sin nivel, con un gasto de {spent} @; faltan {missing} para {next_tier}",
            "tiers.none_ready": "Aún sin nivel; un gasto de {spent} @ basta para {next_tier}",
            "tiers.short":
                "Nivel {rung}, con un gasto de solo {spent} @; faltan {missing} para conservarlo",
            "tiers.promoted": "Un gasto de {spent} @ basta para {rung}",
            "tiers.demoted": "Un gasto de solo {spent} @; {rung} exige {needed}",
            "tiers.at_risk":
                "Un gasto de solo {spent} @; faltan {missing} hasta el {deadline} inclusive para conservar {rung}",
        ],
        over: ["ever": "hasta ahora", "since": "desde el {from}", "between": "del {from} al {to}"])
}
