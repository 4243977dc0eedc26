import Domain
import Shops
import Testing

@Suite(.enabled(if: RecordedPayloads.folder("shopify") != nil, "skipped: the folder of recorded payloads is not here"))
struct ShopifyPayloadTests {
    private let adapter = ShopifyAdapter()

    private func order(_ name: String) throws -> OrderEvent {
        let body = String(decoding: try RecordedPayloads.read("shopify", name), as: UTF8.self)
        return try #require(try adapter.decode(Sample.shopify("orders/updated", body)).order)
    }

    @Test("an order of three lines is read to what was sent")
    func order() throws {
        let event = try order("order.json")
        #expect(event.externalID == "450789469")
        #expect(event.version == (try instant("2008-01-10T16:00:00Z")))
        #expect(event.status?.code == "paid")
        #expect(event.paidAt == nil)
        #expect(event.amounts?.currency.code == "USD")
        #expect(event.amounts?.total == 40_994 && event.amounts?.tax == 1_194 && event.amounts?.shipping == 0)
        #expect(event.refunded == nil)
        #expect(event.paymentMethod == "authorize_net" && event.country == "US" && event.isTest == false)
        #expect(event.lines?.map(\.sku) == ["IPOD2008GREEN", "IPOD2008RED", "IPOD2008BLACK"])
        #expect(event.lines?.map(\.total) == [19_900, 19_900, 19_900])
        guard case .registered(let person) = event.customer else { throw Wrong() }
        #expect(person.externalID == "207119551" && person.lastName == "Norman")
    }

    @Test("a partial refund changes the version, what was refunded and the units, and nothing of the price")
    func refund() throws {
        let before = try order("order_before_refund.json")
        let after = try order("order_partial_refund.json")
        #expect(before.status?.code == "paid" && after.status?.code == "partially_refunded")
        #expect(try #require(before.version) < #require(after.version))
        #expect(before.refunded ?? 0 == 0 && after.refunded == 22_487)
        #expect(before.lines?.map(\.refundedQuantity) == [0] && after.lines?.map(\.refundedQuantity) == [1])
        #expect(before.amounts == after.amounts && after.amounts?.total == 45_774)
        #expect(after.amounts?.shipping == 800 && after.amounts?.shippingTax == 0)
        #expect(after.lines?.map(\.total) == [44_974] && after.lines?.map(\.tax) == [5_174])
        #expect(after.paidAt == (try instant("2018-12-28T13:26:29Z")) && before.paidAt == after.paidAt)
        #expect(after.isTest == true)
    }

    @Test("a discount lies on the line that it was given for")
    func discount() throws {
        let event = try order("order_with_discount.json")
        #expect(event.amounts?.currency.code == "CAD" && event.amounts?.total == 7_928)
        #expect(event.lines?.map(\.total) == [7_000] && event.lines?.map(\.quantity) == [2])
        #expect(event.customer == .guest(email: "bob.norman@example.com"))
    }

    private struct Wrong: Error {}
}
