<?php
/**
 * The shop of the tests: an empty database before each, and orders to put into it.
 */
class Fixture
{
    const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

    /** @var int the instant that the tests' clock shows */
    public static $now = 1795342530;

    public static function clock(): callable
    {
        return function () {
            return self::$now;
        };
    }

    public static function reset(): void
    {
        self::$now = 1795342530;
        $db = Db::getInstance();
        $db->isBroken = false;
        foreach (['echelon_outbox', 'echelon_progress', 'order_detail', 'order_slip', 'order_history', 'order_state', 'customer_group'] as $table) {
            $db->execute('DROP TABLE IF EXISTS `ps_' . $table . '`');
        }
        $db->execute('CREATE TABLE `ps_order_detail` (id_order_detail INT, id_order INT, product_id INT, product_attribute_id INT,
            product_reference VARCHAR(64), product_quantity INT, product_quantity_refunded INT, product_quantity_return INT,
            total_price_tax_incl DECIMAL(20,6), total_price_tax_excl DECIMAL(20,6))');
        $db->execute('CREATE TABLE `ps_order_slip` (id_order_slip INT, id_order INT, total_products_tax_excl DECIMAL(20,6),
            total_products_tax_incl DECIMAL(20,6), total_shipping_tax_incl DECIMAL(20,6), amount DECIMAL(20,6),
            shipping_cost_amount DECIMAL(20,6), order_slip_type INT, date_upd VARCHAR(19))');
        $db->execute('CREATE TABLE `ps_order_history` (id_order INT, id_order_state INT, date_add VARCHAR(19))');
        $db->execute('CREATE TABLE `ps_order_state` (id_order_state INT, paid INT)');
        $db->execute('CREATE TABLE `ps_customer_group` (id_customer INT, id_group INT)');
        Configuration::$ofShop = [];
        Configuration::$global = [
            'PS_TIMEZONE' => 'Europe/Paris', 'PS_LANG_DEFAULT' => '1', 'PS_OS_CANCELED' => '6', 'PS_OS_REFUND' => '7', 'PS_OS_ERROR' => '8',
        ];
        Tools::$submitted = [];
        PrestaShopLogger::$lines = [];
        Order::$reads = Customer::$reads = [];
        Module::$registered = [];
        Context::getContext()->customer = null;
        self::objects();
        (new Echelon())->install();
    }

    /** The module is told where to send, all shops or one. */
    public static function connect(string $address, ?int $shop = null): void
    {
        Configuration::updateValue(EchelonSettings::ADDRESS, $address, false, null, $shop);
        Configuration::updateValue(EchelonSettings::SECRET, self::SECRET, false, null, $shop);
    }

    /** An order of two lines with a discount of 10.00, in złoty, paid by a registered customer. */
    private static function objects(): void
    {
        ObjectModel::$all = [
            'Order' => [1042 => self::order()],
            'Customer' => [
                77 => self::customer(), 78 => ['is_guest' => '1', 'email' => 'guest@example.test'] + self::customer(),
            ],
            'OrderState' => [],
            'Currency' => [1 => ['iso_code' => 'EUR'], 2 => ['iso_code' => 'PLN']],
            'Language' => [1 => ['locale' => 'de-DE']],
            'Address' => [5 => ['id_country' => '1', 'id_customer' => 77], 6 => ['id_country' => '999', 'id_customer' => 78]],
        ];
        foreach ([[1, 'Awaiting payment', 0], [2, 'Payment accepted', 1], [6, 'Canceled', 0], [7, 'Refunded', 1], [8, 'Payment error', 0]] as $state) {
            ObjectModel::$all['OrderState'][$state[0]] = ['name' => [1 => $state[1]], 'paid' => (string) $state[2]];
            self::insert('order_state', $state[0], $state[2]);
        }
        Product::$categories = [93 => [2, 12]];
        self::insert('order_detail', 1, 1042, 93, 0, 'CLUB-YEAR', 2, 1, 0, '119.900000', '100.950000');
        self::insert('order_detail', 2, 1042, 94, 31, '', 1, 0, 0, '20.000000', '16.806723');
        self::insert('order_history', 1042, 1, '2026-11-22 11:14:02');
        self::insert('order_history', 1042, 2, '2026-11-22 11:15:30');
        self::insert('customer_group', 77, 3);
        self::insert('customer_group', 77, 4);
    }

    public static function order(): array
    {
        return [
            'id_shop' => '1', 'current_state' => '2', 'id_customer' => '77', 'id_currency' => '2', 'id_address_invoice' => '5',
            'module' => 'ps_wirepayment', 'conversion_rate' => '4.350000', 'date_add' => '2026-11-22 11:14:02',
            'date_upd' => '2026-11-22 11:15:30', 'invoice_date' => '2026-11-22 11:15:31',
            'total_paid_tax_incl' => '139.900000', 'total_paid_tax_excl' => '117.563025',
            'total_shipping_tax_incl' => '10.000000', 'total_shipping_tax_excl' => '8.100000',
        ];
    }

    public static function customer(): array
    {
        return [
            'id_shop' => '1', 'id_lang' => '1', 'id_default_group' => '4', 'is_guest' => '0', 'deleted' => '0',
            'email' => 'anna@example.test', 'firstname' => 'Anna', 'lastname' => 'Müller', 'date_add' => '2024-05-01 10:00:00',
            'date_upd' => '2026-11-20 09:00:00',
        ];
    }

    public static function insert(string $table, ...$values): void
    {
        $quoted = array_map(function ($value) {
            return "'" . pSQL((string) $value) . "'";
        }, $values);
        Db::getInstance()->execute('INSERT INTO `ps_' . $table . '` VALUES (' . implode(', ', $quoted) . ')');
    }

    public static function slip(string $without, string $with, string $shipping, string $amount, int $type, string $changed): void
    {
        self::insert('order_slip', 1, 1042, $without, $with, $shipping, $amount, 0, $type, $changed);
    }

    /** All rows of the outbox, oldest first. */
    public static function rows(): array
    {
        return Db::getInstance()->executeS('SELECT * FROM `ps_echelon_outbox` ORDER BY `id`');
    }

    public static function outbox(): EchelonOutbox
    {
        return new EchelonOutbox(self::clock());
    }

    public static function sender(?EchelonHttp $http = null): EchelonSender
    {
        return new EchelonSender(self::outbox(), new EchelonPayload(self::clock()), $http ?: new EchelonHttp(), self::clock());
    }

    /** What would be sent for an object now. */
    public static function event(string $kind, int $id): ?array
    {
        return (new EchelonPayload(self::clock()))->event(['kind' => $kind, 'object_id' => $id, 'created' => self::$now]);
    }

    /** The environment in which worker.php has this shop; a database in memory would not do. */
    public static function environment(): array
    {
        return ['ECHELON_TEST_CONFIGURATION' => json_encode([
            'global' => Configuration::$global, 'objects' => ObjectModel::$all, 'categories' => Product::$categories,
        ])];
    }

    /** Runs worker.php to its end: its status and what it wrote. */
    public static function worker(string $address, string $mode = ''): array
    {
        return finish(self::workerCommand($address, $mode), self::environment());
    }

    public static function workerCommand(string $address, string $mode = ''): array
    {
        return array_filter([PHP_BINARY, __DIR__ . '/worker.php', $address, (string) self::$now, $mode], 'strlen');
    }
}
