<?php
/**
 * Owns the table of what is still to be told to Echelon. A row names an object, not its content: what is sent is read
 * when it is sent. All times are Unix seconds.
 */
if (!defined('_PS_VERSION_')) {
    exit;
}

class EchelonOutbox
{
    const TABLE = 'echelon_outbox';

    /** Seconds from one attempt to the next: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, then daily for three days. */
    const WAITS = [5, 300, 1800, 7200, 18000, 36000, 86400, 86400, 86400];

    /** Seconds for which a row belongs to who took it; far more than a request may last. */
    const LEASE = 60;

    /** Seconds for which a row is left to the request that noted it, as that may still be changing the object. */
    const SETTLING = 3;

    /** Seconds for which a sent row is kept to be looked at. */
    const KEPT = 604800;

    const ORDER = 'order';
    const ORDER_DELETED = 'order.deleted';
    const CUSTOMER = 'customer';
    const CUSTOMER_DELETED = 'customer.deleted';

    /** @var callable */
    private $clock;

    public function __construct(callable $clock)
    {
        $this->clock = $clock;
    }

    public static function create(): bool
    {
        return (bool) Db::getInstance()->execute(
            'CREATE TABLE IF NOT EXISTS `' . _DB_PREFIX_ . self::TABLE . '` (
                `id` INT UNSIGNED NOT NULL AUTO_INCREMENT,
                `kind` VARCHAR(20) NOT NULL,
                `object_id` INT UNSIGNED NOT NULL,
                `id_shop` INT UNSIGNED NOT NULL,
                `state` VARCHAR(10) NOT NULL,
                `created` BIGINT NOT NULL,
                `next_try` BIGINT NOT NULL,
                `sent` BIGINT NOT NULL,
                `tries` INT NOT NULL,
                `changes` INT NOT NULL,
                `leased_until` BIGINT NOT NULL,
                `lease` VARCHAR(32) NOT NULL,
                `last_error` VARCHAR(255) NOT NULL,
                PRIMARY KEY (`id`),
                KEY `due` (`state`, `next_try`),
                KEY `object` (`kind`, `object_id`)
            ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4'
        );
    }

    public static function drop(): bool
    {
        return (bool) Db::getInstance()->execute('DROP TABLE IF EXISTS `' . _DB_PREFIX_ . self::TABLE . '`');
    }

    /**
     * Notes that an object is to be told. A row that waits already and that nobody is sending serves again, with its
     * attempts counted anew; so an object changed ten times in a request is one row.
     *
     * @param int $wait seconds before which no other request takes it
     */
    public function add(string $kind, int $object, int $shop, int $wait = 0): void
    {
        $now = $this->now();
        $next = $now + $wait;
        $this->execute(
            'UPDATE {table} SET `changes` = `changes` + 1, `tries` = 0, `next_try` = ' . $next . ', `last_error` = \'\'
            WHERE ' . $this->isOf($kind, $object) . ' AND `id_shop` = ' . $shop . ' AND ' . $this->isFree($now)
        );
        if (Db::getInstance()->Affected_Rows() > 0) {
            return;
        }
        $this->execute(
            'INSERT INTO {table} (`kind`, `object_id`, `id_shop`, `state`, `created`, `next_try`, `sent`, `tries`,
                `changes`, `leased_until`, `lease`, `last_error`)
            VALUES (\'' . pSQL($kind) . '\', ' . $object . ', ' . $shop . ', \'waiting\', ' . $now . ', ' . $next . ',
                0, 0, 1, 0, \'\', \'\')'
        );
    }

    /** Takes away what waits for an object that is no more. */
    public function forget(string $kind, int $object): void
    {
        $this->execute('DELETE FROM {table} WHERE ' . $this->isOf($kind, $object) . ' AND ' . $this->isFree($this->now()));
    }

    /**
     * The next due row, taken so that no other process gets it while the lease lasts; null where there is none.
     *
     * @param int[] $withoutShops whose rows are passed over
     * @param int   $after        the id after which to look, so that a run meets each row once
     * @param array $own          kind and id of what this request has noted, and need not wait for
     */
    public function take(array $withoutShops, int $after, array $own = []): ?array
    {
        $now = $this->now();
        $lease = bin2hex(random_bytes(16));
        $isDue = $this->isDue($now, $own);
        foreach ($this->due($withoutShops, $after, $isDue) as $row) {
            $this->execute(
                'UPDATE {table} SET `lease` = \'' . pSQL($lease) . '\', `leased_until` = ' . ($now + self::LEASE) . ',
                    `tries` = `tries` + 1
                WHERE `id` = ' . (int) $row['id'] . ' AND ' . $isDue . ' AND ' . $this->isFree($now)
            );
            if (Db::getInstance()->Affected_Rows() !== 1) {
                continue;
            }
            $taken = $this->leased((int) $row['id'], $lease);
            if ($taken !== null) {
                return $taken;
            }
        }

        return null;
    }

    /** The row has been taken by Echelon. */
    public function succeed(array $row): void
    {
        $this->finish($row, '`state` = \'sent\', `sent` = ' . $this->now() . ', `last_error` = \'\'');
    }

