/// The words of what the look at rules, groups and customers finds, and of what a fix does, in French.
extension French {
    static let checks: [String: String] = [
        "finding.paid_while_off":
            "{count|commande a été payée|commandes ont été payées} pendant que l’automatisation était arrêtée, du {from} au {to}, sans qu’aucune règle n’agisse",
        "finding.moves_overlap":
            "«\u{A0}{rule}\u{A0}» et «\u{A0}{other}\u{A0}» retirent toutes deux des clients {groups|du groupe|des groupes}. Le même jour, seule la règle prioritaire déplace un client",
        "finding.purchases_overlap":
            "«\u{A0}{rule}\u{A0}» et «\u{A0}{other}\u{A0}» font toutes deux entrer les acheteurs du même produit dans {groups|le groupe|les groupes}\u{A0}: chacune donne sa propre appartenance",
        "finding.equal_amount":
            "«\u{A0}{rule}\u{A0}» et «\u{A0}{other}\u{A0}» décident toutes deux à {amount}\u{A0}: seule la priorité dit laquelle agit",
        "finding.equal_days":
            "«\u{A0}{rule}\u{A0}» et «\u{A0}{other}\u{A0}» déplacent toutes deux après {days|jour|jours}\u{A0}: seule la priorité dit laquelle agit",
        "finding.equal_rungs":
            "Les paliers {groups} de «\u{A0}{rule}\u{A0}» se gardent avec la même dépense, {amount}\u{A0}: qui descend du plus haut descend des deux",
        "finding.season_over": "«\u{A0}{rule}\u{A0}» est active, mais sa saison a pris fin le {last_day}",
        "finding.all_excluded":
            "«\u{A0}{rule}\u{A0}» exclut tous ses groupes d’origine\u{A0}: {groups}. Elle ne peut jamais agir",
        "finding.sources_empty":
            "Personne n’est dans {groups|le groupe|les groupes}, et rien n’y mène\u{A0}: «\u{A0}{rule}\u{A0}» ne concerne personne",
        "finding.taken_first":
            "«\u{A0}{rule}\u{A0}» n’a jamais son tour\u{A0}: «\u{A0}{other}\u{A0}» déplace avant elle les clients {groups|du groupe|des groupes}",
        "finding.group_idle":
            "{groups}\u{A0}: personne n’en fait partie, aucune règle ne le nomme et la boutique ne le connaît pas",
        "finding.group_unmapped":
            "{groups} est utilisé, mais aucun groupe de la boutique n’y correspond, contrairement aux autres",
        "finding.store_default_missing":
            "La boutique n’a pas de groupe par défaut\u{A0}: qui n’est dans aucun autre groupe n’en a pas",
        "finding.cron_silent":
            "Cron ne s’est pas exécuté depuis le {day}\u{A0}: rien n’est décidé et aucune fin n’est enregistrée",
        "finding.cron_never": "Cron ne s’est jamais exécuté\u{A0}: rien n’est décidé et aucune fin n’est enregistrée",
        "finding.shop_differs":
            "{count|client n’est pas|clients ne sont pas}, dans la boutique derrière «\u{A0}{source}\u{A0}», dans les groupes où Echelon les a mis",
        "finding.ended_in_shop":
            "{count|client est encore|clients sont encore}, dans la boutique derrière «\u{A0}{source}\u{A0}», dans des groupes terminés ici",
        "finding.ends_overdue":
            "{count|client a|clients ont} une durée échue depuis un jour ou plus, dont la fin n’a pas été enregistrée",
        "finding.no_default": "{count|client n’a|clients n’ont} pas de groupe par défaut",
        "finding.default_not_held": "{count|client a|clients ont} un groupe par défaut sans en faire partie",
        "finding.two_rungs": "{count|client se trouve|clients se trouvent} sur plusieurs paliers d’une même échelle",
        "finding.unexplained_membership":
            "{count|client est|clients sont} sans limite dans un groupe par une règle qui n’existe plus",
        "finding.customer_nowhere": "Dans aucun groupe",
        "finding.customer_no_default": "Dans {groups}, sans groupe par défaut",
        "finding.customer_default_not_held": "Le groupe par défaut est {groups}, sans que le client en fasse partie",
        "finding.customer_two_rungs": "Sur plusieurs paliers de «\u{A0}{rule}\u{A0}»\u{A0}: {groups}",
        "finding.customer_unexplained": "Dans {groups} par une règle qui n’existe plus",
        "change.lower_rung": "Le client se trouve sur un palier plus haut de la même échelle",
        "change.unexplained_ended":
            "La règle qui avait donné le groupe n’existe plus\u{202F}; l’appartenance a été terminée",
        "change.unexplained_adopted":
            "La règle qui avait donné le groupe n’existe plus\u{202F}; l’appartenance a été conservée",
        "fix.shop_told": "La boutique est informée de nouveau pour {groups}",
        "fix.order_converted": "La commande {order} est convertie au taux actuel",
    ]
}
