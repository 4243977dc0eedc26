<?php
/**
 * The cron address: sends what waits, and says in one line what came of it. Asks for the token of the settings page.
 */
if (!defined('_PS_VERSION_')) {
    exit;
}

class EchelonCronModuleFrontController extends ModuleFrontController
{
    /** @var bool the answer is no page of the shop */
    public $ajax = true;

    public function initContent()
    {
        list($status, $text) = self::answer($this->module, (string) Tools::getValue('token'));
        http_response_code($status);
        header('Content-Type: text/plain; charset=utf-8');
        header('Cache-Control: no-store');
        header('X-Robots-Tag: noindex');
        exit($text . "\n");
    }

    /** The status and the line of the answer. */
    public static function answer(Echelon $module, string $token): array
    {
        $expected = (string) Configuration::getGlobalValue(EchelonSettings::CRON_TOKEN);
        if ($expected === '' || !hash_equals($expected, $token)) {
            return [403, 'wrong token'];
        }
        ignore_user_abort(true);
        set_time_limit(120);
        try {
            $counts = $module->sender()->run(500, 50);
            $summary = $module->outbox()->summary();
        } catch (Throwable $e) {
            Echelon::log($e);

            return [500, 'the outbox could not be worked on; see the log of the shop'];
        }

        return [200, sprintf(
            'sent %d, not taken %d, waiting %d, failed for good %d',
            $counts['sent'],
            $counts['failed'],
            $summary['waiting'],
            $summary['failed']
        )];
    }

    /** Cron goes on while the shop is closed for maintenance or to a country. */
    protected function displayMaintenancePage()
    {
    }

    protected function displayRestrictedCountryPage()
    {
    }
}
