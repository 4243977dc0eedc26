<?php
/**
 * Owns exact sums of the shop's amounts, which come as texts or floats with six decimals: they are counted in millionths.
 */
if (!defined('_PS_VERSION_')) {
    exit;
}

class EchelonAmount
{
    const UNIT = 1000000;

    /** Millionths of an amount; 0 for what is below zero, as no amount of an order is. */
    public static function millionths($amount): int
    {
        return max(0, (int) round((float) $amount * self::UNIT));
    }

    /** A decimal text with at least two and at most six decimals, such as `68.20`. */
    public static function text(int $millionths): string
    {
        $fraction = rtrim(sprintf('%06d', $millionths % self::UNIT), '0');

        return intdiv($millionths, self::UNIT) . '.' . str_pad($fraction, 2, '0');
    }
}
