<?php
/**
 * Owns the settings page: the form, the buttons, the state of the outbox. Every value is escaped where it is written.
 */
if (!defined('_PS_VERSION_')) {
    exit;
}

class EchelonPage
{
    /** @var Echelon */
    private $module;

    /** @var EchelonOutbox */
    private $outbox;

    /** @var EchelonSender */
    private $sender;

    /** @var string[] HTML of what the last button did */
    private $messages = [];

    public function __construct(Echelon $module, EchelonOutbox $outbox, EchelonSender $sender)
    {
        $this->module = $module;
        $this->outbox = $outbox;
        $this->sender = $sender;
    }

    /** Does what a button asked for, and returns the page. */
    public function content(): string
    {
        if (Tools::isSubmit('echelon_save')) {
            $this->save();
        } elseif (Tools::isSubmit('echelon_test')) {
            $this->test();
        } elseif (Tools::isSubmit('echelon_retry')) {
            $this->outbox->retryFailed();
            $this->say(true, $this->l('What had failed is tried again with the next run of cron.'));
        }
        $settings = new EchelonSettings();

        return implode('', $this->messages) . $this->form($settings) . $this->state() . $this->cron();
    }

    private function save(): void
    {
        $address = trim((string) Tools::getValue('echelon_address'));
        $secret = trim((string) Tools::getValue('echelon_secret'));
        $token = trim((string) Tools::getValue('echelon_token'));
        $store = trim((string) Tools::getValue('echelon_store'));
        $faults = $this->faults($address, $secret, $token, $store);
        foreach ($faults as $fault) {
            $this->say(false, $fault);
        }
        if ($faults !== []) {
            return;
        }
        Configuration::updateValue(EchelonSettings::ADDRESS, $address);
        Configuration::updateValue(EchelonSettings::STORE, $store);
        $this->keepOrReplace(EchelonSettings::SECRET, $secret, false);
        $this->keepOrReplace(EchelonSettings::READ_TOKEN, $token, (bool) Tools::getValue('echelon_token_remove'));
        EchelonSettings::resume();
        $this->say(true, $this->l('Saved.'));
    }

    private function faults(string $address, string $secret, string $token, string $store): array
    {
        $faults = [];
        if (!EchelonSettings::isAddress($address)) {
            $faults[] = $this->l('The address must begin with https:// and end with /webhooks/ and the key of the source.');
        }
        if ($secret !== '' && !EchelonSettings::isSecret($secret)) {
            $faults[] = $this->l('The secret must be whsec_ and the base64 of at least 16 bytes.');
        }
        if ($token !== '' && preg_match('/^[A-Za-z0-9_\-]{8,200}$/D', $token) !== 1) {
            $faults[] = $this->l('The token must be ech_ with letters and digits.');
        }
        if (preg_match('/^[A-Za-z0-9_\-]{0,64}$/D', $store) !== 1) {
            $faults[] = $this->l('The key of the store may have letters, digits, - and _.');
        }

        return $faults;
    }

    /** An empty field keeps what is there. */
    private function keepOrReplace(string $name, string $value, bool $isRemoved): void
    {
        if ($isRemoved || $value !== '') {
            Configuration::updateValue($name, $isRemoved ? '' : $value);
        }
    }

    private function test(): void
    {
        $settings = new EchelonSettings();
        if (!$settings->isComplete()) {
            $this->say(false, $this->l('Save the address and the secret first.'));

            return;
        }
        $problem = $this->sender->ping($settings);
        if ($problem === '') {
            $this->say(true, $this->l('Echelon has answered: address and secret are right.'));
        } else {
            $this->say(false, $this->l('The test was not taken.') . ' ' . $problem);
        }
    }

    private function form(EchelonSettings $settings): string
    {
        $saved = $this->l('saved; leave empty to keep it');
        $missing = $this->l('not saved');

        return '<form method="post" action="' . $this->e($this->action()) . '" class="panel" autocomplete="off">'
            . '<h3>' . $this->e($this->l('Connection')) . '</h3>'
            . $this->field('echelon_address', 'url', $this->l('Address of the source'), $settings->address(), 'https://echelon.example/webhooks/my-shop')
            . $this->field('echelon_secret', 'password', $this->l('Secret of the source'), '', $settings->secret() === '' ? $missing : $saved)
            . $this->field('echelon_store', 'text', $this->l('Key of the store (only where Echelon has several)'), $settings->store(), '')
            . $this->field('echelon_token', 'password', $this->l('Token with scope read, for the progress bar (may be left out)'), '', $settings->readToken() === '' ? $missing : $saved)
            . $this->removal($settings)
            . $this->button('echelon_save', $this->l('Save')) . ' '
            . $this->button('echelon_test', $this->l('Send a test'))
            . '<p class="help-block">' . $this->e($this->l('The test is a signed delivery of type ping. It uses what is saved and changes nothing in Echelon.')) . '</p>'
            . '</form>';
    }

