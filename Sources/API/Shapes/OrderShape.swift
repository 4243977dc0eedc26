internal import Domain
internal import Engine
internal import JSON

extension JSONWriter {
    mutating func order(_ view: OrderView, withLines: Bool) {
        let order = view.order
        let currency = order.amounts?.currency ?? view.storeCurrency
        func money(_ units: Int64) -> Money { Money(minorUnits: units, currency: currency) }
        object { w in
            w.field("id", order.id)
            w.field("store", view.storeKey)
            w.field("external_id", order.externalID)
            w.field("customer") { $0.buyer(view) }
            w.field("status", view.status?.code)
            w.field("paid", order.paidAt != nil)
            w.field("void", order.isDeleted || view.status?.isVoid ?? false)
            w.field("placed_at", order.placedAt)
            w.field("paid_at", order.paidAt)
            w.field("total", money(order.amounts?.total ?? 0))
            w.field("refunded", money(order.refunded))
            w.field("spend", view.spend)
            w.field("payment_method", order.paymentMethod)
            w.field("country", order.country)
            w.field("version", order.version)
            guard withLines else { return }
            w.field("lines") { w in
                w.array(order.presentLines) { w, line in w.line(line.line, money(line.line.total)) }
            }
        }
    }

    private mutating func buyer(_ view: OrderView) {
        guard let customer = view.order.customer else { return null() }
        object { w in
            w.field("id", customer)
            w.field("external_id", view.customerExternalID ?? "")
            w.field("name", view.customerName)
        }
    }

    private mutating func line(_ line: OrderLine, _ total: Money) {
        object { w in
            w.field("id", line.id)
            w.field("product_id", line.productID)
            w.field("variant_id", line.variantID)
            w.field("sku", line.sku)
            w.field("categories", line.categories)
            w.field("quantity", line.quantity)
            w.field("refunded_quantity", line.refundedQuantity)
            w.field("total", total)
            w.field("gift_card", line.isGiftCard)
        }
    }
}
