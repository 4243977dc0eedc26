extension French {
    /// The words of inactivity and turnover rules.
    static let moves: [String: String] = [
        // Whom such a rule leaves alone.
        "move.elsewhere": "N’est dans aucun de ces groupes\u{A0}: {groups}",
        "move.excluded": "La règle exclut ce client",
        "move.excluded_group": "La règle exclut les membres {groups|du groupe|des groupes}",
        "move.too_young": "Le compte n’a pas encore {count|jour|jours}",
        "move.protected":
            "Personne n’est retiré {groups|du groupe|des groupes} tant que l’appartenance repose sur un achat ou est épinglée",
        "move.blocked": "Blocage pour ce client\u{A0}: {groups}",

        // When it looks again.
        "move.next_run": "Prévu à la prochaine exécution",
        "move.will_be_old_enough": "Le compte sera assez ancien le {day}",
        "move.will_turn": "Nouvel examen le {day}, quand une appartenance commence ou prend fin",

        // Inactivity.
        "inactivity.days": "{days|jour|jours} depuis le {since}, limite {limit}",
        "inactivity.days_reminded":
            "{days|jour|jours} depuis le {since}, limite {limit}\u{202F}; rappel envoyé le {reminded_on}",
        "inactivity.never_bought": "N’a jamais acheté, et la règle ne concerne que les clients qui l’ont fait",
        "inactivity.settled":
            "Le déplacement a été annulé à la main\u{202F}; seuls comptent les jours sans commande après un début plus récent",
        "inactivity.reminder":
            "{days|jour|jours} depuis le {since}\u{202F}; sans commande, le client passe dans {groups|le groupe|les groupes} le {change_on}",
        "inactivity.will_remind": "Un rappel part le {day}",
        "inactivity.will_change": "Passe dans {groups|le groupe|les groupes} le {day}",
        "inactivity.will_count": "Une commande datée du {day} compte à partir de ce jour",
        "summary.inactivity":
            "Les membres {sources|du groupe|des groupes} qui ne commandent rien pendant {count|jour|jours} passent dans {groups|le groupe|les groupes}",
        "summary.inactivity.remind":
            "Ils reçoivent un rappel après {count|jour|jours}\u{202F}; personne n’est déplacé sans ce rappel",
        "summary.inactivity.silent": "Ils ne reçoivent pas de rappel",
        "summary.inactivity.everyone": "Pour qui n’a jamais acheté, les jours comptent à partir de l’inscription",
        "summary.inactivity.buyers": "Qui n’a jamais acheté n’est pas concerné",
        "summary.inactivity.restore": "La prochaine commande payée les fait revenir",

        // Turnover.
        "turnover.spent": "{spent} dépensés du {first} au {last}, minimum {minimum}",
        "turnover.so_far": "{spent} dépensés jusqu’ici, du {first} au {last}, minimum {minimum}",
        "turnover.skipped":
            "Passé pour la période du {first} au {last}\u{A0}: aucune exécution n’a envoyé les rappels à temps",
        "turnover.not_throughout":
            "Pas d’évaluation du {first} au {last}\u{A0}: n’était pas dans {groups|le groupe|les groupes} pendant toute la période",
        "turnover.settled": "Ce que la règle a fait pour la période du {first} au {last} a été annulé à la main",
        "turnover.reminder":
            "{spent} dépensés depuis le {first}, minimum {minimum}\u{202F}; il manque {missing} jusqu’au {deadline} inclus, sinon passage dans {new_group|le groupe|les groupes} le {change_on}",
        "turnover.currency": "Le minimum est en {currency}, mais la boutique compte en {base}",
        "turnover.will_remind": "Rappel le {day} si le minimum n’est pas atteint",
        "turnover.will_decide": "Décision le {day}",
        "turnover.will_ask": "Examen le {day}, quand le compte sera assez ancien",
        "summary.turnover.below.previous":
            "Les membres {sources|du groupe|des groupes} dont les commandes d’un mois n’atteignent pas {minimum} passent dans {groups|le groupe|les groupes} le jour {change_day} du mois suivant",
        "summary.turnover.below.current":
            "Les membres {sources|du groupe|des groupes} dont les commandes jusqu’au jour {last_day} du mois n’atteignent pas {minimum} passent dans {groups|le groupe|les groupes} le jour {change_day}",
        "summary.turnover.reached.previous":
            "Les membres {sources|du groupe|des groupes} dont les commandes d’un mois atteignent {minimum} ou plus passent dans {groups|le groupe|les groupes} le jour {change_day} du mois suivant",
        "summary.turnover.reached.current":
            "Les membres {sources|du groupe|des groupes} dont les commandes jusqu’au jour {last_day} du mois atteignent {minimum} ou plus passent dans {groups|le groupe|les groupes} le jour {change_day}",
        "summary.turnover.remind": "Le jour {day} de ce mois, un rappel part à ceux qui n’ont pas atteint le minimum",
        "summary.turnover.whole": "Seul compte qui était dans l’un de ces groupes pendant toute la période",
        "summary.turnover.anyone": "Qui est entré dans l’un de ces groupes entre-temps compte aussi",
        "summary.turnover.short_months": "Dans les mois plus courts, le dernier jour remplace les jours 29 à 31",

        "summary.statuses": "Seules comptent les commandes dans ces statuts\u{A0}: {statuses}",
    ]
}
