<?php
/**
 * Owns the module's settings: their names in the shop's configuration, reading them for one shop, and the checks
 * that a new value has to pass.
 */
if (!defined('_PS_VERSION_')) {
    exit;
}

class EchelonSettings
{
    const ADDRESS = 'ECHELON_ADDRESS';
    const SECRET = 'ECHELON_SECRET';
    const READ_TOKEN = 'ECHELON_READ_TOKEN';
    const STORE = 'ECHELON_STORE';
    /** Set where Echelon answered 410: the digest of the address that did. */
    const STOPPED = 'ECHELON_STOPPED';
    /** The same for all shops of an installation. */
    const CRON_TOKEN = 'ECHELON_CRON_TOKEN';
    const INSTALLATION = 'ECHELON_INSTALLATION';

    const ALL = [
        self::ADDRESS, self::SECRET, self::READ_TOKEN, self::STORE, self::STOPPED, self::CRON_TOKEN, self::INSTALLATION,
    ];

    /** @var int|null */
    private $idShop;

    /**
     * @param int|null $idShop whose settings; null for those of the context
     */
    public function __construct(?int $idShop = null)
    {
        $this->idShop = $idShop ?: null;
    }

    /** The address of the source, `https://…/webhooks/KEY`; empty where none is set. */
    public function address(): string
    {
        return $this->value(self::ADDRESS);
    }

    /** The source's secret, `whsec_…`; never to be shown or logged. */
    public function secret(): string
    {
        return $this->value(self::SECRET);
    }

    /** A token of scope `read`; empty where the progress bar is not wanted. */
    public function readToken(): string
    {
        return $this->value(self::READ_TOKEN);
    }

    /** The key of the store in Echelon; empty where Echelon has one store only. */
    public function store(): string
    {
        return $this->value(self::STORE);
    }

    /** Echelon's own address, that is the source's without `/webhooks/KEY`. */
    public function base(): string
    {
        return (string) preg_replace('~/webhooks/[^/]*$~', '', $this->address());
    }

    public function isComplete(): bool
    {
        return $this->address() !== '' && $this->secret() !== '';
    }

    /** Whether this address has answered 410 since the settings were last saved. */
    public function isStopped(): bool
    {
        return $this->address() !== '' && $this->value(self::STOPPED) === sha1($this->address());
    }

    /** Whether that holds for any shop of the installation. */
    public static function isAnyStopped(): bool
    {
        foreach (Shop::getShops(true, null, true) as $id) {
            if ((new self((int) $id))->isStopped()) {
                return true;
            }
        }

        return false;
    }

    /** Sends nothing more to this address until the settings are saved again. */
    public function stop(): void
    {
        $group = $this->idShop === null ? null : (int) Shop::getGroupFromShop($this->idShop);
        Configuration::updateValue(self::STOPPED, sha1($this->address()), false, $group, $this->idShop);
    }

    /** Takes back every stop, of all shops. */
    public static function resume(): void
    {
        Configuration::deleteByName(self::STOPPED);
    }

    /** Makes the values that nobody enters; keeps those that are there. */
    public static function prepare(): void
    {
        foreach ([self::CRON_TOKEN, self::INSTALLATION] as $name) {
            if ((string) Configuration::getGlobalValue($name) === '') {
                Configuration::updateGlobalValue($name, bin2hex(random_bytes(20)));
            }
        }
    }

    public static function clear(): void
    {
        foreach (self::ALL as $name) {
            Configuration::deleteByName($name);
        }
    }

    /**
     * HTTPS with a path that ends in `/webhooks/KEY`, and no query. Plain HTTP only to this machine itself.
     */
    public static function isAddress(string $text): bool
    {
        $parts = parse_url($text);
        if (!is_array($parts) || !isset($parts['scheme'], $parts['host'], $parts['path']) || strlen($text) > 255) {
            return false;
        }
        $isLocal = in_array($parts['host'], ['localhost', '127.0.0.1', '[::1]'], true);
        if ($parts['scheme'] !== 'https' && !($parts['scheme'] === 'http' && $isLocal)) {
            return false;
        }
        if (isset($parts['query']) || isset($parts['fragment']) || isset($parts['user'])) {
            return false;
        }

        return preg_match('~^[A-Za-z0-9._\-/:\[\]]+/webhooks/[a-z0-9_-]+$~D', $text) === 1;
    }

    /** `whsec_` (which may be missing) and the base64 of at least 16 bytes. */
    public static function isSecret(string $text): bool
    {
        return EchelonSignature::key($text) !== null;
    }

    private function value(string $name): string
    {
        if ($this->idShop === null) {
            return trim((string) Configuration::get($name));
        }
        $group = (int) Shop::getGroupFromShop($this->idShop);

        return trim((string) Configuration::get($name, null, $group, $this->idShop));
    }
}
