<?php
/**
 * A few lines to write tests with: a test is a sentence and a function, and it must check something.
 */
class Failed extends Exception
{
}

class Skipped extends Exception
{
}

class Suite
{
    public static $tests = [];
    public static $checks = 0;

    public static function run(string $only): int
    {
        $counts = ['passed' => 0, 'failed' => 0, 'skipped' => 0];
        foreach (self::$tests as $sentence => $body) {
            if ($only === '' || strpos($sentence, $only) !== false) {
                ++$counts[self::outcome($sentence, $body)];
            }
        }
        Receiver::stopAll();
        $skipped = $counts['skipped'] === 0 ? '' : ", {$counts['skipped']} skipped";
        echo "\n{$counts['passed']} passed, {$counts['failed']} failed$skipped\n";

        return $counts['failed'] === 0 && $counts['passed'] > 0 ? 0 : 1;
    }

    private static function outcome(string $sentence, callable $body): string
    {
        self::$checks = 0;
        try {
            Fixture::reset();
            $body();
            check(self::$checks > 0, 'the test checks nothing');
            echo "ok    $sentence\n";

            return 'passed';
        } catch (Skipped $e) {
            echo "skip  $sentence: {$e->getMessage()}\n";

            return 'skipped';
        } catch (Throwable $e) {
            echo "FAIL  $sentence\n      " . get_class($e) . ': ' . $e->getMessage() . "\n      "
                . str_replace("\n", "\n      ", $e->getTraceAsString()) . "\n";

            return 'failed';
        }
    }
}

function test(string $sentence, callable $body): void
{
    if (isset(Suite::$tests[$sentence])) {
        throw new Failed("two tests are called '$sentence'");
    }
    Suite::$tests[$sentence] = $body;
}

function check(bool $holds, string $what): void
{
    ++Suite::$checks;
    if (!$holds) {
        throw new Failed($what);
    }
}

function same($expected, $actual, string $what = 'the value'): void
{
    check($expected === $actual, "$what is " . var_export($actual, true) . "\n      and not " . var_export($expected, true));
}

function contains(string $part, string $text): void
{
    check(strpos($text, $part) !== false, "'$part' is missing in: $text");
}

function lacks(string $part, string $text): void
{
    check(strpos($text, $part) === false, "'$part' is there in: $text");
}

/** An HTTP server on loopback that writes down what it gets, and answers as it is told. */
class Receiver
{
    private static $all = [];
    private $process;
    public $port;
    private $folder;

    public function __construct()
    {
        $this->folder = sys_get_temp_dir() . '/echelon-receiver-' . bin2hex(random_bytes(6));
        mkdir($this->folder);
        $this->port = freePort();
        $command = [PHP_BINARY, '-S', '127.0.0.1:' . $this->port, __DIR__ . '/receiver.php'];
        $this->process = start($command, ['ECHELON_RECEIVER' => $this->folder], $this->folder . '/log');
        waitForPort($this->port);
        self::$all[] = $this;
    }

    public function address(string $key = 'presta'): string
    {
        return 'http://127.0.0.1:' . $this->port . '/webhooks/' . $key;
    }

    public function answer(int $status, string $body = '', string $header = ''): void
    {
        file_put_contents($this->folder . '/answer', json_encode([$status, $body, $header]));
    }

    /** Everything that came, oldest first: `method`, `path`, `headers` (names in small letters), `body`. */
    public function requests(): array
    {
        $file = $this->folder . '/requests';
        $lines = is_file($file) ? file($file, FILE_IGNORE_NEW_LINES) : [];

        return array_map(function ($line) {
            return json_decode($line, true);
        }, $lines);
    }

    public function stop(): void
    {
        if ($this->process !== null) {
            proc_terminate($this->process, 9);
            proc_close($this->process);
            $this->process = null;
            array_map('unlink', glob($this->folder . '/*'));
            rmdir($this->folder);
        }
    }

    public static function stopAll(): void
    {
        foreach (self::$all as $receiver) {
            $receiver->stop();
        }
        self::$all = [];
    }
}

function freePort(): int
{
    $socket = stream_socket_server('tcp://127.0.0.1:0');
    $port = (int) substr(strrchr(stream_socket_get_name($socket, false), ':'), 1);
    fclose($socket);

    return $port;
}

/** Waits until somebody listens; a look every few milliseconds, 10 s at most. */
function waitForPort(int $port): void
{
    $end = microtime(true) + 10;
    while (microtime(true) < $end) {
        $socket = @stream_socket_client("tcp://127.0.0.1:$port", $code, $text, 1);
        if ($socket !== false) {
            fclose($socket);

            return;
        }
        usleep(5000);
    }
    throw new Failed("nobody listens on port $port");
}

function start(array $command, array $environment, string $log)
{
    return proc_open($command, [['file', '/dev/null', 'r'], ['file', $log, 'a'], ['file', $log, 'a']], $pipes, null, $environment + getenv());
}

/** Runs a command to its end: its status and what it wrote. */
function finish(array $command, array $environment = []): array
{
    $log = tempnam(sys_get_temp_dir(), 'echelon');
    $process = start($command, $environment, $log);
    do {
        $status = proc_get_status($process);
        usleep(2000);
    } while ($status['running']);
    proc_close($process);
    $text = (string) file_get_contents($log);
    unlink($log);

    return [$status['exitcode'], $text];
}