    /** There was nothing to tell after all. */
    public function discard(array $row): void
    {
        $this->execute('DELETE FROM {table} WHERE ' . $this->isMine($row));
    }

    /** The attempt failed: the next one is planned, or none where they are used up. */
    public function fail(array $row, string $reason): void
    {
        $attempt = (int) $row['tries'];
        $error = '`last_error` = \'' . pSQL(substr($reason, 0, 255)) . '\'';
        if ($attempt < 1 || $attempt > count(self::WAITS)) {
            $this->finish($row, '`state` = \'failed\', ' . $error);

            return;
        }
        $next = $this->now() + self::WAITS[$attempt - 1];
        $this->finish($row, '`next_try` = ' . $next . ', ' . $error);
    }

    /** Gives a row back as if it had not been taken; its reason is kept. */
    public function giveBack(array $row, string $reason): void
    {
        $error = pSQL(substr($reason, 0, 255));
        $this->finish($row, '`tries` = `tries` - 1, `last_error` = \'' . $error . '\'');
    }

    /** Lets everything that failed start again. */
    public function retryFailed(): void
    {
        $this->execute(
            'UPDATE {table} SET `state` = \'waiting\', `tries` = 0, `next_try` = ' . $this->now() . '
            WHERE `state` = \'failed\''
        );
    }

    /** Removes sent rows that have been kept for long enough. */
    public function purge(): void
    {
        $this->execute('DELETE FROM {table} WHERE `state` = \'sent\' AND `sent` < ' . ($this->now() - self::KEPT));
    }

    /**
     * `waiting`, `failed` (numbers), `last_sent` (Unix seconds, 0 for never) and `problems`: up to 20 rows that have
     * a reason, newest first.
     */
    public function summary(): array
    {
        $count = function ($state) {
            return (int) $this->value('SELECT COUNT(*) FROM {table} WHERE `state` = \'' . pSQL($state) . '\'');
        };

        return [
            'waiting' => $count('waiting'),
            'failed' => $count('failed'),
            'last_sent' => (int) $this->value('SELECT MAX(`sent`) FROM {table} WHERE `state` = \'sent\''),
            'problems' => $this->rows(
                'SELECT * FROM {table} WHERE `state` IN (\'waiting\', \'failed\') AND `last_error` <> \'\'
                ORDER BY `id` DESC LIMIT 20'
            ),
        ];
    }

    private function due(array $withoutShops, int $after, string $isDue): array
    {
        $now = $this->now();
        $shops = $withoutShops === [] ? '' : ' AND `id_shop` NOT IN (' . implode(', ', array_map('intval', $withoutShops)) . ')';

        return $this->rows(
            'SELECT `id` FROM {table} WHERE ' . $this->isFree($now) . ' AND ' . $isDue . ' AND `id` > ' . $after . $shops . '
            ORDER BY `id` LIMIT 10'
        );
    }

    private function leased(int $id, string $lease): ?array
    {
        $rows = $this->rows(
            'SELECT * FROM {table} WHERE `id` = ' . $id . ' AND `lease` = \'' . pSQL($lease) . '\''
        );

        return $rows === [] ? null : $rows[0];
    }

    /** Writes the end of an attempt, unless the lease has meanwhile gone to another process. */
    private function finish(array $row, string $values): void
    {
        $this->execute('UPDATE {table} SET `leased_until` = 0, `lease` = \'\', ' . $values . ' WHERE ' . $this->isMine($row));
    }

    private function isDue(int $now, array $own): string
    {
        $isDue = '`next_try` <= ' . $now;
        foreach ($own as $noted) {
            $isDue .= ' OR (`tries` = 0 AND ' . $this->isOf($noted[0], (int) $noted[1]) . ')';
        }

        return '(' . $isDue . ')';
    }

    private function isMine(array $row): string
    {
        return '`id` = ' . (int) $row['id'] . ' AND `lease` = \'' . pSQL($row['lease']) . '\'';
    }

    private function isOf(string $kind, int $object): string
    {
        return '`kind` = \'' . pSQL($kind) . '\' AND `object_id` = ' . $object;
    }

    private function isFree(int $now): string
    {
        return '`state` = \'waiting\' AND `leased_until` <= ' . $now;
    }

    private function now(): int
    {
        return (int) ($this->clock)();
    }

    private function execute(string $sql): void
    {
        if (!Db::getInstance()->execute($this->named($sql), false)) {
            throw new EchelonException('the outbox could not be written');
        }
    }

    /** Never from the shop's cache of queries: other processes write too. */
    private function rows(string $sql): array
    {
        $rows = Db::getInstance()->executeS($this->named($sql), true, false);

        return is_array($rows) ? $rows : [];
    }

    private function value(string $sql)
    {
        return Db::getInstance()->getValue($this->named($sql), false);
    }

    private function named(string $sql): string
    {
        return str_replace('{table}', '`' . _DB_PREFIX_ . self::TABLE . '`', $sql);
    }
}
