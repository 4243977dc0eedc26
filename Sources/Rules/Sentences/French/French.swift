/// The words of each sentence in French. A hard space stands before a colon and within quotation marks, a narrow one
/// before a semicolon.
enum French {
    static let words = Language.joined(common, moves, ladder, conditions, checks)

    private static let common: [String: String] = [
        // What a purchase rule says of a customer.
        "purchase.bought": "Achat de {product}, commande {order} payée le {paid_on}",
        "purchase.bought_until":
            "Achat de {product}, commande {order} payée le {paid_on}\u{202F}; valable jusqu’au {last_day} inclus",
        "purchase.never": "N’a pas acheté {product} depuis que la règle compte les achats",
        "purchase.over": "Achat de {product}, commande {order}\u{202F}; l’effet a pris fin le {last_day}",
        "purchase.expiring": "L’appartenance {groups|au groupe|aux groupes} prend fin le {last_day}",
        "purchase.will_end": "L’appartenance {groups|au groupe|aux groupes} prend fin au début de la journée du {day}",
        "purchase.will_begin": "L’appartenance {groups|au groupe|aux groupes} commence le {day}",
        "purchase.will_remind": "Le {day}, un e-mail annonce au client que la fin approche",

        // Why something changed.
        "change.expired": "La durée prévue pour {groups|le groupe|les groupes} a pris fin le {last_day}",
        "change.fell_away": "La commande {order} ne donne plus droit à rien\u{A0}: annulée, remboursée ou modifiée",
        "change.term_moved": "Les commandes restantes donnent une autre durée, jusqu’au {last_day} inclus",
        "change.term_unlimited": "Les commandes restantes donnent une durée illimitée",
        "change.by_hand": "{reason}",
        "change.by_hand_silent": "Modifié à la main",
        "change.reverted": "Annulation de «\u{A0}{what:whole}\u{A0}»",
        "change.run_reverted": "Annulé avec l’exécution {run}",
        "change.store_default": "Le groupe par défaut de la boutique, faute d’un autre groupe possible",
        "change.shop": "La boutique signale ce groupe",
        "change.shop_gone": "La boutique ne signale plus ce groupe",
        "change.drift": "Le groupe a été retiré dans la boutique",
        "change.imported": "Importé",
        "change.rule_deleted": "La règle {rule} a été supprimée",
        "change.group_replaced": "Le groupe {old} a été remplacé",
        "change.restored": "Nouvel achat, commande {order}\u{A0}: ce que la règle avait retiré est rendu",
        "change.merged": "Fusionné avec le client {other}",
        "change.customer_deleted": "La boutique a supprimé le client",
        "change.erased": "Toutes les données personnelles ont été effacées",
        "change.reapplied": "Les conditions actuelles de la règle ont été appliquées à ce qu’elle avait donné",

        // What stands in the way of a rule.
        "rule.moved_today":
            "Une autre règle a déjà déplacé le client aujourd’hui\u{202F}; celle-ci sera consultée de nouveau demain",
        "rule.fights": "Une autre règle a retiré le client de ce groupe, et rien de nouveau ne s’est produit depuis",
        "change.end_confirmed":
            "La fin du {last_day}, atteinte pendant que l’automatisation était arrêtée, a été confirmée",

        // Why the default group is what it is.
        "default.pinned": "Il a été épinglé à la main",
        "default.manual": "Il a été choisi à la main ou dans la boutique",
        "default.rule": "Une règle l’a défini",
        "default.kept": "Il l’était déjà et le client en fait toujours partie",
        "default.former": "C’est le dernier groupe par défaut dont le client fait encore partie",
        "default.store": "C’est le groupe par défaut de la boutique",
        "default.none": "Le client n’est dans aucun groupe et la boutique n’a pas de groupe par défaut",

        // A rule in plain words.
        "summary.purchase": "Tout achat de {product} donne accès {groups|au groupe|aux groupes}",
        "summary.for_good": "L’appartenance n’a pas de fin",
        "summary.days": "Elle dure {count|jour|jours}, jusqu’à la fin du dernier",
        "summary.months": "Elle dure {count|mois|mois}, jusqu’à la fin du dernier jour",
        "summary.date": "Elle dure jusqu’au {day} inclus",
        "summary.default": "{groups} devient le groupe par défaut",
        "summary.extend": "Un nouvel achat pendant cette durée la prolonge",
        "summary.restart": "Un nouvel achat pendant cette durée la fait repartir de zéro",
        "summary.keep": "Un nouvel achat pendant cette durée n’y change rien",
        "summary.remind": "Le client reçoit un rappel {count|jour|jours} avant la fin",

        // What a merchant should look at.
        "finding.refund_without_lines":
            "La commande {order} a été remboursée en partie, et la boutique n’a pas dit pour quels articles",
        "finding.withheld_purchase":
            "La commande {order} aurait fait entrer le client dans {groups|le groupe|les groupes}, mais l’automatisation est arrêtée pour lui, ou le groupe est bloqué",
        "finding.unconverted_currency":
            "La commande {order} est en {currency}, et aucun taux vers la devise de la boutique n’est connu",
        "finding.unmapped_status":
            "La boutique utilise le statut de commande {status}, et personne n’a dit ce qu’il signifie",
        "finding.processing_failed":
            "La livraison {delivery} a été acceptée mais n’a pas pu être traitée\u{A0}: {error}",
        "finding.rule_parked":
            "La règle «\u{A0}{rule}\u{A0}» déplacerait {count} clients sur {customers}, soit plus qu’il n’est permis. Elle reste en attente jusqu’à ce que quelqu’un confirme l’exécution",
        "finding.shop_failing":
            "La boutique derrière «\u{A0}{source}\u{A0}» ne fait pas ce qui lui est demandé\u{A0}: {error}",
        "finding.shop_write_parked":
            "Impossible de transmettre à la boutique derrière «\u{A0}{source}\u{A0}» les groupes du client {customer}\u{A0}: {error}",
        "finding.drift_parked":
            "{count|client a|clients ont} perdu des groupes dans la boutique derrière «\u{A0}{source}\u{A0}», soit plus qu’il n’est permis sans confirmation. Indiquez qui a raison",
        "finding.destination_failing": "Les événements n’arrivent pas à «\u{A0}{destination}\u{A0}»\u{A0}: {error}",
        "finding.destination_disabled":
            "«\u{A0}{destination}\u{A0}» a répondu ne plus vouloir d’événements et a été désactivée. Ce qui l’attend est conservé",
        "finding.mail_failing": "Les e-mails ne peuvent pas être envoyés\u{A0}: {error}",
        "finding.rules_fight":
            "Les règles «\u{A0}{rule}\u{A0}» et «\u{A0}{other}\u{A0}» se renvoient des clients\u{A0}: {groups}. Aucune ne le fait sans nouvelle commande, nouveau mois ou modification",
        "finding.pending_ends":
            "{count|appartenance a pris fin pendant que l’automatisation était arrêtée et attend|appartenances ont pris fin pendant que l’automatisation était arrêtée et attendent} une confirmation",

        // Lines of a run's report.
        "run.expired": "Fin de {count|appartenance|appartenances} {groups|au groupe|aux groupes}",
        "run.granted": "{count|client est entré|clients sont entrés} dans {groups|le groupe|les groupes}",
        "run.looked": "{source}\u{A0}: {count|commande avait échappé|commandes avaient échappé} aux webhooks",
        "run.look_failed": "{source} n’a pas pu être consultée\u{A0}: {error}",
        "run.reminded": "{count|rappel envoyé|rappels envoyés}",
        "run.nothing": "Il n’y avait rien à faire",
        "run.pruned":
            "{count|ancien enregistrement supprimé|anciens enregistrements supprimés}, leur délai étant écoulé",
        "run.would_prune":
            "{count|ancien enregistrement serait supprimé|anciens enregistrements seraient supprimés}, leur délai étant écoulé",
        "run.store_off": "L’automatisation est arrêtée dans {store}\u{A0}: rien n’y a été modifié",
        "run.replayed": "{count|livraison reçue a été traitée|livraisons reçues ont été traitées}",
    ]
}

extension Language {
    static let french = Language(
        tag: "fr", words: French.words, plural: .upToOne, and: Junction(" et "), or: Junction(" ou "),
        oneOf: Junction(", ", last: " ou "))
}
