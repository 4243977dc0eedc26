<?php
/**
 * Owns the sending of what the outbox holds: take a row, read the object, sign, send, note the outcome.
 */
if (!defined('_PS_VERSION_')) {
    exit;
}

class EchelonSender
{
    /** Seconds for one delivery, of which at most 3 for the connection. */
    const TIMEOUT = 8.0;

    /** @var EchelonOutbox */
    private $outbox;

    /** @var EchelonPayload */
    private $payload;

    /** @var EchelonHttp */
    private $http;

    /** @var callable */
    private $clock;

    /** @var int[] shops to which nothing more is sent in this run */
    private $skipped = [];

    public function __construct(EchelonOutbox $outbox, EchelonPayload $payload, EchelonHttp $http, callable $clock)
    {
        $this->outbox = $outbox;
        $this->payload = $payload;
        $this->http = $http;
        $this->clock = $clock;
    }

    /**
     * Sends due rows, oldest first, each once at most.
     *
     * @param int   $limit   rows at most
     * @param int   $seconds after which no further row is begun
     * @param array $own     kind and id of what this request has noted
     *
     * @return array how many were `sent` and how many `failed`
     */
    public function run(int $limit, int $seconds, array $own = []): array
    {
        $counts = ['sent' => 0, 'failed' => 0];
        $end = microtime(true) + $seconds;
        $after = 0;
        for ($i = 0; $i < $limit && microtime(true) < $end; ++$i) {
            $row = $this->outbox->take($this->skipped, $after, $own);
            if ($row === null) {
                break;
            }
            $after = (int) $row['id'];
            $this->attempt($row, $counts);
        }
        $this->outbox->purge();

        return $counts;
    }

    /**
     * Sends a delivery of type `ping`, which Echelon checks and answers like any other but which changes nothing.
     *
     * @return string empty where it was taken, else the reason
     */
    public function ping(EchelonSettings $settings): string
    {
        $body = self::json(['type' => 'ping', 'data' => ['module' => Echelon::VERSION, 'prestashop' => _PS_VERSION_]]);
        try {
            $answer = $this->send($settings, 'psm_ping_' . bin2hex(random_bytes(12)), $body);
        } catch (EchelonException $e) {
            return $e->getMessage();
        }

        return self::isTaken($answer) ? '' : self::reason($answer);
    }

    /** JSON in UTF-8; what is not UTF-8 is replaced, so that one bad name holds up nothing. */
    public static function json(array $value): string
    {
        $text = json_encode($value, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE);
        if ($text === false) {
            throw new EchelonException('the content cannot be written as JSON');
        }

        return $text;
    }

    private function attempt(array $row, array &$counts): void
    {
        $settings = new EchelonSettings((int) $row['id_shop']);
        if (!$settings->isComplete() || $settings->isStopped()) {
            $this->skipped[] = (int) $row['id_shop'];
            $reason = $settings->isStopped() ? 'Echelon answered 410: sending is stopped' : 'the settings are not complete';
            $this->outbox->giveBack($row, $reason);

            return;
        }
        try {
            $this->deliver($row, $settings, $counts);
        } catch (EchelonException $e) {
            $this->outbox->fail($row, $e->getMessage());
            ++$counts['failed'];
        } catch (Throwable $e) {
            // Its text may hold a name or an address; what kind of error it is suffices.
            $this->outbox->fail($row, 'error in the shop: ' . get_class($e));
            ++$counts['failed'];
        }
    }

    private function deliver(array $row, EchelonSettings $settings, array &$counts): void
    {
        // A process that died while sending has used its attempt.
        if ((int) $row['tries'] > count(EchelonOutbox::WAITS) + 1) {
            throw new EchelonException('sending broke off again and again');
        }
        $event = $this->payload->event($row);
        if ($event === null) {
            $this->outbox->discard($row);

            return;
        }
        $body = self::json($event);
        $answer = $this->send($settings, $this->id($row, $body), $body);
        if (self::isTaken($answer)) {
            $this->outbox->succeed($row);
            ++$counts['sent'];
        } elseif ($answer['status'] === 410) {
            $settings->stop();
            $this->skipped[] = (int) $row['id_shop'];
            $this->outbox->giveBack($row, 'Echelon answered 410: sending is stopped');
            ++$counts['failed'];
        } else {
            $this->refused($row, $answer);
            ++$counts['failed'];
        }
    }

    /** Where nobody answers, the other rows of the shop are not tried in this run. */
    private function refused(array $row, array $answer): void
    {
        if ($answer['status'] === 0 || $answer['status'] === 503) {
            $this->skipped[] = (int) $row['id_shop'];
        }
        $this->outbox->fail($row, self::reason($answer));
    }

    /** The same for every attempt with the same content; another for another row or content. */
    private function id(array $row, string $body): string
    {
        $installation = (string) Configuration::getGlobalValue(EchelonSettings::INSTALLATION);
        $digest = hash('sha256', $installation . ':' . (int) $row['id'] . ':' . hash('sha256', $body));

        return 'psm_' . substr($digest, 0, 40);
    }

    private function send(EchelonSettings $settings, string $id, string $body): array
    {
        $headers = EchelonSignature::headers($id, (int) ($this->clock)(), $body, $settings->secret());

        return $this->http->post($settings->address(), $headers, $body, self::TIMEOUT);
    }

    private static function isTaken(array $answer): bool
    {
        return $answer['status'] >= 200 && $answer['status'] < 300;
    }

    /** Why a delivery was not taken. Of the answer only Echelon's names of fields are told, and no values. */
    private static function reason(array $answer): string
    {
        $hints = [
            400 => 'the content was refused',
            401 => 'the secret is not that of the source, or the clocks differ by more than five minutes',
            404 => 'there is no source at this address',
            413 => 'the content was too long',
            429 => 'too many requests',
            503 => 'Echelon cannot take it now',
        ];
        $status = $answer['status'];
        if ($status === 0) {
            return 'no answer: ' . $answer['error'];
        }
        $hint = isset($hints[$status]) ? $hints[$status] : ($status >= 300 && $status < 400 ? 'a redirect, which is not followed' : '');
        $fields = $status === 400 ? self::fields($answer['body']) : '';

        return trim('answer ' . $status . ($hint === '' ? '' : ': ' . $hint) . ($fields === '' ? '' : ' (' . $fields . ')'));
    }

    /** Pointers such as `/data/total`, of an answer in the form of RFC 9457. */
    private static function fields(string $body): string
    {
        $problem = json_decode($body, true);
        $pointers = [];
        foreach (is_array($problem) && isset($problem['errors']) && is_array($problem['errors']) ? $problem['errors'] : [] as $error) {
            $pointer = is_array($error) && isset($error['pointer']) ? (string) $error['pointer'] : '';
            if (preg_match('~^#?(/[A-Za-z0-9_]+)+$~D', $pointer) === 1) {
                $pointers[] = $pointer;
            }
        }

        return implode(', ', array_slice($pointers, 0, 5));
    }
}
