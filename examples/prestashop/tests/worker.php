<?php
/**
 * A process of its own for the tests: sends what is due in the given database. With `die` it ends at once after the
 * receiver has answered, as if killed before it could note the outcome.
 *
 *   php worker.php ADDRESS NOW [die]
 */
require __DIR__ . '/stubs.php';
require __DIR__ . '/harness.php';
require __DIR__ . '/fixture.php';
require __DIR__ . '/../echelon/echelon.php';

class DyingHttp extends EchelonHttp
{
    public function post(string $address, array $headers, string $body, float $seconds): array
    {
        parent::post($address, $headers, $body, $seconds);
        exit(9);
    }
}

$configuration = json_decode(getenv('ECHELON_TEST_CONFIGURATION'), true);
Configuration::$global = $configuration['global'];
ObjectModel::$all = $configuration['objects'];
Product::$categories = $configuration['categories'];
Fixture::$now = (int) $argv[2];
Fixture::connect($argv[1]);
$counts = Fixture::sender(isset($argv[3]) ? new DyingHttp() : null)->run(1000, 60);
echo $counts['sent'];
