<?php
/** The settings page, the cron address, and what an address may be. */
function page(array $submitted = []): string
{
    Tools::$submitted = $submitted;

    return (new Echelon())->getContent();
}

$form = ['echelon_save' => '1', 'echelon_address' => 'https://echelon.example/webhooks/presta', 'echelon_secret' => Fixture::SECRET, 'echelon_token' => 'ech_token12', 'echelon_store' => 'golf'];

$addresses = [
    ['https://echelon.example/webhooks/my-shop', true], ['https://e.example:8443/base/webhooks/a_1', true],
    ['http://127.0.0.1:8080/webhooks/a', true], ['http://localhost/webhooks/a', true], ['http://[::1]:8080/webhooks/a', true],
    ['http://echelon.example/webhooks/a', false], ['https://echelon.example/webhooks/', false], ['https://echelon.example/webhooks/A', false],
    ['https://echelon.example/', false], ['https://u:p@echelon.example/webhooks/a', false], ['https://e.example/webhooks/a?x=1', false],
    ['ftp://e.example/webhooks/a', false], ["https://e.example/webhooks/a\n", false], ['https://e.example/"><b>/webhooks/a', false],
    ['javascript:alert(1)//webhooks/a', false], ['', false], ['https://e.example/' . str_repeat('a', 250) . '/webhooks/a', false],
];
foreach ($addresses as $i => $case) {
    test("address $i is " . ($case[1] ? 'taken' : 'refused'), function () use ($case) {
        same($case[1], EchelonSettings::isAddress($case[0]));
    });
}

test('what is saved is shown, but secret and token only as saved', function () use ($form) {
    contains('placeholder="not saved"', page());
    $html = page($form);
    contains('Saved.', $html);
    contains('value="https://echelon.example/webhooks/presta"', $html);
    contains('value="golf"', $html);
    contains('saved; leave empty to keep it', $html);
    foreach ([Fixture::SECRET, substr(Fixture::SECRET, 6), 'ech_token12'] as $secret) {
        lacks($secret, $html);
        lacks($secret, page());
    }
    same([Fixture::SECRET, 'ech_token12'], [(new EchelonSettings())->secret(), (new EchelonSettings())->readToken()]);
});

test('empty fields keep secret and token; a tick removes the token', function () use ($form) {
    page($form);
    page(['echelon_secret' => '', 'echelon_token' => ''] + $form);
    same([Fixture::SECRET, 'ech_token12'], [(new EchelonSettings())->secret(), (new EchelonSettings())->readToken()]);
    page(['echelon_token' => '', 'echelon_token_remove' => '1'] + $form);
    same('', (new EchelonSettings())->readToken());
});

$faults = [
    ['echelon_address', 'http://echelon.example/webhooks/a', 'must begin with https://'], ['echelon_secret', 'short', 'at least 16 bytes'],
    ['echelon_token', 'a b', 'ech_'], ['echelon_store', '<x>', 'key of the store may'],
];
foreach ($faults as $case) {
    test("a bad $case[0] is refused, and nothing is saved", function () use ($form, $case) {
        contains($case[2], page([$case[0] => $case[1]] + $form));
        same(['', ''], [(new EchelonSettings())->address(), (new EchelonSettings())->secret()]);
    });
}

test('the page escapes whatever it shows', function () {
    $evil = '"><script>alert(1)</script>';
    Configuration::$global[EchelonSettings::ADDRESS] = $evil;
    Configuration::$global[EchelonSettings::STORE] = $evil;
    Configuration::$global[EchelonSettings::SECRET] = 'x';
    Configuration::$global[EchelonSettings::CRON_TOKEN] = $evil;
    Fixture::outbox()->add('order', 1042, 1);
    Db::getInstance()->execute('UPDATE `ps_echelon_outbox` SET `last_error` = \'' . $evil . '\', `kind` = \'<i>\', `state` = \'failed\'');
    $html = page();
    lacks('<script', $html);
    lacks('<i>', $html);
    lacks('token="<admin>', $html);
    contains('&quot;&gt;&lt;script&gt;', $html);
    contains('&lt;i&gt;', $html);
});

test('saving takes back a stop, which the page shows', function () use ($form) {
    page($form);
    (new EchelonSettings(1))->stop();
    contains('Echelon answered 410', page());
    lacks('Echelon answered 410', page($form));
    check(!(new EchelonSettings(1))->isStopped(), 'it is not stopped');
});

test('the page tells what waits, what failed and why, and when something was last sent', function () {
    contains('Last sent: never', page());
    Fixture::outbox()->add('order', 1042, 1);
    Fixture::outbox()->add('customer', 77, 1);
    $row = Fixture::outbox()->take([], 0);
    Fixture::outbox()->succeed($row);
    Db::getInstance()->execute('UPDATE `ps_echelon_outbox` SET `state` = \'failed\', `last_error` = \'answer 500\' WHERE `kind` = \'customer\'');
    $html = page();
    contains('Waiting: 0', $html);
    contains('Failed: 1', $html);
    contains('Last sent: ' . date('Y-m-d H:i:s', Fixture::$now), $html);
    contains('<td>customer 77</td>', $html);
    contains('<td>answer 500</td>', $html);
    contains('name="echelon_retry"', $html);
    page(['echelon_retry' => '1']);
    same(['sent', 'waiting'], array_column(Fixture::rows(), 'state'));
});

test('the test button sends a signed ping and tells the answer', function () use ($form) {
    contains('Save the address and the secret first.', page(['echelon_test' => '1']));
    $receiver = new Receiver();
    page(['echelon_address' => $receiver->address()] + $form);
    contains('address and secret are right', page(['echelon_test' => '1']));
    $request = $receiver->requests()[0];
    same(['type' => 'ping', 'data' => ['module' => '1.0.0', 'prestashop' => '8.1.7']], json_decode($request['body'], true));
    check(isset($request['headers']['webhook-signature']), 'it is signed');
    $receiver->answer(401);
    contains('the secret is not that of the source', page(['echelon_test' => '1']));
    same([], Fixture::rows());
});

test('the cron address wants its token, sends, and tells numbers only', function () {
    $receiver = new Receiver();
    Fixture::connect($receiver->address());
    Fixture::outbox()->add('order', 1042, 1);
    Db::getInstance()->execute('UPDATE `ps_echelon_outbox` SET `next_try` = 0');
    $module = new Echelon();
    foreach (['', 'x', Configuration::get(EchelonSettings::CRON_TOKEN) . 'x'] as $token) {
        same([403, 'wrong token'], EchelonCronModuleFrontController::answer($module, $token));
    }
    same(0, count($receiver->requests()), 'the number of requests');
    same(
        [200, 'sent 1, not taken 0, waiting 0, failed for good 0'],
        EchelonCronModuleFrontController::answer($module, Configuration::get(EchelonSettings::CRON_TOKEN))
    );
    Configuration::$global[EchelonSettings::CRON_TOKEN] = '';
    same(403, EchelonCronModuleFrontController::answer($module, '')[0]);
});

test('the page shows the cron address', function () {
    contains('module/echelon/cron?token=' . Configuration::get(EchelonSettings::CRON_TOKEN), page());
});
