<?php
/**
 * Owns what is told of an order or a customer: the generic format of Echelon, read from the shop's objects as they are
 * at that moment. Passwords and keys (`passwd`, `secure_key`) are never read.
 */
if (!defined('_PS_VERSION_')) {
    exit;
}

class EchelonPayload
{
    /** @var callable */
    private $clock;

    public function __construct(callable $clock)
    {
        $this->clock = $clock;
    }

    /**
     * The event of a row of the outbox; null where nothing is to be told (a guest is no customer).
     *
     * @throws EchelonException where the object is not there or lacks what an order needs
     */
    public function event(array $row): ?array
    {
        $id = (int) $row['object_id'];
        $deletion = ['id' => (string) $id, 'version' => EchelonTime::text((int) $row['created'])];
        switch ($row['kind']) {
            case EchelonOutbox::ORDER:
                return ['type' => 'order', 'data' => $this->order($id)];
            case EchelonOutbox::CUSTOMER:
                $customer = $this->customer($id);

                return $customer === null ? null : ['type' => 'customer', 'data' => $customer];
            case EchelonOutbox::ORDER_DELETED:
                return ['type' => 'order.deleted', 'data' => $deletion];
            case EchelonOutbox::CUSTOMER_DELETED:
                return ['type' => 'customer', 'data' => $deletion + ['deleted' => true]];
            default:
                throw new EchelonException('unknown kind of row');
        }
    }

    private function order(int $id): array
    {
        // What this process read before may be out of date.
        Cache::clean('objectmodel_Order_' . $id . '_*');
        $order = new Order($id);
        $this->require(Validate::isLoadedObject($order), 'the order cannot be read');
        $time = $this->time((int) $order->id_shop);
        $slips = $this->slips($id);
        $total = EchelonAmount::millionths($order->total_paid_tax_incl);
        $country = $this->country((int) $order->id_address_invoice);

        return [
            'id' => (string) $id,
            'version' => $this->version($order->date_upd, array_column($slips, 'date_upd'), $time),
            'status' => $this->status($order),
            'placed_at' => EchelonTime::text($time->seconds($order->date_add)),
            'paid_at' => $this->paidAt($order, $time),
            'test' => false,
            'currency' => $this->currency((int) $order->id_currency),
            'conversion_rate' => $this->rate($order->conversion_rate),
            'total' => EchelonAmount::text($total),
            'tax' => $this->tax($order->total_paid_tax_incl, $order->total_paid_tax_excl),
            'shipping' => EchelonAmount::text(EchelonAmount::millionths($order->total_shipping_tax_incl)),
            'shipping_tax' => $this->tax($order->total_shipping_tax_incl, $order->total_shipping_tax_excl),
            'refunded' => EchelonAmount::text(min($total, $this->refunded($slips))),
            'payment_method' => (string) $order->module,
            'country' => $country,
            'customer' => $this->buyer((int) $order->id_customer, $country),
            'lines' => $this->lines($id),
        ];
    }

    /** Null for a guest. */
    private function customer(int $id): ?array
    {
        Cache::clean('objectmodel_Customer_' . $id . '_*');
        $customer = new Customer($id);
        $this->require(Validate::isLoadedObject($customer), 'the customer cannot be read');
        if ((bool) $customer->is_guest) {
            return null;
        }
        $version = $this->version($customer->date_upd, [], $this->time((int) $customer->id_shop));
        if ((bool) $customer->deleted) {
            return ['id' => (string) $id, 'version' => $version, 'deleted' => true];
        }
        $country = $this->country((int) Address::getFirstCustomerAddressId($id));

        return ['id' => (string) $id, 'version' => $version] + $this->person($customer, $country) + ['deleted' => false];
    }

    /** Who placed an order; null where the shop has lost them. */
    private function buyer(int $id, ?string $country): ?array
    {
        $customer = new Customer($id);
        if (!Validate::isLoadedObject($customer)) {
            return null;
        }
        $isGuest = (bool) $customer->is_guest;

        return ['id' => (string) $id, 'is_guest' => $isGuest] + $this->person($customer, $country);
    }

    private function person(Customer $customer, ?string $country): array
    {
        $language = new Language((int) $customer->id_lang);
        $time = $this->time((int) $customer->id_shop);
        $isGuest = (bool) $customer->is_guest;

        return [
            'email' => (string) $customer->email,
            'first_name' => (string) $customer->firstname,
            'last_name' => (string) $customer->lastname,
            'locale' => Validate::isLoadedObject($language) ? (string) $language->locale : null,
            'country' => $country,
            'registered_at' => $isGuest ? null : EchelonTime::text($time->seconds($customer->date_add)),
            'groups' => $this->groups((int) $customer->id),
            'default_group' => (string) (int) $customer->id_default_group,
        ];
    }

    /** Read from the table: the shop keeps a copy in memory that outlives a change in the same request. */
    private function groups(int $customer): array
    {
        $rows = $this->rows('SELECT `id_group` FROM {customer_group} WHERE `id_customer` = ' . $customer . ' ORDER BY `id_group`');

        return array_map('strval', array_column($rows, 'id_group'));
    }

    /** Paid by the state's own flag; void for the three states that the shop's configuration names. */
    private function status(Order $order): array
    {
        $id = (int) $order->current_state;
        $this->require($id > 0, 'the order has no state yet');
        $state = new OrderState($id, (int) Configuration::get('PS_LANG_DEFAULT'));
        $void = [];
        foreach (['PS_OS_CANCELED', 'PS_OS_REFUND', 'PS_OS_ERROR'] as $name) {
            $void[] = (int) Configuration::get($name);
        }
        $isVoid = in_array($id, $void, true);

        return [
            'code' => (string) $id,
            'label' => is_string($state->name) ? $state->name : '',
            // Echelon knows no state that is both.
            'paid' => (bool) $state->paid && !$isVoid,
            'void' => $isVoid,
        ];
    }

