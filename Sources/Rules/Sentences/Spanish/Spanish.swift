/// The words of each sentence in Spanish.
enum Spanish {
    static let words = Language.joined(common, moves, ladder, conditions, checks)

    private static let common: [String: String] = [
        // What a purchase rule says of a customer.
        "purchase.bought": "Compra de {product}, pedido {order} pagado el {paid_on}",
        "purchase.bought_until":
            "Compra de {product}, pedido {order} pagado el {paid_on}; válida hasta el {last_day} inclusive",
        "purchase.never": "No ha comprado {product} desde que la regla cuenta las compras",
        "purchase.over": "Compra de {product}, pedido {order}; terminó el {last_day}",
        "purchase.expiring": "La pertenencia {groups|al grupo|a los grupos} termina el {last_day}",
        "purchase.will_end": "La pertenencia {groups|al grupo|a los grupos} termina al empezar el {day}",
        "purchase.will_begin": "La pertenencia {groups|al grupo|a los grupos} empieza el {day}",
        "purchase.will_remind": "El {day}, un correo avisa al cliente de que se acerca el final",

        // Why something changed.
        "change.expired": "El plazo {groups|del grupo|de los grupos} terminó el {last_day}",
        "change.fell_away": "El pedido {order} ya no da derecho a nada: se anuló, se reembolsó o se modificó",
        "change.term_moved": "Los pedidos que quedan dan otro plazo, hasta el {last_day} inclusive",
        "change.term_unlimited": "Los pedidos que quedan dan un plazo sin fin",
        "change.by_hand": "{reason}",
        "change.by_hand_silent": "Cambio hecho a mano",
        "change.reverted": "Se deshizo: «{what:whole}»",
        "change.run_reverted": "Se deshizo con la ejecución {run}",
        "change.store_default": "El grupo predeterminado de la tienda, ya que ningún otro puede serlo",
        "change.shop": "La tienda informa de este grupo",
        "change.shop_gone": "La tienda ya no informa de este grupo",
        "change.drift": "El grupo se retiró en la tienda",
        "change.imported": "Importado",
        "change.rule_deleted": "Se eliminó la regla {rule}",
        "change.group_replaced": "Se sustituyó el grupo {old}",
        "change.restored": "Nueva compra, pedido {order}: vuelve lo que la regla había quitado",
        "change.merged": "Se unió con el cliente {other}",
        "change.customer_deleted": "La tienda ha eliminado al cliente",
        "change.erased": "Se borraron todos los datos personales",
        "change.reapplied": "Las condiciones actuales de la regla se aplicaron a lo que había dado antes",

        // What stands in the way of a rule.
        "rule.moved_today": "Otra regla ha movido hoy al cliente; esta se consultará de nuevo mañana",
        "rule.fights": "Otra regla sacó al cliente de ese grupo, y desde entonces no ha ocurrido nada nuevo",
        "change.end_confirmed":
            "Se confirmó el final del {last_day}, al que se llegó con la automatización desactivada",

        // Why the default group is what it is.
        "default.pinned": "Se fijó a mano",
        "default.manual": "Se eligió a mano o en la tienda",
        "default.rule": "Lo estableció una regla",
        "default.kept": "Ya lo era antes y la pertenencia continúa",
        "default.former": "Es el último grupo predeterminado anterior al que aún se pertenece",
        "default.store": "Es el grupo predeterminado de la tienda",
        "default.none": "El cliente no está en ningún grupo y la tienda no tiene grupo predeterminado",

        // A rule in plain words.
        "summary.purchase": "Quien compra {product} entra en {groups|el grupo|los grupos}",
        "summary.for_good": "La pertenencia no tiene fin",
        "summary.days": "Dura {count|día|días}, hasta el final del último",
        "summary.months": "Dura {count|mes|meses}, hasta el final del último día",
        "summary.date": "Dura hasta el final del {day}",
        "summary.default": "{groups} pasa a ser el grupo predeterminado",
        "summary.extend": "Volver a comprar dentro del plazo lo prolonga",
        "summary.restart": "Volver a comprar dentro del plazo lo inicia de nuevo",
        "summary.keep": "Volver a comprar dentro del plazo no cambia nada",
        "summary.remind": "El cliente recibe un recordatorio {count|día|días} antes del final",

        // What a merchant should look at.
        "finding.refund_without_lines":
            "El pedido {order} se reembolsó en parte, y la tienda no dijo a qué líneas corresponde",
        "finding.withheld_purchase":
            "El pedido {order} habría llevado al cliente {groups|al grupo|a los grupos}, pero la automatización está desactivada para él o el grupo está bloqueado",
        "finding.unconverted_currency":
            "El pedido {order} está en {currency}, y no se conoce ningún cambio a la moneda de la tienda",
        "finding.unmapped_status": "La tienda usa el estado de pedido {status}, y nadie ha dicho qué significa",
        "finding.processing_failed": "La entrega {delivery} se aceptó, pero aún no se ha podido procesar: {error}",
        "finding.rule_parked":
            "La regla «{rule}» movería a {count} de {customers} clientes, más de lo permitido. Queda en espera hasta que alguien confirme la ejecución",
        "finding.shop_failing": "La tienda de «{source}» no hace lo que se le pide: {error}",
        "finding.shop_write_parked":
            "No se pueden comunicar a la tienda de «{source}» los grupos del cliente {customer}: {error}",
        "finding.drift_parked":
            "{count|cliente ha perdido|clientes han perdido} grupos en la tienda de «{source}», más de lo que puede ocurrir sin confirmación. Indique quién tiene razón",
        "finding.destination_failing": "Los eventos no llegan a «{destination}»: {error}",
        "finding.destination_disabled":
            "«{destination}» ha respondido que no quiere más eventos y se ha desactivado. Lo que espera allí se conserva",
        "finding.mail_failing": "No se pueden enviar correos: {error}",
        "finding.rules_fight":
            "Las reglas «{rule}» y «{other}» se devuelven clientes: {groups}. Ninguna lo hace sin un nuevo pedido, un nuevo mes o una edición",
        "finding.pending_ends":
            "{count|pertenencia terminó con la automatización desactivada y espera|pertenencias terminaron con la automatización desactivada y esperan} confirmación",

        // Lines of a run's report.
        "run.expired": "{count|pertenencia terminada|pertenencias terminadas}: {groups}",
        "run.granted": "{count|cliente entró|clientes entraron} en {groups|el grupo|los grupos}",
        "run.looked": "{source}: {count|pedido no había llegado|pedidos no habían llegado} por webhook",
        "run.look_failed": "No se pudo consultar {source}: {error}",
        "run.reminded": "{count|recordatorio enviado|recordatorios enviados}",
        "run.nothing": "No había nada que hacer",
        "run.pruned": "{count|registro antiguo eliminado|registros antiguos eliminados} por haber vencido su plazo",
        "run.would_prune":
            "{count|registro antiguo se eliminaría|registros antiguos se eliminarían} por haber vencido su plazo",
        "run.store_off": "La automatización está desactivada en {store}: allí no se cambió nada",
        "run.replayed": "{count|entrega recibida procesada|entregas recibidas procesadas}",
    ]
}

extension Language {
    static let spanish = Language(
        tag: "es", words: Spanish.words, plural: .one,
        and: Junction(" y ", altered: (before: ["i", "hi"], last: " e ")),
        or: Junction(" o ", altered: (before: ["o", "ho"], last: " u ")),
        oneOf: Junction(", ", last: " o ", altered: (before: ["o", "ho", "8"], last: " u ")))
}