    private function removal(EchelonSettings $settings): string
    {
        if ($settings->readToken() === '') {
            return '';
        }

        return '<div class="form-group"><label><input type="checkbox" name="echelon_token_remove" value="1"> '
            . $this->e($this->l('Remove the token')) . '</label></div>';
    }

    private function field(string $name, string $type, string $label, string $value, string $placeholder): string
    {
        return '<div class="form-group"><label for="' . $this->e($name) . '">' . $this->e($label) . '</label>'
            . '<input class="form-control" id="' . $this->e($name) . '" name="' . $this->e($name) . '" type="' . $this->e($type)
            . '" value="' . $this->e($value) . '" placeholder="' . $this->e($placeholder) . '" autocomplete="new-password"></div>';
    }

    private function button(string $name, string $label): string
    {
        return '<button type="submit" class="btn btn-default" name="' . $this->e($name) . '" value="1">' . $this->e($label) . '</button>';
    }

    private function state(): string
    {
        $summary = $this->outbox->summary();
        $last = $summary['last_sent'] === 0 ? $this->l('never') : date('Y-m-d H:i:s', $summary['last_sent']);
        $stopped = EchelonSettings::isAnyStopped()
            ? $this->alert(false, $this->l('Echelon answered 410: sending is stopped. Save the settings to start it again.')) : '';

        return '<div class="panel"><h3>' . $this->e($this->l('Outbox')) . '</h3>' . $stopped . '<ul>'
            . '<li>' . $this->e($this->l('Waiting:') . ' ' . $summary['waiting']) . '</li>'
            . '<li>' . $this->e($this->l('Failed:') . ' ' . $summary['failed']) . '</li>'
            . '<li>' . $this->e($this->l('Last sent:') . ' ' . $last) . '</li></ul>'
            . $this->problems($summary['problems'])
            . ($summary['failed'] === 0 ? '' : $this->retry()) . '</div>';
    }

    private function problems(array $rows): string
    {
        if ($rows === []) {
            return '';
        }
        $titles = [$this->l('Object'), $this->l('Attempts'), $this->l('Next attempt'), $this->l('Reason')];
        $head = '';
        foreach ($titles as $title) {
            $head .= '<th scope="col">' . $this->e($title) . '</th>';
        }
        $body = '';
        foreach ($rows as $row) {
            $next = $row['state'] === 'failed' ? $this->l('none') : date('Y-m-d H:i:s', (int) $row['next_try']);
            $body .= '<tr><td>' . $this->e($row['kind'] . ' ' . $row['object_id']) . '</td><td>' . $this->e((string) $row['tries'])
                . '</td><td>' . $this->e($next) . '</td><td>' . $this->e($row['last_error']) . '</td></tr>';
        }

        return '<table class="table"><thead><tr>' . $head . '</tr></thead><tbody>' . $body . '</tbody></table>';
    }

    private function retry(): string
    {
        return '<form method="post" action="' . $this->e($this->action()) . '">'
            . $this->button('echelon_retry', $this->l('Try the failed ones again')) . '</form>';
    }

    private function cron(): string
    {
        $token = (string) Configuration::getGlobalValue(EchelonSettings::CRON_TOKEN);
        $address = Context::getContext()->link->getModuleLink('echelon', 'cron', ['token' => $token]);

        return '<div class="panel"><h3>' . $this->e($this->l('Cron')) . '</h3><p>'
            . $this->e($this->l('Let cron call this address every minute. It sends what waits. Keep it to yourself.')) . '</p>'
            . '<pre>' . $this->e($address) . '</pre></div>';
    }

    /** The address of this page, with the employee's token, which PrestaShop checks. */
    private function action(): string
    {
        return Context::getContext()->link->getAdminLink('AdminModules', true, [], ['configure' => 'echelon']);
    }

    private function say(bool $isGood, string $text): void
    {
        $this->messages[] = $this->alert($isGood, $text);
    }

    private function alert(bool $isGood, string $text): string
    {
        return '<div class="alert alert-' . ($isGood ? 'success' : 'danger') . '" role="status">' . $this->e($text) . '</div>';
    }

    private function l(string $text): string
    {
        return (string) $this->module->l($text, 'echelonpage');
    }

    private function e(string $text): string
    {
        return htmlspecialchars($text, ENT_QUOTES | ENT_SUBSTITUTE, 'UTF-8');
    }
}
