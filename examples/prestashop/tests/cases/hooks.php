<?php
/** Which hook writes which row, and that nothing in a hook harms the shop. */
$address = 'https://echelon.example/webhooks/presta';

$orderHooks = [
    'actionOrderHistoryAddAfter' => ['order_history' => (object) ['id_order' => 1042]],
    'actionOrderStatusPostUpdate' => ['id_order' => 1042, 'newOrderStatus' => new stdClass()],
    'actionOrderSlipAdd' => ['order' => (object) ['id' => 1042], 'productList' => [], 'qtyList' => []],
    'actionOrderEdited' => ['order' => (object) ['id' => 1042]],
];
foreach ($orderHooks as $hook => $params) {
    test("$hook writes one row for the order", function () use ($hook, $params, $address) {
        Fixture::connect($address);
        Hook::exec($hook, $params);
        $rows = Fixture::rows();
        same(1, count($rows), 'the number of rows');
        same(['order', '1042', '1', 'waiting', '0'], [
            $rows[0]['kind'], $rows[0]['object_id'], $rows[0]['id_shop'], $rows[0]['state'], $rows[0]['tries'],
        ]);
    });
}

foreach (['actionCustomerAccountAdd' => 'newCustomer', 'actionObjectCustomerUpdateAfter' => 'object'] as $hook => $name) {
    test("$hook writes one row for the customer, and none for a guest", function () use ($hook, $name, $address) {
        Fixture::connect($address);
        Hook::exec($hook, [$name => new Customer(78)]);
        same([], Fixture::rows());
        Hook::exec($hook, [$name => new Customer(77)]);
        $rows = Fixture::rows();
        same(1, count($rows), 'the number of rows');
        same(['customer', '77'], [$rows[0]['kind'], $rows[0]['object_id']]);
    });
}

test('two hooks of one change share a row, and the attempts start anew', function () use ($orderHooks, $address) {
    Fixture::connect($address);
    Hook::exec('actionOrderStatusPostUpdate', $orderHooks['actionOrderStatusPostUpdate']);
    Db::getInstance()->execute('UPDATE `ps_echelon_outbox` SET `tries` = 4, `next_try` = 9999999999, `last_error` = \'x\'');
    Hook::exec('actionOrderHistoryAddAfter', $orderHooks['actionOrderHistoryAddAfter']);
    $rows = Fixture::rows();
    same(1, count($rows), 'the number of rows');
    same(['0', '2', ''], [$rows[0]['tries'], $rows[0]['changes'], $rows[0]['last_error']]);
    check((int) $rows[0]['next_try'] <= time() + EchelonOutbox::SETTLING, 'the row is due soon');
});

test('a change while the row is being sent gets a row of its own', function () {
    $outbox = Fixture::outbox();
    $outbox->add('order', 1042, 1);
    check($outbox->take([], 0) !== null, 'the row is taken');
    $outbox->add('order', 1042, 1);
    same(2, count(Fixture::rows()), 'the number of rows');
});

test('a row is left for three seconds to the request that noted it', function () {
    $outbox = Fixture::outbox();
    $outbox->add('order', 1042, 1, EchelonOutbox::SETTLING);
    same(null, $outbox->take([], 0), 'for another request');
    same(null, $outbox->take([], 0, [['order', 1041], ['customer', 1042]]), 'for a request that noted others');
    $row = $outbox->take([], 0, [['order', 1042]]);
    check($row !== null, 'its own request gets it');
    $outbox->fail($row, 'x');
    same(null, $outbox->take([], 0, [['order', 1042]]), 'after a failure, for its own');
    $outbox->add('customer', 77, 1, EchelonOutbox::SETTLING);
    Fixture::$now += 2;
    same(null, $outbox->take([], 0), 'a second too early');
    ++Fixture::$now;
    same('customer', $outbox->take([], 0)['kind'], 'for another request, after it');
});

