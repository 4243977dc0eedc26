<?php
/**
 * Owns the requests that leave the shop: one at a time, with time-outs, TLS verified, no redirect followed.
 */
if (!defined('_PS_VERSION_')) {
    exit;
}

class EchelonHttp
{
    /** Bytes of an answer that are read; more breaks it off. */
    const LONGEST = 65536;

    /**
     * @param string[] $headers lines
     * @param float    $seconds for the whole
     *
     * @return array `status` (0 where there was no answer), `body`, `error` (empty where there was an answer)
     */
    public function post(string $address, array $headers, string $body, float $seconds): array
    {
        $headers[] = 'Content-Type: application/json';
        // Without this curl asks before it sends more than a little.
        $headers[] = 'Expect:';

        return $this->request($address, [CURLOPT_POST => true, CURLOPT_POSTFIELDS => $body], $headers, $seconds);
    }

    /** The same with GET. */
    public function get(string $address, array $headers, float $seconds): array
    {
        return $this->request($address, [CURLOPT_HTTPGET => true], $headers, $seconds);
    }

    private function request(string $address, array $options, array $headers, float $seconds): array
    {
        $answer = '';
        $handle = curl_init();
        curl_setopt_array($handle, $options + [
            CURLOPT_URL => $address,
            CURLOPT_HTTPHEADER => $headers,
            CURLOPT_CONNECTTIMEOUT_MS => (int) (min(3, $seconds) * 1000),
            CURLOPT_TIMEOUT_MS => (int) ($seconds * 1000),
            CURLOPT_NOSIGNAL => true,
            CURLOPT_FOLLOWLOCATION => false,
            CURLOPT_PROTOCOLS => CURLPROTO_HTTP | CURLPROTO_HTTPS,
            CURLOPT_SSL_VERIFYPEER => true,
            CURLOPT_SSL_VERIFYHOST => 2,
            CURLOPT_USERAGENT => 'Echelon-PrestaShop/' . Echelon::VERSION,
            CURLOPT_WRITEFUNCTION => function ($handle, $bytes) use (&$answer) {
                $answer .= $bytes;

                return strlen($answer) <= self::LONGEST ? strlen($bytes) : 0;
            },
        ]);
        curl_exec($handle);
        $problem = curl_errno($handle);
        $status = (int) curl_getinfo($handle, CURLINFO_RESPONSE_CODE);
        curl_close($handle);
        // A status that came counts, even where the rest of the answer was too long.
        if ($status !== 0) {
            return ['status' => $status, 'body' => $answer, 'error' => ''];
        }

        return ['status' => 0, 'body' => '', 'error' => (string) curl_strerror($problem)];
    }
}
