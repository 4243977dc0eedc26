<?php
/**
 * Makes the token by which the progress widget knows a customer (docs/widget.md).
 *
 *     ECHELON_WIDGET_KEY=epk_… php customer_token.php STORE CUSTOMER [EXP]
 *
 * Made on the shop's server, never in a browser: whoever has the key can look at every customer's progress. Take the two
 * functions into your shop as they are; PHP 7.1 or newer.
 */

declare(strict_types=1);

function echelon_base64url(string $bytes): string
{
    return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
}

/**
 * @param string $customer the id in the shop as UTF-8, empty for a guest
 * @param int    $expires  a second since 1970, at most a day ahead
 */
function echelon_customer_token(string $key, string $store, string $customer, int $expires): string
{
    $said = 'ep1.' . $store . '.' . echelon_base64url($customer) . '.' . $expires;

    return $said . '.' . echelon_base64url(hash_hmac('sha256', $said, $key, true));
}

if (PHP_SAPI === 'cli' && realpath($argv[0]) === __FILE__) {
    $key = getenv('ECHELON_WIDGET_KEY');
    if ($key === false || !in_array($argc, [3, 4], true)) {
        fwrite(STDERR, "ECHELON_WIDGET_KEY=epk_... php customer_token.php STORE CUSTOMER [EXP]\n");
        exit(2);
    }
    echo echelon_customer_token($key, $argv[1], $argv[2], isset($argv[3]) ? (int) $argv[3] : time() + 3600), "\n";
}