test('a deleted order is told as deleted, and what waited for it is forgotten', function () use ($address) {
    Fixture::connect($address);
    Hook::exec('actionOrderEdited', ['order' => (object) ['id' => 1042]]);
    Hook::exec('actionObjectOrderDeleteAfter', ['object' => new Order(1042)]);
    $rows = Fixture::rows();
    same(['order.deleted'], array_column($rows, 'kind'));
    same(
        ['type' => 'order.deleted', 'data' => ['id' => '1042', 'version' => gmdate('Y-m-d\TH:i:s\Z', (int) $rows[0]['created'])]],
        (new EchelonPayload('time'))->event($rows[0])
    );
});

test('a deleted customer is told as deleted and leaves no progress behind; a guest is not told', function () use ($address) {
    Fixture::connect($address);
    Fixture::insert('echelon_progress', 77, 1, 9999999999, '{}');
    Hook::exec('actionObjectCustomerDeleteAfter', ['object' => new Customer(77)]);
    Hook::exec('actionObjectCustomerDeleteAfter', ['object' => new Customer(78)]);
    $rows = Fixture::rows();
    same(['customer.deleted'], array_column($rows, 'kind'));
    same(['id', 'version', 'deleted'], array_keys((new EchelonPayload('time'))->event($rows[0])['data']));
    same([], Db::getInstance()->executeS('SELECT * FROM `ps_echelon_progress`'));
});

test('nothing is noted before an address is set, nor for an order that is not there', function () use ($orderHooks, $address) {
    Hook::exec('actionOrderEdited', $orderHooks['actionOrderEdited']);
    same([], Fixture::rows());
    Fixture::connect($address);
    Hook::exec('actionOrderEdited', ['order' => (object) ['id' => 5]]);
    Hook::exec('actionOrderEdited', []);
    Hook::exec('actionOrderHistoryAddAfter', ['order_history' => null]);
    same([], Fixture::rows());
});

test('a hook asks the database twice at most, and nobody else', function () use ($orderHooks, $address) {
    Fixture::connect($address);
    $before = Db::getInstance()->count;
    Hook::exec('actionOrderEdited', $orderHooks['actionOrderEdited']);
    check(Db::getInstance()->count - $before <= 2, 'the number of statements');
});

test('a broken database does not break the shop, and the log has no personal data', function () use ($address) {
    Fixture::connect($address);
    Db::getInstance()->isBroken = true;
    Hook::exec('actionOrderEdited', ['order' => (object) ['id' => 1042]]);
    Hook::exec('actionCustomerAccountAdd', ['newCustomer' => new Customer(77)]);
    Db::getInstance()->isBroken = false;
    same([], Fixture::rows());
    same(2, count(PrestaShopLogger::$lines), 'the number of lines');
    foreach (PrestaShopLogger::$lines as $line) {
        contains('PrestaShopDatabaseException', $line);
        lacks('anna', $line);
    }
});

test('installing registers every hook and makes the tokens, removing leaves nothing', function () use ($address) {
    same(Echelon::HOOKS, Module::$registered);
    same(Shop::CONTEXT_ALL, Shop::$context, 'the context');
    same(40, strlen(Configuration::get(EchelonSettings::CRON_TOKEN)));
    Fixture::connect($address);
    EchelonSettings::prepare();
    $token = Configuration::get(EchelonSettings::CRON_TOKEN);
    EchelonSettings::prepare();
    same($token, Configuration::get(EchelonSettings::CRON_TOKEN));
    check((new Echelon())->uninstall(), 'it is removed');
    $left = array_filter(array_keys(Configuration::$global), function ($name) {
        return strpos($name, 'ECHELON') === 0;
    });
    same([], $left);
    foreach (['echelon_outbox', 'echelon_progress'] as $table) {
        try {
            Db::getInstance()->executeS('SELECT 1 FROM `ps_' . $table . '`');
            check(false, "$table is still there");
        } catch (PDOException $e) {
            check(true, 'the table is gone');
        }
    }
});
