/// The words of what the look at rules, groups and customers finds, and of what a fix does, in Spanish.
extension Spanish {
    static let checks: [String: String] = [
        "finding.paid_while_off":
            "{count|pedido se pagó|pedidos se pagaron} con la automatización desactivada, del {from} al {to}, y ninguna regla ha actuado",
        "finding.moves_overlap":
            "«{rule}» y «{other}» sacan clientes {groups|del grupo|de los grupos}. En un mismo día solo mueve la de mayor prioridad",
        "finding.purchases_overlap":
            "«{rule}» y «{other}» llevan a quienes compran el mismo producto {groups|al grupo|a los grupos}: cada una da una pertenencia propia",
        "finding.equal_amount": "«{rule}» y «{other}» deciden las dos con {amount}: solo la prioridad dice cuál actúa",
        "finding.equal_days":
            "«{rule}» y «{other}» mueven las dos tras {days|día|días}: solo la prioridad dice cuál actúa",
        "finding.equal_rungs":
            "Los niveles {groups} de «{rule}» se conservan con el mismo gasto, {amount}: quien cae del más alto cae de los dos",
        "finding.season_over": "«{rule}» está activada, pero su temporada terminó el {last_day}",
        "finding.all_excluded": "«{rule}» excluye todos sus grupos de origen: {groups}. Nunca puede actuar",
        "finding.sources_empty":
            "No hay nadie en {groups|el grupo|los grupos} y nada lleva allí: «{rule}» no afecta a nadie",
        "finding.taken_first":
            "A «{rule}» nunca le llega el turno: «{other}» mueve antes a los clientes {groups|del grupo|de los grupos}",
        "finding.group_idle": "{groups}: no hay nadie, ninguna regla lo nombra y la tienda no lo conoce",
        "finding.group_unmapped":
            "{groups} está en uso, pero ningún grupo de la tienda le corresponde, a diferencia de otros",
        "finding.store_default_missing":
            "La tienda no tiene grupo predeterminado: quien no está en otro grupo no tiene ninguno",
        "finding.cron_silent": "Cron no se ejecuta desde el {day}: no se decide nada y no se registra ningún final",
        "finding.cron_never": "Cron no se ha ejecutado nunca: no se decide nada y no se registra ningún final",
        "finding.shop_differs":
            "{count|cliente no está|clientes no están}, en la tienda de «{source}», en los grupos en que Echelon los puso",
        "finding.ended_in_shop":
            "{count|cliente sigue|clientes siguen}, en la tienda de «{source}», en grupos que aquí han terminado",
        "finding.ends_overdue":
            "{count|cliente tiene|clientes tienen} un plazo vencido hace un día o más, cuyo final no se ha registrado",
        "finding.no_default": "{count|cliente no tiene|clientes no tienen} grupo predeterminado",
        "finding.default_not_held": "{count|cliente tiene|clientes tienen} un grupo predeterminado sin estar en él",
        "finding.two_rungs": "{count|cliente está|clientes están} en más de un nivel de la misma escala",
        "finding.unexplained_membership":
            "{count|cliente está|clientes están} sin plazo en un grupo por una regla que ya no existe",
        "finding.customer_nowhere": "En ningún grupo",
        "finding.customer_no_default": "En {groups}, sin grupo predeterminado",
        "finding.customer_default_not_held": "El grupo predeterminado es {groups}, sin que el cliente esté en él",
        "finding.customer_two_rungs": "En varios niveles de «{rule}»: {groups}",
        "finding.customer_unexplained": "En {groups} por una regla que ya no existe",
        "change.lower_rung": "El cliente está en un nivel más alto de la misma escala",
        "change.unexplained_ended": "La regla que dio el grupo ya no existe; la pertenencia se terminó",
        "change.unexplained_adopted": "La regla que dio el grupo ya no existe; la pertenencia se conservó",
        "fix.shop_told": "Se informa de nuevo a la tienda sobre {groups}",
        "fix.order_converted": "El pedido {order} se convierte al cambio actual",
    ]
}
