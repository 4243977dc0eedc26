<?php
/**
 * Owns the way from the shop's local times, which are written without zone, to instants in UTC.
 */
if (!defined('_PS_VERSION_')) {
    exit;
}

class EchelonTime
{
    /** @var DateTimeZone */
    private $zone;

    /** @var int */
    private $now;

    /**
     * @param string $zone an IANA name such as `Europe/Paris`; the one of PHP where it is unknown
     * @param int    $now  Unix seconds
     */
    public function __construct(string $zone, int $now)
    {
        try {
            $this->zone = new DateTimeZone($zone);
        } catch (Exception $e) {
            $this->zone = new DateTimeZone(date_default_timezone_get());
        }
        $this->now = $now;
    }

    /**
     * Unix seconds of a local time; null for none (`0000-00-00 00:00:00`).
     *
     * An hour that occurs twice in autumn is read as the later one, unless that is yet to come. So the times that one
     * object takes on after one another never go backwards.
     */
    public function seconds($local): ?int
    {
        $text = substr(trim((string) $local), 0, 19);
        if ($text === '' || strpos($text, '0000-00-00') === 0) {
            return null;
        }
        $time = DateTime::createFromFormat('!Y-m-d H:i:s', $text, $this->zone);
        if ($time === false) {
            return null;
        }
        $first = $time->getTimestamp();
        $same = array_filter($this->around($first), function ($seconds) use ($text) {
            return $this->local($seconds) === $text;
        });
        $past = array_filter($same, function ($seconds) {
            return $seconds <= $this->now;
        });
        if ($past !== []) {
            return max($past);
        }

        return $same === [] ? $first : min($same);
    }

    /** RFC 3339 in UTC, such as `2026-11-22T10:15:30Z`. */
    public static function text(?int $seconds): ?string
    {
        return $seconds === null ? null : gmdate('Y-m-d\TH:i:s\Z', $seconds);
    }

    /** The instants that may have the same local time: clocks are moved by an hour, and somewhere by half of one. */
    private function around(int $seconds): array
    {
        return [$seconds - 3600, $seconds - 1800, $seconds, $seconds + 1800, $seconds + 3600];
    }

    private function local(int $seconds): string
    {
        return (new DateTime('@' . $seconds))->setTimezone($this->zone)->format('Y-m-d H:i:s');
    }
}
