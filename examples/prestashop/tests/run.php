<?php
/**
 * Runs the module's tests: `php run.php [WORDS OF A SENTENCE]`. Closes with a line of totals.
 *
 * ECHELON names the server's binary; the tests with a real server are skipped without it.
 */
error_reporting(E_ALL);
set_error_handler(function ($level, $text, $file, $line) {
    // What is silenced by @ is meant.
    if (error_reporting() & $level) {
        throw new ErrorException($text, 0, $level, $file, $line);
    }

    return true;
});
$database = tempnam(sys_get_temp_dir(), 'echelon');
putenv('ECHELON_TEST_DB=' . $database);
register_shutdown_function('unlink', $database);

require __DIR__ . '/stubs.php';
require __DIR__ . '/harness.php';
require __DIR__ . '/fixture.php';
require __DIR__ . '/../echelon/echelon.php';
require __DIR__ . '/../echelon/controllers/front/cron.php';
foreach (glob(__DIR__ . '/cases/*.php') as $file) {
    require $file;
}
exit(Suite::run(implode(' ', array_slice($argv, 1))));
