extension French {
    /// The words of ladders.
    static let ladder = Language.joined(plainLadder, spendLadder)

    private static let plainLadder: [String: String] = [
        // What the rule says of a customer.
        "tiers.outside": "La règle ne concerne pas ce client",
        "tiers.too_young": "Le compte est trop récent\u{A0}: la règle l’examine à partir du {day}",
        "tiers.pinned": "Le niveau a été épinglé à la main, la règle n’y touche donc pas",
        "tiers.undone":
            "Ce que la règle avait repris a été annulé à la main\u{202F}; elle attend une nouvelle commande, un remboursement ou une modification",
        "tiers.team": "L’entreprise est au niveau {rung}",
        "tiers.team_none": "L’entreprise n’a aucun niveau",

        // Why something changed.
        "tiers.adopted":
            "{groups} était déjà attribué à l’activation de la règle et fait désormais partie de ses niveaux",
        "tiers.left_team": "Le client a quitté l’entreprise et compte désormais seul",

        // What comes next.
        "tiers.will_promote": "Monte au niveau {rung} le {day}",
        "tiers.will_demote": "Descend au niveau {rung} le {day}, sauf nouvelles dépenses",
        "tiers.will_leave": "Quitte le niveau {rung} le {day}, sauf nouvelles dépenses",
        "tiers.will_be_at_risk":
            "Sauf nouvelles dépenses, un avertissement part le {day}\u{A0}: le niveau {rung} sera perdu",
        "tiers.will_check": "La règle réexamine le {day}",
        "tiers.will_be_of_age": "Le compte sera assez ancien le {day}",

        // The rule in plain words.
        "summary.tier": "{rung}, {groups|groupe|groupes}, à partir de {required} de dépenses",
        "summary.tier_retain":
            "{rung}, {groups|groupe|groupes}, à partir de {required} de dépenses\u{202F}; {retain} suffisent pour y rester",
        "summary.spend": "Ce qui compte, ce sont les dépenses {period}",
        "summary.tiers.start": "Les dépenses antérieures au {day} ne comptent pas",
        "summary.tiers.organization": "Les commandes des clients d’une même entreprise comptent ensemble",
        "summary.tiers.upgrade.on_payment": "On monte dès le paiement qui suffit",
        "summary.tiers.upgrade.on_check": "On monte au prochain contrôle",
        "summary.tiers.downgrade.never": "Personne ne descend",
        "summary.tiers.downgrade.on_check": "Qui a trop peu dépensé descend lors d’un contrôle",
        "summary.tiers.downgrade.immediate": "Qui n’a plus assez après un remboursement descend aussitôt",
        "summary.tiers.grace": "Un avertissement part {count|jour|jours} avant",
        "summary.tiers.check.daily": "Les contrôles ont lieu chaque jour",
        "summary.tiers.check.monthly":
            "Les contrôles ont lieu le jour {number} de chaque mois, ou le dernier jour des mois plus courts",
        "summary.tiers.check.manual": "Les contrôles n’ont lieu que lorsque quelqu’un les lance",
        "summary.tiers.default": "Le groupe du niveau devient le groupe par défaut",
    ]

    private static let spendLadder = Language.spread(
        [
            "tiers.rung": "Niveau {rung}, avec {spent} dépensés @\u{202F}; encore {missing} pour {next_tier}",
            "tiers.rung_ready": "Niveau {rung}\u{202F}; {spent} dépensés @ suffisent pour {next_tier}",
            "tiers.top": "Niveau {rung}, le plus élevé, avec {spent} dépensés @",
            "tiers.none": "Aucun niveau, avec {spent} dépensés @\u{202F}; encore {missing} pour {next_tier}",
            "tiers.none_ready": "Pas encore de niveau\u{202F}; {spent} dépensés @ suffisent pour {next_tier}",
            "tiers.short":
                "Niveau {rung} avec seulement {spent} dépensés @\u{202F}; encore {missing} pour le conserver",
            "tiers.promoted": "{spent} dépensés @ suffisent pour {rung}",
            "tiers.demoted": "Seulement {spent} dépensés @\u{202F}; il faut {needed} pour {rung}",
            "tiers.at_risk":
                "Seulement {spent} dépensés @\u{202F}; encore {missing} jusqu’au {deadline} inclus pour conserver {rung}",
        ],
        over: ["ever": "jusqu’ici", "since": "depuis le {from}", "between": "du {from} au {to}"])
}
