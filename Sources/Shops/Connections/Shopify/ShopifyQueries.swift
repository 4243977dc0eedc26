/// Every text that is sent to Shopify's GraphQL Admin API, one per use, as small as the event needs.
///
/// Written for version 2026-01. What is not in much older ones: `Refund.orderAdjustments` (2024-10),
/// `Customer.defaultEmailAddress` (2025-04), `DiscountCodeBasicInput.context` (2025-10).
enum ShopifyQueries {
    static let check = """
        query EchelonCheck { shop { name } currentAppInstallation { accessScopes { handle } } }
        """

    /// A page of orders. One whose lists do not fit into it, or that has refunds, is read by `order`.
    static let orders = """
        query EchelonOrders($first: Int!, $query: String, $lines: Int!, $shipping: Int!) {
          orders(first: $first, query: $query, sortKey: ID) {
            nodes {
              \(orderFields)
              lineItems(first: $lines) { nodes { \(lineFields) } \(pageInfo) }
              shippingLines(first: $shipping, includeRemovals: true) { nodes { \(shippingFields) } \(pageInfo) }
              refunds(first: 1) { id }
            }
            pageInfo { hasNextPage }
          }
        }
        """

    static let order = """
        query EchelonOrder($id: ID!, $lines: Int!, $linesAfter: String, $shipping: Int!, $shippingAfter: String) {
          order(id: $id) {
            \(orderFields)
            lineItems(first: $lines, after: $linesAfter) { nodes { \(lineFields) } \(pageInfo) }
            shippingLines(first: $shipping, after: $shippingAfter, includeRemovals: true) {
              nodes { \(shippingFields) } \(pageInfo)
            }
            refunds { id }
          }
        }
        """

    static let refund = """
        query EchelonRefund(
          $id: ID!, $lines: Int!, $linesAfter: String, $others: Int!, $paymentsAfter: String, $adjustmentsAfter: String
        ) {
          refund(id: $id) {
            id
            refundLineItems(first: $lines, after: $linesAfter) {
              nodes { quantity lineItem { id } subtotalSet \(shopMoney) totalTaxSet \(shopMoney) } \(pageInfo)
            }
            transactions(first: $others, after: $paymentsAfter) {
              nodes { kind status amountSet { presentmentMoney { amount currencyCode } } } \(pageInfo)
            }
            orderAdjustments(first: $others, after: $adjustmentsAfter) {
              nodes { amountSet \(shopMoney) taxAmountSet \(shopMoney) } \(pageInfo)
            }
          }
        }
        """

    static let customers = """
        query EchelonCustomers($first: Int!, $query: String) {
          customers(first: $first, query: $query, sortKey: ID) {
            nodes { \(customerFields) updatedAt tags }
            pageInfo { hasNextPage }
          }
        }
        """

    static let customer = """
        query EchelonCustomer($id: ID!) { customer(id: $id) { \(customerFields) updatedAt tags } }
        """

    static let tags = """
        query EchelonTags($id: ID!) { customer(id: $id) { id tags } }
        """

    static let addTags = """
        mutation EchelonAddTags($id: ID!, $tags: [String!]!) {
          tagsAdd(id: $id, tags: $tags) { node { id } userErrors { field message } }
        }
        """

    static let removeTags = """
        mutation EchelonRemoveTags($id: ID!, $tags: [String!]!) {
          tagsRemove(id: $id, tags: $tags) { node { id } userErrors { field message } }
        }
        """

    static let discount = """
        query EchelonDiscount($code: String!) { shop { currencyCode } codeDiscountNodeByCode(code: $code) { id } }
        """

    static let makeDiscount = """
        mutation EchelonMakeDiscount($discount: DiscountCodeBasicInput!) {
          discountCodeBasicCreate(basicCodeDiscount: $discount) {
            codeDiscountNode { id } userErrors { field code message }
          }
        }
        """

    private static let pageInfo = "pageInfo { hasNextPage endCursor }"
    private static let shopMoney = "{ shopMoney { amount currencyCode } }"
    private static let parts = """
        discountAllocations { allocatedAmountSet \(shopMoney) } taxLines { priceSet \(shopMoney) }
        """
    private static let shippingFields = "originalPriceSet \(shopMoney) \(parts)"
    private static let lineFields = """
        id quantity currentQuantity sku isGiftCard product { id } variant { id }
        originalUnitPriceSet \(shopMoney) totalDiscountSet \(shopMoney) \(parts)
        """
    private static let customerFields = """
        id createdAt firstName lastName defaultEmailAddress { emailAddress } defaultAddress { countryCodeV2 }
        """
    private static let orderFields = """
        id createdAt updatedAt processedAt cancelledAt test email customerLocale currencyCode taxesIncluded
        displayFinancialStatus paymentGatewayNames
        totalPriceSet \(shopMoney) currentTotalPriceSet \(shopMoney)
        totalTaxSet \(shopMoney) totalShippingPriceSet \(shopMoney)
        billingAddress { countryCodeV2 } shippingAddress { countryCodeV2 } customer { \(customerFields) }
        """
}
