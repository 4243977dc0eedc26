<?php
/** The progress bar: what is asked, how long it is kept, what is shown. */
const PROGRESS = '{"rule":{"id":"1","name":"Loyalty"},"spent":{"amount":"400.00","currency":"EUR"},"rung":{"name":"Bronze","group":"b"},'
    . '"next":{"name":"Gold <b>","group":"g","required":{"amount":"1000.00","currency":"EUR"}},"missing":{"amount":"600.00","currency":"EUR"},"percent":40}';

function progressOf(int $customer): ?array
{
    return (new EchelonProgress(new EchelonHttp(), Fixture::clock()))->of($customer, new EchelonSettings(1), 1);
}

function listening(): Receiver
{
    $receiver = new Receiver();
    $receiver->answer(200, PROGRESS);
    Fixture::connect($receiver->address());
    Configuration::updateValue(EchelonSettings::READ_TOKEN, 'ech_read');

    return $receiver;
}

test('progress is asked for with the token and kept for five minutes', function () {
    $receiver = listening();
    same(40, progressOf(77)['percent']);
    Fixture::$now += 299;
    same(40, progressOf(77)['percent']);
    same(1, count($receiver->requests()), 'the number of requests');
    ++Fixture::$now;
    progressOf(77);
    same(2, count($receiver->requests()), 'the number of requests');
    $request = $receiver->requests()[0];
    same(['GET', '/api/v1/customers/ext:77/progress', 'Bearer ech_read'], [$request['method'], $request['path'], $request['headers']['authorization']]);
    Configuration::updateValue(EchelonSettings::STORE, 'golf');
    progressOf(79);
    same('/api/v1/customers/ext:79/progress?store=golf', $receiver->requests()[2]['path']);
});

test('after a failure nothing is shown, and nobody asks for a minute', function () {
    $receiver = listening();
    foreach ([[404, '{}'], [500, ''], [200, 'no JSON'], [200, '{"percent":"40"}']] as $i => $answer) {
        $receiver->answer($answer[0], $answer[1]);
        same(null, progressOf(100 + $i));
    }
    $receiver->answer(200, PROGRESS);
    Fixture::$now += 59;
    same(null, progressOf(100));
    ++Fixture::$now;
    same(40, progressOf(100)['percent']);
});

test('without a token nobody is asked', function () {
    $receiver = listening();
    Configuration::updateValue(EchelonSettings::READ_TOKEN, '');
    same(null, progressOf(77));
    same([], $receiver->requests());
});

test('a customer sees the bar; a guest and a visitor see nothing', function () {
    listening();
    $context = Context::getContext();
    same('', Hook::exec('displayCustomerAccount'));
    $context->customer = new Customer(78);
    same('', Hook::exec('displayCustomerAccount'));
    $context->customer = new Customer(77);
    contains('progress.tpl', Hook::exec('displayCustomerAccount'));
    same(['rung' => 'Bronze', 'next' => 'Gold <b>', 'missing' => "600.00\u{a0}EUR", 'percent' => 40], $context->smarty->values['echelon']);
});

test('an account page survives Echelon\'s absence and a broken database', function () {
    $receiver = listening();
    $receiver->stop();
    Context::getContext()->customer = new Customer(77);
    same('', Hook::exec('displayCustomerAccount'));
    Db::getInstance()->isBroken = true;
    same('', Hook::exec('displayCustomerAccount'));
    Db::getInstance()->isBroken = false;
    same(1, count(PrestaShopLogger::$lines), 'the number of lines');
});

test('on the highest rung there is no next and nothing missing', function () {
    same(
        ['rung' => 'Gold', 'next' => '', 'missing' => '', 'percent' => 100],
        EchelonProgress::shown(['rung' => ['name' => 'Gold'], 'next' => null, 'missing' => null, 'percent' => 100], Context::getContext())
    );
});

test('the template escapes and is accessible, drawn by Smarty itself', function () {
    $library = '/usr/share/php/smarty4/Smarty.class.php';
    if (!is_file($library)) {
        throw new Skipped('Smarty is not installed');
    }
    $level = error_reporting(E_ALL & ~E_DEPRECATED & ~E_USER_DEPRECATED & ~E_WARNING & ~E_NOTICE);
    require_once $library;
    $folder = sys_get_temp_dir() . '/echelon-smarty-' . bin2hex(random_bytes(6));
    $smarty = new Smarty();
    $smarty->setCompileDir($folder);
    $smarty->registerPlugin('function', 'l', function ($params) {
        Module::$texts['progress_' . md5($params['s'])] = $params['s'];

        return htmlspecialchars($params['s']);
    });
    $smarty->assign('echelon', ['rung' => '<i>', 'next' => 'Gold "b"', 'missing' => '600 €', 'percent' => 40]);
    $html = $smarty->fetch(__DIR__ . '/../../echelon/views/templates/hook/progress.tpl');
    $smarty->assign('echelon', ['rung' => 'Gold', 'next' => '', 'missing' => '', 'percent' => 100]);
    $highest = $smarty->fetch(__DIR__ . '/../../echelon/views/templates/hook/progress.tpl');
    error_reporting($level);
    array_map('unlink', glob("$folder/*"));
    rmdir($folder);
    contains('&lt;i&gt;', $html);
    contains('Gold &quot;b&quot;', $html);
    lacks('<i>', $html);
    check(preg_match('~<progress max="100" value="40" aria-labelledby="(\S+)" aria-describedby="(\S+)"~', $html, $ids) === 1, 'the element');
    contains('id="' . $ids[1] . '"', $html);
    contains('id="' . $ids[2] . '"', $html);
    contains('>40 %</progress>', $html);
    lacks('<progress', $highest);
    contains('highest level', $highest);
});