    /**
     * When the order first came into a paid state. Without such an entry, but in a paid state: the date of its invoice.
     */
    private function paidAt(Order $order, EchelonTime $time): ?string
    {
        $rows = $this->rows(
            'SELECT MIN(oh.`date_add`) AS `paid` FROM {order_history} oh
            INNER JOIN {order_state} os ON os.`id_order_state` = oh.`id_order_state`
            WHERE oh.`id_order` = ' . (int) $order->id . ' AND os.`paid` = 1'
        );
        $first = $rows === [] ? null : $time->seconds($rows[0]['paid']);
        if ($first === null && $this->status($order)['paid']) {
            $first = $time->seconds($order->invoice_date);
        }

        return EchelonTime::text($first);
    }

    private function lines(int $order): array
    {
        $lines = [];
        foreach (OrderDetail::getList($order) ?: [] as $row) {
            $quantity = (int) $row['product_quantity'];
            $refunded = (int) $row['product_quantity_refunded'] + (int) $row['product_quantity_return'];
            $lines[] = [
                'id' => (string) (int) $row['id_order_detail'],
                'product_id' => (string) (int) $row['product_id'],
                'variant_id' => (string) (int) $row['product_attribute_id'],
                'sku' => (string) $row['product_reference'],
                'categories' => $this->categories((int) $row['product_id']),
                'quantity' => $quantity,
                'refunded_quantity' => max(0, min($quantity, $refunded)),
                'total' => EchelonAmount::text(EchelonAmount::millionths($row['total_price_tax_incl'])),
                'tax' => $this->tax($row['total_price_tax_incl'], $row['total_price_tax_excl']),
                'gift_card' => false,
            ];
        }

        return $lines;
    }

    private function categories(int $product): array
    {
        return array_map('strval', array_values(Product::getProductCategories($product) ?: []));
    }

    private function slips(int $order): array
    {
        return $this->rows('SELECT * FROM {order_slip} WHERE `id_order` = ' . $order);
    }

    /** Millionths that all credit slips give back, with tax. */
    private function refunded(array $slips): int
    {
        $sum = 0;
        foreach ($slips as $slip) {
            $sum += $this->refundedProducts($slip);
            $sum += $this->has($slip, 'total_shipping_tax_incl')
                ? EchelonAmount::millionths($slip['total_shipping_tax_incl'])
                : EchelonAmount::millionths($slip['shipping_cost_amount']);
        }

        return $sum;
    }

    /**
     * A slip's totals with tax; where someone entered another amount (`order_slip_type` 2), that amount. `amount` alone
     * does not tell: for an ordinary slip it is the total without tax.
     */
    private function refundedProducts(array $slip): int
    {
        $with = EchelonAmount::millionths($slip['total_products_tax_incl']);
        $without = EchelonAmount::millionths($slip['total_products_tax_excl']);
        $amount = EchelonAmount::millionths($slip['amount']);
        $isEntered = (int) $slip['order_slip_type'] === 2 && $amount !== $with && $amount !== $without;

        return $amount > 0 && ($isEntered || $with === 0) ? $amount : $with;
    }

    private function has(array $slip, string $field): bool
    {
        return isset($slip[$field]) && (float) $slip[$field] > 0;
    }

    /** The later of the object's own time and those of what belongs to it. */
    private function version($own, array $others, EchelonTime $time): string
    {
        $instants = array_map([$time, 'seconds'], array_merge([$own], $others));
        $known = array_filter($instants, 'is_int');
        $this->require($known !== [], 'the time of its last change is missing');

        return EchelonTime::text(max($known));
    }

    /** The part of an amount that is tax. */
    private function tax($with, $without): string
    {
        return EchelonAmount::text(max(0, EchelonAmount::millionths($with) - EchelonAmount::millionths($without)));
    }

    private function rate($rate): string
    {
        $millionths = EchelonAmount::millionths($rate);

        return EchelonAmount::text($millionths > 0 ? $millionths : EchelonAmount::UNIT);
    }

    private function currency(int $id): string
    {
        $currency = new Currency($id);
        $this->require(Validate::isLoadedObject($currency), 'the currency cannot be read');

        return strtoupper((string) $currency->iso_code);
    }

    /** The ISO code of an address's country; null where either is missing. */
    private function country(int $address): ?string
    {
        $object = $address > 0 ? new Address($address) : null;
        if ($object === null || !Validate::isLoadedObject($object)) {
            return null;
        }
        $code = (string) Country::getIsoById((int) $object->id_country);

        return preg_match('/^[A-Za-z]{2}$/D', $code) === 1 ? strtoupper($code) : null;
    }

    private function time(int $shop): EchelonTime
    {
        $group = (int) Shop::getGroupFromShop($shop);
        $zone = (string) Configuration::get('PS_TIMEZONE', null, $group, $shop);

        return new EchelonTime($zone === '' ? date_default_timezone_get() : $zone, (int) ($this->clock)());
    }

    private function rows(string $sql): array
    {
        $named = preg_replace('/\{(\w+)\}/', '`' . _DB_PREFIX_ . '$1`', $sql);
        $rows = Db::getInstance()->executeS($named, true, false);

        return is_array($rows) ? $rows : [];
    }

    private function require(bool $holds, string $reason): void
    {
        if (!$holds) {
            throw new EchelonException($reason);
        }
    }
}
