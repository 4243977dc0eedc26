internal import Domain
internal import JSON

/// Making coupons.
extension WooCommerceConnection {
    /// Good once, for the customer's address only. WooCommerce knows no first instant, so it is good at once.
    ///
    /// - Throws: `ShopError.refused` for a customer whose address is not known: anyone could use the voucher.
    public func make(_ voucher: ShopVoucher) async throws(ShopError) {
        guard !(try await exists(voucher.code)) else { return }
        guard let email = try await address(of: voucher) else {
            throw .refused(
                "customer \(voucher.customer.prefix(40)) has no e-mail address for the voucher to be bound to")
        }
        switch try await api.ask(.post, "coupons", body: Self.coupon(voucher, email)) {
        case .done: return
        case .refused(let refusal) where refusal.code == "woocommerce_rest_coupon_code_already_exists": return
        case .refused(let refusal): throw refusal.error
        }
    }

    /// WooCommerce keeps codes in small letters.
    private func exists(_ code: String) async throws(ShopError) -> Bool {
        let json = try WooCommerceAPI.json(try await api.get("coupons", [.init("code", code)]))
        guard let coupons = json.array else { throw .malformed("a list of coupons was expected") }
        return coupons.contains { $0["code"]?.string?.lowercased() == code.lowercased() }
    }

    private func address(of voucher: ShopVoucher) async throws(ShopError) -> String? {
        if let email = voucher.email, !email.isEmpty { return email }
        guard case .customer(let event)? = try await customer(voucher.customer)?.event else { return nil }
        return event.email
    }

    /// `date_expires_gmt` is documented and ignored; `date_expires` takes a time with its zone. A coupon is still good
    /// in that very second.
    private static func coupon(_ voucher: ShopVoucher, _ email: String) -> JSONValue {
        let (kind, amount) =
            switch voucher.discount {
            case .percent(let percent): ("percent", "\(percent)")
            case .amount(let money): ("fixed_cart", money.amount)
            }
        let last = Timestamp(seconds: (voucher.until.milliseconds - 1) / 1_000)
        return [
            "code": .string(voucher.code), "description": .string(voucher.name), "discount_type": .string(kind),
            "amount": .string(amount), "date_expires": .string(last.description), "usage_limit": 1,
            "individual_use": false, "email_restrictions": [.string(email)],
        ]
    }
}
