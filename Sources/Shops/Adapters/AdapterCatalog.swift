public import Domain

/// All adapters, one line each.
public enum AdapterCatalog {
    public static func adapter(for platform: Platform) -> any ShopAdapter {
        switch platform {
        case .generic: GenericAdapter()
        case .woocommerce: WooCommerceAdapter()
        case .shopify: ShopifyAdapter()
        case .prestashop: PrestaShopAdapter()
        }
    }
}
