<?php
/**
 * Owns a customer's progress on the ladder: asking Echelon for it, keeping the answer for some minutes, and what of it
 * is shown.
 */
if (!defined('_PS_VERSION_')) {
    exit;
}

class EchelonProgress
{
    const TABLE = 'echelon_progress';

    /** Seconds for which an answer is kept, and for which nobody asks again after a failure. */
    const KEPT = 300;
    const KEPT_FAILURE = 60;

    /** Seconds for the whole request. */
    const TIMEOUT = 1.0;

    /** @var EchelonHttp */
    private $http;

    /** @var callable */
    private $clock;

    public function __construct(EchelonHttp $http, callable $clock)
    {
        $this->http = $http;
        $this->clock = $clock;
    }

    public static function create(): bool
    {
        return (bool) Db::getInstance()->execute(
            'CREATE TABLE IF NOT EXISTS `' . _DB_PREFIX_ . self::TABLE . '` (
                `id_customer` INT UNSIGNED NOT NULL,
                `id_shop` INT UNSIGNED NOT NULL,
                `valid_until` BIGINT NOT NULL,
                `answer` TEXT NOT NULL,
                PRIMARY KEY (`id_customer`, `id_shop`)
            ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4'
        );
    }

    public static function drop(): bool
    {
        return (bool) Db::getInstance()->execute('DROP TABLE IF EXISTS `' . _DB_PREFIX_ . self::TABLE . '`');
    }

    public static function forget(int $customer): void
    {
        Db::getInstance()->execute('DELETE FROM ' . self::table() . ' WHERE `id_customer` = ' . $customer);
    }

    /**
     * Echelon's answer of `/api/v1/customers/ext:ID/progress`, decoded; null where it is not known or not wanted.
     */
    public function of(int $customer, EchelonSettings $settings, int $shop): ?array
    {
        if ($settings->readToken() === '' || $settings->address() === '') {
            return null;
        }
        $kept = $this->kept($customer, $shop);
        if ($kept !== null) {
            return $this->decoded($kept);
        }
        $address = $settings->base() . '/api/v1/customers/ext:' . $customer . '/progress'
            . ($settings->store() === '' ? '' : '?store=' . rawurlencode($settings->store()));
        $answer = $this->http->get($address, ['Authorization: Bearer ' . $settings->readToken()], self::TIMEOUT);
        $body = $answer['status'] === 200 ? $answer['body'] : '';
        $this->keep($customer, $shop, $body);

        return $this->decoded($body);
    }

    /** The values of the template; all texts, but `percent`, which is a whole number from 0 to 100. */
    public static function shown(array $progress, Context $context): array
    {
        return [
            'rung' => self::text($progress, 'rung'),
            'next' => self::text($progress, 'next'),
            'missing' => self::money(isset($progress['missing']) ? $progress['missing'] : null, $context),
            'percent' => max(0, min(100, (int) $progress['percent'])),
        ];
    }

    private static function text(array $progress, string $name): string
    {
        return isset($progress[$name]['name']) && is_string($progress[$name]['name']) ? $progress[$name]['name'] : '';
    }

    private static function money($money, Context $context): string
    {
        if (!is_array($money) || !isset($money['amount'], $money['currency'])) {
            return '';
        }
        $amount = (string) $money['amount'];
        $currency = (string) $money['currency'];
        if (method_exists($context, 'getCurrentLocale') && $context->getCurrentLocale() !== null) {
            return (string) $context->getCurrentLocale()->formatPrice($amount, $currency);
        }

        return $amount . ' ' . $currency;
    }

    private function decoded(string $body): ?array
    {
        $progress = json_decode($body, true);

        return is_array($progress) && isset($progress['percent']) && is_int($progress['percent']) ? $progress : null;
    }

    private function kept(int $customer, int $shop): ?string
    {
        $rows = Db::getInstance()->executeS(
            'SELECT `answer` FROM ' . self::table() . ' WHERE `id_customer` = ' . $customer . ' AND `id_shop` = ' . $shop
            . ' AND `valid_until` > ' . $this->now(),
            true,
            false
        );

        return is_array($rows) && $rows !== [] ? (string) $rows[0]['answer'] : null;
    }

    private function keep(int $customer, int $shop, string $body): void
    {
        $until = $this->now() + ($body === '' ? self::KEPT_FAILURE : self::KEPT);
        Db::getInstance()->execute(
            'REPLACE INTO ' . self::table() . ' (`id_customer`, `id_shop`, `valid_until`, `answer`) VALUES ('
            . $customer . ', ' . $shop . ', ' . $until . ', \'' . pSQL($body, true) . '\')'
        );
    }

    private function now(): int
    {
        return (int) ($this->clock)();
    }

    private static function table(): string
    {
        return '`' . _DB_PREFIX_ . self::TABLE . '`';
    }
}
