<?php
/**
 * Owns the signature of a delivery after Standard Webhooks 1.0: HMAC-SHA256 over `id.timestamp.body`.
 */
if (!defined('_PS_VERSION_')) {
    exit;
}

class EchelonSignature
{
    /** The bytes within `whsec_` + base64; the prefix may be missing. Null for anything else or fewer than 16 bytes. */
    public static function key(string $secret): ?string
    {
        $text = strpos($secret, 'whsec_') === 0 ? substr($secret, 6) : $secret;
        $bytes = base64_decode($text, true);

        return $bytes === false || strlen($bytes) < 16 ? null : $bytes;
    }

    /**
     * The three headers of a delivery, as lines.
     *
     * @param int $timestamp Unix seconds of sending
     *
     * @throws EchelonException where the secret is none
     */
    public static function headers(string $id, int $timestamp, string $body, string $secret): array
    {
        $key = self::key($secret);
        if ($key === null) {
            throw new EchelonException('the secret is not of the form whsec_ and base64');
        }
        $signature = base64_encode(hash_hmac('sha256', $id . '.' . $timestamp . '.' . $body, $key, true));

        return [
            'webhook-id: ' . $id,
            'webhook-timestamp: ' . $timestamp,
            'webhook-signature: v1,' . $signature,
        ];
    }
}
